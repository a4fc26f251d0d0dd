"""Answers to notes: the reply due, an interim reply, the answer, an exchange as a pair."""

from dataclasses import dataclass
from typing import ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.notes.passage import (
    NoteAnswersItself,
    NoteOccurrence,
    OnNote,
    advance,
    known,
    must_be_unanswered,
    must_not_have_lapsed,
    must_pass_between,
    must_pass_between_two,
    must_stand,
    turn,
)
from consultations.domain.parts.notes import Note, NoteForm
from consultations.domain.state import Case, must_be_free
from consultations.domain.values import PartyCode
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyDueSet(NoteOccurrence):
    """A date was set by which the note is to be answered."""

    reply_due: When
    rule: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class InterimReplyReceived(NoteOccurrence):
    """An interim reply came; the note still waits for its answer."""

    replied_on: When
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteAnswered(NoteOccurrence):
    """The note was answered by another note."""

    answer_id: UUID
    answered_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class NotesExchanged(Event):
    """Two notes were exchanged as a pair. This does not by itself make an agreement."""

    entity: ClassVar[tuple[str, ...]] = ("note_id", "answer_id")
    note_id: UUID
    answer_id: UUID
    from_party: PartyCode
    """Who sent the first; the other party sent the second."""
    to_party: PartyCode
    subject: str
    exchanged_on: When
    form: NoteForm = "note verbale"
    place: str = ""


AnsweringEvent = ReplyDueSet | InterimReplyReceived | NoteAnswered | NotesExchanged


@dataclass(frozen=True, kw_only=True, slots=True)
class SetReplyDue(OnNote):
    """Set the date by which a note is to be answered."""

    reply_due: When
    rule: str = ""
    """Why then, in words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordInterimReply(OnNote):
    """Record an interim reply to a note."""

    replied_on: When
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerNote(OnNote):
    """Record that a note was answered by another note on the file."""

    answer_id: UUID
    answered_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordExchange(Command):
    """Record that two notes were exchanged as a pair; it may be the first that is known of either."""

    about: ClassVar[str] = "note_id"
    note_id: NewId
    answer_id: NewId
    from_party: PartyCode
    to_party: PartyCode
    subject: str
    exchanged_on: When
    form: NoteForm = "note verbale"
    place: str = ""


AnsweringCommand = SetReplyDue | RecordInterimReply | AnswerNote | RecordExchange


class NotesExchangedAlready(Refused):
    """One of these notes has been exchanged already."""


def decide(command: AnsweringCommand, case: Case) -> AnsweringEvent:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, RecordExchange):
        return _exchanged(command, case)
    note_id, on_file = command.note_id, known(command.note_id, case)
    must_stand(on_file)
    must_be_unanswered(on_file)
    match command:
        case SetReplyDue(reply_due=reply_due, rule=rule):
            must_not_have_lapsed(on_file)
            return ReplyDueSet(note_id=note_id, reply_due=reply_due, rule=rule)
        case RecordInterimReply(replied_on=replied_on, text=text):
            return InterimReplyReceived(note_id=note_id, replied_on=replied_on, text=text)
        case AnswerNote(answer_id=answer_id, answered_on=answered_on):
            if answer_id == note_id:
                raise NoteAnswersItself(note_id=note_id)
            known(answer_id, case)
            return NoteAnswered(note_id=note_id, answer_id=answer_id, answered_on=answered_on)
        case _:
            assert_never(command)


def _exchanged(command: RecordExchange, case: Case) -> NotesExchanged:
    must_pass_between_two(command.from_party, command.to_party)
    _must_be_exchangeable(command.note_id, (command.from_party, command.to_party), case)
    _must_be_exchangeable(command.answer_id, (command.to_party, command.from_party), case)
    first = case.notes.get(command.note_id)
    if first and first.answer_id != command.answer_id:
        must_be_unanswered(first)
    if command.note_id == command.answer_id:
        raise NoteAnswersItself(note_id=command.note_id)
    return NotesExchanged(
        note_id=command.note_id,
        answer_id=command.answer_id,
        from_party=command.from_party,
        to_party=command.to_party,
        subject=command.subject,
        exchanged_on=command.exchanged_on,
        form=command.form,
        place=command.place,
    )


def _must_be_exchangeable(note_id: UUID, between: tuple[PartyCode, PartyCode], case: Case) -> None:
    on_file = case.notes.get(note_id)
    if on_file is None:
        must_be_free(case, note_id)
        return
    must_stand(on_file)
    must_pass_between(on_file, *between)
    if on_file.exchanged_with is not None:
        raise NotesExchangedAlready(note_id=note_id)


def evolve(part: Note, event: AnsweringEvent, record: Recorded, case: Case) -> None:
    """Fold an event into its note, an exchange into both. Never fails, on any subset of a stream."""
    match event:
        case ReplyDueSet(reply_due=reply_due, rule=rule):
            part.reply_due, part.reply_rule = reply_due, rule
            if part.has_arrived:
                advance(part, "reply due", record)
        case InterimReplyReceived(replied_on=replied_on):
            part.interim_on = replied_on
        case NoteAnswered(answer_id=answer_id, answered_on=answered_on):
            part.answer_id, part.answered_on = answer_id, answered_on
            turn(part, "answered", record)
        case NotesExchanged(from_party=from_party, to_party=to_party):
            _pair(part, from_party, to_party, event.answer_id, event, record)
            answer = case.part(Note, event.answer_id, record)
            _pair(answer, to_party, from_party, event.note_id, event, record)
            part.answer_id, part.answered_on = event.answer_id, event.exchanged_on
            answer.in_reply_to = event.note_id
        case _:
            assert_never(event)


def _pair(
    part: Note,
    from_party: PartyCode,
    to_party: PartyCode,
    other: UUID,
    event: NotesExchanged,
    record: Recorded,
) -> None:
    part.from_party, part.to_party = from_party, to_party
    if not part.subject:
        part.form, part.subject = event.form, event.subject
    part.place = part.place or event.place
    part.exchanged_with, part.exchanged_on = other, event.exchanged_on
    turn(part, "exchanged", record)
