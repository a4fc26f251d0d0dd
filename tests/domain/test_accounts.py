"""Accounts: what is held true among what several sources say, in the stated order of preference."""

from uuid import UUID

import pytest

from consultations.domain.parts.accounts import Account, held
from consultations.domain.parts.rounds import Round
from consultations.domain.values import Asserted, Standing
from consultations.domain.when import on
from tests.dsl import CASE, an_id


def claim(name: str, standing: Standing, bears: str | None = None) -> Account:
    said = Asserted(sides=("RU",), standing=standing, on=on(bears) if bears else None)
    return Account(event_id=an_id(name), on=None, asserted=said)


PRESS = claim("press", "press", "2025-03-01")
OFFICIAL = claim("official", "official text", "2025-02-01")
LATER = claim("later", "official text", "2025-02-28")
JOINT, OWN = claim("joint", "joint text"), claim("own", "own record")


class TestHeld:
    @pytest.mark.parametrize(
        ("claims", "expected"),
        [
            ((), None),
            ((PRESS, OFFICIAL), OFFICIAL),
            ((OFFICIAL, JOINT), JOINT),
            ((OWN, JOINT, PRESS), OWN),
            ((LATER, OFFICIAL), LATER),
            ((claim("undated", "official text"), OFFICIAL), OFFICIAL),
        ],
    )
    def test_goes_by_standing_and_then_by_the_day_the_source_bears(
        self, claims: tuple[Account, ...], expected: Account | None
    ) -> None:
        assert held(claims) == expected

    def test_is_the_one_recorded_last_where_nothing_else_tells(self) -> None:
        one, other = claim("one", "press"), claim("other", "press")
        assert held((one, other)) == other
        assert held((other, one)) == one

    def test_is_the_preferred_one_where_that_is_among_them(self) -> None:
        assert held((OWN, PRESS), preferred=PRESS.event_id) == PRESS
        assert held((OWN, PRESS), preferred=UUID(int=0)) == OWN


class TestPrefer:
    def test_leaves_a_part_alone_that_keeps_no_claims_side_by_side(self) -> None:
        part = Round(case_id=CASE, round_id=an_id("round"))
        part.prefer(OWN.event_id)
        assert part == Round(case_id=CASE, round_id=an_id("round"))
