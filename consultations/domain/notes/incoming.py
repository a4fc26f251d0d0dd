"""Incoming notes: received."""

from dataclasses import dataclass

from consultations.domain.message import Recorded, Refused
from consultations.domain.notes.passage import (
    NotePassed,
    PassNote,
    describe,
    must_pass_between,
    must_stand,
    passed,
    turn,
)
from consultations.domain.parts.notes import Note
from consultations.domain.state import Case, must_be_free
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteReceived(NotePassed):
    """A note was received."""

    received_on: When


IncomingEvent = NoteReceived


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiveNote(PassNote):
    """Record that a note was received; its dispatch may be on the file already."""

    received_on: When


IncomingCommand = ReceiveNote


class NoteReceivedAlready(Refused):
    """The receipt of this note has been recorded already."""


def decide(command: IncomingCommand, case: Case) -> IncomingEvent:
    """What follows from a command, or the refusal that stands in its way."""
    _must_be_awaited(command, case)
    return NoteReceived(received_on=command.received_on, **passed(command, case))


def _must_be_awaited(command: ReceiveNote, case: Case) -> None:
    on_file = case.notes.get(command.note_id)
    if on_file is None:
        must_be_free(case, command.note_id)
        return
    must_stand(on_file)
    must_pass_between(on_file, command.from_party, command.to_party)
    if on_file.received_on is not None:
        raise NoteReceivedAlready(note_id=command.note_id)


def evolve(part: Note, event: IncomingEvent, record: Recorded) -> None:
    """Fold an event into its note. Never fails, on any subset of a stream."""
    describe(part, event)
    part.received_on = event.received_on
    if part.status == "dispatched":
        turn(part, "received", record)
