"""Notes: dispatched, received, acknowledged, answered, exchanged as a pair; returned, withdrawn, corrected.

Drafting, clearance and numbering come before the dispatch, registration and assignment after the receipt.
"""

from consultations.domain.message import Recorded
from consultations.domain.notes import answering, ending, incoming, outgoing
from consultations.domain.notes.answering import (
    AnsweringCommand,
    AnsweringEvent,
    AnswerNote,
    InterimReplyReceived,
    NoteAnswered,
    NotesExchanged,
    NotesExchangedAlready,
    RecordExchange,
    RecordInterimReply,
    ReplyDueSet,
    SetReplyDue,
)
from consultations.domain.notes.ending import (
    CorrectNote,
    EndingCommand,
    EndingEvent,
    NoteCorrected,
    NoteReturned,
    NoteWithdrawn,
    NothingCorrected,
    ReturnNote,
    WithdrawNote,
)
from consultations.domain.notes.incoming import (
    IncomingCommand,
    IncomingEvent,
    NoteReceived,
    NoteReceivedAlready,
    ReceiveNote,
)
from consultations.domain.notes.outgoing import (
    AcknowledgeReceipt,
    DispatchNote,
    NoteDispatched,
    NoteOnFileAlready,
    OutgoingCommand,
    OutgoingEvent,
    ReceiptAcknowledged,
    ReceiptAcknowledgedAlready,
)
from consultations.domain.notes.passage import (
    NoteAnsweredAlready,
    NoteAnswersItself,
    NoteBetweenOthers,
    NoteNoLongerStands,
    NoteToItsSender,
    UnknownNote,
)
from consultations.domain.parts.notes import Note
from consultations.domain.state import Case

__all__ = [
    "AcknowledgeReceipt",
    "AnswerNote",
    "CorrectNote",
    "DispatchNote",
    "InterimReplyReceived",
    "NoteAnswered",
    "NoteAnsweredAlready",
    "NoteAnswersItself",
    "NoteBetweenOthers",
    "NoteCommand",
    "NoteCorrected",
    "NoteDispatched",
    "NoteEvent",
    "NoteNoLongerStands",
    "NoteOnFileAlready",
    "NoteReceived",
    "NoteReceivedAlready",
    "NoteReturned",
    "NoteToItsSender",
    "NoteWithdrawn",
    "NotesExchanged",
    "NotesExchangedAlready",
    "NothingCorrected",
    "ReceiptAcknowledged",
    "ReceiptAcknowledgedAlready",
    "ReceiveNote",
    "RecordExchange",
    "RecordInterimReply",
    "ReplyDueSet",
    "ReturnNote",
    "SetReplyDue",
    "UnknownNote",
    "WithdrawNote",
    "decide",
    "evolve",
]

NoteEvent = OutgoingEvent | IncomingEvent | AnsweringEvent | EndingEvent
NoteCommand = OutgoingCommand | IncomingCommand | AnsweringCommand | EndingCommand


def decide(command: NoteCommand, case: Case) -> list[NoteEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, OutgoingCommand):
        return [outgoing.decide(command, case)]
    if isinstance(command, IncomingCommand):
        return [incoming.decide(command, case)]
    if isinstance(command, AnsweringCommand):
        return [answering.decide(command, case)]
    return [ending.decide(command, case)]


def evolve(case: Case, event: NoteEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Note, event.note_id, record)
    if isinstance(event, OutgoingEvent):
        outgoing.evolve(part, event, record)
    elif isinstance(event, IncomingEvent):
        incoming.evolve(part, event, record)
    elif isinstance(event, AnsweringEvent):
        answering.evolve(part, event, record, case)
    else:
        ending.evolve(part, event, record)
