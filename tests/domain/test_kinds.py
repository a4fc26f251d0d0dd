"""Kinds of file: what each is offered, and that nothing else is refused."""

from typing import get_args
from uuid import uuid4

import pytest

from consultations.domain import decider
from consultations.domain.kinds import (
    COMMANDS,
    EVERYWHERE,
    OWN,
    TOPIC_OF,
    Topic,
    TopicNotOffered,
    offered,
    offers,
)
from consultations.domain.mandate import GiveMandate
from consultations.domain.nominations import RequestAgrement
from consultations.domain.opening import OpenCase
from consultations.domain.rounds import ProposeRound
from consultations.domain.state import Case, CaseKind
from consultations.domain.statements import PublishStatement
from consultations.domain.values import Participant
from tests.dsl import STYLE, folded
from tests.stories import OPENED

KINDS = get_args(CaseKind)
MANDATE = GiveMandate(mandate_id=uuid4(), title="Visas", powers="to negotiate")


class TestOffered:
    def test_knows_every_topic_and_every_command_of_a_file(self) -> None:
        assert set(COMMANDS) == set(get_args(Topic))
        assert set(TOPIC_OF) == set(get_args(decider.CaseCommand))

    def test_has_a_list_for_every_kind(self) -> None:
        assert set(OWN) == set(KINDS)

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_on_every_file_what_any_file_may_hold(self, kind: CaseKind) -> None:
        kept = {"documents", "classification", "custody"}
        assert set(EVERYWHERE) == {"opening", "relations", "contacts", "notes", "statements", "claims"} | kept
        assert set(EVERYWHERE) <= set(offered(kind))
        assert offers(PublishStatement, kind)

    def test_is_what_the_kind_has_of_its_own_besides(self) -> None:
        assert {*offered("nomination")} == {*EVERYWHERE, *OWN["nomination"]}

    def test_keeps_what_is_kept_closer_to_files_of_its_own(self) -> None:
        assert [kind for kind in KINDS if offers(RequestAgrement, kind)] == ["nomination"]
        assert [kind for kind in KINDS if offers(GiveMandate, kind)] == ["instructions"]
        assert [kind for kind in KINDS if offers(ProposeRound, kind)] == ["consultations"]


class TestAnotherTopic:
    def test_is_recorded_with_a_warning_that_blocks_nothing(self) -> None:
        case: Case = folded(*OPENED)
        assert decider.decide(MANDATE, case)
        assert decider.warnings(MANDATE, case, STYLE) == (TopicNotOffered,)

    def test_is_no_warning_where_it_is_offered_or_where_there_is_no_file_yet(self) -> None:
        assert decider.warnings(ProposeRound(round_id=uuid4()), folded(*OPENED), STYLE) == ()
        parties = (Participant(code="RU"), Participant(code="US"))
        opening = OpenCase(case_id=uuid4(), title="T", subject="S", parties=parties, kind="nomination")
        assert decider.warnings(opening, Case(case_id=uuid4()), STYLE) == ()
