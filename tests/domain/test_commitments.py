"""Commitments: what each party owes, read off assurances and agreed actions."""

from typing import get_args

from consultations.domain.actions import ActionAgreed
from consultations.domain.commitments import (
    OF_ACTIONS,
    OF_ASSURANCES,
    CommitmentState,
    commitments,
    per_party,
)
from consultations.domain.parts.actions import ActionStatus
from consultations.domain.parts.assurances import AssuranceStatus
from tests.dsl import an_id, folded
from tests.stories import ACTION, ASSURANCE, WITH_ACTION_DONE, WITH_ASSURANCE


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

    def test_are_told_per_obliged_party(self) -> None:
        nobodys = ActionAgreed(action_id=an_id("nobody's"), title="A list")
        owed = per_party(commitments(folded(*WITH_ASSURANCE, *WITH_ACTION_DONE[1:], nobodys)))
        assert {party: [each.part_id for each in some] for party, some in owed.items()} == {
            "RU": [ASSURANCE, ACTION],
            "US": [ASSURANCE],
            None: [an_id("nobody's")],
        }
