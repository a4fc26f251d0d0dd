"""Commitments: what each party owes, read off assurances and agreed actions."""

from typing import get_args

from consultations.domain.actions import ActionAgreed, CompletionContested
from consultations.domain.assurances import AssuranceContested
from consultations.domain.commitments import (
    OF_ACTIONS,
    OF_ASSURANCES,
    Commitment,
    CommitmentState,
    commitments,
    per_party,
)
from consultations.domain.parts.actions import ActionStatus
from consultations.domain.parts.assurances import AssuranceStatus
from consultations.domain.when import on
from tests.dsl import CASE, an_id, folded
from tests.stories import ACTION, ASSURANCE, US_SAYS, WITH_ACTION_DONE, WITH_ASSURANCE


class TestCommitments:
    def test_know_every_status(self) -> None:
        assert set(OF_ASSURANCES) == set(get_args(AssuranceStatus))
        assert set(OF_ACTIONS) == set(get_args(ActionStatus))
        assert {*OF_ASSURANCES.values(), *OF_ACTIONS.values()} == set(get_args(CommitmentState))

    def test_stand_on_the_word_of_the_side_that_claims_them_done(self) -> None:
        (owed,) = commitments(folded(*WITH_ACTION_DONE))
        assert (owed.part_id, owed.kind, owed.obliged, owed.state) == (
            ACTION,
            "action",
            ("RU",),
            "claimed done",
        )
        assert owed.status_asserted is not None
        assert owed.status_asserted.sides == ("RU",)

    def test_are_told_whole(self) -> None:
        case = folded(
            *WITH_ASSURANCE,
            (AssuranceContested(assurance_id=ASSURANCE, party="US", reason="none yet"), US_SAYS),
            *WITH_ACTION_DONE[1:],
            (CompletionContested(action_id=ACTION, party="US", reason="not yet"), US_SAYS),
        )
        banking, visas = case.assurances[ASSURANCE], case.actions[ACTION]
        banking.rests_on_reversed = visas.rests_on_reversed = ("outcome",)
        assert list(commitments(case)) == [
            Commitment(
                case_id=CASE,
                part_id=ASSURANCE,
                kind="assurance",
                obliged=("RU", "US"),
                towards=("RU", "US"),
                title="Banking services for diplomatic missions",
                state="disputed",
                status="contested",
                status_asserted=US_SAYS.asserted,
                agreed_by=(),
                contested_by=("US",),
                rests_on_reversed=("outcome",),
                version=banking.version,
                last_activity=on("2025-04-10"),
            ),
            Commitment(
                case_id=CASE,
                part_id=ACTION,
                kind="action",
                obliged=("RU",),
                towards=(),
                title="Ease the issuing of visas",
                state="disputed",
                status="contested",
                status_asserted=US_SAYS.asserted,
                agreed_by=("RU",),
                contested_by=("US",),
                rests_on_reversed=("outcome",),
                version=visas.version,
                last_activity=on("2025-04-10"),
            ),
        ]

    def test_are_told_per_obliged_party(self) -> None:
        nobodys = ActionAgreed(action_id=an_id("nobody's"), title="A list")
        owed = per_party(commitments(folded(*WITH_ASSURANCE, *WITH_ACTION_DONE[1:], nobodys)))
        assert {party: [each.part_id for each in some] for party, some in owed.items()} == {
            "RU": [ASSURANCE, ACTION],
            "US": [ASSURANCE],
            None: [an_id("nobody's")],
        }
