"""Incoming notes: received, entered by the addressee's registry, assigned to an officer."""

from dataclasses import dataclass
from typing import assert_never

from consultations.domain.message import Recorded, Refused
from consultations.domain.notes.passage import (
    PASSED_FIELDS,
    NoteOccurrence,
    NotePassed,
    OnNote,
    PassNote,
    advance,
    describe,
    known,
    must_be_unanswered,
    must_hold,
    must_not_be_renumbered,
    must_not_have_lapsed,
    must_pass_between,
    must_stand,
)
from consultations.domain.parts.notes import Note, NoteForm
from consultations.domain.state import Case, must_be_free
from consultations.domain.values import PartyCode
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteReceived(NotePassed):
    """A note was received."""

    received_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteRegistered(NoteOccurrence):
    """The addressee's registry entered the note under a number of its own."""

    their_number: str
    registered_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteAssigned(NoteOccurrence):
    """The note was given to an officer to deal with."""

    officer: str
    assigned_on: When | None = None


IncomingEvent = NoteReceived | NoteRegistered | NoteAssigned


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiveNote(PassNote):
    """Record that a note was received; its dispatch may be on the file already."""

    from_party: PartyCode
    to_party: PartyCode
    subject: str
    received_on: When
    form: NoteForm = "note verbale"


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterNote(OnNote):
    """Record that the addressee's registry, as a rule our own, entered a note under a number of its own."""

    their_number: str
    """The number the addressee's registry gave it."""
    registered_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignNote(OnNote):
    """Record that a note was given to an officer, who is then reminded of it; later to another."""

    officer: str
    """The officer who deals with it."""
    assigned_on: When | None = None


ToKnownNote = RegisterNote | AssignNote
IncomingCommand = ReceiveNote | ToKnownNote


class NoteReceivedAlready(Refused):
    """The receipt of this note has been recorded already."""


class NoteRegisteredAlready(Refused):
    """The registry has entered this note already."""


class NoteAssignedAlready(Refused):
    """The note is with this officer already."""


def decide(command: IncomingCommand, case: Case) -> IncomingEvent:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, ReceiveNote):
        return _received(command, case)
    note_id, on_file = command.note_id, known(command.note_id, case)
    must_stand(on_file)
    match command:
        case RegisterNote(their_number=their_number, registered_on=registered_on):
            if on_file.registered:
                raise NoteRegisteredAlready(their_number=on_file.their_number)
            return NoteRegistered(note_id=note_id, their_number=their_number, registered_on=registered_on)
        case AssignNote(officer=officer, assigned_on=assigned_on):
            must_not_have_lapsed(on_file)
            must_be_unanswered(on_file)
            if on_file.officer == officer:
                raise NoteAssignedAlready(officer=officer)
            return NoteAssigned(note_id=note_id, officer=officer, assigned_on=assigned_on)
        case _:
            assert_never(command)


def _received(command: ReceiveNote, case: Case) -> NoteReceived:
    _must_be_awaited(command, case)
    must_hold(command, case)
    return NoteReceived(
        received_on=command.received_on, **{name: getattr(command, name) for name in PASSED_FIELDS}
    )


def _must_be_awaited(command: ReceiveNote, case: Case) -> None:
    on_file = case.notes.get(command.note_id)
    if on_file is None:
        must_be_free(case, command.note_id)
        return
    must_stand(on_file)
    must_pass_between(on_file, command.from_party, command.to_party)
    must_not_be_renumbered(on_file, command.number)
    if on_file.received_on is not None:
        raise NoteReceivedAlready(note_id=command.note_id)


def evolve(part: Note, event: IncomingEvent, record: Recorded) -> None:
    """Fold an event into its note. Never fails, on any subset of a stream."""
    match event:
        case NoteReceived(received_on=received_on):
            describe(part, event)
            part.received_on = received_on
            advance(part, "received", record)
        case NoteRegistered(their_number=their_number, registered_on=registered_on):
            part.registered, part.registered_on = True, registered_on
            part.their_number = their_number or part.their_number
            advance(part, "registered", record)
        case NoteAssigned(officer=officer):
            part.officer = officer
            if part.has_arrived or part.status_asserted is None:
                advance(part, "assigned", record)
        case _:
            assert_never(event)
