"""Notes: between any two parties, dispatched, received, answered, exchanged as a pair, taken back."""

from dataclasses import replace

import pytest

from consultations.domain import when
from consultations.domain.message import Command
from consultations.domain.notes import (
    AcknowledgeReceipt,
    AnswerNote,
    AssignNote,
    CorrectNote,
    DeliverNote,
    DispatchNote,
    InterimReplyReceived,
    LetNoteLapse,
    NoteAnswered,
    NoteAnsweredAlready,
    NoteAnswersItself,
    NoteAssigned,
    NoteAssignedAlready,
    NoteBetweenOthers,
    NoteCorrected,
    NoteHasLapsed,
    NoteLapsed,
    NoteNoLongerStands,
    NoteOnFileAlready,
    NoteReceived,
    NoteReceivedAlready,
    NoteRegistered,
    NoteRegisteredAlready,
    NoteReturned,
    NotesExchanged,
    NotesExchangedAlready,
    NoteToItsSender,
    NoteWithdrawn,
    NothingCorrected,
    ReceiptAcknowledged,
    ReceiptAcknowledgedAlready,
    ReceiveNote,
    RecordExchange,
    RecordInterimReply,
    RegisterNote,
    ReplyDueSet,
    RequestClearance,
    ReturnNote,
    SetReplyDue,
    UnknownNote,
    WithdrawNote,
)
from consultations.domain.state import IdTaken, NotOnFile
from tests.dsl import an_id, folded, given
from tests.stories import (
    ANSWER,
    NOTE,
    NOTE_DISPATCHED,
    OPENED,
    ROUND,
    RU_TEXT,
    WITH_DRAFT,
    WITH_NOTE,
    WITH_NOTE_AND_ANSWER,
    WITH_NOTE_AWAITING_REPLY,
    WITH_ROUND_HELD,
)

DAY = when.on("2025-04-10")
SUBJECT = "Banking for missions"
DISPATCH = DispatchNote(note_id=NOTE, from_party="RU", to_party="US", subject=SUBJECT, sent_on=DAY)
RECEIVE = ReceiveNote(note_id=NOTE, from_party="RU", to_party="US", subject=SUBJECT, received_on=DAY)
RECEIVED = NoteReceived(note_id=NOTE, from_party="RU", to_party="US", subject=SUBJECT, received_on=DAY)
ANSWERED = NoteAnswered(note_id=NOTE, answer_id=ANSWER, answered_on=DAY)
ACKNOWLEDGED = ReceiptAcknowledged(note_id=NOTE, acknowledged_on=DAY, their_number="US-7")
WITHDRAWN = NoteWithdrawn(note_id=NOTE, withdrawn_on=DAY, reason="superseded")
EXCHANGE = RecordExchange(
    note_id=NOTE, answer_id=ANSWER, from_party="RU", to_party="US", subject=SUBJECT, exchanged_on=DAY
)
EXCHANGED = NotesExchanged(
    note_id=NOTE, answer_id=ANSWER, from_party="RU", to_party="US", subject=SUBJECT, exchanged_on=DAY
)
ON_NOTE: list[Command] = [
    AcknowledgeReceipt(note_id=NOTE, acknowledged_on=DAY),
    SetReplyDue(note_id=NOTE, reply_due=DAY),
    RecordInterimReply(note_id=NOTE, replied_on=DAY),
    AnswerNote(note_id=NOTE, answer_id=ANSWER, answered_on=DAY),
    ReturnNote(note_id=NOTE, returned_on=DAY),
    WithdrawNote(note_id=NOTE, withdrawn_on=DAY),
    AssignNote(note_id=NOTE, officer="ingrid"),
    RegisterNote(note_id=NOTE, their_number="2025/118"),
    LetNoteLapse(note_id=NOTE, reason="overtaken by the talks"),
    RequestClearance(note_id=NOTE, of_whom="legal adviser"),
    DeliverNote(note_id=NOTE, delivered_on=DAY),
]
LAPSED = NoteLapsed(note_id=NOTE, reason="overtaken by the talks")


class TestDispatchNote:
    def test_puts_a_note_between_two_other_parties_on_file(self) -> None:
        part = given(*OPENED).when(DISPATCH).then(NOTE_DISPATCHED).notes[NOTE]
        assert (part.status, part.from_party, part.to_party, part.sent_on) == ("dispatched", "RU", "US", DAY)

    def test_is_refused_for_one_on_file_or_under_the_id_of_something_else(self) -> None:
        given(*WITH_NOTE).when(DISPATCH).refused(NoteOnFileAlready, note_id=NOTE)
        given(*WITH_ROUND_HELD).when(replace(DISPATCH, note_id=ROUND)).refused(IdTaken)

    def test_is_refused_back_to_its_sender(self) -> None:
        given(*OPENED).when(replace(DISPATCH, to_party="RU")).refused(NoteToItsSender, party="RU")

    def test_replies_to_another_note_on_file(self) -> None:
        given(*OPENED).when(replace(DISPATCH, in_reply_to=ANSWER)).refused(NotOnFile, ids=[ANSWER])
        again = replace(RECEIVE, in_reply_to=NOTE)
        given(*WITH_NOTE).when(again).refused(NoteAnswersItself)


class TestReceiveNote:
    def test_may_be_the_first_that_is_known_of_a_note(self) -> None:
        assert given(*OPENED).when(RECEIVE).then(RECEIVED).notes[NOTE].status == "received"

    def test_follows_the_dispatch_of_the_same_note(self) -> None:
        numbered = (*OPENED, replace(NOTE_DISPATCHED, number="RU-12"))
        part = given(*numbered).when(RECEIVE).then(RECEIVED).notes[NOTE]
        assert (part.status, part.number, part.sent_on, part.received_on) == ("received", "RU-12", DAY, DAY)

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        given(*WITH_NOTE, RECEIVED).when(RECEIVE).refused(NoteReceivedAlready)
        other = replace(RECEIVE, from_party="US", to_party="RU")
        given(*WITH_NOTE).when(other).refused(NoteBetweenOthers, from_party="RU", to_party="US")
        given(*WITH_ROUND_HELD).when(replace(RECEIVE, note_id=ROUND)).refused(IdTaken)

    def test_recorded_late_leaves_an_acknowledged_note_acknowledged(self) -> None:
        assert folded(*WITH_NOTE, ACKNOWLEDGED, RECEIVED).notes[NOTE].status == "acknowledged"


class TestRegisterNote:
    def test_keeps_the_number_of_the_addressees_registry(self) -> None:
        command = RegisterNote(note_id=NOTE, their_number="2025/118", registered_on=DAY)
        registered = NoteRegistered(note_id=NOTE, their_number="2025/118", registered_on=DAY)
        part = given(*OPENED, RECEIVED).when(command).then(registered).notes[NOTE]
        assert (part.status, part.their_number, part.registered_on) == ("registered", "2025/118", DAY)
        given(*OPENED, RECEIVED, registered).when(command).refused(NoteRegisteredAlready)

    def test_needs_no_receipt_on_the_file(self) -> None:
        registered = NoteRegistered(note_id=NOTE, their_number="2025/118")
        part = folded(*WITH_NOTE, registered).notes[NOTE]
        assert (part.status, part.has_arrived, part.has_left) == ("registered", True, True)


class TestAssignNote:
    def test_gives_it_to_an_officer_and_later_to_another(self) -> None:
        command = AssignNote(note_id=NOTE, officer="ingrid", assigned_on=DAY)
        assigned = NoteAssigned(note_id=NOTE, officer="ingrid", assigned_on=DAY)
        part = given(*OPENED, RECEIVED).when(command).then(assigned).notes[NOTE]
        assert (part.status, part.officer) == ("assigned", "ingrid")
        given(*OPENED, RECEIVED, assigned).when(command).refused(NoteAssignedAlready, officer="ingrid")
        other = NoteAssigned(note_id=NOTE, officer="arne")
        again = AssignNote(note_id=NOTE, officer="arne")
        assert given(*OPENED, RECEIVED, assigned).when(again).then(other).notes[NOTE].officer == "arne"

    def test_of_a_note_of_our_own_leaves_its_status(self) -> None:
        assigned = NoteAssigned(note_id=NOTE, officer="ingrid")
        assert folded(*WITH_DRAFT, assigned).notes[NOTE].status == "drafted"
        assert folded(*OPENED, assigned).notes[NOTE].status == "assigned"

    def test_leaves_a_note_whose_reply_is_due_there(self) -> None:
        due = ReplyDueSet(note_id=NOTE, reply_due=DAY)
        assigned = NoteAssigned(note_id=NOTE, officer="ingrid")
        assert folded(*OPENED, RECEIVED, assigned, due).notes[NOTE].status == "reply due"
        assert folded(*OPENED, RECEIVED, due, assigned).notes[NOTE].status == "reply due"


class TestLetNoteLapse:
    def test_is_an_officers_decision(self) -> None:
        command = LetNoteLapse(note_id=NOTE, reason="overtaken by the talks", lapsed_on=DAY)
        part = given(*WITH_NOTE).when(command).then(replace(LAPSED, lapsed_on=DAY)).notes[NOTE]
        assert (part.status, part.reason) == ("lapsed", "overtaken by the talks")
        given(*WITH_NOTE, LAPSED).when(command).refused(NoteHasLapsed)
        given(*WITH_NOTE_AND_ANSWER, ANSWERED).when(command).refused(NoteAnsweredAlready)

    @pytest.mark.parametrize(
        "command",
        [SetReplyDue(note_id=NOTE, reply_due=DAY), AssignNote(note_id=NOTE, officer="ingrid")],
    )
    def test_ends_what_an_officer_would_do_with_it(self, command: Command) -> None:
        given(*WITH_NOTE, LAPSED).when(command).refused(NoteHasLapsed, note_id=NOTE)

    def test_leaves_room_for_what_comes_of_it_all_the_same(self) -> None:
        answer = AnswerNote(note_id=NOTE, answer_id=ANSWER, answered_on=DAY)
        part = given(*WITH_NOTE_AND_ANSWER, LAPSED).when(answer).then(ANSWERED).notes[NOTE]
        assert part.status == "answered"
        interim = InterimReplyReceived(note_id=NOTE, replied_on=DAY)
        assert folded(*WITH_NOTE, LAPSED, interim, ACKNOWLEDGED).notes[NOTE].status == "lapsed"


class TestAcknowledgeReceipt:
    def test_keeps_the_number_given_by_the_addressee(self) -> None:
        command = AcknowledgeReceipt(note_id=NOTE, acknowledged_on=DAY, their_number="US-7")
        part = given(*WITH_NOTE).when(command).then(ACKNOWLEDGED).notes[NOTE]
        assert (part.status, part.their_number) == ("acknowledged", "US-7")
        given(*WITH_NOTE, ACKNOWLEDGED).when(command).refused(ReceiptAcknowledgedAlready)

    def test_recorded_late_leaves_an_answered_note_answered(self) -> None:
        assert folded(*WITH_NOTE_AND_ANSWER, ANSWERED, ACKNOWLEDGED).notes[NOTE].status == "answered"


class TestAnswerNote:
    def test_names_the_note_that_answers(self) -> None:
        command = AnswerNote(note_id=NOTE, answer_id=ANSWER, answered_on=DAY)
        part = given(*WITH_NOTE_AND_ANSWER).when(command).then(ANSWERED).notes[NOTE]
        assert (part.status, part.answer_id, part.answered_on) == ("answered", ANSWER, DAY)

    def test_is_refused_without_another_note(self) -> None:
        itself = AnswerNote(note_id=NOTE, answer_id=NOTE, answered_on=DAY)
        given(*WITH_NOTE).when(itself).refused(NoteAnswersItself)
        unknown = AnswerNote(note_id=NOTE, answer_id=ANSWER, answered_on=DAY)
        given(*WITH_NOTE).when(unknown).refused(UnknownNote, note_id=ANSWER)

    @pytest.mark.parametrize("command", ON_NOTE[1:5])
    def test_ends_the_waiting(self, command: Command) -> None:
        given(*WITH_NOTE_AND_ANSWER, ANSWERED).when(command).refused(NoteAnsweredAlready, answer_id=ANSWER)


class TestSetReplyDue:
    def test_sets_the_date_and_an_interim_reply_leaves_it(self) -> None:
        due = when.by("2025-04-30")
        set_so = given(*WITH_NOTE).when(SetReplyDue(note_id=NOTE, reply_due=due, rule="10 working days"))
        part = set_so.then(ReplyDueSet(note_id=NOTE, reply_due=due, rule="10 working days")).notes[NOTE]
        assert (part.reply_due, part.reply_rule) == (due, "10 working days")
        interim = RecordInterimReply(note_id=NOTE, replied_on=DAY, text="under study")
        came = InterimReplyReceived(note_id=NOTE, replied_on=DAY, text="under study")
        later = given(*WITH_NOTE_AWAITING_REPLY).when(interim).then(came).notes[NOTE]
        assert (later.interim_on, later.reply_due, later.status) == (DAY, due, "dispatched")


class TestWithdrawNote:
    def test_and_returning_end_the_note(self) -> None:
        withdraw = WithdrawNote(note_id=NOTE, withdrawn_on=DAY, reason="superseded")
        assert given(*WITH_NOTE).when(withdraw).then(WITHDRAWN).notes[NOTE].status == "withdrawn"
        back = NoteReturned(note_id=NOTE, returned_on=DAY, reason="tone")
        command = ReturnNote(note_id=NOTE, returned_on=DAY, reason="tone")
        part = given(*WITH_NOTE).when(command).then(back).notes[NOTE]
        assert (part.status, part.reason) == ("returned", "tone")

    @pytest.mark.parametrize("command", [*ON_NOTE, RECEIVE, EXCHANGE])
    def test_leaves_nothing_to_be_done_with_it(self, command: Command) -> None:
        given(*WITH_NOTE, WITHDRAWN).when(command).refused(NoteNoLongerStands, status="withdrawn")

    @pytest.mark.parametrize("command", ON_NOTE)
    def test_and_all_else_is_refused_for_an_unknown_note(self, command: Command) -> None:
        given(*OPENED).when(command).refused(UnknownNote, note_id=NOTE)


class TestCorrectNote:
    def test_changes_what_it_names_and_no_more(self) -> None:
        command = CorrectNote(note_id=NOTE, reason="misread", number="RU-13", texts=(RU_TEXT,))
        corrected = NoteCorrected(note_id=NOTE, reason="misread", number="RU-13", texts=(RU_TEXT,))
        part = given(*WITH_NOTE).when(command).then(corrected).notes[NOTE]
        assert (part.number, part.texts, part.subject) == ("RU-13", (RU_TEXT,), SUBJECT)

    def test_is_possible_for_a_withdrawn_note(self) -> None:
        command = CorrectNote(note_id=NOTE, reason="misread", subject="Accounts")
        corrected = NoteCorrected(note_id=NOTE, reason="misread", subject="Accounts")
        assert given(*WITH_NOTE, WITHDRAWN).when(command).then(corrected).notes[NOTE].subject == "Accounts"

    def test_is_refused_where_it_corrects_nothing(self) -> None:
        given(*WITH_NOTE).when(CorrectNote(note_id=NOTE, reason="misread")).refused(NothingCorrected)


class TestRecordExchange:
    def test_brings_both_notes_into_being(self) -> None:
        case = given(*OPENED).when(EXCHANGE).then(EXCHANGED)
        first, second = case.notes[NOTE], case.notes[ANSWER]
        assert (first.from_party, first.to_party, first.exchanged_with) == ("RU", "US", ANSWER)
        assert (second.from_party, second.to_party, second.exchanged_with) == ("US", "RU", NOTE)
        assert {first.status, second.status} == {"exchanged"}
        assert (first.answer_id, second.in_reply_to, first.subject) == (ANSWER, NOTE, SUBJECT)
        assert case.tags[NOTE] == case.tags[ANSWER] == 2

    def test_pairs_notes_that_are_on_file(self) -> None:
        exchange = replace(EXCHANGE, subject="Another word for it")
        exchanged = replace(EXCHANGED, subject="Another word for it")
        case = given(*WITH_NOTE_AND_ANSWER, ANSWERED).when(exchange).then(exchanged)
        assert (case.notes[NOTE].status, case.notes[NOTE].subject) == ("exchanged", SUBJECT)

    def test_is_refused_a_second_time(self) -> None:
        given(*OPENED, EXCHANGED).when(EXCHANGE).refused(NotesExchangedAlready)

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        third = replace(EXCHANGE, answer_id=an_id("third"))
        given(*WITH_NOTE_AND_ANSWER, ANSWERED).when(third).refused(NoteAnsweredAlready, answer_id=ANSWER)
        given(*OPENED).when(replace(EXCHANGE, answer_id=NOTE)).refused(NoteAnswersItself)
        given(*OPENED).when(replace(EXCHANGE, to_party="RU")).refused(NoteToItsSender)
        turned = replace(EXCHANGE, from_party="US", to_party="RU")
        given(*WITH_NOTE).when(turned).refused(NoteBetweenOthers)
        given(*WITH_ROUND_HELD).when(replace(EXCHANGE, note_id=ROUND)).refused(IdTaken, part_id=ROUND)
