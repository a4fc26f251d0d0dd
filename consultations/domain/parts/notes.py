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
    "dispatched", "received", "acknowledged", "answered", "exchanged", "returned", "withdrawn"
]


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
    sent_on: When | None = None
    received_on: When | None = None
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
    """Why it was returned, withdrawn or last corrected."""
