"""Statements: published, corrected, retracted, with every wording kept."""

from dataclasses import replace

import pytest

from consultations.domain import when
from consultations.domain.message import Command
from consultations.domain.rounds import ProposeRound, RoundProposed
from consultations.domain.state import IdTaken, NotOnFile
from consultations.domain.statements import (
    CorrectStatement,
    PublishStatement,
    RetractStatement,
    StatementCorrected,
    StatementIsRetracted,
    StatementOnFileAlready,
    StatementPublished,
    StatementRetracted,
    StatementWordedSo,
    UnknownStatement,
)
from consultations.domain.values import Asserted, Wording
from tests.dsl import an_id, given
from tests.stories import NOTE, OPENED, ROUND, STATEMENT, WITH_NOTE, WITH_STATEMENT

SAID = Wording(text="there is progress, though fully reversible", language="en")
BETTER = Wording(text="there is progress, though it is fully reversible", language="en")
PUBLISH = PublishStatement(
    statement_id=STATEMENT,
    speaker="Alexander Darchiev",
    person_id=an_id("Darchiev"),
    capacity="Ambassador",
    side="RU",
    medium="TASS",
    wording=SAID,
    published_on=when.on("2025-06-10"),
)
RETRACTED = StatementRetracted(statement_id=STATEMENT, reason="misquoted")


class TestPublishStatement:
    def test_names_the_speaker_and_the_capacity(self) -> None:
        event = StatementPublished(
            statement_id=STATEMENT,
            speaker="Alexander Darchiev",
            person_id=an_id("Darchiev"),
            capacity="Ambassador",
            side="RU",
            medium="TASS",
            wording=SAID,
            published_on=when.on("2025-06-10"),
        )
        part = given(*OPENED).when(PUBLISH).then(event).statements[STATEMENT]
        assert (part.status, part.capacity, part.wordings) == ("published", "Ambassador", (SAID,))

    def test_is_refused_under_an_id_in_use(self) -> None:
        given(*WITH_STATEMENT).when(PUBLISH).refused(StatementOnFileAlready)
        given(*WITH_NOTE).when(replace(PUBLISH, statement_id=NOTE)).refused(IdTaken)

    def test_lets_other_events_rest_on_it(self) -> None:
        command = ProposeRound(round_id=ROUND, asserted=Asserted(sides=("RU",), statement_id=STATEMENT))
        given(*WITH_STATEMENT).when(command).then(RoundProposed(round_id=ROUND))
        given(*OPENED).when(command).refused(NotOnFile, ids=[STATEMENT])


class TestCorrectStatement:
    def test_keeps_the_earlier_wording(self) -> None:
        corrected = StatementCorrected(statement_id=STATEMENT, wording=BETTER, reason="agency's correction")
        command = CorrectStatement(statement_id=STATEMENT, wording=BETTER, reason="agency's correction")
        part = given(*WITH_STATEMENT).when(command).then(corrected).statements[STATEMENT]
        assert (part.status, part.wordings) == ("corrected", (SAID, BETTER))

    def test_is_refused_for_the_same_wording(self) -> None:
        same = CorrectStatement(statement_id=STATEMENT, wording=SAID)
        given(*WITH_STATEMENT).when(same).refused(StatementWordedSo)


class TestRetractStatement:
    def test_takes_it_back_and_leaves_it_on_file(self) -> None:
        command = RetractStatement(statement_id=STATEMENT, reason="misquoted")
        part = given(*WITH_STATEMENT).when(command).then(RETRACTED).statements[STATEMENT]
        assert (part.status, part.wordings, part.reason) == ("retracted", (SAID,), "misquoted")

    @pytest.mark.parametrize(
        "command",
        [CorrectStatement(statement_id=STATEMENT, wording=BETTER), RetractStatement(statement_id=STATEMENT)],
    )
    def test_leaves_nothing_to_correct(self, command: Command) -> None:
        given(*WITH_STATEMENT, RETRACTED).when(command).refused(StatementIsRetracted)
        given(*OPENED).when(command).refused(UnknownStatement, statement_id=STATEMENT)
