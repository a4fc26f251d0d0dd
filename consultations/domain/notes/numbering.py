"""Numbers of notes: taken out of a register of the series, one after another, and cancelled where they were spoilt.

A series has the label of the files whose notes it numbers, so that whoever sees its register may know of each of them.
The serial number is the register's to give: what is decided here is appended to both streams at once, or to neither.
"""

from dataclasses import dataclass
from typing import ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Recorded, Refused
from consultations.domain.notes.drafting import must_not_be_withheld, prepare
from consultations.domain.notes.passage import (
    NoteOccurrence,
    OnNote,
    known,
    must_not_have_lapsed,
    must_stand,
)
from consultations.domain.parts.notes import CancelledNumber, Note
from consultations.domain.parts.registers import Register, UnknownRegister
from consultations.domain.state import Case


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteNumbered(NoteOccurrence):
    """The note was given the next number of its series; the register holds that it is taken."""

    register_id: UUID
    serial: int
    number: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberCancelled(NoteOccurrence):
    """The number of the note was spoilt: it stays in the register, as cancelled, and is never given again."""

    register_id: UUID
    serial: int
    number: str
    reason: str


NumberingEvent = NoteNumbered | NumberCancelled


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberNote(OnNote):
    """Give a note the next number of a series; the label of the series is that of the file."""

    register_id: UUID
    """The register of the series and the year."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelNumber(OnNote):
    """Cancel the number of a note that has not left, and say why; the note can be given another."""

    guarded: ClassVar[bool] = True
    reason: str
    """Why the number is not used."""


NumberingCommand = NumberNote | CancelNumber


class RegisterIsClosed(Refused):
    """The register is closed: it gives no more numbers."""


class RegisterOfAnotherLabel(Refused):
    """A note is numbered in a series that has the level and the compartments of its file."""


class RegisterOfAnotherParty(Refused):
    """The register numbers the notes of another party."""


class NoteNumberedAlready(Refused):
    """The note bears a number already."""


class NoteNotNumbered(Refused):
    """The note bears no number out of a register; one that was given elsewhere is corrected."""


class NumberHasLeft(Refused):
    """The note has left under its number, which can no longer be cancelled."""


def register_beside(command: NumberingCommand, case: Case) -> UUID | None:
    """The register that a command is decided beside; none where it will be refused."""
    if isinstance(command, NumberNote):
        return command.register_id
    on_file = case.notes.get(command.note_id)
    return on_file.register_id if on_file else None


def decide(command: NumberingCommand, case: Case) -> NumberingEvent:
    """What follows from a command, or the refusal that stands in its way; `case.register` stands beside the file."""
    on_file = known(command.note_id, case)
    match command:
        case NumberNote():
            return _numbered(on_file, case)
        case CancelNumber(reason=reason):
            return _cancelled(on_file, reason)
        case _:
            assert_never(command)


def _numbered(on_file: Note, case: Case) -> NoteNumbered:
    must_stand(on_file)
    must_not_have_lapsed(on_file)
    must_not_be_withheld(on_file)
    if on_file.number:
        raise NoteNumberedAlready(number=on_file.number)
    register = _fitting(case, on_file)
    return NoteNumbered(
        note_id=on_file.note_id,
        register_id=register.register_id,
        serial=register.next_serial,
        number=register.next_number,
    )


def _fitting(case: Case, on_file: Note) -> Register:
    register = case.register
    if register is None or not register.version:
        raise UnknownRegister()
    if (register.level, set(register.compartments)) != (case.level, set(case.compartments)):
        raise RegisterOfAnotherLabel(level=case.level, compartments=case.compartments)
    if register.status == "closed":
        raise RegisterIsClosed(series=register.series, year=register.year)
    if on_file.from_party not in (register.party, None):
        raise RegisterOfAnotherParty(party=register.party, from_party=on_file.from_party)
    return register


def _cancelled(on_file: Note, reason: str) -> NumberCancelled:
    if on_file.register_id is None or on_file.serial is None:
        raise NoteNotNumbered(note_id=on_file.note_id)
    if on_file.has_left:
        raise NumberHasLeft(number=on_file.number)
    return NumberCancelled(
        note_id=on_file.note_id,
        register_id=on_file.register_id,
        serial=on_file.serial,
        number=on_file.number,
        reason=reason,
    )


def evolve(part: Note, event: NumberingEvent, record: Recorded) -> None:
    """Fold an event into its note. Never fails, on any subset of a stream."""
    match event:
        case NoteNumbered():
            part.register_id, part.serial, part.number = event.register_id, event.serial, event.number
        case NumberCancelled(number=number, reason=reason):
            part.cancelled_numbers = (
                *part.cancelled_numbers,
                CancelledNumber(number=number, reason=reason),
            )
            if part.register_id == event.register_id and part.serial == event.serial:
                part.register_id, part.serial, part.number = None, None, ""
        case _:
            assert_never(event)
    prepare(part, record)
