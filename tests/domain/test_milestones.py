"""Milestones: what was set, how often it was extended, and who holds it to be reached, not reached or void."""

from dataclasses import replace

import pytest

from consultations.domain import when
from consultations.domain.bounds import ImpossibleTime
from consultations.domain.message import Command, Envelope
from consultations.domain.milestones import (
    AgreeEarlierDate,
    ContestMilestone,
    DateNotEarlier,
    DropMilestone,
    EarlierDateAgreed,
    ExtendTerm,
    MilestoneAwaitsCondition,
    MilestoneContested,
    MilestoneDropped,
    MilestoneIsDropped,
    MilestoneReached,
    MilestoneSet,
    MilestoneSetAlready,
    MilestoneWithoutDate,
    PositionHeldAlready,
    ReachMilestone,
    SetMilestone,
    TermExtended,
    TermExtendedAlready,
    UnknownMilestone,
)
from consultations.domain.parts.milestones import Term, TermOutOfRange
from consultations.domain.state import IdTaken
from consultations.domain.values import Asserted
from tests.dsl import an_id, folded, given
from tests.stories import NOTE, OPENED, RU_SAYS, US_SAYS, WITH_NOTE

MILESTONE = an_id("milestone")
ENDORSED = when.said("the endorsement of the plan", language="en", edtf="2015-07-20")
NINETY_DAYS = Term(amount=90, unit="calendar days", trigger=ENDORSED)
JULY, NOVEMBER, JUNE = (when.on(day) for day in ("2014-07-20", "2014-11-24", "2015-06-30"))
SET = MilestoneSet(milestone_id=MILESTONE, title="Comprehensive agreement", due_on=JULY)
COUNTED = MilestoneSet(milestone_id=MILESTONE, title="Adoption day", term=NINETY_DAYS)
AWAITING = MilestoneSet(milestone_id=MILESTONE, title="Implementation day", condition="verification")
EXTENDED = TermExtended(milestone_id=MILESTONE, until=NOVEMBER, reason="time for a text")
REACHED = MilestoneReached(milestone_id=MILESTONE, title="Snapback", reached_on=when.on("2025-09-28"))
VOID = MilestoneContested(milestone_id=MILESTONE, view="void", reason="no standing to notify")
PRESS = Envelope(asserted=Asserted(sides=("US",), standing="press"))
NOBODY = Envelope(asserted=Asserted(sides=(), standing="press"))


class TestSetMilestone:
    def test_is_for_a_date(self) -> None:
        command = SetMilestone(milestone_id=MILESTONE, title="Comprehensive agreement", due_on=JULY)
        part = given(*OPENED).when(command).then(SET).milestones[MILESTONE]
        assert (part.status, part.due_on, part.title) == ("set", JULY, "Comprehensive agreement")
        assert part.status_asserted == part.date_asserted == Asserted(sides=("NO",))

    def test_is_for_the_end_of_a_term(self) -> None:
        command = SetMilestone(milestone_id=MILESTONE, title="Adoption day", term=NINETY_DAYS)
        part = given(*OPENED).when(command).then(COUNTED).milestones[MILESTONE]
        assert (part.status, part.term, part.due_on) == ("set", NINETY_DAYS, None)

    def test_is_for_when_a_condition_is_met(self) -> None:
        command = SetMilestone(milestone_id=MILESTONE, title="Implementation day", condition="verification")
        part = given(*OPENED).when(command).then(AWAITING).milestones[MILESTONE]
        assert (part.status, part.condition) == ("awaiting its condition", "verification")

    def test_by_a_further_side_stands_beside_the_first(self) -> None:
        other = MilestoneSet(milestone_id=MILESTONE, due_on=NOVEMBER)
        command = SetMilestone(milestone_id=MILESTONE, due_on=NOVEMBER, asserted=US_SAYS.asserted)
        part = given(*OPENED, (SET, RU_SAYS)).when(command).then(other).milestones[MILESTONE]
        assert part.due_on == JULY
        assert [(each.due_on, each.asserted.sides) for each in part.dates] == [
            (JULY, ("RU",)),
            (NOVEMBER, ("US",)),
        ]

    def test_goes_by_the_better_source_until_the_date_is_moved(self) -> None:
        other = MilestoneSet(milestone_id=MILESTONE, due_on=NOVEMBER)
        part = folded(*OPENED, (SET, PRESS), (other, RU_SAYS)).milestones[MILESTONE]
        assert (part.due_on, part.date_asserted) == (NOVEMBER, RU_SAYS.asserted)
        moved = replace(EXTENDED, until=JUNE)
        part = folded(*OPENED, (SET, PRESS), (moved, PRESS), (other, RU_SAYS)).milestones[MILESTONE]
        assert part.due_on == JUNE

    def test_is_refused_without_a_date_or_title_and_the_second_time(self) -> None:
        nothing = SetMilestone(milestone_id=MILESTONE, title="x", condition=" ")
        given(*OPENED).when(nothing).refused(MilestoneWithoutDate)
        untitled = SetMilestone(milestone_id=MILESTONE, title=" ", due_on=JULY)
        given(*OPENED).when(untitled).refused(UnknownMilestone, milestone_id=MILESTONE)
        given(*WITH_NOTE).when(replace(untitled, milestone_id=NOTE, title="x")).refused(IdTaken)
        given(*OPENED, SET).when(untitled).refused(MilestoneSetAlready)
        given(*OPENED, (SET, RU_SAYS)).when(replace(untitled, asserted=RU_SAYS.asserted)).refused(
            MilestoneSetAlready
        )

    @pytest.mark.parametrize("amount", [0, -3, 20_001])
    def test_takes_no_term_that_cannot_be_counted(self, amount: int) -> None:
        with pytest.raises(TermOutOfRange) as refused:
            Term(amount=amount, unit="weeks", trigger=ENDORSED)
        assert isinstance(refused.value, ImpossibleTime)


class TestExtendTerm:
    def test_keeps_every_earlier_date_with_its_reason(self) -> None:
        command = ExtendTerm(milestone_id=MILESTONE, until=JUNE, reason="talks go on")
        event = TermExtended(milestone_id=MILESTONE, until=JUNE, reason="talks go on")
        part = given(*OPENED, SET, EXTENDED).when(command).then(event).milestones[MILESTONE]
        assert (part.due_on, part.extension_reason, part.status) == (JUNE, "talks go on", "set")
        assert [(each.how, each.due_on, each.reason) for each in part.dates] == [
            ("set", JULY, ""),
            ("extended", NOVEMBER, "time for a text"),
            ("extended", JUNE, "talks go on"),
        ]

    def test_takes_the_place_of_a_term(self) -> None:
        command = ExtendTerm(milestone_id=MILESTONE, until=NOVEMBER, reason="time for a text")
        part = given(*OPENED, COUNTED).when(command).then(EXTENDED).milestones[MILESTONE]
        assert (part.due_on, part.term) == (NOVEMBER, None)
        assert part.dates[0].term == NINETY_DAYS

    def test_recorded_late_does_not_bring_a_later_date_back(self) -> None:
        last = TermExtended(milestone_id=MILESTONE, until=JUNE, reason="talks go on")
        part = folded(*OPENED, SET, last, EXTENDED).milestones[MILESTONE]
        assert (part.due_on, part.extension_reason, len(part.dates)) == (JUNE, "talks go on", 3)

    def test_may_be_the_first_that_is_known_of_it(self) -> None:
        command = ExtendTerm(milestone_id=MILESTONE, title="Agreement", until=JUNE, reason="talks go on")
        event = TermExtended(milestone_id=MILESTONE, title="Agreement", until=JUNE, reason="talks go on")
        part = given(*OPENED).when(command).then(event).milestones[MILESTONE]
        assert (part.title, part.due_on) == ("Agreement", JUNE)
        given(*OPENED).when(replace(command, title="")).refused(UnknownMilestone)

    def test_is_refused_the_second_time_and_without_a_date(self) -> None:
        again = ExtendTerm(milestone_id=MILESTONE, until=NOVEMBER, reason="still")
        given(*OPENED, SET, EXTENDED).when(again).refused(TermExtendedAlready)
        theirs = replace(again, asserted=RU_SAYS.asserted)
        event = replace(EXTENDED, reason="still")
        given(*OPENED, SET, EXTENDED).when(theirs).then(event)
        given(*OPENED, AWAITING).when(again).refused(MilestoneAwaitsCondition, condition="verification")


class TestAgreeEarlierDate:
    def test_stands_beside_the_term_so_that_whichever_is_earlier_counts(self) -> None:
        command = AgreeEarlierDate(milestone_id=MILESTONE, on=when.on("2015-10-05"))
        event = EarlierDateAgreed(milestone_id=MILESTONE, on=when.on("2015-10-05"))
        part = given(*OPENED, COUNTED).when(command).then(event).milestones[MILESTONE]
        assert (part.due_on, part.term) == (command.on, NINETY_DAYS)
        assert [each.how for each in part.dates] == ["set", "brought forward"]

    def test_is_earlier_than_the_date_that_stands(self) -> None:
        command = AgreeEarlierDate(milestone_id=MILESTONE, on=when.on("2014-07-01"))
        event = EarlierDateAgreed(milestone_id=MILESTONE, on=when.on("2014-07-01"))
        assert given(*OPENED, SET).when(command).then(event).milestones[MILESTONE].due_on == command.on
        given(*OPENED, SET).when(replace(command, on=JULY)).refused(DateNotEarlier, due_on=JULY)
        given(*OPENED, AWAITING).when(command).refused(MilestoneAwaitsCondition)
        given(*OPENED).when(command).refused(UnknownMilestone)


class TestReachMilestone:
    def test_is_what_those_who_assert_it_claim(self) -> None:
        command = ReachMilestone(
            milestone_id=MILESTONE,
            title="Snapback",
            reached_on=when.on("2025-09-28"),
            asserted=US_SAYS.asserted,
        )
        part = given(*OPENED).when(command).then(REACHED).milestones[MILESTONE]
        assert (part.status, part.status_asserted) == ("reached", US_SAYS.asserted)
        assert (part.reached_by, part.contested_by) == (("US",), ())
        assert part.reached_on == when.on("2025-09-28")

    def test_takes_the_day_it_happened_where_it_names_none(self) -> None:
        command = ReachMilestone(milestone_id=MILESTONE, title="Snapback", occurred=JULY)
        event = MilestoneReached(milestone_id=MILESTONE, title="Snapback")
        case = given(*OPENED).when(command).then(event)
        assert case.milestones[MILESTONE].reached_on == JULY
        told = (event, Envelope(asserted=Asserted(sides=("NO",)), occurred=JULY))
        given(*OPENED, told).when(command).refused(PositionHeldAlready, view="reached")

    def test_on_another_day_is_another_claim_and_the_better_source_is_shown(self) -> None:
        published = replace(REACHED, reached_on=when.on("2025-09-27"))
        part = folded(*OPENED, (published, PRESS), REACHED, (published, NOBODY)).milestones[MILESTONE]
        assert part.reached_on == when.on("2025-09-28")
        assert [each.on for each in part.positions] == [
            when.on("2025-09-27"),
            when.on("2025-09-28"),
            when.on("2025-09-27"),
        ]
        assert (part.status, part.reached_by) == ("reached", ("US", "NO"))

    def test_is_refused_the_second_time_on_the_same_word(self) -> None:
        command = ReachMilestone(milestone_id=MILESTONE, reached_on=when.on("2025-09-28"))
        given(*OPENED, REACHED).when(command).refused(PositionHeldAlready)
        mine = replace(REACHED, title="")
        given(*OPENED, (REACHED, PRESS)).when(command).then(mine)
        given(*OPENED, (REACHED, US_SAYS)).when(replace(command, asserted=US_SAYS.asserted)).refused(
            PositionHeldAlready
        )

    def test_ends_the_waiting_for_a_condition(self) -> None:
        assert folded(*OPENED, AWAITING, REACHED).milestones[MILESTONE].status == "reached"
        late = folded(*OPENED, REACHED, AWAITING).milestones[MILESTONE]
        assert (late.status, late.condition) == ("reached", "verification")


class TestContestMilestone:
    def test_stands_beside_the_claim_that_it_was_reached(self) -> None:
        command = ContestMilestone(
            milestone_id=MILESTONE,
            view="void",
            reason="no standing to notify",
            asserted=RU_SAYS.asserted,
        )
        part = given(*OPENED, (REACHED, US_SAYS)).when(command).then(VOID).milestones[MILESTONE]
        assert (part.status, part.status_asserted) == ("contested", RU_SAYS.asserted)
        assert (part.reached_by, part.contested_by) == (("US",), ("RU",))
        assert part.reached_on == when.on("2025-09-28")
        assert [each.view for each in part.positions] == ["reached", "void"]
        given(*OPENED, (VOID, RU_SAYS)).when(replace(command, title="x")).refused(PositionHeldAlready)

    def test_gives_the_same_in_whatever_order_they_speak(self) -> None:
        one = folded(*OPENED, (REACHED, US_SAYS), (VOID, RU_SAYS)).milestones[MILESTONE]
        other = folded(*OPENED, (VOID, RU_SAYS), (REACHED, US_SAYS)).milestones[MILESTONE]
        assert (one.status, one.status_asserted) == (other.status, other.status_asserted)
        assert (one.reached_by, one.contested_by) == (other.reached_by, other.contested_by)

    def test_ends_where_that_side_changes_its_mind(self) -> None:
        part = folded(*OPENED, (REACHED, US_SAYS), (VOID, RU_SAYS), (REACHED, RU_SAYS)).milestones[MILESTONE]
        assert (part.status, part.reached_by, part.contested_by) == ("reached", ("US", "RU"), ())
        assert len(part.positions) == 3

    def test_takes_the_date_back_with_the_claim(self) -> None:
        part = folded(*OPENED, (REACHED, US_SAYS), (VOID, US_SAYS)).milestones[MILESTONE]
        assert (part.status, part.reached_on, part.contested_by) == ("contested", None, ("US",))
        assert [each.view for each in part.positions] == ["reached", "void"]

    def test_may_be_the_first_that_is_known_of_it(self) -> None:
        command = ContestMilestone(milestone_id=MILESTONE, title="Snapback", view="not reached")
        event = MilestoneContested(milestone_id=MILESTONE, title="Snapback", view="not reached")
        assert given(*OPENED).when(command).then(event).milestones[MILESTONE].status == "contested"


class TestDropMilestone:
    def test_leaves_nothing_more_to_say_of_it(self) -> None:
        command = DropMilestone(milestone_id=MILESTONE, reason="overtaken")
        event = MilestoneDropped(milestone_id=MILESTONE, reason="overtaken")
        part = given(*OPENED, SET).when(command).then(event).milestones[MILESTONE]
        assert (part.status, part.reason) == ("dropped", "overtaken")
        others: list[Command] = [
            SetMilestone(milestone_id=MILESTONE, due_on=JULY),
            ExtendTerm(milestone_id=MILESTONE, until=JUNE, reason="x"),
            ReachMilestone(milestone_id=MILESTONE),
            command,
        ]
        for other in others:
            given(*OPENED, SET, event).when(other).refused(MilestoneIsDropped)
        given(*OPENED).when(command).refused(UnknownMilestone)

    def test_is_not_undone_by_what_is_folded_after_it(self) -> None:
        dropped = MilestoneDropped(milestone_id=MILESTONE, reason="overtaken")
        part = folded(*OPENED, SET, dropped, EXTENDED, REACHED).milestones[MILESTONE]
        assert (part.status, part.reached_by) == ("dropped", ("NO",))
