"""Outgoing notes: dispatched, delivered, acknowledged by the addressee."""

from dataclasses import dataclass
from typing import Any, Final, assert_never

from consultations.domain.message import Recorded, Refused
from consultations.domain.notes.drafting import must_not_be_withheld
from consultations.domain.notes.passage import (
    PASSED_FIELDS,
    NoteOccurrence,
    NoteOnFileAlready,
    NotePassed,
    OnNote,
    PassNote,
    advance,
    describe,
    known,
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
class NoteDispatched(NotePassed):
    """A note was sent or handed over."""

    sent_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteDelivered(NoteOccurrence):
    """The note reached the addressee, who has not said so yet."""

    delivered_on: When
    handed_over_to: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptAcknowledged(NoteOccurrence):
    """The addressee acknowledged receipt of the note."""

    acknowledged_on: When
    their_number: str = ""


OutgoingEvent = NoteDispatched | NoteDelivered | ReceiptAcknowledged


@dataclass(frozen=True, kw_only=True, slots=True)
class DispatchNote(PassNote):
    """Record that a note was sent or handed over; of one on the file, what is left out stays as it was."""

    sent_on: When
    from_party: PartyCode = ""
    """Who sends it; to be said of a note that is not on the file yet."""
    to_party: PartyCode = ""
    """The addressee; to be said of a note that is not on the file yet."""
    subject: str = ""
    """To be said of a note that is not on the file yet."""
    form: NoteForm | None = None
    """A note verbale, where neither this nor the file says otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliverNote(OnNote):
    """Record that a note reached the addressee."""

    delivered_on: When
    handed_over_to: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AcknowledgeReceipt(OnNote):
    """Record that the addressee acknowledged receipt of a note."""

    acknowledged_on: When
    their_number: str = ""


OutgoingCommand = DispatchNote | DeliverNote | AcknowledgeReceipt


class NoteNotDescribed(Refused):
    """Of a note that is not on the file yet, it is to be said who sends it to whom, and on what."""


class NoteDeliveredAlready(Refused):
    """The delivery of this note has been recorded already."""


class ReceiptAcknowledgedAlready(Refused):
    """Receipt of this note has been acknowledged already."""


DESCRIBED: Final = ("from_party", "to_party", "subject", "form")
"""What a dispatch need not say anew of a note on the file."""


def decide(command: OutgoingCommand, case: Case) -> OutgoingEvent:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, DispatchNote):
        return _dispatched(command, case)
    note_id, on_file = command.note_id, known(command.note_id, case)
    must_stand(on_file)
    match command:
        case DeliverNote(delivered_on=delivered_on, handed_over_to=handed_over_to):
            if on_file.delivered_on is not None:
                raise NoteDeliveredAlready(note_id=note_id)
            return NoteDelivered(note_id=note_id, delivered_on=delivered_on, handed_over_to=handed_over_to)
        case AcknowledgeReceipt(acknowledged_on=acknowledged_on, their_number=their_number):
            if on_file.acknowledged_on is not None:
                raise ReceiptAcknowledgedAlready(note_id=note_id)
            return ReceiptAcknowledged(
                note_id=note_id, acknowledged_on=acknowledged_on, their_number=their_number
            )
        case _:
            assert_never(command)


def _dispatched(command: DispatchNote, case: Case) -> NoteDispatched:
    on_file = case.notes.get(command.note_id)
    if on_file is None:
        must_be_free(case, command.note_id)
    else:
        _must_be_fit_to_leave(on_file, command)
    event = NoteDispatched(sent_on=command.sent_on, **_told(command, on_file))
    if not (event.from_party and event.to_party and event.subject):
        raise NoteNotDescribed(note_id=command.note_id)
    must_hold(event, case)
    if on_file is not None:
        must_pass_between(on_file, event.from_party, event.to_party)
    return event


def _told(command: DispatchNote, on_file: Note | None) -> dict[str, Any]:
    said = {name: getattr(command, name) for name in PASSED_FIELDS}
    held = {name: getattr(on_file, name) for name in DESCRIBED} if on_file else {"form": "note verbale"}
    return said | {name: said[name] or held.get(name) or "" for name in DESCRIBED}


def _must_be_fit_to_leave(on_file: Note, command: DispatchNote) -> None:
    if on_file.sent_on is not None:
        raise NoteOnFileAlready(note_id=on_file.note_id)
    must_stand(on_file)
    must_not_have_lapsed(on_file)
    must_not_be_withheld(on_file)
    must_not_be_renumbered(on_file, command.number)


def evolve(part: Note, event: OutgoingEvent, record: Recorded) -> None:
    """Fold an event into its note. Never fails, on any subset of a stream."""
    match event:
        case NoteDispatched(sent_on=sent_on):
            describe(part, event)
            part.sent_on = sent_on
            advance(part, "dispatched", record)
        case NoteDelivered(delivered_on=delivered_on, handed_over_to=handed_over_to):
            part.delivered_on = delivered_on
            part.handed_over_to = handed_over_to or part.handed_over_to
            advance(part, "delivered", record)
        case ReceiptAcknowledged(acknowledged_on=acknowledged_on, their_number=their_number):
            part.acknowledged_on = acknowledged_on
            part.their_number = their_number or part.their_number
            advance(part, "acknowledged", record)
        case _:
            assert_never(event)
