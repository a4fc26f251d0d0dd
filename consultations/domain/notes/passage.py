"""What is said of a note as it passes from one party to the other, and what every event and command of a note has."""

import re
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol, get_args
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.notes import ENDED, Enclosure, Note, NoteForm, NoteStatus
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
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OnNote(Command):
    """What every command about a note that is on the file carries."""

    about: ClassVar[str] = "note_id"
    note_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class PassNote(Command):
    """What may be said of a note as it passes from one party to the other."""

    about: ClassVar[str] = "note_id"
    note_id: NewId
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
    enclosures: tuple[Enclosure, ...] = ()


class UnknownNote(Refused):
    """There is no such note on the file."""


class NoteOnFileAlready(Refused):
    """This note is on the file already."""


class NoteToItsSender(Refused):
    """A note passes from one party to another."""


class NoteBetweenOthers(Refused):
    """The file has this note as passing between other parties."""


class NoteNoLongerStands(Refused):
    """The note has been returned or withdrawn."""


class NoteHasLapsed(Refused):
    """An officer let this note lapse."""


class NoteNumberedOtherwise(Refused):
    """The note bears another number, out of a register: that is cancelled there, and not written over."""


class EnclosureDigestMalformed(Refused):
    """An enclosure is named by the SHA-256 of its content, as 64 hexadecimal digits in small letters."""


class NoteAnsweredAlready(Refused):
    """This note has been answered already."""


class NoteAnswersItself(Refused):
    """A note is answered by another note."""


GONE: Final = ("returned", "withdrawn")
DIGEST: Final = re.compile("[0-9a-f]{64}")
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
    "enclosures",
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


def must_not_have_lapsed(on_file: Note) -> None:
    """Raise NoteHasLapsed where an officer has given up on it; what still comes of it can be recorded all the same."""
    if on_file.status == "lapsed":
        raise NoteHasLapsed(note_id=on_file.note_id)


def must_not_be_renumbered(on_file: Note, number: str) -> None:
    """Raise NoteNumberedOtherwise where another number would stand in place of one out of a register."""
    if number and on_file.register_id and number != on_file.number:
        raise NoteNumberedOtherwise(number=on_file.number)


class Described(Protocol):
    """Whatever says of a note who sends it to whom, what it answers and what goes with it."""

    @property
    def note_id(self) -> UUID: ...  # noqa: D102
    @property
    def from_party(self) -> PartyCode: ...  # noqa: D102
    @property
    def to_party(self) -> PartyCode: ...  # noqa: D102
    @property
    def in_reply_to(self) -> UUID | None: ...  # noqa: D102
    @property
    def enclosures(self) -> tuple[Enclosure, ...]: ...  # noqa: D102


def must_hold(described: Described, case: Case) -> None:
    """Raise what is wrong with what is said of a note: NoteToItsSender, NotOnFile, NoteAnswersItself and so on."""
    must_pass_between_two(described.from_party, described.to_party)
    must_be_on_file([described.in_reply_to] if described.in_reply_to else [], case.notes)
    if described.in_reply_to == described.note_id:
        raise NoteAnswersItself(note_id=described.note_id)
    for each in described.enclosures:
        if not DIGEST.fullmatch(each.digest):
            raise EnclosureDigestMalformed(title=each.title)


def describe(part: Note, event: NotePassed) -> None:
    """Put what an event says of the passage on the file; what it leaves out stays as it was."""
    for name in PASSED_FIELDS:
        setattr(part, name, getattr(event, name) or getattr(part, name))


def advance(part: Note, status: NoteStatus, record: Recorded) -> None:
    """Bring the note on to a status, unless it has come further: what is recorded late does not turn it back."""
    course = get_args(NoteStatus)
    further = part.status not in ENDED and course.index(status) > course.index(part.status)
    if part.status_asserted is None or further:
        turn(part, status, record)


def turn(part: Note, status: NoteStatus, record: Recorded) -> None:
    """Give the note a status, on the word of whoever the record rests on."""
    part.status, part.status_asserted = status, record.envelope.asserted
