"""The agenda: who raised what, what it is worth to each side, what was proposed and answered, what is resolved."""

from dataclasses import replace
from typing import Any

import pytest

from consultations.domain import when
from consultations.domain.actions import ActionAgreed, AgreeAction
from consultations.domain.agenda import (
    AgreeRoadmap,
    DeclarePriority,
    DisputeIrritant,
    IrritantDisputed,
    IrritantDisputedAlready,
    IrritantIsOpen,
    IrritantIsResolved,
    IrritantOnAgendaAlready,
    IrritantPlacedOnAgenda,
    IrritantRaised,
    IrritantRaisedAlready,
    IrritantReopened,
    IrritantResolved,
    IrritantResolvedAlready,
    PlaceOnAgenda,
    PriorityDeclared,
    PriorityDeclaredAlready,
    RaiseIrritant,
    ReopenIrritant,
    ResolveIrritant,
    RoadmapAgreed,
    RoadmapAgreedAlready,
    UnknownIrritant,
)
from consultations.domain.message import Command
from consultations.domain.parts.agenda import AnswerKind, Extent
from consultations.domain.proposals import (
    AnswerProposal,
    NotACounterProposal,
    PositionIsWithdrawn,
    PositionOfAnother,
    PositionRecorded,
    PositionWithdrawn,
    PositionWordedSo,
    ProposalAnswered,
    ProposalAnsweredSo,
    ProposalIsAccepted,
    ProposalIsWithdrawn,
    ProposalOfAnother,
    ProposalOnFileAlready,
    ProposalPutForward,
    ProposalToItself,
    ProposalWithdrawn,
    PutForwardProposal,
    RecordPosition,
    UnknownPosition,
    UnknownProposal,
    WithdrawPosition,
    WithdrawProposal,
)
from consultations.domain.state import IdTaken, NotAParty, NotOnFile
from consultations.domain.values import Wording
from tests.dsl import according_to, an_id, folded, given
from tests.stories import (
    ACTION,
    IRRITANT,
    NOTE,
    OPENED,
    POSITION,
    PROPOSAL,
    ROUND,
    RU_SAYS,
    RU_TEXT,
    US_SAYS,
    US_TEXT,
    WITH_IRRITANT,
    WITH_NOTE,
    WITH_POSITION,
    WITH_PROPOSAL,
    WITH_ROUND_HELD,
)

TITLE = "Diplomatic property in the United States"
COUNTER = an_id("counter-proposal")
PLACED = IrritantPlacedOnAgenda(irritant_id=IRRITANT)
IN_PART = IrritantResolved(irritant_id=IRRITANT, extent="in part", terms="access")
IN_FULL = IrritantResolved(irritant_id=IRRITANT, extent="in full", terms="handed back")
REOPENED = IrritantReopened(irritant_id=IRRITANT, reason="no keys")
ROADMAP = RoadmapAgreed(irritant_id=IRRITANT, wording=RU_TEXT, until=when.by("2025-12-31"))
ACCEPTED = ProposalAnswered(proposal_id=PROPOSAL, party="US", answer="accepted")
DECLINED = ProposalAnswered(proposal_id=PROPOSAL, party="US", answer="declined")
AD_REFERENDUM = ProposalAnswered(
    proposal_id=PROPOSAL, party="US", answer="taken ad referendum", wording=US_TEXT
)
WITHDRAWN = ProposalWithdrawn(proposal_id=PROPOSAL, reason="overtaken")
PUT: dict[str, Any] = {
    "proposal_id": PROPOSAL,
    "party": "RU",
    "title": "Roadmap on six properties",
    "kind": "roadmap",
    "addressed_to": ("US",),
}


class TestRaiseIrritant:
    def test_names_who_raised_it_and_on_whose_word_that_is(self) -> None:
        told: dict[str, Any] = {
            "irritant_id": IRRITANT,
            "party": "RU",
            "title": TITLE,
            "kind": "return of property",
            "texts": (RU_TEXT,),
        }
        command = RaiseIrritant(**told, asserted=RU_SAYS.asserted)
        part = given(*OPENED).when(command).then(IrritantRaised(**told)).irritants[IRRITANT]
        assert (part.status, part.raised_by, part.kind) == ("raised", ("RU",), "return of property")
        assert (part.texts, part.status_asserted) == ((RU_TEXT,), RU_SAYS.asserted)

    def test_by_a_further_party_adds_its_words_and_takes_nothing_back(self) -> None:
        command = RaiseIrritant(irritant_id=IRRITANT, party="US", texts=(US_TEXT,), asserted=US_SAYS.asserted)
        event = IrritantRaised(irritant_id=IRRITANT, party="US", texts=(US_TEXT,))
        part = given(*WITH_IRRITANT).when(command).then(event).irritants[IRRITANT]
        assert (part.title, part.raised_by, part.reported_by) == (TITLE, ("RU", "US"), ("RU", "US"))
        assert (part.texts, part.status_asserted) == ((US_TEXT,), RU_SAYS.asserted)

    def test_may_be_said_again_by_a_further_side_or_with_a_further_text(self) -> None:
        again = RaiseIrritant(irritant_id=IRRITANT, party="RU", asserted=US_SAYS.asserted)
        event = IrritantRaised(irritant_id=IRRITANT, party="RU")
        assert given(*WITH_IRRITANT).when(again).then(event).irritants[IRRITANT].raised_by == ("RU",)
        worded = RaiseIrritant(irritant_id=IRRITANT, party="RU", texts=(RU_TEXT,), asserted=RU_SAYS.asserted)
        given(*WITH_IRRITANT).when(worded).then(replace(event, texts=(RU_TEXT,)))
        same = RaiseIrritant(irritant_id=IRRITANT, party="RU", asserted=RU_SAYS.asserted)
        given(*WITH_IRRITANT).when(same).refused(IrritantRaisedAlready, party="RU")

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        unnamed = RaiseIrritant(irritant_id=IRRITANT, party="RU")
        given(*OPENED).when(unnamed).refused(UnknownIrritant, irritant_id=IRRITANT)
        given(*OPENED).when(replace(unnamed, title=TITLE, party="FI")).refused(NotAParty, party="FI")
        given(*WITH_NOTE).when(replace(unnamed, title=TITLE, irritant_id=NOTE)).refused(IdTaken)


class TestPlaceOnAgenda:
    def test_may_be_the_first_that_is_known_of_an_irritant(self) -> None:
        command = PlaceOnAgenda(irritant_id=IRRITANT, title=TITLE, kind="return of property", round_id=ROUND)
        event = IrritantPlacedOnAgenda(
            irritant_id=IRRITANT, title=TITLE, kind="return of property", round_id=ROUND
        )
        part = given(*WITH_ROUND_HELD).when(command).then(event).irritants[IRRITANT]
        assert (part.status, part.raised_by) == ("on the agenda", ())
        assert [each.round_id for each in part.placements] == [ROUND]
        given(*OPENED).when(command).refused(NotOnFile, ids=[ROUND])
        given(*OPENED).when(PlaceOnAgenda(irritant_id=IRRITANT)).refused(UnknownIrritant)

    def test_is_of_a_round_or_of_the_consultations_and_said_by_each_side_for_itself(self) -> None:
        command = PlaceOnAgenda(irritant_id=IRRITANT, asserted=RU_SAYS.asserted)
        part = given(*WITH_IRRITANT).when(command).then(PLACED).irritants[IRRITANT]
        assert (part.status, part.title, part.kind) == ("on the agenda", TITLE, "return of property")
        before = (*WITH_IRRITANT, (PLACED, RU_SAYS))
        given(*before).when(command).refused(IrritantOnAgendaAlready, round_id=None)
        also = given(*before).when(replace(command, asserted=US_SAYS.asserted)).then(PLACED)
        assert [each.asserted.sides for each in also.irritants[IRRITANT].placements] == [("RU",), ("US",)]

    def test_moves_on_nothing_that_has_come_further(self) -> None:
        assert folded(*WITH_IRRITANT, ROADMAP, PLACED).irritants[IRRITANT].status == "roadmap agreed"
        part = folded(*WITH_IRRITANT, IN_PART, PLACED).irritants[IRRITANT]
        assert (part.status, part.stood_as) == ("resolved in part", "on the agenda")


class TestDisputeIrritant:
    def test_says_nothing_of_its_status(self) -> None:
        command = DisputeIrritant(irritant_id=IRRITANT, party="US", reason="a domestic matter")
        event = IrritantDisputed(irritant_id=IRRITANT, party="US", reason="a domestic matter")
        part = given(*WITH_IRRITANT).when(command).then(event).irritants[IRRITANT]
        assert (part.status, part.disputed_by, part.reason) == ("raised", ("US",), "a domestic matter")
        given(*WITH_IRRITANT, event).when(command).refused(IrritantDisputedAlready, party="US")

    def test_is_over_once_that_party_raises_it_itself(self) -> None:
        disputed = IrritantDisputed(irritant_id=IRRITANT, party="US")
        raised = IrritantRaised(irritant_id=IRRITANT, party="US")
        assert folded(*WITH_IRRITANT, disputed, raised).irritants[IRRITANT].disputed_by == ()


class TestDeclarePriority:
    FIRST = PriorityDeclared(irritant_id=IRRITANT, party="RU", priority="first", wording=RU_TEXT)
    LOW = PriorityDeclared(irritant_id=IRRITANT, party="US", priority="low")

    def test_stands_beside_that_of_the_other_side(self) -> None:
        command = DeclarePriority(irritant_id=IRRITANT, party="US", priority="low", asserted=US_SAYS.asserted)
        before = (*WITH_IRRITANT, (self.FIRST, RU_SAYS))
        part = given(*before).when(command).then(self.LOW).irritants[IRRITANT]
        assert [(each.party, each.priority) for each in part.priorities] == [("RU", "first"), ("US", "low")]
        assert (part.priorities[0].wording, part.status) == (RU_TEXT, "raised")

    def test_may_change_and_what_others_say_of_it_stays(self) -> None:
        before = (*WITH_IRRITANT, (self.LOW, US_SAYS), (self.LOW, RU_SAYS))
        command = DeclarePriority(
            irritant_id=IRRITANT, party="US", priority="high", asserted=US_SAYS.asserted
        )
        event = PriorityDeclared(irritant_id=IRRITANT, party="US", priority="high")
        part = given(*before).when(command).then(event).irritants[IRRITANT]
        told = [(each.priority, each.asserted.sides) for each in part.priorities]
        assert told == [("low", ("RU",)), ("high", ("US",))]

    def test_is_refused_where_it_says_nothing_new_and_to_strangers(self) -> None:
        again = DeclarePriority(irritant_id=IRRITANT, party="US", priority="low", asserted=US_SAYS.asserted)
        before = (*WITH_IRRITANT, (self.LOW, US_SAYS))
        given(*before).when(again).refused(PriorityDeclaredAlready, party="US")
        given(*before).when(replace(again, wording=US_TEXT)).then(replace(self.LOW, wording=US_TEXT))
        given(*before).when(replace(again, party="FI")).refused(NotAParty, party="FI")


class TestAgreeRoadmap:
    COMMAND = AgreeRoadmap(
        irritant_id=IRRITANT, wording=RU_TEXT, until=when.by("2025-12-31"), asserted=RU_SAYS.asserted
    )

    def test_is_the_word_of_a_side_until_the_other_says_so_too(self) -> None:
        part = given(*WITH_IRRITANT).when(self.COMMAND).then(ROADMAP).irritants[IRRITANT]
        assert (part.status, part.status_asserted) == ("roadmap agreed", RU_SAYS.asserted)
        before = (*WITH_IRRITANT, (ROADMAP, RU_SAYS))
        given(*before).when(self.COMMAND).refused(RoadmapAgreedAlready)
        also = given(*before).when(replace(self.COMMAND, asserted=US_SAYS.asserted)).then(ROADMAP)
        assert [each.asserted.sides for each in also.irritants[IRRITANT].roadmaps] == [("RU",), ("US",)]

    def test_may_name_the_proposal_it_came_of(self) -> None:
        command = AgreeRoadmap(irritant_id=IRRITANT, proposal_id=PROPOSAL)
        event = RoadmapAgreed(irritant_id=IRRITANT, proposal_id=PROPOSAL)
        part = given(*WITH_PROPOSAL).when(command).then(event).irritants[IRRITANT]
        assert part.roadmaps[0].proposal_id == PROPOSAL
        given(*WITH_IRRITANT).when(command).refused(NotOnFile, ids=[PROPOSAL])


class TestResolveIrritant:
    def test_goes_from_part_to_full_on_the_word_of_whoever_says_so(self) -> None:
        in_part = ResolveIrritant(irritant_id=IRRITANT, extent="in part", terms="access")
        part = given(*WITH_IRRITANT, PLACED).when(in_part).then(IN_PART).irritants[IRRITANT]
        assert (part.status, part.stood_as) == ("resolved in part", "on the agenda")
        in_full = ResolveIrritant(
            irritant_id=IRRITANT, extent="in full", terms="handed back", asserted=US_SAYS.asserted
        )
        part = given(*WITH_IRRITANT, PLACED, IN_PART).when(in_full).then(IN_FULL).irritants[IRRITANT]
        assert (part.status, part.stood_as) == ("resolved in full", "on the agenda")
        told = [(each.extent, each.terms, each.asserted.sides) for each in part.resolutions]
        assert told == [("in part", "access", ("NO",)), ("in full", "handed back", ("US",))]

    def test_keeps_the_last_word_of_each_side_beside_the_others(self) -> None:
        before = (*WITH_IRRITANT, (IN_FULL, RU_SAYS), (IN_PART, US_SAYS), (IN_FULL, US_SAYS))
        part = folded(*before).irritants[IRRITANT]
        assert [(each.extent, each.asserted.sides) for each in part.resolutions] == [
            ("in full", ("RU",)),
            ("in full", ("US",)),
        ]

    @pytest.mark.parametrize("extent", ["in part", "in full"])
    def test_is_refused_the_second_time_by_the_same_side(self, extent: Extent) -> None:
        command = ResolveIrritant(irritant_id=IRRITANT, extent=extent, asserted=RU_SAYS.asserted)
        event = IrritantResolved(irritant_id=IRRITANT, extent=extent)
        before = (*WITH_IRRITANT, (event, RU_SAYS))
        given(*before).when(command).refused(IrritantResolvedAlready, extent=extent)
        given(*before).when(replace(command, asserted=US_SAYS.asserted)).then(event)

    def test_in_full_leaves_nothing_to_be_agreed_before_it_is_reopened(self) -> None:
        for command in (PlaceOnAgenda(irritant_id=IRRITANT), AgreeRoadmap(irritant_id=IRRITANT)):
            given(*WITH_IRRITANT, IN_FULL).when(command).refused(IrritantIsResolved)
        agreed = RoadmapAgreed(irritant_id=IRRITANT)
        part = given(*WITH_IRRITANT, IN_PART).when(AgreeRoadmap(irritant_id=IRRITANT)).then(agreed)
        assert part.irritants[IRRITANT].stood_as == "roadmap agreed"


class TestReopenIrritant:
    def test_takes_back_the_own_word_and_leaves_that_of_others(self) -> None:
        command = ReopenIrritant(irritant_id=IRRITANT, reason="no keys", asserted=US_SAYS.asserted)
        before = (*WITH_IRRITANT, PLACED, (IN_FULL, RU_SAYS), (IN_FULL, US_SAYS))
        part = given(*before).when(command).then(REOPENED).irritants[IRRITANT]
        assert (part.status, part.stood_as, part.reason) == ("on the agenda", None, "no keys")
        assert part.status_asserted == US_SAYS.asserted
        assert [each.asserted.sides for each in part.resolutions] == [("RU",)]

    def test_lets_it_be_resolved_again_by_whoever_had_said_so(self) -> None:
        before = (*WITH_IRRITANT, (IN_FULL, RU_SAYS), (REOPENED, US_SAYS))
        again = ResolveIrritant(
            irritant_id=IRRITANT, extent="in full", terms="handed back", asserted=RU_SAYS.asserted
        )
        assert given(*before).when(again).then(IN_FULL).irritants[IRRITANT].status == "resolved in full"

    def test_is_refused_for_one_that_is_open(self) -> None:
        command = ReopenIrritant(irritant_id=IRRITANT, reason="no keys")
        given(*WITH_IRRITANT).when(command).refused(IrritantIsOpen, status="raised")
        assert folded(*WITH_IRRITANT, REOPENED).irritants[IRRITANT].status == "raised"

    @pytest.mark.parametrize(
        "command",
        [
            DisputeIrritant(irritant_id=IRRITANT, party="US"),
            DeclarePriority(irritant_id=IRRITANT, party="US", priority="low"),
            AgreeRoadmap(irritant_id=IRRITANT),
            ResolveIrritant(irritant_id=IRRITANT, extent="in full"),
            ReopenIrritant(irritant_id=IRRITANT, reason="no keys"),
        ],
    )
    def test_is_like_every_word_on_an_irritant_refused_where_there_is_none(self, command: Command) -> None:
        given(*OPENED).when(command).refused(UnknownIrritant, irritant_id=IRRITANT)

    def test_leaves_an_action_that_rests_on_it_as_it_is(self) -> None:
        command = AgreeAction(action_id=ACTION, title="Draft the roadmap", rests_on=(IRRITANT,))
        event = ActionAgreed(action_id=ACTION, title="Draft the roadmap", rests_on=(IRRITANT,))
        case = given(*WITH_IRRITANT).when(command).then(event)
        assert case.actions[ACTION].rests_on == (str(IRRITANT),)
        given(*OPENED).when(command).refused(NotOnFile, ids=[IRRITANT])


class TestRecordPosition:
    LATER = Wording(text="not before the autumn", language="en", parties=("US",))

    def test_stands_by_itself_or_on_an_irritant_at_a_round(self) -> None:
        told: dict[str, Any] = {
            "position_id": POSITION,
            "party": "RU",
            "wording": RU_TEXT,
            "subject": "Return of the property",
            "irritant_id": IRRITANT,
            "round_id": ROUND,
        }
        before = (*WITH_ROUND_HELD, *WITH_IRRITANT[1:])
        command, event = RecordPosition(**told), PositionRecorded(**told)
        part = given(*before).when(command).then(event).positions[POSITION]
        assert (part.status, part.party, part.irritant_id, part.round_id) == ("stated", "RU", IRRITANT, ROUND)
        given(*WITH_IRRITANT).when(command).refused(NotOnFile, ids=[ROUND])
        given(*WITH_ROUND_HELD).when(command).refused(NotOnFile, ids=[IRRITANT])

    def test_anew_keeps_every_wording(self) -> None:
        command = RecordPosition(
            position_id=POSITION, party="US", wording=self.LATER, asserted=US_SAYS.asserted
        )
        event = PositionRecorded(position_id=POSITION, party="US", wording=self.LATER)
        part = given(*WITH_POSITION).when(command).then(event).positions[POSITION]
        assert (part.status, part.subject) == ("restated", "A further round")
        assert [each.text for each in part.texts] == ["as needed", "not before the autumn"]
        given(*WITH_POSITION, event).when(command).refused(PositionWordedSo)

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        command = RecordPosition(position_id=POSITION, party="US", wording=self.LATER)
        given(*OPENED).when(command).refused(UnknownPosition, position_id=POSITION)
        given(*WITH_POSITION).when(replace(command, party="RU")).refused(PositionOfAnother, party="US")
        given(*WITH_POSITION).when(replace(command, party="FI")).refused(NotAParty, party="FI")
        given(*WITH_NOTE).when(replace(command, position_id=NOTE, subject="x")).refused(IdTaken)


class TestWithdrawPosition:
    def test_keeps_it_on_the_file_and_it_may_be_stated_anew(self) -> None:
        command = WithdrawPosition(position_id=POSITION, reason="new instructions")
        event = PositionWithdrawn(position_id=POSITION, reason="new instructions")
        part = given(*WITH_POSITION).when(command).then(event).positions[POSITION]
        assert (part.status, part.reason, len(part.texts)) == ("withdrawn", "new instructions", 1)
        given(*WITH_POSITION, event).when(command).refused(PositionIsWithdrawn)
        given(*OPENED).when(command).refused(UnknownPosition, position_id=POSITION)
        same = part.texts[0]
        anew = RecordPosition(position_id=POSITION, party="US", wording=same)
        stated = PositionRecorded(position_id=POSITION, party="US", wording=same)
        part = given(*WITH_POSITION, event).when(anew).then(stated).positions[POSITION]
        assert (part.status, part.texts) == ("restated", (same,))


class TestPutForwardProposal:
    def test_says_by_whom_to_whom_on_what_and_who_has_still_to_answer(self) -> None:
        told = PUT | {"irritant_ids": (IRRITANT,), "until": when.by("2025-12-31"), "texts": (RU_TEXT,)}
        command, event = PutForwardProposal(**told), ProposalPutForward(**told)
        part = given(*WITH_IRRITANT).when(command).then(event).proposals[PROPOSAL]
        assert (part.status, part.party, part.kind, part.awaiting) == (
            "put forward",
            "RU",
            "roadmap",
            ("US",),
        )
        assert (part.irritant_ids, part.until) == ((str(IRRITANT),), when.by("2025-12-31"))
        given(*OPENED).when(command).refused(NotOnFile, ids=[IRRITANT])

    def test_is_said_by_each_side_for_itself(self) -> None:
        command = PutForwardProposal(**PUT | {"texts": (US_TEXT,)}, asserted=US_SAYS.asserted)
        event = ProposalPutForward(**PUT | {"texts": (US_TEXT,)})
        part = given(*WITH_PROPOSAL, ACCEPTED).when(command).then(event).proposals[PROPOSAL]
        assert (part.status, part.reported_by, part.awaiting) == ("accepted", ("RU", "US"), ())
        same = replace(command, asserted=RU_SAYS.asserted)
        given(*WITH_PROPOSAL).when(same).refused(ProposalOnFileAlready, proposal_id=PROPOSAL)

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        command = PutForwardProposal(**PUT)
        given(*OPENED).when(replace(command, addressed_to=("RU",))).refused(ProposalToItself, party="RU")
        given(*OPENED).when(replace(command, addressed_to=("FI",))).refused(NotAParty, party="FI")
        given(*WITH_NOTE).when(replace(command, proposal_id=NOTE)).refused(IdTaken)
        turned = replace(command, party="US", addressed_to=("RU",))
        given(*WITH_PROPOSAL).when(turned).refused(ProposalOfAnother, party="RU")


class TestAnswerProposal:
    @pytest.mark.parametrize(
        ("answer", "awaiting"),
        [
            ("accepted", ()),
            ("accepted in part", ()),
            ("declined", ()),
            ("counter-proposed", ()),
            ("taken ad referendum", ("US",)),
        ],
    )
    def test_turns_the_proposal_to_what_was_answered(
        self, answer: AnswerKind, awaiting: tuple[str, ...]
    ) -> None:
        command = AnswerProposal(
            proposal_id=PROPOSAL, party="US", answer=answer, wording=US_TEXT, asserted=US_SAYS.asserted
        )
        event = ProposalAnswered(proposal_id=PROPOSAL, party="US", answer=answer, wording=US_TEXT)
        part = given(*WITH_PROPOSAL).when(command).then(event).proposals[PROPOSAL]
        assert (part.status, part.awaiting, part.status_asserted) == (answer, awaiting, US_SAYS.asserted)
        assert [(each.party, each.wording) for each in part.answers] == [("US", US_TEXT)]

    def test_taken_ad_referendum_is_followed_by_the_word_of_the_capital(self) -> None:
        command = AnswerProposal(
            proposal_id=PROPOSAL, party="US", answer="declined", asserted=US_SAYS.asserted
        )
        before = (*WITH_PROPOSAL, (AD_REFERENDUM, US_SAYS))
        part = given(*before).when(command).then(DECLINED).proposals[PROPOSAL]
        assert (part.status, [each.answer for each in part.answers]) == ("declined", ["declined"])

    def test_is_kept_as_each_side_tells_it(self) -> None:
        command = AnswerProposal(
            proposal_id=PROPOSAL, party="US", answer="declined", asserted=RU_SAYS.asserted
        )
        before = (*WITH_PROPOSAL, (AD_REFERENDUM, US_SAYS))
        part = given(*before).when(command).then(DECLINED).proposals[PROPOSAL]
        told = [(each.answer, each.asserted.sides) for each in part.answers]
        assert told == [("taken ad referendum", ("US",)), ("declined", ("RU",))]
        given(*before, (DECLINED, RU_SAYS)).when(command).refused(ProposalAnsweredSo, answer="declined")

    def test_may_name_the_counter_proposal(self) -> None:
        counter = ProposalPutForward(proposal_id=COUNTER, party="US", title="Access first")
        command = AnswerProposal(
            proposal_id=PROPOSAL, party="US", answer="counter-proposed", counter_id=COUNTER
        )
        event = ProposalAnswered(
            proposal_id=PROPOSAL, party="US", answer="counter-proposed", counter_id=COUNTER
        )
        before = (*WITH_PROPOSAL, counter)
        assert given(*before).when(command).then(event).proposals[PROPOSAL].answers[0].counter_id == COUNTER
        given(*WITH_PROPOSAL).when(command).refused(NotOnFile, ids=[COUNTER])
        given(*before).when(replace(command, answer="declined")).refused(NotACounterProposal)
        given(*before).when(replace(command, counter_id=PROPOSAL)).refused(NotACounterProposal)

    def test_is_refused_to_whoever_put_it_forward_and_to_strangers(self) -> None:
        command = AnswerProposal(proposal_id=PROPOSAL, party="RU", answer="accepted")
        given(*WITH_PROPOSAL).when(command).refused(ProposalToItself, party="RU")
        given(*WITH_PROPOSAL).when(replace(command, party="FI")).refused(NotAParty, party="FI")
        given(*OPENED).when(command).refused(UnknownProposal, proposal_id=PROPOSAL)

    def test_known_without_the_proposal_stands_all_the_same(self) -> None:
        part = folded((ACCEPTED, according_to("US"))).proposals[PROPOSAL]
        assert (part.status, part.title, part.party) == ("accepted", "", None)


class TestWithdrawProposal:
    def test_ends_it_until_it_is_put_forward_anew(self) -> None:
        command = WithdrawProposal(proposal_id=PROPOSAL, reason="overtaken")
        part = given(*WITH_PROPOSAL, DECLINED).when(command).then(WITHDRAWN).proposals[PROPOSAL]
        assert (part.status, part.reason, part.awaiting) == ("withdrawn", "overtaken", ())
        before = (*WITH_PROPOSAL, WITHDRAWN)
        given(*before).when(command).refused(ProposalIsWithdrawn)
        answer = AnswerProposal(proposal_id=PROPOSAL, party="US", answer="accepted")
        given(*before).when(answer).refused(ProposalIsWithdrawn)
        anew = PutForwardProposal(**PUT, asserted=RU_SAYS.asserted)
        part = given(*before).when(anew).then(ProposalPutForward(**PUT)).proposals[PROPOSAL]
        assert (part.status, part.awaiting) == ("put forward", ("US",))

    def test_is_refused_once_it_was_accepted(self) -> None:
        command = WithdrawProposal(proposal_id=PROPOSAL)
        given(*WITH_PROPOSAL, ACCEPTED).when(command).refused(ProposalIsAccepted)
        given(*OPENED).when(command).refused(UnknownProposal)
