"""What is possible now, found by trying; held against the decider itself."""

from typing import get_args
from uuid import UUID, uuid4

from consultations.admin.possible import COMMANDS, Offer, offered, possible
from consultations.domain.classification import ClassificationCommand, RemoveCompartment
from consultations.domain.custody import AuthoriseDisposal, CustodyCommand, LiftHold, SetRetention
from consultations.domain.decider import CaseCommand, decide, evolve
from consultations.domain.documents import DepositContent, FileDocument, SupersedeDocument
from consultations.domain.mandate import GiveMandate
from consultations.domain.nominations import GrantAgrement, RequestAgrement
from consultations.domain.opening import CloseCase, OpenCase, ReopenCase, SuspendCase
from consultations.domain.rounds import (
    CancelRound,
    ConfirmRound,
    HoldRound,
    ProposeRound,
    ResumeRound,
    ReviveRound,
)
from consultations.domain.state import Case
from consultations.domain.when import on
from consultations.eventlog import read
from consultations.handler import envelope_of
from consultations.scenarios.scenario import read as read_scenario
from tests.admin.conftest import STORY, a_file, record
from tests.dsl import folded as left


def folded(case_id: UUID) -> Case:
    case = Case(case_id=case_id)
    for each in read.stream(case_id):
        evolve(case, each)
    return case


class TestPossible:
    def test_is_nothing_on_a_file_that_is_not_there(self) -> None:
        assert possible(Case(case_id=uuid4())) == []

    def test_is_only_opening_anew_and_keeping_it_on_a_closed_file(self) -> None:
        case_id, keeping = a_file(level="confidential"), get_args(ClassificationCommand | CustodyCommand)
        record(CloseCase(result="agreed"), case_id)
        offered = {each.command for each in possible(folded(case_id))}
        assert offered == {ReopenCase, *keeping} - {RemoveCompartment, AuthoriseDisposal, LiftHold}
        record(SetRetention(rule="5 years", until=on("2030-12-31"), after="review"), case_id)
        assert Offer(AuthoriseDisposal) in possible(folded(case_id))

    def test_is_to_file_documents_on_paper_or_with_a_content(self) -> None:
        case_id, document_id = a_file(), uuid4()
        assert Offer(FileDocument) in possible(folded(case_id))
        record(FileDocument(document_id=document_id, title="The letter"), case_id)
        offers = possible(folded(case_id))
        assert Offer(FileDocument) in offers
        assert Offer(SupersedeDocument, document_id) not in offers
        record(FileDocument(document_id=uuid4(), title="Its correction"), case_id)
        assert Offer(SupersedeDocument, document_id) in possible(folded(case_id))

    def test_follows_the_status_of_each_round(self) -> None:
        case_id, first, second = a_file(), uuid4(), uuid4()
        record(ProposeRound(round_id=first), case_id)
        record(ProposeRound(round_id=second), case_id)
        record(CancelRound(round_id=second), case_id)
        offers = possible(folded(case_id))
        assert Offer(CancelRound, first) in offers
        assert Offer(CancelRound, second) not in offers
        assert Offer(ReviveRound, second) in offers
        assert Offer(ConfirmRound, first) not in offers
        assert Offer(HoldRound) in offers
        assert Offer(HoldRound, first) in offers
        assert not any(each.command is ResumeRound for each in offers)

    def test_does_not_hide_a_command_for_what_may_be_filled_in(self) -> None:
        offers = possible(folded(a_file()))
        assert {"JoinParty", "AmendTitle", "ProposeRound", "OpenCase"} - {
            each.command.__name__ for each in offers
        } == {"OpenCase"}
        assert Offer(SuspendCase) in offers

    def test_offers_the_topics_of_the_kind_and_what_is_on_the_file_already(self) -> None:
        case_id, nomination = a_file(), uuid4()
        assert not {each.command for each in offered(folded(case_id))} & {GiveMandate, RequestAgrement}
        assert {each.command for each in possible(folded(case_id))} >= {GiveMandate, RequestAgrement}
        request = RequestAgrement(
            nomination_id=nomination, person_id=uuid4(), sending="RU", receiving="US", post="Ambassador"
        )
        assert record(request, case_id).warnings == ("topic_not_offered",)
        offers = offered(folded(case_id))
        assert Offer(GrantAgrement, nomination) in offers
        assert not any(each.command is RequestAgrement and each.part_id is None for each in offers)

    def test_knows_every_command_but_the_opening(self) -> None:
        assert set(COMMANDS) == set(get_args(CaseCommand)) - {OpenCase, DepositContent}

    def test_offers_whatever_the_story_went_on_to_record(self) -> None:
        scenario = read_scenario(STORY.read_bytes())
        opening = next(each for each in scenario.entries if isinstance(each.command, OpenCase))
        # Folded and not recorded: the ids of its parts are the story's own, on whichever file they come first.
        case, told = Case(case_id=opening.stream_id), []
        for entry in (each for each in scenario.entries if each.stream_id == opening.stream_id):
            if entry is not opening:
                assert type(entry.command) in {each.command for each in offered(case)}, entry
            told += [(event, envelope_of(entry.command)) for event in decide(entry.command, case)]
            case = left(*told, stream_id=opening.stream_id)
