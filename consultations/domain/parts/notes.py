"""Notes as a file holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, PartyCode, Wording
from consultations.domain.when import When

NoteForm = Literal[
    "note verbale",
    "first-person note",
    "circular note",
    "collective note",
    "identic note",
    "joint note",
    "aide-mémoire",
    "memorandum",
    "bout de papier",
    "non-paper",
]
NoteStatus = Literal[
    "drafted",
    "in clearance",
    "cleared",
    "numbered",
    "dispatched",
    "delivered",
    "received",
    "acknowledged",
    "registered",
    "assigned",
    "reply due",
    "answered",
    "exchanged",
    "returned",
    "withdrawn",
    "lapsed",
]
"""In the order of a note's life; the last five end it."""
PREPARING: tuple[NoteStatus, ...] = ("drafted", "in clearance", "cleared", "numbered")
"""Of a note that has not left yet."""
ENDED: tuple[NoteStatus, ...] = ("answered", "exchanged", "returned", "withdrawn", "lapsed")
CALLS_FOR_REPLY: tuple[NoteForm, ...] = (
    "note verbale",
    "first-person note",
    "collective note",
    "identic note",
    "joint note",
)
"""Forms that are answered as a matter of course; any other once a date for the reply is set."""

ClearanceStatus = Literal["open", "given", "withheld"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Clearance:
    """Whose clearance of a draft was asked or given, and what came of it."""

    of_whom: str
    """A role or an officer."""
    status: ClearanceStatus
    due: When | None = None
    """By when it is asked for."""
    reason: str = ""
    """Why it was withheld."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Enclosure:
    """What goes with a note."""

    title: str
    digest: str
    """SHA-256 of its content, as 64 hexadecimal digits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelledNumber:
    """A number that the note bore and that was spoilt: it stays in its register and is not given again."""

    number: str
    reason: str


@dataclass(kw_only=True, slots=True)
class Note(Part):
    """One note between two parties, neither of which need be the own side."""

    key: ClassVar[str] = "note_id"
    kept: ClassVar[str] = "notes"

    note_id: UUID
    form: NoteForm = "note verbale"
    status: NoteStatus = "dispatched"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    from_party: PartyCode | None = None
    to_party: PartyCode | None = None
    subject: str = ""
    number: str = ""
    """The number it bears, given by whoever wrote it."""
    their_number: str = ""
    """The number the addressee's registry gave it."""
    in_reply_to: UUID | None = None
    place: str = ""
    handed_over_by: str = ""
    handed_over_to: str = ""
    authentic_languages: tuple[str, ...] = ()
    texts: tuple[Wording, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    drafted_on: When | None = None
    clearances: tuple[Clearance, ...] = ()
    """What was asked and said of its clearance, one entry for each role or officer, as it last stood."""
    register_id: UUID | None = None
    """The register that its number was taken from; none for a number given elsewhere."""
    serial: int | None = None
    """Its serial number there."""
    cancelled_numbers: tuple[CancelledNumber, ...] = ()
    officer: str = ""
    """The officer who drafts it, or whom it was assigned to."""
    sent_on: When | None = None
    delivered_on: When | None = None
    received_on: When | None = None
    registered: bool = False
    """Whether the addressee's registry entered it."""
    registered_on: When | None = None
    acknowledged_on: When | None = None
    reply_due: When | None = None
    reply_rule: str = ""
    """Why the reply is due then."""
    interim_on: When | None = None
    """The day of the last interim reply."""
    answer_id: UUID | None = None
    """The note that answers it."""
    answered_on: When | None = None
    exchanged_with: UUID | None = None
    """The other note of the pair, where notes were exchanged."""
    exchanged_on: When | None = None
    reason: str = ""
    """Why it was returned, withdrawn, let lapse or last corrected."""

    @property
    def has_left(self) -> bool:
        """Whether anything on the file says that it was on its way, or reached the addressee."""
        steps = (self.sent_on, self.delivered_on, self.acknowledged_on, self.answered_on, self.exchanged_on)
        return self.has_arrived or self.status == "returned" or any(steps)

    @property
    def has_arrived(self) -> bool:
        """Whether its receipt, or its entry in the addressee's registry, is on the file."""
        return self.registered or self.received_on is not None

    def clearances_that_are(self, status: ClearanceStatus) -> tuple[str, ...]:
        """Whose clearance stands so: roles and officers."""
        return tuple(each.of_whom for each in self.clearances if each.status == status)
