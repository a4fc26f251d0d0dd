"""Custody: a place in the file plan, retention, holds that stop disposal, and the way to the archive."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from consultations.access.tables import ROLES
from consultations.domain import when
from consultations.domain.custody import (
    AuthoriseDisposal,
    CaseClassified,
    CaseClassifiedSo,
    CaseIsInArchive,
    CaseIsUnderHold,
    CaseKeptForArchive,
    CaseStillOpen,
    CaseTransferredToArchive,
    ClassifyCase,
    CustodyCommand,
    DisposalAuthorised,
    DisposalAuthorisedAlready,
    HoldLifted,
    HoldLiftedAlready,
    HoldPlaced,
    HoldPlacedAlready,
    LiftHold,
    PlaceHold,
    RetentionNotEnded,
    RetentionNotSet,
    RetentionSet,
    RetentionSetSo,
    SetRetention,
    TransferCaseToArchive,
    UnknownHold,
)
from consultations.domain.opening import CaseClosed
from consultations.domain.parts.custody import Custody
from consultations.domain.state import Case, IdTaken
from consultations.domain.when import When
from tests.dsl import CASE, an_id, folded, given
from tests.stories import NOTE, OPENED, WITH_NOTE

HOLD, OTHER_HOLD = an_id("hold"), an_id("other hold")
CLOSED = (*OPENED, CaseClosed(result="agreed"))
KEPT = RetentionSet(rule="20 years, then review", until=when.on("2045-12-31"), after="review")
KEEP = SetRetention(rule="20 years, then review", until=when.on("2045-12-31"), after="review")
PLACED = HoldPlaced(hold_id=HOLD, reason="an inquiry", authority="Storting")
PLACE = PlaceHold(hold_id=HOLD, reason="an inquiry", authority="Storting")
LIFTED = HoldLifted(hold_id=HOLD, reason="the inquiry has ended", authority="Storting")
LIFT = LiftHold(hold_id=HOLD, reason="the inquiry has ended", authority="Storting")
DISPOSED = DisposalAuthorised(authority="National Archivist", authorised_on=when.on("2046-01-02"))
DISPOSE = AuthoriseDisposal(authority="National Archivist", authorised_on=when.on("2046-01-02"))
TRANSFERRED = CaseTransferredToArchive(archive="National Archives", reference="S-2259/Dl/L0001")
TRANSFER = TransferCaseToArchive(archive="National Archives", reference="S-2259/Dl/L0001")


def custody(case: Case) -> Custody:
    return case.custody[CASE]


class TestClassifyCase:
    def test_gives_the_file_its_place(self) -> None:
        case = given(*OPENED).when(ClassifyCase(plan_code="313.1")).then(CaseClassified(plan_code="313.1"))
        assert (custody(case).plan_code, custody(case).status) == ("313.1", "kept")

    def test_may_give_it_another_and_not_the_same(self) -> None:
        classified = (*OPENED, CaseClassified(plan_code="313.1"))
        given(*classified).when(ClassifyCase(plan_code="313.1")).refused(CaseClassifiedSo, plan_code="313.1")
        given(*classified).when(ClassifyCase(plan_code="320")).then(CaseClassified(plan_code="320"))


class TestSetRetention:
    def test_lays_down_how_long_the_file_is_kept_and_what_follows(self) -> None:
        kept = custody(given(*OPENED).when(KEEP).then(KEPT))
        assert (kept.rule, kept.until, kept.after) == (KEPT.rule, KEPT.until, "review")

    def test_may_be_changed_and_not_repeated(self) -> None:
        given(*OPENED, KEPT).when(KEEP).refused(RetentionSetSo, rule=KEPT.rule)
        longer = {"until": when.on("2055-12-31"), "reason": "still in use"}
        given(*OPENED, KEPT).when(replace(KEEP, **longer)).then(replace(KEPT, **longer))

    def test_takes_back_what_was_authorised_by_what_held_before(self) -> None:
        longer = replace(KEPT, until=when.on("2055-12-31"))
        kept = custody(folded(*CLOSED, KEPT, DISPOSED, longer))
        assert (kept.status, kept.disposal_authority, kept.disposal_on) == ("kept", "", None)


class TestPlaceHold:
    def test_holds_the_file(self) -> None:
        case = given(*OPENED).when(replace(PLACE, occurred=when.on("2025-05-01"))).then(PLACED)
        assert (custody(case).status, custody(case).holds) == ("under hold", (str(HOLD),))
        assert (case.holds[HOLD].status, case.holds[HOLD].placed_on) == ("standing", when.on("2025-05-01"))

    def test_stands_beside_others(self) -> None:
        other = replace(PLACE, hold_id=OTHER_HOLD)
        case = given(*OPENED, PLACED).when(other).then(replace(PLACED, hold_id=OTHER_HOLD))
        assert custody(case).holds == (str(HOLD), str(OTHER_HOLD))

    def test_is_refused_the_second_time_and_under_the_id_of_something_else(self) -> None:
        given(*OPENED, PLACED).when(PLACE).refused(HoldPlacedAlready)
        given(*WITH_NOTE).when(replace(PLACE, hold_id=NOTE)).refused(IdTaken, part_id=NOTE)


class TestLiftHold:
    def test_lifts_the_one_and_leaves_the_others(self) -> None:
        both = (*OPENED, PLACED, replace(PLACED, hold_id=OTHER_HOLD))
        case = given(*both).when(LIFT).then(LIFTED)
        assert (case.holds[HOLD].status, case.holds[OTHER_HOLD].status) == ("lifted", "standing")
        assert (custody(case).status, custody(case).holds) == ("under hold", (str(OTHER_HOLD),))

    def test_of_the_last_one_leaves_the_file_as_it_was_kept(self) -> None:
        assert custody(given(*OPENED, PLACED).when(LIFT).then(LIFTED)).status == "kept"

    def test_is_refused_for_one_that_does_not_stand(self) -> None:
        given(*OPENED).when(LIFT).refused(UnknownHold, hold_id=HOLD)
        given(*OPENED, PLACED, LIFTED).when(LIFT).refused(HoldLiftedAlready)


class TestAuthoriseDisposal:
    def test_records_who_authorised_it(self) -> None:
        kept = custody(given(*CLOSED, KEPT).when(DISPOSE).then(DISPOSED))
        assert (kept.status, kept.disposal_authority) == ("disposal authorised", "National Archivist")

    def test_is_refused_under_a_hold_and_taken_when_all_are_lifted(self) -> None:
        held = (*CLOSED, KEPT, PLACED)
        given(*held).when(DISPOSE).refused(CaseIsUnderHold, holds=(str(HOLD),))
        given(*held, LIFTED).when(DISPOSE).then(DISPOSED)

    def test_is_refused_before_anything_was_laid_down(self) -> None:
        given(*CLOSED).when(DISPOSE).refused(RetentionNotSet)

    @pytest.mark.parametrize("on", [when.on("2045-12-31"), when.within("2045"), when.by("2046-06-01")])
    def test_is_refused_on_a_day_that_may_lie_within_the_time(self, on: When) -> None:
        command = replace(DISPOSE, authorised_on=on)
        given(*CLOSED, KEPT).when(command).refused(RetentionNotEnded, until=KEPT.until)

    def test_waits_for_the_review_where_no_end_is_known(self) -> None:
        until = when.said("when no longer in use", language="en", review_on="2030-01-01")
        kept = (*CLOSED, replace(KEPT, until=until))
        early, on_the_day = when.on("2029-12-31"), when.on("2030-01-01")
        given(*kept).when(replace(DISPOSE, authorised_on=early)).refused(RetentionNotEnded)
        given(*kept).when(replace(DISPOSE, authorised_on=on_the_day)).then(
            replace(DISPOSED, authorised_on=on_the_day)
        )

    def test_is_refused_where_no_end_and_no_review_is_known(self) -> None:
        kept = (*CLOSED, replace(KEPT, until=when.not_before("2030-01-01")))
        given(*kept).when(DISPOSE).refused(RetentionNotEnded)

    def test_is_refused_for_what_goes_to_the_archive(self) -> None:
        given(*CLOSED, replace(KEPT, after="transfer")).when(DISPOSE).refused(CaseKeptForArchive)

    def test_is_refused_for_a_file_that_is_open(self) -> None:
        given(*OPENED, KEPT).when(DISPOSE).refused(CaseStillOpen, status="open")

    def test_is_refused_the_second_time(self) -> None:
        again = given(*CLOSED, KEPT, DISPOSED).when(DISPOSE)
        again.refused(DisposalAuthorisedAlready, authority="National Archivist")

    def test_is_stopped_by_a_hold_that_comes_later(self) -> None:
        assert custody(given(*CLOSED, KEPT, DISPOSED).when(PLACE).then(PLACED)).status == "under hold"


class TestTransferCaseToArchive:
    def test_records_who_has_the_file_now_and_since_when(self) -> None:
        command = replace(TRANSFER, occurred=when.on("2046-01-02"))
        kept = custody(given(*CLOSED, PLACED).when(command).then(TRANSFERRED))
        assert (kept.status, kept.archive) == ("in the archive", "National Archives")
        assert (kept.archive_reference, kept.transferred_on) == ("S-2259/Dl/L0001", when.on("2046-01-02"))

    def test_is_refused_for_a_file_that_is_open(self) -> None:
        given(*OPENED).when(TRANSFER).refused(CaseStillOpen, status="open")

    @pytest.mark.parametrize("command", [TRANSFER, DISPOSE, KEEP, ClassifyCase(plan_code="313.1")])
    def test_leaves_nothing_for_the_registry_to_decide(self, command: Any) -> None:
        given(*CLOSED, TRANSFERRED).when(command).refused(CaseIsInArchive, archive="National Archives")

    def test_leaves_holds_to_be_placed_and_lifted(self) -> None:
        given(*CLOSED, TRANSFERRED).when(PLACE).then(PLACED)
        given(*CLOSED, PLACED, TRANSFERRED).when(LIFT).then(LIFTED)


class TestCustodyCommand:
    RESERVED = {
        ClassifyCase: "registry",
        SetRetention: "registry",
        PlaceHold: "holds",
        LiftHold: "holds",
        AuthoriseDisposal: "disposal",
        TransferCaseToArchive: "registry",
    }

    def test_is_for_those_who_may(self) -> None:
        assert {each: each.reserved_to for each in get_args(CustodyCommand)} == self.RESERVED
        assert set(self.RESERVED.values()) <= set(ROLES)
