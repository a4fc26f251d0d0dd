"""The small values that events are made of: whose word it is, wordings, delegations, places."""

from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from consultations.domain.when import When

PartyCode = str
"""A party's code: ISO 3166-1 alpha-2 for a state, an agreed short name for anyone else."""

Standing = Literal["own record", "joint text", "official text", "press"]
"""What kind of source a claim rests on, in the order in which they are preferred."""

PartyRole = Literal["party", "facilitator", "host", "observer"]

Level = Literal["public", "restricted", "confidential", "secret"]
"""Classification levels, lowest first."""
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asserted:
    """Whose word an event rests on."""

    sides: tuple[PartyCode, ...]
    standing: Standing = "own record"
    source_id: UUID | None = None
    """The source, from the register of sources."""
    capacity: str = ""
    """Who spoke, and as what: "Ambassador Darchiev"."""
    statement_id: UUID | None = None
    """The statement on this file that says so."""
    locator: str = ""
    """Where in the source: a page, a number, a paragraph."""
    on: When | None = None
    """The date the source bears."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Participant:
    """A party to the file and the part it plays."""

    code: PartyCode
    role: PartyRole = "party"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """One text, in one language, by those who stand by it."""

    text: str
    language: str
    parties: tuple[PartyCode, ...] = ()
    """Whose text it is; several for a joint text."""
    translation: bool = False
    """A convenience translation, not an authentic text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delegate:
    """A member of a delegation, with the title held on that day (it is not updated later)."""

    person_id: UUID
    title: str
    head: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Delegation:
    """Those who sit for one party."""

    party: PartyCode
    members: tuple[Delegate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where: a city, and the premises if they are known."""

    city: str
    premises: str = ""
    country: PartyCode = ""


VenueRuleKind = Literal["third country", "capitals in turn", "other"]


@dataclass(frozen=True, kw_only=True, slots=True)
class VenueRule:
    """Where rounds are to be held, as agreed according to someone."""

    rule: VenueRuleKind
    asserted: Asserted
    country: PartyCode | None = None
    """The third country."""
    words: str = ""
    on: When | None = None
    """When it was agreed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartOnFile:
    """One part of a file, by kind and id."""

    kind: str
    """Name of the file's collection of such parts: rounds, notes, actions."""
    part_id: UUID


StanceKind = Literal["confirmed", "denied", "preferred", "corrected", "retracted"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stance:
    """What was said of a claim: who confirms it, denies it, corrects it or takes it back, and which is preferred."""

    event_id: UUID
    """The event that makes the claim."""
    type: str
    """The type of that event."""
    stance: StanceKind
    asserted: Asserted
    """Whose word this is."""
    reason: str = ""
    instead: UUID | None = None
    """The event that says it right, where it was corrected."""
