"""What is said of a note as it passes from one party to the other, and what every event and command of a note has."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.notes import Note, NoteForm, NoteStatus
from consultations.domain.state import Case, must_be_on_file
from consultations.domain.values import PartyCode, Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteOccurrence(Event):
    """What every event of a note carries."""

    entity: ClassVar[tuple[str, ...]] = ("note_id",)
    note_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class NotePassed(NoteOccurrence):
    """What is said of a note as it passes from one party to the other."""

    from_party: PartyCode
    to_party: PartyCode
    subject: str
    form: NoteForm = "note verbale"
    number: str = ""
    their_number: str = ""
    in_reply_to: UUID | None = None
    place: str = ""
    handed_over_by: str = ""
    handed_over_to: str = ""
    authentic_languages: tuple[str, ...] = ()
    texts: tuple[Wording, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OnNote(Command):
    """What every command about a note that is on the file carries."""

    about: ClassVar[str] = "note_id"
    note_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class PassNote(Command):
    """What is said of a note as it passes from one party to the other."""

    about: ClassVar[str] = "note_id"
    note_id: NewId
    from_party: PartyCode
    to_party: PartyCode
    subject: str
    form: NoteForm = "note verbale"
    number: str = ""
    """The number it bears, given by whoever wrote it."""
    their_number: str = ""
    """The number the addressee's registry gave it."""
    in_reply_to: UUID | None = None
    place: str = ""
    handed_over_by: str = ""
    handed_over_to: str = ""
    authentic_languages: tuple[str, ...] = ()
    """Languages of the authentic texts (BCP 47)."""
    texts: tuple[Wording, ...] = ()


class UnknownNote(Refused):
    """There is no such note on the file."""


class NoteToItsSender(Refused):
    """A note passes from one party to another."""


class NoteBetweenOthers(Refused):
    """The file has this note as passing between other parties."""


class NoteNoLongerStands(Refused):
    """The note has been returned or withdrawn."""


class NoteAnsweredAlready(Refused):
    """This note has been answered already."""


class NoteAnswersItself(Refused):
    """A note is answered by another note."""


GONE: Final = ("returned", "withdrawn")
PASSED_FIELDS: Final = (
    "note_id",
    "from_party",
    "to_party",
    "subject",
    "form",
    "number",
    "their_number",
    "in_reply_to",
    "place",
    "handed_over_by",
    "handed_over_to",
    "authentic_languages",
    "texts",
)


def known(note_id: UUID, case: Case) -> Note:
    """The note on the file. Raises UnknownNote."""
    if note_id not in case.notes:
        raise UnknownNote(note_id=note_id)
    return case.notes[note_id]


def must_stand(on_file: Note) -> None:
    """Raise NoteNoLongerStands for a note that was returned or withdrawn."""
    if on_file.status in GONE:
        raise NoteNoLongerStands(status=on_file.status)


def must_be_unanswered(on_file: Note) -> None:
    """Raise NoteAnsweredAlready for a note that has its answer."""
    if on_file.answer_id is not None:
        raise NoteAnsweredAlready(note_id=on_file.note_id, answer_id=on_file.answer_id)


def must_pass_between_two(from_party: PartyCode, to_party: PartyCode) -> None:
    """Raise NoteToItsSender where sender and addressee are one."""
    if from_party == to_party:
        raise NoteToItsSender(party=from_party)


def must_pass_between(on_file: Note, from_party: PartyCode, to_party: PartyCode) -> None:
    """Raise NoteBetweenOthers where the file has other parties."""
    if (on_file.from_party, on_file.to_party) != (from_party, to_party):
        raise NoteBetweenOthers(from_party=on_file.from_party, to_party=on_file.to_party)


def passed(command: PassNote, case: Case) -> dict[str, Any]:
    """What an event says of the note's passage. Raises NoteToItsSender, NotOnFile, NoteAnswersItself."""
    must_pass_between_two(command.from_party, command.to_party)
    must_be_on_file([command.in_reply_to] if command.in_reply_to else [], case.notes)
    if command.in_reply_to == command.note_id:
        raise NoteAnswersItself(note_id=command.note_id)
    return {name: getattr(command, name) for name in PASSED_FIELDS}


def describe(part: Note, event: NotePassed) -> None:
    """Put what an event says of the passage on the file; what it leaves out stays as it was."""
    for name in PASSED_FIELDS:
        setattr(part, name, getattr(event, name) or getattr(part, name))


def turn(part: Note, status: NoteStatus, record: Recorded) -> None:
    """Give the note a status, on the word of whoever the record rests on."""
    part.status, part.status_asserted = status, record.envelope.asserted
