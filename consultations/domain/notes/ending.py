"""What ends or mends a note: returned by the addressee, withdrawn by the sender, corrected on the file."""

from dataclasses import dataclass
from typing import ClassVar, assert_never

from consultations.domain.message import Recorded, Refused
from consultations.domain.notes.passage import (
    NoteOccurrence,
    OnNote,
    known,
    must_be_unanswered,
    must_stand,
    turn,
)
from consultations.domain.parts.notes import Note
from consultations.domain.state import Case
from consultations.domain.values import Wording
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteReturned(NoteOccurrence):
    """The addressee sent the note back."""

    returned_on: When
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteWithdrawn(NoteOccurrence):
    """Whoever sent the note withdrew it."""

    withdrawn_on: When
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteCorrected(NoteOccurrence):
    """What the file says of the note was corrected; what is left out stays as it was."""

    reason: str
    subject: str = ""
    number: str = ""
    their_number: str = ""
    texts: tuple[Wording, ...] = ()


EndingEvent = NoteReturned | NoteWithdrawn | NoteCorrected


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnNote(OnNote):
    """Record that the addressee sent a note back."""

    guarded: ClassVar[bool] = True
    returned_on: When
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawNote(OnNote):
    """Record that whoever sent a note withdrew it."""

    guarded: ClassVar[bool] = True
    withdrawn_on: When
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectNote(OnNote):
    """Correct what the file says of a note; what is left out stays as it was."""

    guarded: ClassVar[bool] = True
    reason: str
    subject: str = ""
    number: str = ""
    their_number: str = ""
    texts: tuple[Wording, ...] = ()


EndingCommand = ReturnNote | WithdrawNote | CorrectNote


class NothingCorrected(Refused):
    """A correction says what it corrects."""


def decide(command: EndingCommand, case: Case) -> EndingEvent:
    """What follows from a command, or the refusal that stands in its way."""
    note_id, on_file = command.note_id, known(command.note_id, case)
    match command:
        case CorrectNote():
            return _corrected(command)
        case WithdrawNote(withdrawn_on=withdrawn_on, reason=reason):
            must_stand(on_file)
            return NoteWithdrawn(note_id=note_id, withdrawn_on=withdrawn_on, reason=reason)
        case ReturnNote(returned_on=returned_on, reason=reason):
            must_stand(on_file)
            must_be_unanswered(on_file)
            return NoteReturned(note_id=note_id, returned_on=returned_on, reason=reason)
        case _:
            assert_never(command)


def _corrected(command: CorrectNote) -> NoteCorrected:
    if not (command.subject or command.number or command.their_number or command.texts):
        raise NothingCorrected()
    return NoteCorrected(
        note_id=command.note_id,
        reason=command.reason,
        subject=command.subject,
        number=command.number,
        their_number=command.their_number,
        texts=command.texts,
    )


def evolve(part: Note, event: EndingEvent, record: Recorded) -> None:
    """Fold an event into its note. Never fails, on any subset of a stream."""
    part.reason = event.reason
    match event:
        case NoteReturned():
            turn(part, "returned", record)
        case NoteWithdrawn():
            turn(part, "withdrawn", record)
        case NoteCorrected():
            part.subject = event.subject or part.subject
            part.number, part.their_number = (
                event.number or part.number,
                event.their_number or part.their_number,
            )
            part.texts = event.texts or part.texts
        case _:
            assert_never(event)
