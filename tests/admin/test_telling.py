"""What is on the table as the page tells it: every claim with whose word it is."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from consultations.admin.telling import Names, facts_of, tell
from consultations.domain.parts.accounts import Account
from consultations.domain.parts.agenda import Answer, Placement, Priority, Resolution, Roadmap
from consultations.domain.parts.nominations import Nomination
from consultations.domain.values import Asserted, Stance, Wording
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


class TestAPart:
    def test_is_told_with_what_was_said_of_each_claim(self) -> None:
        grant, cancelling, reversed_one = UUID(int=3), UUID(int=4), UUID(int=5)
        spokeswoman = Asserted(sides=("RU",), standing="press", capacity="Spokeswoman")
        denied = Stance(
            event_id=grant, type="AgrementGranted", stance="denied", asserted=spokeswoman, reason="not yet"
        )
        nomination = Nomination(
            case_id=UUID(int=9),
            nomination_id=UUID(int=8),
            grants=(Account(event_id=grant, on=by("2025-01-20"), asserted=RU),),
            stances=(denied, replace(denied, event_id=cancelling, type="RequestWithdrawn", reason="")),
            rests_on_reversed=(str(reversed_one),),
        )
        names = replace(NAMES, on_page={str(reversed_one): "The rounds move to the capitals"})
        told = {fact.term: fact.told for fact in facts_of(nomination, names)}
        assert told["Said of the grant"] == (
            "by 20 January 2025, according to Russia (official text); "
            "denied: not yet, according to Russia (Spokeswoman)",
        )
        assert told["Said of what is claimed"] == (
            "“request withdrawn” denied, according to Russia (Spokeswoman)",
        )
        assert told["Rests on what was reversed"] == ("The rounds move to the capitals",)
