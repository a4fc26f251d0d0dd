"""Agreements as a file holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, PartyCode
from consultations.domain.when import When

AgreementKind = Literal[
    "treaty", "protocol", "exchange of notes", "arrangement", "memorandum of understanding", "other"
]
AgreementStatus = Literal[
    "in preparation",
    "initialled",
    "signed ad referendum",
    "signed",
    "consent notified",
    "provisionally applied",
    "in force",
    "termination notified",
]
"""How far it has come, the furthest last: what is recorded late does not turn it back."""
EntryRule = Literal["not stated", "date of reply", "stated date", "receipt of the last notification"]
"""How the text lets it enter into force (VCLT 24(1)); the date of the reply is usual for an exchange of notes."""
Purpose = Literal["adopting or authenticating the text", "consenting to be bound"]
"""What full powers are for (VCLT 2(1)(c), 7)."""
Means = Literal[
    "signature",
    "exchange of notes",
    "exchange of instruments",
    "ratification",
    "acceptance",
    "approval",
    "accession",
    "notification",
]
"""How consent to be bound is expressed (VCLT 11 to 15); notification that internal procedures are complete."""
StepName = Literal[
    "full powers issued",
    "initialled",
    "signed ad referendum",
    "signed",
    "consent notified",
    "provisionally applied",
    "termination notified",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Undertaking:
    """What one party did towards an agreement, or away from it, and by whose word."""

    party: PartyCode
    step: StepName
    on: When | None
    detail: str
    """The holder and purpose of full powers, the means of consent, the reason for terminating."""
    asserted: Asserted


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A date of entry into force, by whose word."""

    on: When
    asserted: Asserted


@dataclass(kw_only=True, slots=True)
class Agreement(Part):
    """One agreement: how far it has come, and beside that what each party did, and its registration."""

    key: ClassVar[str] = "agreement_id"
    kept: ClassVar[str] = "agreements"

    agreement_id: UUID
    kind: AgreementKind = "other"
    title: str = ""
    status: AgreementStatus = "in preparation"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    note_id: UUID | None = None
    answer_id: UUID | None = None
    """The note in reply, where an exchange of notes constitutes the agreement."""
    entry_rule: EntryRule = "not stated"
    stated_on: When | None = None
    """The date that the text states for its entry into force."""
    signed_by: tuple[PartyCode, ...] = ()
    """The parties whose signature is full, ad referendum or not having been the first."""
    consented_by: tuple[PartyCode, ...] = ()
    """The parties that have expressed their consent to be bound."""
    steps: tuple[Undertaking, ...] = ()
    """What each party did, in the order of recording."""
    in_force_on: When | None = None
    """Since when it is in force, by the best source there is."""
    entries: tuple[Entry, ...] = ()
    """Every date of entry into force that was claimed."""
    registered_on: When | None = None
    """When the Secretariat of the United Nations received it, which is the date of its registration."""
    registration_number: str = ""
    terminates_on: When | None = None
    """From when a notice of termination or withdrawal takes effect, as it was last given."""
    reason: str = ""
    """Why termination or withdrawal was last notified."""
