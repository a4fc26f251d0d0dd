"""Outgoing notes: dispatched, and acknowledged by the addressee."""

from dataclasses import dataclass
from typing import assert_never

from consultations.domain.message import Recorded, Refused
from consultations.domain.notes.passage import (
    NoteOccurrence,
    NotePassed,
    OnNote,
    PassNote,
    describe,
    known,
    must_stand,
    passed,
    turn,
)
from consultations.domain.parts.notes import Note
from consultations.domain.state import Case, must_be_free
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteDispatched(NotePassed):
    """A note was sent or handed over."""

    sent_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptAcknowledged(NoteOccurrence):
    """The addressee acknowledged receipt of the note."""

    acknowledged_on: When
    their_number: str = ""


OutgoingEvent = NoteDispatched | ReceiptAcknowledged


@dataclass(frozen=True, kw_only=True, slots=True)
class DispatchNote(PassNote):
    """Record that a note was sent or handed over."""

    sent_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class AcknowledgeReceipt(OnNote):
    """Record that the addressee acknowledged receipt of a note."""

    acknowledged_on: When
    their_number: str = ""


OutgoingCommand = DispatchNote | AcknowledgeReceipt


class NoteOnFileAlready(Refused):
    """This note is on the file already."""


class ReceiptAcknowledgedAlready(Refused):
    """Receipt of this note has been acknowledged already."""


def decide(command: OutgoingCommand, case: Case) -> OutgoingEvent:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case DispatchNote(note_id=note_id):
            if note_id in case.notes:
                raise NoteOnFileAlready(note_id=note_id)
            must_be_free(case, note_id)
            return NoteDispatched(sent_on=command.sent_on, **passed(command, case))
        case AcknowledgeReceipt(note_id=note_id, acknowledged_on=acknowledged_on, their_number=their_number):
            on_file = known(note_id, case)
            must_stand(on_file)
            if on_file.acknowledged_on is not None:
                raise ReceiptAcknowledgedAlready(note_id=note_id)
            return ReceiptAcknowledged(
                note_id=note_id, acknowledged_on=acknowledged_on, their_number=their_number
            )
        case _:
            assert_never(command)


def evolve(part: Note, event: OutgoingEvent, record: Recorded) -> None:
    """Fold an event into its note. Never fails, on any subset of a stream."""
    match event:
        case NoteDispatched(sent_on=sent_on):
            describe(part, event)
            part.sent_on = sent_on
        case ReceiptAcknowledged(acknowledged_on=acknowledged_on, their_number=their_number):
            part.acknowledged_on = acknowledged_on
            part.their_number = their_number or part.their_number
            if part.status in ("dispatched", "received"):
                turn(part, "acknowledged", record)
        case _:
            assert_never(event)
