"""What is on the table as the page tells it: every claim with whose word it is."""

from typing import Any
from uuid import UUID

import pytest

from consultations.admin.telling import Names, tell
from consultations.domain.parts.agenda import Answer, Placement, Priority, Resolution, Roadmap
from consultations.domain.values import Asserted, Wording
from consultations.domain.when import by

RU = Asserted(sides=("RU",), standing="official text")
ROUND, COUNTER = UUID(int=1), UUID(int=2)
NAMES = Names(
    parties={"RU": "Russia", "US": "United States"},
    own="NO",
    on_page={str(ROUND): "Round 2", str(COUNTER): "Access first"},
)
WORDING = Wording(text="in five steps", language="en", parties=("RU",))


class TestAClaimOnTheTable:
    @pytest.mark.parametrize(
        ("claim", "told"),
        [
            (Placement(round_id=ROUND, asserted=RU), "Round 2, according to Russia"),
            (Placement(asserted=RU), "the consultations, according to Russia"),
            (
                Priority(party="US", priority="low", asserted=RU),
                "United States: low, according to Russia",
            ),
            (
                Roadmap(wording=WORDING, until=by("2025-12-31"), asserted=RU),
                "in five steps, by 31 December 2025, according to Russia",
            ),
            (
                Resolution(extent="in part", terms="access", asserted=RU),
                "in part, access, according to Russia",
            ),
            (
                Answer(party="US", answer="counter-proposed", counter_id=COUNTER, asserted=RU),
                "United States: counter-proposed, Access first, according to Russia",
            ),
            (
                Answer(party="US", answer="declined", asserted=Asserted(sides=("NO",))),
                "United States: declined",
            ),
        ],
        ids=lambda each: type(each).__name__,
    )
    def test_is_told_with_whose_word_it_is(self, claim: Any, told: str) -> None:
        assert tell(claim, NAMES) == told
