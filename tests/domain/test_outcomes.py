"""Outcomes: how far each has come; beside it, and never mixed in, who stands by it and its reversibility."""

from dataclasses import replace

import pytest

from consultations.domain.message import Command
from consultations.domain.outcomes import (
    AgreeOutcome,
    AgreeOutcomeInPrinciple,
    BeginImplementation,
    ConfirmOutcome,
    DeclareReversibility,
    DisputeOutcome,
    FulfilOutcome,
    ImplementationBegunAlready,
    LetOutcomeLapse,
    OutcomeAgreed,
    OutcomeAgreedAlready,
    OutcomeAgreedInPrinciple,
    OutcomeConfirmed,
    OutcomeConfirmedAlready,
    OutcomeDisputed,
    OutcomeDisputedAlready,
    OutcomeFulfilled,
    OutcomeFulfilledAlready,
    OutcomeImplementationBegun,
    OutcomeLapsed,
    OutcomeNoLongerStands,
    OutcomeReinstated,
    OutcomeReported,
    OutcomeReportedAlready,
    OutcomeReversed,
    OutcomeStands,
    OutcomeSuspended,
    ReinstateOutcome,
    ReportOutcome,
    ReverseOutcome,
    ReversibilityDeclared,
    SuspendOutcome,
    UnknownOutcome,
)
from consultations.domain.state import IdTaken, NotAParty, NotOnFile
from tests.dsl import folded, given
from tests.stories import (
    NOTE,
    OPENED,
    OUTCOME,
    ROUND,
    RU_SAYS,
    RU_TEXT,
    US_SAYS,
    US_TEXT,
    WITH_NOTE,
    WITH_OUTCOME,
    WITH_OUTCOME_AGREED,
    WITH_ROUND_HELD,
)

REPORTED = OutcomeReported(
    outcome_id=OUTCOME, title="Roadmap on six properties", kind="roadmap", texts=(RU_TEXT,)
)
SUSPENDED = OutcomeSuspended(outcome_id=OUTCOME, reason="a pause")
IN_PART = OutcomeReversed(outcome_id=OUTCOME, extent="in part")
IN_FULL = OutcomeReversed(outcome_id=OUTCOME, extent="in full", reason="no agreement")
BEGUN = OutcomeImplementationBegun(outcome_id=OUTCOME)
FULFILLED = OutcomeFulfilled(outcome_id=OUTCOME)
LAPSED = OutcomeLapsed(outcome_id=OUTCOME)
TO_ADVANCE: list[Command] = [
    BeginImplementation(outcome_id=OUTCOME),
    FulfilOutcome(outcome_id=OUTCOME),
    SuspendOutcome(outcome_id=OUTCOME),
]


class TestReportOutcome:
    def test_is_what_one_side_says(self) -> None:
        command = ReportOutcome(
            outcome_id=OUTCOME,
            title=REPORTED.title,
            kind="roadmap",
            texts=(RU_TEXT,),
            asserted=RU_SAYS.asserted,
        )
        part = given(*OPENED).when(command).then(REPORTED).outcomes[OUTCOME]
        assert (part.status, part.reported_by, part.status_asserted) == (
            "reported",
            ("RU",),
            RU_SAYS.asserted,
        )

    def test_by_a_further_side_adds_its_text_and_takes_nothing_back(self) -> None:
        again = OutcomeReported(outcome_id=OUTCOME, texts=(US_TEXT, RU_TEXT))
        command = ReportOutcome(outcome_id=OUTCOME, texts=(US_TEXT, RU_TEXT), asserted=US_SAYS.asserted)
        before = (*OPENED, (REPORTED, RU_SAYS), OutcomeAgreed(outcome_id=OUTCOME))
        part = given(*before).when(command).then(again).outcomes[OUTCOME]
        assert (part.status, part.reported_by, part.title) == ("agreed", ("RU", "NO", "US"), REPORTED.title)
        assert part.texts == (RU_TEXT, US_TEXT)

    def test_is_refused_the_second_time_by_the_same_side(self) -> None:
        command = ReportOutcome(outcome_id=OUTCOME, asserted=RU_SAYS.asserted)
        given(*OPENED, (REPORTED, RU_SAYS)).when(command).refused(OutcomeReportedAlready, reported_by=("RU",))
        given(*OPENED, (REPORTED, RU_SAYS)).when(replace(command, asserted=None)).refused(
            OutcomeReportedAlready
        )

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        given(*OPENED).when(ReportOutcome(outcome_id=OUTCOME)).refused(UnknownOutcome, outcome_id=OUTCOME)
        given(*WITH_NOTE).when(ReportOutcome(outcome_id=NOTE, title="x")).refused(IdTaken)
        of_round = ReportOutcome(outcome_id=OUTCOME, title="x", round_id=ROUND)
        given(*OPENED).when(of_round).refused(NotOnFile, ids=[ROUND])
        event = OutcomeReported(outcome_id=OUTCOME, title="x", round_id=ROUND)
        assert given(*WITH_ROUND_HELD).when(of_round).then(event).outcomes[OUTCOME].round_id == ROUND


class TestAgreeOutcome:
    def test_may_be_the_first_that_is_known_of_it(self) -> None:
        event = OutcomeAgreedInPrinciple(outcome_id=OUTCOME, title="Move to the capitals")
        command = AgreeOutcomeInPrinciple(outcome_id=OUTCOME, title="Move to the capitals")
        part = given(*OPENED).when(command).then(event).outcomes[OUTCOME]
        assert (part.status, part.reported_by) == ("agreed in principle", ("NO",))

    def test_goes_from_principle_to_agreement_and_not_back(self) -> None:
        case = (
            given(*WITH_OUTCOME)
            .when(AgreeOutcome(outcome_id=OUTCOME))
            .then(OutcomeAgreed(outcome_id=OUTCOME))
        )
        assert case.outcomes[OUTCOME].status == "agreed"
        again = AgreeOutcomeInPrinciple(outcome_id=OUTCOME)
        given(*WITH_OUTCOME).when(again).refused(OutcomeAgreedAlready, status="agreed in principle")
        given(*WITH_OUTCOME_AGREED).when(again).refused(OutcomeAgreedAlready)
        given(*WITH_OUTCOME_AGREED).when(AgreeOutcome(outcome_id=OUTCOME)).refused(OutcomeAgreedAlready)
        given(*WITH_OUTCOME, SUSPENDED).when(AgreeOutcome(outcome_id=OUTCOME)).refused(OutcomeNoLongerStands)


class TestConfirmOutcome:
    def test_and_disputing_it_say_nothing_of_its_status(self) -> None:
        confirmed = OutcomeConfirmed(outcome_id=OUTCOME, party="US")
        disputed = OutcomeDisputed(outcome_id=OUTCOME, party="US", reason="never discussed")
        confirm = ConfirmOutcome(outcome_id=OUTCOME, party="US")
        dispute = DisputeOutcome(outcome_id=OUTCOME, party="US", reason="never discussed")
        part = given(*WITH_OUTCOME, disputed).when(confirm).then(confirmed).outcomes[OUTCOME]
        assert (part.status, part.confirmed_by, part.disputed_by) == ("agreed in principle", ("US",), ())
        part = given(*WITH_OUTCOME, confirmed).when(dispute).then(disputed).outcomes[OUTCOME]
        assert (part.status, part.confirmed_by, part.disputed_by) == ("agreed in principle", (), ("US",))
        given(*WITH_OUTCOME, confirmed).when(confirm).refused(OutcomeConfirmedAlready, party="US")
        given(*WITH_OUTCOME, disputed).when(dispute).refused(OutcomeDisputedAlready, party="US")


class TestDeclareReversibility:
    def test_is_of_this_outcome_and_not_stated_before(self) -> None:
        assert folded(*WITH_OUTCOME).outcomes[OUTCOME].reversibility == "not stated"
        command = DeclareReversibility(outcome_id=OUTCOME, party="RU", reversibility="fully reversible")
        event = ReversibilityDeclared(outcome_id=OUTCOME, party="RU", reversibility="fully reversible")
        part = given(*WITH_OUTCOME).when(command).then(event).outcomes[OUTCOME]
        assert (part.reversibility, part.status) == ("fully reversible", "agreed in principle")
        assert [each.party for each in part.declarations] == ["RU"]

    @pytest.mark.parametrize(
        "command",
        [
            DeclareReversibility(outcome_id=OUTCOME, party="FI", reversibility="reversible"),
            ConfirmOutcome(outcome_id=OUTCOME, party="FI"),
            DisputeOutcome(outcome_id=OUTCOME, party="FI"),
        ],
    )
    def test_is_refused_to_strangers(self, command: Command) -> None:
        given(*WITH_OUTCOME).when(command).refused(NotAParty, party="FI")
        given(*OPENED).when(command).refused(UnknownOutcome)


class TestFulfilOutcome:
    def test_comes_after_it_was_carried_out(self) -> None:
        part = given(*WITH_OUTCOME_AGREED).when(TO_ADVANCE[0]).then(BEGUN).outcomes[OUTCOME]
        assert part.status == "being implemented"
        given(*WITH_OUTCOME_AGREED, BEGUN).when(TO_ADVANCE[0]).refused(ImplementationBegunAlready)
        done = given(*WITH_OUTCOME_AGREED, BEGUN).when(TO_ADVANCE[1]).then(FULFILLED).outcomes[OUTCOME]
        assert done.status == "fulfilled"

    @pytest.mark.parametrize("command", [*TO_ADVANCE, LetOutcomeLapse(outcome_id=OUTCOME)])
    def test_leaves_no_more_to_do(self, command: Command) -> None:
        given(*WITH_OUTCOME, FULFILLED).when(command).refused(OutcomeFulfilledAlready)


class TestReverseOutcome:
    def test_may_be_in_part_and_then_in_full(self) -> None:
        part = given(*WITH_OUTCOME).when(ReverseOutcome(outcome_id=OUTCOME, extent="in part")).then(IN_PART)
        assert part.outcomes[OUTCOME].status == "reversed in part"
        command = ReverseOutcome(outcome_id=OUTCOME, extent="in full", reason="no agreement")
        part = given(*WITH_OUTCOME, IN_PART).when(command).then(IN_FULL).outcomes[OUTCOME]
        assert (part.status, part.stood_as) == ("reversed in full", "agreed in principle")

    def test_may_befall_one_that_is_suspended_or_fulfilled(self) -> None:
        command = ReverseOutcome(outcome_id=OUTCOME, extent="in part")
        given(*WITH_OUTCOME, SUSPENDED).when(command).then(IN_PART)
        given(*WITH_OUTCOME, FULFILLED).when(command).then(IN_PART)

    @pytest.mark.parametrize("fallen", [IN_FULL, LAPSED])
    def test_leaves_nothing_to_be_done_before_it_is_reinstated(
        self, fallen: OutcomeReversed | OutcomeLapsed
    ) -> None:
        for command in (*TO_ADVANCE, LetOutcomeLapse(outcome_id=OUTCOME), AgreeOutcome(outcome_id=OUTCOME)):
            given(*WITH_OUTCOME, fallen).when(command).refused(OutcomeNoLongerStands)
        again = ReverseOutcome(outcome_id=OUTCOME, extent="in full")
        given(*WITH_OUTCOME, fallen).when(again).refused(OutcomeNoLongerStands)


class TestReinstateOutcome:
    @pytest.mark.parametrize("fallen", [SUSPENDED, IN_PART, IN_FULL, LAPSED])
    def test_brings_it_back_to_where_it_stood(
        self, fallen: OutcomeSuspended | OutcomeReversed | OutcomeLapsed
    ) -> None:
        command, event = ReinstateOutcome(outcome_id=OUTCOME), OutcomeReinstated(outcome_id=OUTCOME)
        part = given(*WITH_OUTCOME_AGREED, BEGUN, fallen).when(command).then(event).outcomes[OUTCOME]
        assert (part.status, part.stood_as) == ("being implemented", None)

    def test_is_refused_for_one_that_stands(self) -> None:
        given(*WITH_OUTCOME).when(ReinstateOutcome(outcome_id=OUTCOME)).refused(OutcomeStands)


class TestSuspendOutcome:
    def test_suspends_and_may_be_followed_by_a_lapse(self) -> None:
        command = SuspendOutcome(outcome_id=OUTCOME, reason="a pause")
        assert given(*WITH_OUTCOME).when(command).then(SUSPENDED).outcomes[OUTCOME].status == "suspended"
        lapse = LetOutcomeLapse(outcome_id=OUTCOME)
        assert given(*WITH_OUTCOME, SUSPENDED).when(lapse).then(LAPSED).outcomes[OUTCOME].status == "lapsed"
        given(*WITH_OUTCOME).when(lapse).then(LAPSED)
