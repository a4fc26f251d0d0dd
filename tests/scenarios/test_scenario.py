"""Scenario files: what is refused, and where, before anything is recorded."""

import json
from uuid import uuid4

import pytest

from consultations.domain.parties import party_id
from consultations.scenarios.demonstration import STORY
from consultations.scenarios.scenario import ScenarioRefused, named_id, read

OPEN = {
    "in": "@talks",
    "do": "OpenCase",
    "case_id": "@talks",
    "title": "Tea",
    "subject": "Duties on tea",
    "parties": [{"code": "NO"}, {"code": "GB"}],
}
HELD = {"in": "@talks", "do": "HoldRound", "round_id": "@round-1", "on": {"edtf": "1911-05"}}


def file(*entries: object, **more: object) -> bytes:
    """A scenario file whose nth entry stands on line n + 1."""
    said = {"scenario": f"tea-{uuid4()}", "about": "Tea.", "actor": "ragnhild"} | more
    listed = ",\n".join(json.dumps(entry) for entry in entries)
    return f'{json.dumps(said)[:-1]}, "entries": [\n{listed}\n]}}'.encode()


def refused(text: bytes) -> tuple[str, ...]:
    with pytest.raises(ScenarioRefused) as caught:
        read(text)
    return caught.value.wrong


class TestRead:
    def test_gives_commands_with_their_lines(self) -> None:
        scenario = read(file(OPEN, HELD))
        assert [type(entry.command).__name__ for entry in scenario.entries] == ["OpenCase", "HoldRound"]
        assert [entry.line for entry in scenario.entries] == [2, 3]

    def test_gives_the_same_ids_every_time(self) -> None:
        text = file(OPEN, scenario="tea")
        assert read(text).entries[0].stream_id == read(text).entries[0].stream_id == named_id("tea", "talks")
        assert named_id("tea", "talks") != named_id("coffee", "talks")

    def test_shares_parties_persons_and_sources_between_scenarios(self) -> None:
        assert named_id("tea", "party:NO") == party_id("NO")
        assert named_id("tea", "person:x") == named_id("coffee", "person:x")

    def test_puts_words_in_their_place(self) -> None:
        words = {"by-no": {"sides": ["NO"], "capacity": "Ministry"}}
        scenario = read(file(OPEN, HELD | {"asserted": "$by-no"}, words=words))
        asserted = scenario.entries[1].command.asserted
        assert asserted is not None
        assert asserted.capacity == "Ministry"

    def test_refuses_what_an_event_cannot_be_called(self) -> None:
        (wrong,) = refused(file(OPEN, HELD | {"as": "held"}))
        assert wrong.startswith("line 3, entry 2: what an entry's event is called (as) begins with @")
        held_too = HELD | {"round_id": "@round-2", "as": "@held"}
        (wrong,) = refused(file(OPEN, HELD | {"as": "@held"}, held_too))
        assert "line 4, entry 3, HoldRound: is called (as) what line 3 is called" in wrong

    def test_the_story_of_2025_is_right(self) -> None:
        assert len(read(STORY.read_bytes()).entries) > 50


class TestReadRefuses:
    @pytest.mark.parametrize(
        ("entry", "reason"),
        [
            ({"do": "HoldRound"}, "an entry names its stream (in) and its command (do)"),
            (HELD | {"do": "HoldRoundd"}, "there is no command HoldRoundd"),
            (HELD | {"ordnal": 1}, "HoldRound has no field ordnal"),
            (HELD | {"on": {"edtf": "1911-05", "zoen": "UTC"}}, "HoldRound has no field on.zoen"),
            (HELD | {"ordinal": "first"}, "HoldRound: Expected `int | null`, got `str` - at `$.ordinal`"),
            (HELD | {"asserted": "$nobody"}, "$nobody is not among the words"),
            (HELD | {"on": {"edtf": "1911-02-30"}}, "There is no such date."),
        ],
    )
    def test_what_is_no_command(self, entry: dict[str, object], reason: str) -> None:
        (wrong,) = refused(file(OPEN, entry))
        assert wrong.startswith("line 3, entry 2: ")
        assert reason in wrong

    def test_what_the_domain_refuses_with_its_name(self) -> None:
        (wrong,) = refused(file(OPEN, HELD, HELD | {"ordinal": 1}))
        assert wrong.startswith("line 4, entry 3, HoldRound: RoundOver: ")

    def test_an_entry_said_twice(self) -> None:
        assert "says the same as line 3" in refused(file(OPEN, HELD, HELD))[0]

    def test_what_is_not_json_or_not_a_scenario(self) -> None:
        assert "truncated" in refused(b"{")[0]
        assert "unknown field `actors`" in refused(file(actors="nobody"))[0]

    def test_all_that_is_wrong_at_once(self) -> None:
        assert len(refused(file({}, {}, {}))) == 3
