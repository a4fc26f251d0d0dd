"""Notes: dispatched, received, acknowledged, answered, exchanged as a pair; returned, withdrawn, corrected.

Drafting, clearance and numbering come before the dispatch, registration and assignment after the receipt.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.notes import Note, NoteForm, NoteStatus
from consultations.domain.state import Case, must_be_free, must_be_on_file
from consultations.domain.values import PartyCode, Wording
from consultations.domain.when import When


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
class NoteDispatched(NotePassed):
    """A note was sent or handed over."""

    sent_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteReceived(NotePassed):
    """A note was received."""

    received_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptAcknowledged(NoteOccurrence):
    """The addressee acknowledged receipt of the note."""

    acknowledged_on: When
    their_number: str = ""


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


NoteEvent = (
    NoteDispatched
    | NoteReceived
    | ReceiptAcknowledged
    | ReplyDueSet
    | InterimReplyReceived
    | NoteAnswered
    | NoteReturned
    | NoteWithdrawn
    | NoteCorrected
    | NotesExchanged
)


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


@dataclass(frozen=True, kw_only=True, slots=True)
class DispatchNote(PassNote):
    """Record that a note was sent or handed over."""

    sent_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiveNote(PassNote):
    """Record that a note was received; its dispatch may be on the file already."""

    received_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class AcknowledgeReceipt(OnNote):
    """Record that the addressee acknowledged receipt of a note."""

    acknowledged_on: When
    their_number: str = ""


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


NoteCommand = (
    DispatchNote
    | ReceiveNote
    | AcknowledgeReceipt
    | SetReplyDue
    | RecordInterimReply
    | AnswerNote
    | ReturnNote
    | WithdrawNote
    | CorrectNote
    | RecordExchange
)


class UnknownNote(Refused):
    """There is no such note on the file."""


class NoteOnFileAlready(Refused):
    """This note is on the file already."""


class NoteReceivedAlready(Refused):
    """The receipt of this note has been recorded already."""


class NoteToItsSender(Refused):
    """A note passes from one party to another."""


class NoteBetweenOthers(Refused):
    """The file has this note as passing between other parties."""


class NoteNoLongerStands(Refused):
    """The note has been returned or withdrawn."""


class ReceiptAcknowledgedAlready(Refused):
    """Receipt of this note has been acknowledged already."""


class NoteAnsweredAlready(Refused):
    """This note has been answered already."""


class NoteAnswersItself(Refused):
    """A note is answered by another note."""


class NotesExchangedAlready(Refused):
    """One of these notes has been exchanged already."""


class NothingCorrected(Refused):
    """A correction says what it corrects."""


GONE = ("returned", "withdrawn")
PASSED_FIELDS = (
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


def decide(command: NoteCommand, case: Case) -> list[NoteEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case DispatchNote(note_id=note_id):
            if note_id in case.notes:
                raise NoteOnFileAlready(note_id=note_id)
            must_be_free(case, note_id)
            return [NoteDispatched(sent_on=command.sent_on, **_passed(command, case))]
        case ReceiveNote(note_id=note_id):
            _must_be_awaited(command, case)
            return [NoteReceived(received_on=command.received_on, **_passed(command, case))]
        case RecordExchange():
            return [_exchanged(command, case)]
        case _:
            return [_decide_on(command, _known(command.note_id, case), case)]


ToKnownNote = (
    AcknowledgeReceipt
    | SetReplyDue
    | RecordInterimReply
    | AnswerNote
    | ReturnNote
    | WithdrawNote
    | CorrectNote
)


def _decide_on(command: ToKnownNote, on_file: Note, case: Case) -> NoteEvent:
    note_id = command.note_id
    match command:
        case CorrectNote():
            return _corrected(command)
        case AcknowledgeReceipt(acknowledged_on=acknowledged_on, their_number=their_number):
            _must_stand(on_file)
            if on_file.acknowledged_on is not None:
                raise ReceiptAcknowledgedAlready(note_id=note_id)
            return ReceiptAcknowledged(
                note_id=note_id, acknowledged_on=acknowledged_on, their_number=their_number
            )
        case WithdrawNote(withdrawn_on=withdrawn_on, reason=reason):
            _must_stand(on_file)
            return NoteWithdrawn(note_id=note_id, withdrawn_on=withdrawn_on, reason=reason)
        case _:
            _must_stand(on_file)
            _must_be_unanswered(on_file)
            return _await(command, case)


ToUnanswered = SetReplyDue | RecordInterimReply | AnswerNote | ReturnNote


def _await(command: ToUnanswered, case: Case) -> NoteEvent:
    note_id = command.note_id
    match command:
        case SetReplyDue(reply_due=reply_due, rule=rule):
            return ReplyDueSet(note_id=note_id, reply_due=reply_due, rule=rule)
        case RecordInterimReply(replied_on=replied_on, text=text):
            return InterimReplyReceived(note_id=note_id, replied_on=replied_on, text=text)
        case AnswerNote(answer_id=answer_id, answered_on=answered_on):
            if answer_id == note_id:
                raise NoteAnswersItself(note_id=note_id)
            _known(answer_id, case)
            return NoteAnswered(note_id=note_id, answer_id=answer_id, answered_on=answered_on)
        case ReturnNote(returned_on=returned_on, reason=reason):
            return NoteReturned(note_id=note_id, returned_on=returned_on, reason=reason)
        case _:
            assert_never(command)


def _passed(command: PassNote, case: Case) -> dict[str, Any]:
    _must_pass_between_two(command.from_party, command.to_party)
    must_be_on_file([command.in_reply_to] if command.in_reply_to else [], case.notes)
    if command.in_reply_to == command.note_id:
        raise NoteAnswersItself(note_id=command.note_id)
    return {name: getattr(command, name) for name in PASSED_FIELDS}


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


def _exchanged(command: RecordExchange, case: Case) -> NotesExchanged:
    _must_pass_between_two(command.from_party, command.to_party)
    _must_be_exchangeable(command.note_id, (command.from_party, command.to_party), case)
    _must_be_exchangeable(command.answer_id, (command.to_party, command.from_party), case)
    first = case.notes.get(command.note_id)
    if first and first.answer_id != command.answer_id:
        _must_be_unanswered(first)
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
    _must_stand(on_file)
    _must_pass_between(on_file, *between)
    if on_file.exchanged_with is not None:
        raise NotesExchangedAlready(note_id=note_id)


def _must_be_awaited(command: ReceiveNote, case: Case) -> None:
    on_file = case.notes.get(command.note_id)
    if on_file is None:
        must_be_free(case, command.note_id)
        return
    _must_stand(on_file)
    _must_pass_between(on_file, command.from_party, command.to_party)
    if on_file.received_on is not None:
        raise NoteReceivedAlready(note_id=command.note_id)


def _known(note_id: UUID, case: Case) -> Note:
    if note_id not in case.notes:
        raise UnknownNote(note_id=note_id)
    return case.notes[note_id]


def _must_stand(on_file: Note) -> None:
    if on_file.status in GONE:
        raise NoteNoLongerStands(status=on_file.status)


def _must_be_unanswered(on_file: Note) -> None:
    if on_file.answer_id is not None:
        raise NoteAnsweredAlready(note_id=on_file.note_id, answer_id=on_file.answer_id)


def _must_pass_between_two(from_party: PartyCode, to_party: PartyCode) -> None:
    if from_party == to_party:
        raise NoteToItsSender(party=from_party)


def _must_pass_between(on_file: Note, from_party: PartyCode, to_party: PartyCode) -> None:
    if (on_file.from_party, on_file.to_party) != (from_party, to_party):
        raise NoteBetweenOthers(from_party=on_file.from_party, to_party=on_file.to_party)


def evolve(case: Case, event: NoteEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Note, event.note_id, record)
    match event:
        case NoteDispatched() | NoteReceived():
            _evolve_passed(part, event, record)
        case ReceiptAcknowledged(acknowledged_on=acknowledged_on, their_number=their_number):
            part.acknowledged_on = acknowledged_on
            part.their_number = their_number or part.their_number
            if part.status in ("dispatched", "received"):
                _turn(part, "acknowledged", record)
        case ReplyDueSet(reply_due=reply_due, rule=rule):
            part.reply_due, part.reply_rule = reply_due, rule
        case InterimReplyReceived(replied_on=replied_on):
            part.interim_on = replied_on
        case NoteAnswered(answer_id=answer_id, answered_on=answered_on):
            part.answer_id, part.answered_on = answer_id, answered_on
            _turn(part, "answered", record)
        case NoteReturned(reason=reason):
            part.reason = reason
            _turn(part, "returned", record)
        case NoteWithdrawn(reason=reason):
            part.reason = reason
            _turn(part, "withdrawn", record)
        case NoteCorrected(reason=reason):
            part.reason = reason
            part.subject = event.subject or part.subject
            part.number, part.their_number = (
                event.number or part.number,
                event.their_number or part.their_number,
            )
            part.texts = event.texts or part.texts
        case NotesExchanged(from_party=from_party, to_party=to_party):
            _pair(part, from_party, to_party, event.answer_id, event, record)
            answer = case.part(Note, event.answer_id, record)
            _pair(answer, to_party, from_party, event.note_id, event, record)
            part.answer_id, part.answered_on = event.answer_id, event.exchanged_on
            answer.in_reply_to = event.note_id
        case _:
            assert_never(event)


def _evolve_passed(part: Note, event: NoteDispatched | NoteReceived, record: Recorded) -> None:
    for name in PASSED_FIELDS:
        setattr(part, name, getattr(event, name) or getattr(part, name))
    if isinstance(event, NoteDispatched):
        part.sent_on = event.sent_on
        return
    part.received_on = event.received_on
    if part.status == "dispatched":
        _turn(part, "received", record)


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
    _turn(part, "exchanged", record)


def _turn(part: Note, status: NoteStatus, record: Recorded) -> None:
    part.status, part.status_asserted = status, record.envelope.asserted
