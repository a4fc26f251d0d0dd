"""Actions: agreed on one side's word or two, due dates that stay, done as claimed, confirmed or contested."""

from dataclasses import replace

import pytest

from consultations.domain import when
from consultations.domain.actions import (
    AbandonAction,
    AcceptAction,
    ActionAbandoned,
    ActionAccepted,
    ActionAcceptedAlready,
    ActionAgreed,
    ActionAssigned,
    ActionAssignedAlready,
    ActionBlocked,
    ActionBlockedAlready,
    ActionCompleted,
    ActionNotBlocked,
    ActionOnFileAlready,
    ActionOpen,
    ActionOver,
    ActionReopened,
    ActionUnblocked,
    AgreeAction,
    AssignAction,
    BlockAction,
    CompleteAction,
    CompletionConfirmed,
    CompletionConfirmedAlready,
    CompletionContested,
    CompletionContestedAlready,
    CompletionNotClaimed,
    ConfirmCompletion,
    ContestCompletion,
    DueDateMoved,
    DueDateNotSet,
    DueDateSet,
    DueDateSetAlready,
    MoveDueDate,
    ProgressReported,
    ReopenAction,
    ReportProgress,
    SetDueDate,
    UnblockAction,
    UnknownAction,
)
from consultations.domain.message import Command
from consultations.domain.outcomes import OutcomeReversed
from consultations.domain.parts.actions import Action
from consultations.domain.periods import Suspension
from consultations.domain.state import IdTaken, NotAParty, NotOnFile
from consultations.domain.texts import TextMissing
from tests.dsl import Given, according_to, folded, given
from tests.stories import (
    ACTION,
    NOTE,
    OPENED,
    OUTCOME,
    RU_SAYS,
    US_SAYS,
    WITH_ACTION,
    WITH_ACTION_DONE,
    WITH_NOTE,
    WITH_OUTCOME,
)

DAY, LATER = when.on("2025-05-01"), when.on("2025-06-01")
TITLE = "Ease the issuing of visas"
AGREE = AgreeAction(action_id=ACTION, title=TITLE, kind="visas", obliged=("RU",))
AGREED = ActionAgreed(action_id=ACTION, title=TITLE, kind="visas", obliged=("RU",))
BLOCKED = ActionBlocked(action_id=ACTION, awaiting="US", reason="no answer")
CONFIRMED = CompletionConfirmed(action_id=ACTION, party="US")
CONTESTED = CompletionContested(action_id=ACTION, party="US", reason="nothing changed")
ABANDONED = ActionAbandoned(action_id=ACTION, reason="moot")
COMPLETE = CompleteAction(action_id=ACTION)
TO_WORK: list[Command] = [
    AssignAction(action_id=ACTION, officer="astrid"),
    AcceptAction(action_id=ACTION),
    SetDueDate(action_id=ACTION, due_on=DAY),
    MoveDueDate(action_id=ACTION, due_on=DAY, reason="talks"),
    BlockAction(action_id=ACTION, awaiting="US"),
    UnblockAction(action_id=ACTION),
    ReportProgress(action_id=ACTION, text="a draft"),
    CompleteAction(action_id=ACTION),
    AbandonAction(action_id=ACTION, reason="moot"),
]


class TestAgreeAction:
    def test_rests_on_the_word_of_the_side_that_asserts_it(self) -> None:
        command = replace(AGREE, asserted=RU_SAYS.asserted)
        part = given(*OPENED).when(command).then(AGREED).actions[ACTION]
        assert (part.status, part.agreed_by, part.status_asserted) == ("agreed", ("RU",), RU_SAYS.asserted)

    def test_may_be_said_by_a_further_side(self) -> None:
        command = AgreeAction(action_id=ACTION, title="Visas", obliged=("US",), asserted=US_SAYS.asserted)
        event = ActionAgreed(action_id=ACTION, title="Visas", obliged=("US",))
        part = given(*WITH_ACTION).when(command).then(event).actions[ACTION]
        assert (part.title, part.kind, part.agreed_by, part.obliged) == (
            TITLE,
            "visas",
            ("RU", "US"),
            ("RU", "US"),
        )

    def test_is_refused_the_second_time_by_the_same_side(self) -> None:
        given(*WITH_ACTION).when(replace(AGREE, asserted=RU_SAYS.asserted)).refused(ActionOnFileAlready)
        given(*WITH_ACTION).when(AGREE).refused(ActionOnFileAlready, action_id=ACTION)

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        given(*OPENED).when(replace(AGREE, rests_on=(OUTCOME,))).refused(NotOnFile, ids=[OUTCOME])
        given(*OPENED).when(replace(AGREE, obliged=("FI",))).refused(NotAParty)
        given(*WITH_NOTE).when(replace(AGREE, action_id=NOTE)).refused(IdTaken)

    def test_keeps_its_status_when_what_it_rests_on_is_reversed(self) -> None:
        resting = replace(AGREED, rests_on=(OUTCOME,))
        given(*WITH_OUTCOME).when(replace(AGREE, rests_on=(OUTCOME,))).then(resting)
        part = folded(*WITH_OUTCOME, resting, OutcomeReversed(outcome_id=OUTCOME, extent="in full")).actions[
            ACTION
        ]
        assert (part.status, part.rests_on, part.version) == ("agreed", (str(OUTCOME),), 3)


class TestAssignAction:
    def test_charges_an_officer_who_then_accepts(self) -> None:
        assigned = ActionAssigned(action_id=ACTION, officer="astrid")
        part = given(*WITH_ACTION).when(TO_WORK[0]).then(assigned).actions[ACTION]
        assert (part.status, part.officer) == ("assigned", "astrid")
        accepted = ActionAccepted(action_id=ACTION)
        part = given(*WITH_ACTION, assigned).when(TO_WORK[1]).then(accepted).actions[ACTION]
        assert part.status == "accepted"
        given(*WITH_ACTION, assigned).when(TO_WORK[0]).refused(ActionAssignedAlready, officer="astrid")
        given(*WITH_ACTION, accepted).when(TO_WORK[1]).refused(ActionAcceptedAlready, status="accepted")

    def test_leaves_an_action_under_way_under_way(self) -> None:
        reported = ProgressReported(action_id=ACTION, text="a draft")
        case = (
            given(*WITH_ACTION, reported)
            .when(TO_WORK[0])
            .then(ActionAssigned(action_id=ACTION, officer="astrid"))
        )
        assert case.actions[ACTION].status == "in progress"

    def test_to_another_officer_waits_for_that_one_to_accept(self) -> None:
        before = (
            *WITH_ACTION,
            ActionAssigned(action_id=ACTION, officer="ingrid"),
            ActionAccepted(action_id=ACTION),
        )
        case = given(*before).when(TO_WORK[0]).then(ActionAssigned(action_id=ACTION, officer="astrid"))
        assert (case.actions[ACTION].status, case.actions[ACTION].accepted_on) == ("assigned", None)

    def test_can_be_accepted_by_one_who_already_works_on_it(self) -> None:
        reported = ProgressReported(action_id=ACTION, text="a draft")
        case = given(*WITH_ACTION, reported).when(TO_WORK[1]).then(ActionAccepted(action_id=ACTION))
        assert case.actions[ACTION].status == "in progress"
        assert case.actions[ACTION].accepted_on is not None


class TestMoveDueDate:
    def test_needs_a_date_and_a_reason(self) -> None:
        set_so = DueDateSet(action_id=ACTION, due_on=DAY)
        assert given(*WITH_ACTION).when(TO_WORK[2]).then(set_so).actions[ACTION].due_on == DAY
        moved = DueDateMoved(action_id=ACTION, due_on=LATER, reason="talks")
        command = MoveDueDate(action_id=ACTION, due_on=LATER, reason="talks")
        part = given(*WITH_ACTION, set_so).when(command).then(moved).actions[ACTION]
        assert (part.due_on, part.due_reason) == (LATER, "talks")
        given(*WITH_ACTION).when(command).refused(DueDateNotSet)
        given(*WITH_ACTION, set_so).when(TO_WORK[2]).refused(DueDateSetAlready)
        given(*WITH_ACTION, set_so).when(replace(command, reason=" ")).refused(TextMissing, field="reason")


class TestBlockAction:
    def test_waits_for_a_party_until_unblocked(self) -> None:
        command = BlockAction(action_id=ACTION, awaiting="US", reason="no answer")
        part = given(*WITH_ACTION).when(command).then(BLOCKED).actions[ACTION]
        assert (part.status, part.awaiting) == ("awaiting a party", "US")
        on = given(*WITH_ACTION, BLOCKED).when(TO_WORK[5]).then(ActionUnblocked(action_id=ACTION))
        assert (on.actions[ACTION].status, on.actions[ACTION].awaiting) == ("in progress", None)

    def test_is_refused_where_it_changes_nothing(self) -> None:
        given(*WITH_ACTION, BLOCKED).when(TO_WORK[4]).refused(ActionBlockedAlready, awaiting="US")
        given(*WITH_ACTION).when(TO_WORK[5]).refused(ActionNotBlocked)
        given(*WITH_ACTION).when(BlockAction(action_id=ACTION, awaiting="FI")).refused(NotAParty)


class TestClock:
    """The clock of an action stands still while it waits for a party."""

    def stopped(self, *events: Given) -> Action:
        part: Action = folded(*WITH_ACTION, *events).actions[ACTION]
        return part

    def test_stands_still_from_the_day_it_is_blocked_to_the_day_before_it_goes_on(self) -> None:
        blocked = (BLOCKED, according_to("RU", occurred="2025-04-20"))
        other = (ActionBlocked(action_id=ACTION, awaiting="TR"), according_to("RU", occurred="2025-04-25"))
        on = (ActionUnblocked(action_id=ACTION), according_to("RU", occurred="2025-05-01"))
        assert self.stopped(blocked).suspended_since == "2025-04-20"
        part = self.stopped(blocked, other, on)
        assert (part.suspended_since, part.awaiting) == (None, None)
        assert part.suspensions == (Suspension(first_day="2025-04-20", last_day="2025-04-30"),)

    def test_does_not_stand_still_where_it_goes_on_the_same_day_or_before(self) -> None:
        blocked = (BLOCKED, according_to("RU", occurred="2025-04-20"))
        for went_on in ("2025-04-20", "2025-04-01", "0001-01-01"):
            on = (ActionCompleted(action_id=ACTION), according_to("RU", occurred=went_on))
            assert self.stopped(blocked, on).suspensions == ()

    def test_counts_anew_once_a_due_date_is_set(self) -> None:
        blocked = (BLOCKED, according_to("RU", occurred="2025-04-20"))
        moved = DueDateMoved(action_id=ACTION, due_on=LATER, reason="talks")
        on = (ActionUnblocked(action_id=ACTION), according_to("RU", occurred="2025-05-10"))
        part = self.stopped(blocked, (moved, according_to("RU", occurred="2025-05-01")), on)
        assert part.suspensions == (Suspension(first_day="2025-05-01", last_day="2025-05-09"),)
        assert self.stopped(blocked, on, moved).suspensions == ()


class TestReportProgress:
    def test_is_kept_and_does_not_end_the_waiting(self) -> None:
        reported = ProgressReported(action_id=ACTION, text="a draft")
        part = given(*WITH_ACTION).when(TO_WORK[6]).then(reported).actions[ACTION]
        assert (part.status, [each.text for each in part.progress]) == ("in progress", ["a draft"])
        waiting = given(*WITH_ACTION, BLOCKED).when(TO_WORK[6]).then(reported).actions[ACTION]
        assert waiting.status == "awaiting a party"


class TestCompleteAction:
    def test_is_a_claim_that_another_party_confirms(self) -> None:
        done = (
            given(*WITH_ACTION, BLOCKED)
            .when(TO_WORK[7])
            .then(ActionCompleted(action_id=ACTION))
            .actions[ACTION]
        )
        assert (done.status, done.awaiting) == ("done", None)
        command = ConfirmCompletion(action_id=ACTION, party="US")
        assert given(*WITH_ACTION_DONE).when(command).then(CONFIRMED).actions[ACTION].status == "confirmed"
        given(*WITH_ACTION_DONE, CONFIRMED).when(command).refused(CompletionConfirmedAlready, party="US")

    def test_may_be_contested_and_stays_so_while_one_party_does(self) -> None:
        command = ContestCompletion(action_id=ACTION, party="US", reason="nothing changed")
        part = given(*WITH_ACTION_DONE, CONFIRMED).when(command).then(CONTESTED).actions[ACTION]
        assert (part.status, part.confirmed_by, part.contested_by) == ("contested", (), ("US",))
        given(*WITH_ACTION_DONE, CONTESTED).when(command).refused(CompletionContestedAlready)
        by_ru = given(*WITH_ACTION_DONE, CONTESTED).when(ConfirmCompletion(action_id=ACTION, party="RU"))
        assert by_ru.then(replace(CONFIRMED, party="RU")).actions[ACTION].status == "contested"
        assert [(each.word, each.parties) for each in part.completions] == [
            ("claimed", ("RU",)),
            ("confirmed", ("US",)),
            ("contested", ("US",)),
        ]
        by_us = given(*WITH_ACTION_DONE, CONTESTED).when(ConfirmCompletion(action_id=ACTION, party="US"))
        assert by_us.then(CONFIRMED).actions[ACTION].status == "confirmed"

    def test_claimed_anew_stays_contested_until_whoever_contested_it_confirms(self) -> None:
        before = (*WITH_ACTION_DONE, CONTESTED)
        again = given(*before).when(replace(COMPLETE, asserted=RU_SAYS.asserted))
        part = again.then(ActionCompleted(action_id=ACTION)).actions[ACTION]
        assert (part.status, part.contested_by, part.completions[-1].parties) == (
            "contested",
            ("US",),
            ("RU",),
        )
        after = (*before, (ActionCompleted(action_id=ACTION), RU_SAYS))
        command = ContestCompletion(action_id=ACTION, party="US", reason="still nothing")
        part = given(*after).when(command).then(replace(CONTESTED, reason="still nothing")).actions[ACTION]
        assert (part.contested_by, part.reason) == (("US",), "still nothing")
        confirmed = given(*after).when(ConfirmCompletion(action_id=ACTION, party="US")).then(CONFIRMED)
        assert confirmed.actions[ACTION].status == "confirmed"

    @pytest.mark.parametrize("of", [ConfirmCompletion, ContestCompletion])
    def test_must_be_claimed_first(self, of: type[Command]) -> None:
        given(*WITH_ACTION).when(of(action_id=ACTION, party="US")).refused(
            CompletionNotClaimed, status="agreed"
        )
        given(*WITH_ACTION_DONE).when(of(action_id=ACTION, party="FI")).refused(NotAParty)

    @pytest.mark.parametrize("command", TO_WORK)
    def test_leaves_no_work(self, command: Command) -> None:
        given(*WITH_ACTION_DONE).when(command).refused(ActionOver, status="done")
        given(*WITH_ACTION, ABANDONED).when(command).refused(ActionOver, status="abandoned")
        given(*OPENED).when(command).refused(UnknownAction, action_id=ACTION)


class TestReopenAction:
    @pytest.mark.parametrize("ended", [ActionCompleted(action_id=ACTION), ABANDONED])
    def test_takes_it_up_again_with_its_due_date(self, ended: ActionCompleted | ActionAbandoned) -> None:
        before = (*WITH_ACTION, DueDateSet(action_id=ACTION, due_on=DAY), ended)
        command = ReopenAction(action_id=ACTION, reason="new facts")
        part = (
            given(*before)
            .when(command)
            .then(ActionReopened(action_id=ACTION, reason="new facts"))
            .actions[ACTION]
        )
        assert (part.status, part.due_on, part.reason) == ("in progress", DAY, "new facts")

    def test_is_refused_for_one_that_is_open(self) -> None:
        given(*WITH_ACTION).when(ReopenAction(action_id=ACTION, reason="x")).refused(
            ActionOpen, status="agreed"
        )


class TestAbandonAction:
    def test_gives_it_up(self) -> None:
        assert given(*WITH_ACTION).when(TO_WORK[8]).then(ABANDONED).actions[ACTION].status == "abandoned"
