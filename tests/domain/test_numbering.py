"""Numbers of notes: the next of a series, under the label of the file; spoilt ones cancelled, and never given again."""

from dataclasses import replace

import pytest

from consultations.domain import when
from consultations.domain.decider import in_register, register_beside
from consultations.domain.notes import (
    CancelNumber,
    ClearanceGiven,
    ClearanceIsWithheld,
    ClearanceStillOpen,
    ClearanceWithheld,
    CorrectNote,
    DispatchNote,
    NoteDispatched,
    NoteHasLapsed,
    NoteLapsed,
    NoteNoLongerStands,
    NoteNotNumbered,
    NoteNumbered,
    NoteNumberedAlready,
    NoteNumberedOtherwise,
    NoteWithdrawn,
    NumberCancelled,
    NumberHasLeft,
    NumberNote,
    ReceiveNote,
    RegisterIsClosed,
    RegisterOfAnotherLabel,
    RegisterOfAnotherParty,
    UnknownNote,
)
from consultations.domain.parts.notes import CancelledNumber
from consultations.domain.parts.registers import UnknownRegister
from consultations.domain.registers import NumberTaken, NumberVoided, RegisterClosed
from consultations.domain.rounds import ProposeRound
from tests.dsl import CASE, REGISTER_ID, folded, given
from tests.stories import CLEARANCE_ASKED, NOTE, NOTE_DRAFTED, OPENED, REGISTER_OPENED, ROUND, WITH_DRAFT

DAY = when.on("2025-04-10")
NUMBER = NumberNote(note_id=NOTE, register_id=REGISTER_ID)
NUMBERED = NoteNumbered(note_id=NOTE, register_id=REGISTER_ID, serial=1, number="1/2025")
CANCEL = CancelNumber(note_id=NOTE, reason="misprinted")
CANCELLED = NumberCancelled(
    note_id=NOTE, register_id=REGISTER_ID, serial=1, number="1/2025", reason="misprinted"
)
SENT = NoteDispatched(note_id=NOTE, from_party="NO", to_party="RU", subject="Air links", sent_on=DAY)
GIVEN = ClearanceGiven(note_id=NOTE, of_whom="legal adviser")
WITHHELD = ClearanceWithheld(note_id=NOTE, of_whom="legal adviser", reason="misquoted")
WITH_NUMBER = (*WITH_DRAFT, NUMBERED)


class TestNumberNote:
    def test_gives_the_next_number_of_the_series(self) -> None:
        part = given(*WITH_DRAFT).beside(REGISTER_OPENED).when(NUMBER).then(NUMBERED).notes[NOTE]
        assert (part.status, part.number, part.serial, part.register_id) == (
            "numbered",
            "1/2025",
            1,
            REGISTER_ID,
        )
        taken = NumberTaken(serial=1, number="1/2025", case_id=CASE, note_id=ROUND)
        second = replace(NUMBERED, serial=2, number="2/2025")
        given(*WITH_DRAFT).beside(REGISTER_OPENED, taken).when(NUMBER).then(second)

    def test_goes_on_where_a_register_kept_elsewhere_left_off(self) -> None:
        opened = replace(REGISTER_OPENED, first_serial=121, number_format="{series}-{serial:04}-{year}")
        last = replace(NUMBERED, serial=121, number="Political-0121-2025")
        given(*WITH_DRAFT).beside(opened).when(NUMBER).then(last)

    def test_is_refused_where_there_is_no_register(self) -> None:
        given(*WITH_DRAFT).when(NUMBER).refused(UnknownRegister)
        given(*WITH_DRAFT).beside(RegisterClosed()).when(NUMBER).refused(RegisterOfAnotherLabel)

    @pytest.mark.parametrize(
        "other",
        [
            replace(REGISTER_OPENED, level="confidential"),
            replace(REGISTER_OPENED, level="public"),
            replace(REGISTER_OPENED, compartments=("visas",)),
        ],
    )
    def test_is_refused_in_a_series_of_another_label(self, other: object) -> None:
        numbering = given(*WITH_DRAFT).beside(other)  # type: ignore[arg-type]  # drawn by the parameters
        numbering.when(NUMBER).refused(RegisterOfAnotherLabel, level="restricted", compartments=())

    def test_is_refused_in_a_register_that_is_closed_or_of_another_party(self) -> None:
        closed = given(*WITH_DRAFT).beside(REGISTER_OPENED, RegisterClosed())
        closed.when(NUMBER).refused(RegisterIsClosed, year=2025)
        theirs = given(*WITH_DRAFT).beside(replace(REGISTER_OPENED, party="RU"))
        theirs.when(NUMBER).refused(RegisterOfAnotherParty, party="RU", from_party="NO")

    def test_is_refused_for_a_note_that_bears_a_number_or_no_longer_stands(self) -> None:
        given(*WITH_NUMBER).beside(REGISTER_OPENED).when(NUMBER).refused(NoteNumberedAlready, number="1/2025")
        elsewhere = replace(SENT, number="old-7")
        given(*OPENED, elsewhere).beside(REGISTER_OPENED).when(NUMBER).refused(NoteNumberedAlready)
        withdrawn = NoteWithdrawn(note_id=NOTE, withdrawn_on=DAY)
        given(*WITH_DRAFT, withdrawn).beside(REGISTER_OPENED).when(NUMBER).refused(NoteNoLongerStands)
        lapsed = NoteLapsed(note_id=NOTE, reason="overtaken")
        given(*WITH_DRAFT, lapsed).beside(REGISTER_OPENED).when(NUMBER).refused(NoteHasLapsed)
        given(*OPENED).beside(REGISTER_OPENED).when(NUMBER).refused(UnknownNote)

    def test_waits_for_a_clearance_that_was_withheld_and_warns_of_one_that_is_open(self) -> None:
        asked = (*WITH_DRAFT, CLEARANCE_ASKED)
        given(*asked, WITHHELD).beside(REGISTER_OPENED).when(NUMBER).refused(ClearanceIsWithheld)
        given(*asked).beside(REGISTER_OPENED).when(NUMBER).warned(ClearanceStillOpen)
        part = given(*asked).beside(REGISTER_OPENED).when(NUMBER).then(NUMBERED).notes[NOTE]
        assert part.status == "in clearance"
        assert folded(*asked, NUMBERED, GIVEN).notes[NOTE].status == "numbered"

    def test_fills_the_gap_of_a_note_that_left_before_its_number_was_recorded(self) -> None:
        part = given(*WITH_DRAFT, SENT).beside(REGISTER_OPENED).when(NUMBER).then(NUMBERED).notes[NOTE]
        assert (part.status, part.number) == ("dispatched", "1/2025")

    def test_stands_against_any_other_number(self) -> None:
        other = DispatchNote(note_id=NOTE, sent_on=DAY, number="2/2025")
        given(*WITH_NUMBER).when(other).refused(NoteNumberedOtherwise, number="1/2025")
        given(*WITH_NUMBER).when(replace(other, number="1/2025")).then(replace(SENT, number="1/2025"))
        correct = CorrectNote(note_id=NOTE, reason="misread", number="2/2025")
        given(*WITH_NUMBER).when(correct).refused(NoteNumberedOtherwise)
        receive = ReceiveNote(
            note_id=NOTE, from_party="NO", to_party="RU", subject="x", received_on=DAY, number="9"
        )
        given(*WITH_NUMBER).when(receive).refused(NoteNumberedOtherwise)


class TestCancelNumber:
    def test_leaves_the_number_to_be_seen_and_the_note_to_be_numbered_anew(self) -> None:
        part = given(*WITH_NUMBER).when(CANCEL).then(CANCELLED).notes[NOTE]
        assert (part.status, part.number, part.register_id) == ("drafted", "", None)
        assert part.cancelled_numbers == (CancelledNumber(number="1/2025", reason="misprinted"),)
        taken = NumberTaken(serial=1, number="1/2025", case_id=CASE, note_id=NOTE)
        voided = NumberVoided(serial=1, reason="misprinted", case_id=CASE, note_id=NOTE)
        anew = given(*WITH_NUMBER, CANCELLED).beside(REGISTER_OPENED, taken, voided).when(NUMBER)
        assert anew.then(replace(NUMBERED, serial=2, number="2/2025")).notes[NOTE].number == "2/2025"

    def test_of_a_cleared_note_leaves_it_cleared(self) -> None:
        assert folded(*WITH_DRAFT, GIVEN, NUMBERED, CANCELLED).notes[NOTE].status == "cleared"

    def test_is_possible_for_a_note_that_was_given_up(self) -> None:
        lapsed = NoteLapsed(note_id=NOTE, reason="overtaken")
        assert given(*WITH_NUMBER, lapsed).when(CANCEL).then(CANCELLED).notes[NOTE].status == "lapsed"

    def test_is_refused_for_a_note_without_such_a_number_or_that_has_left(self) -> None:
        given(*WITH_DRAFT).when(CANCEL).refused(NoteNotNumbered)
        given(*OPENED, replace(SENT, number="old-7")).when(CANCEL).refused(NoteNotNumbered)
        given(*WITH_NUMBER, SENT).when(CANCEL).refused(NumberHasLeft, number="1/2025")
        given(*OPENED).when(CANCEL).refused(UnknownNote)

    def test_recorded_of_another_number_leaves_the_one_it_bears(self) -> None:
        other = replace(CANCELLED, serial=7, number="7/2025")
        assert folded(*WITH_NUMBER, other).notes[NOTE].number == "1/2025"


class TestARegisterBesideAFile:
    def test_is_the_one_that_the_command_or_the_note_names(self) -> None:
        assert register_beside(NUMBER, folded(*OPENED)) == REGISTER_ID
        assert register_beside(CANCEL, folded(*WITH_NUMBER)) == REGISTER_ID
        for other in (CANCEL, ProposeRound(round_id=ROUND)):
            assert register_beside(other, folded(*OPENED)) is None

    def test_holds_what_the_file_records_of_a_number(self) -> None:
        case = folded(*OPENED)
        assert in_register(NUMBERED, case) == NumberTaken(
            serial=1, number="1/2025", case_id=CASE, note_id=NOTE
        )
        assert in_register(CANCELLED, case) == NumberVoided(
            serial=1, reason="misprinted", case_id=CASE, note_id=NOTE
        )
        assert in_register(NOTE_DRAFTED, case) is None
