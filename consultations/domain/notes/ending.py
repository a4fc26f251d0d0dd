"""What ends or mends a note: returned by the addressee, withdrawn by the sender, let lapse, corrected on the file."""

from dataclasses import dataclass
from typing import ClassVar, assert_never

from consultations.domain.message import Recorded, Refused, Warned, Warnings
from consultations.domain.notes.passage import (
    NoteOccurrence,
    OnNote,
    known,
    must_be_unanswered,
    must_not_be_renumbered,
    must_not_have_lapsed,
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
class NoteLapsed(NoteOccurrence):
    """An officer decided that nothing more is expected of the note; what comes of it all the same is recorded."""

    reason: str
    lapsed_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteCorrected(NoteOccurrence):
    """What the file says of the note was corrected; what is left out stays as it was."""

    reason: str
    subject: str = ""
    number: str = ""
    their_number: str = ""
    texts: tuple[Wording, ...] = ()


EndingEvent = NoteReturned | NoteWithdrawn | NoteLapsed | NoteCorrected


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
class LetNoteLapse(OnNote):
    """Decide that nothing more is expected of a note, and say why; silence alone decides nothing."""

    guarded: ClassVar[bool] = True
    reason: str
    lapsed_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectNote(OnNote):
    """Correct what the file says of a note; what is left out stays as it was."""

    guarded: ClassVar[bool] = True
    reason: str
    subject: str = ""
    number: str = ""
    their_number: str = ""
    texts: tuple[Wording, ...] = ()


EndingCommand = ReturnNote | WithdrawNote | LetNoteLapse | CorrectNote


class NothingCorrected(Refused):
    """A correction says what it corrects."""


class ClearedBeforeCorrection(Warned):
    """The draft was changed after a clearance had been given: whoever gave it has not seen this text."""


def decide(command: EndingCommand, case: Case) -> EndingEvent:
    """What follows from a command, or the refusal that stands in its way."""
    note_id, on_file = command.note_id, known(command.note_id, case)
    match command:
        case CorrectNote():
            must_not_be_renumbered(on_file, command.number)
            return _corrected(command)
        case WithdrawNote(withdrawn_on=withdrawn_on, reason=reason):
            must_stand(on_file)
            return NoteWithdrawn(note_id=note_id, withdrawn_on=withdrawn_on, reason=reason)
        case ReturnNote(returned_on=returned_on, reason=reason):
            must_stand(on_file)
            must_be_unanswered(on_file)
            return NoteReturned(note_id=note_id, returned_on=returned_on, reason=reason)
        case LetNoteLapse(reason=reason, lapsed_on=lapsed_on):
            must_stand(on_file)
            must_be_unanswered(on_file)
            must_not_have_lapsed(on_file)
            return NoteLapsed(note_id=note_id, reason=reason, lapsed_on=lapsed_on)
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


def warnings(command: EndingCommand, on_file: Note | None) -> Warnings:
    """What is worth knowing of a correction; none of it stands in the way."""
    changed = isinstance(command, CorrectNote) and (command.subject or command.texts)
    cleared = on_file and not on_file.has_left and on_file.clearances_that_are("given")
    return (ClearedBeforeCorrection,) if changed and cleared else ()


def evolve(part: Note, event: EndingEvent, record: Recorded) -> None:
    """Fold an event into its note. Never fails, on any subset of a stream."""
    part.reason = event.reason
    match event:
        case NoteReturned():
            turn(part, "returned", record)
        case NoteWithdrawn():
            turn(part, "withdrawn", record)
        case NoteLapsed():
            turn(part, "lapsed", record)
        case NoteCorrected():
            part.subject = event.subject or part.subject
            part.number, part.their_number = (
                event.number or part.number,
                event.their_number or part.their_number,
            )
            part.texts = event.texts or part.texts
        case _:
            assert_never(event)
