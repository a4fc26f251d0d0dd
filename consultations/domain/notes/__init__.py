"""Notes: drafted, cleared, numbered, dispatched, received, registered, answered; returned, withdrawn, corrected.

Records are made after the fact as often as before: a note may be known first by its draft, its dispatch or its receipt.
A life cycle refuses contradictions, not gaps, and nothing recorded late turns a status back.
"""

from uuid import UUID

from consultations.domain.message import Recorded, Warnings
from consultations.domain.notes import answering, drafting, ending, incoming, numbering, outgoing, style
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
from consultations.domain.notes.drafting import (
    ClearanceGiven,
    ClearanceGivenAlready,
    ClearanceIsWithheld,
    ClearanceRequested,
    ClearanceRequestedAlready,
    ClearanceStillOpen,
    ClearanceWithheld,
    ClearanceWithheldAlready,
    DraftingCommand,
    DraftingEvent,
    DraftNote,
    GiveClearance,
    NoteDrafted,
    NoteHasLeft,
    RequestClearance,
    WithholdClearance,
)
from consultations.domain.notes.ending import (
    ClearedBeforeCorrection,
    CorrectNote,
    EndingCommand,
    EndingEvent,
    LetNoteLapse,
    NoteCorrected,
    NoteLapsed,
    NoteReturned,
    NoteWithdrawn,
    NothingCorrected,
    ReturnNote,
    WithdrawNote,
)
from consultations.domain.notes.incoming import (
    AssignNote,
    IncomingCommand,
    IncomingEvent,
    NoteAssigned,
    NoteAssignedAlready,
    NoteReceived,
    NoteReceivedAlready,
    NoteRegistered,
    NoteRegisteredAlready,
    ReceiveNote,
    RegisterNote,
)
from consultations.domain.notes.numbering import (
    CancelNumber,
    NoteNotNumbered,
    NoteNumbered,
    NoteNumberedAlready,
    NumberCancelled,
    NumberHasLeft,
    NumberingCommand,
    NumberingEvent,
    NumberNote,
    RegisterIsClosed,
    RegisterOfAnotherLabel,
    RegisterOfAnotherParty,
)
from consultations.domain.notes.outgoing import (
    AcknowledgeReceipt,
    DeliverNote,
    DispatchNote,
    NoteDelivered,
    NoteDeliveredAlready,
    NoteDispatched,
    NoteNotDescribed,
    OutgoingCommand,
    OutgoingEvent,
    ReceiptAcknowledged,
    ReceiptAcknowledgedAlready,
)
from consultations.domain.notes.passage import (
    EnclosureDigestMalformed,
    NoteAnsweredAlready,
    NoteAnswersItself,
    NoteBetweenOthers,
    NoteHasLapsed,
    NoteNoLongerStands,
    NoteNumberedOtherwise,
    NoteOnFileAlready,
    NoteToItsSender,
    UnknownNote,
)
from consultations.domain.notes.style import Style
from consultations.domain.parts.notes import Note
from consultations.domain.state import Case

__all__ = [
    "AcknowledgeReceipt",
    "AnswerNote",
    "AssignNote",
    "CancelNumber",
    "ClearanceGiven",
    "ClearanceGivenAlready",
    "ClearanceIsWithheld",
    "ClearanceRequested",
    "ClearanceRequestedAlready",
    "ClearanceStillOpen",
    "ClearanceWithheld",
    "ClearanceWithheldAlready",
    "ClearedBeforeCorrection",
    "CorrectNote",
    "DeliverNote",
    "DispatchNote",
    "DraftNote",
    "EnclosureDigestMalformed",
    "GiveClearance",
    "InterimReplyReceived",
    "LetNoteLapse",
    "NoteAnswered",
    "NoteAnsweredAlready",
    "NoteAnswersItself",
    "NoteAssigned",
    "NoteAssignedAlready",
    "NoteBetweenOthers",
    "NoteCommand",
    "NoteCorrected",
    "NoteDelivered",
    "NoteDeliveredAlready",
    "NoteDispatched",
    "NoteDrafted",
    "NoteEvent",
    "NoteHasLapsed",
    "NoteHasLeft",
    "NoteLapsed",
    "NoteNoLongerStands",
    "NoteNotDescribed",
    "NoteNotNumbered",
    "NoteNumbered",
    "NoteNumberedAlready",
    "NoteNumberedOtherwise",
    "NoteOnFileAlready",
    "NoteReceived",
    "NoteReceivedAlready",
    "NoteRegistered",
    "NoteRegisteredAlready",
    "NoteReturned",
    "NoteToItsSender",
    "NoteWithdrawn",
    "NotesExchanged",
    "NotesExchangedAlready",
    "NothingCorrected",
    "NumberCancelled",
    "NumberHasLeft",
    "NumberNote",
    "NumberingCommand",
    "ReceiptAcknowledged",
    "ReceiptAcknowledgedAlready",
    "ReceiveNote",
    "RecordExchange",
    "RecordInterimReply",
    "RegisterIsClosed",
    "RegisterNote",
    "RegisterOfAnotherLabel",
    "RegisterOfAnotherParty",
    "ReplyDueSet",
    "RequestClearance",
    "ReturnNote",
    "SetReplyDue",
    "Style",
    "UnknownNote",
    "WithdrawNote",
    "WithholdClearance",
    "decide",
    "evolve",
    "register_beside",
    "warnings",
]

NoteEvent = DraftingEvent | NumberingEvent | OutgoingEvent | IncomingEvent | AnsweringEvent | EndingEvent
NoteCommand = (
    DraftingCommand | NumberingCommand | OutgoingCommand | IncomingCommand | AnsweringCommand | EndingCommand
)


def decide(command: NoteCommand, case: Case) -> list[NoteEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, DraftingCommand):
        return [drafting.decide(command, case)]
    if isinstance(command, NumberingCommand):
        return [numbering.decide(command, case)]
    if isinstance(command, OutgoingCommand):
        return [outgoing.decide(command, case)]
    if isinstance(command, IncomingCommand):
        return [incoming.decide(command, case)]
    if isinstance(command, AnsweringCommand):
        return [answering.decide(command, case)]
    return [ending.decide(command, case)]


def register_beside(command: NoteCommand, case: Case) -> UUID | None:
    """The numbering register that a command is decided beside, if it is one about a number."""
    return numbering.register_beside(command, case) if isinstance(command, NumberingCommand) else None


def warnings(command: NoteCommand, case: Case, of: Style) -> Warnings:
    """What is worth knowing of what a command records; none of it stands in the way."""
    on_file = case.notes.get(command.note_id)
    match command:
        case DispatchNote():
            return drafting.warnings(on_file) + style.warnings(command, on_file, of)
        case NumberNote():
            return drafting.warnings(on_file)
        case CorrectNote():
            return ending.warnings(command, on_file)
        case _:
            return ()


def evolve(case: Case, event: NoteEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Note, event.note_id, record)
    if isinstance(event, DraftingEvent):
        drafting.evolve(part, event, record)
    elif isinstance(event, NumberingEvent):
        numbering.evolve(part, event, record)
    elif isinstance(event, OutgoingEvent):
        outgoing.evolve(part, event, record)
    elif isinstance(event, IncomingEvent):
        incoming.evolve(part, event, record)
    elif isinstance(event, AnsweringEvent):
        answering.evolve(part, event, record, case)
    else:
        ending.evolve(part, event, record)
