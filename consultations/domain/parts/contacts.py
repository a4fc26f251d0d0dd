"""Contacts outside rounds, as a file holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, Delegation, PartyCode, Place, Wording
from consultations.domain.when import When

ContactKind = Literal["meeting", "démarche", "summons", "protest"]
ContactLevel = Literal[
    "not stated",
    "heads of state or government",
    "ministers",
    "deputy ministers",
    "heads of department",
    "heads of mission",
    "other officials",
]
ContactStatus = Literal["held", "made", "received", "summoned", "answered"]


@dataclass(kw_only=True, slots=True)
class Contact(Part):
    """One contact outside the rounds: a meeting, a démarche, a summons or a protest, and each side's account."""

    key: ClassVar[str] = "contact_id"
    kept: ClassVar[str] = "contacts"

    contact_id: UUID
    kind: ContactKind = "meeting"
    subject: str = ""
    status: ContactStatus = "held"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    reported_by: tuple[PartyCode, ...] = ()
    """The sides on whose word it took place."""
    on: When | None = None
    level: ContactLevel = "not stated"
    place: Place | None = None
    from_party: PartyCode | None = None
    """Who made the démarche or the protest, or summoned the head of mission."""
    to_party: PartyCode | None = None
    """To whom it was made, or whose head of mission was summoned."""
    interlocutor: str = ""
    """Who received it, as named, with the title of that day."""
    instruction: str = ""
    """The instruction it was made on, by its number or in words."""
    paper_id: UUID | None = None
    """The paper that was left: a note on the file."""
    made_at: UUID | None = None
    """The contact at which a protest was made."""
    participants: tuple[Delegation, ...] = ()
    """Who took part for each party, each with the title held on that day."""
    texts: tuple[Wording, ...] = ()
    """The account that each side gives of it."""
    answers: tuple[Wording, ...] = ()
    """What was answered to it: on the spot, then later."""
