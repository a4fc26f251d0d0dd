"""The schema of scenario files: every story keeps to it, and what a schema can find it finds."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from consultations.domain import texts
from consultations.scenarios import schema
from consultations.scenarios.demonstration import STORY
from consultations.scenarios.entries import COMMANDS
from tests.scenarios.test_scenario import HELD, OPEN, file

ROOT = Path(__file__).resolve().parents[2]
STORIES = sorted(STORY.parent.glob("*.json"))
SCHEMA = json.loads((ROOT / "docs/scenario.schema.json").read_text(encoding="utf-8"))


def wrong(*entries: object, **more: object) -> list[str]:
    """Where a file does not keep to the schema."""
    found = jsonschema.Draft202012Validator(SCHEMA).iter_errors(json.loads(file(*entries, **more)))
    return ["/".join(map(str, each.absolute_path)) for each in found]


class TestSchema:
    def test_is_one(self) -> None:
        jsonschema.Draft202012Validator.check_schema(schema.schema())

    @pytest.mark.parametrize("story", STORIES, ids=lambda story: story.stem)
    def test_holds_for_every_story(self, story: Path) -> None:
        jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(story.read_text(encoding="utf-8")))

    def test_has_every_command_by_its_name(self) -> None:
        assert SCHEMA["properties"]["entries"]["items"]["properties"]["do"]["enum"] == sorted(COMMANDS)
        assert COMMANDS.keys() <= SCHEMA["$defs"].keys()

    def test_says_what_a_command_and_its_fields_mean(self) -> None:
        held = SCHEMA["$defs"]["HoldRound"]
        assert held["description"].startswith("Record that a round took place")
        assert SCHEMA["$defs"]["When"]["properties"]["zone"]["description"].startswith(
            "Where the clock stands"
        )

    def test_describes_every_value(self) -> None:
        assert [name for name, each in SCHEMA["$defs"].items() if not each.get("description")] == []

    @pytest.mark.parametrize("code", ["NO", "IAEA", "R2", "no", "N", "N-O", "TWELVELETTERS"])
    def test_takes_the_codes_of_parties_that_the_rules_take(self, code: str) -> None:
        taken = wrong(OPEN | {"parties": [{"code": code}]}) == []
        assert taken == bool(texts.PARTY_CODE.fullmatch(code))

    def test_takes_words_and_names_in_their_places(self) -> None:
        words: dict[str, Any] = {"by": {"sides": ["NO"]}, "day": {"edtf": "1911-05"}, "one": 1}
        assert wrong(OPEN, HELD | {"asserted": "$by", "on": "$day", "ordinal": "$one"}, words=words) == []

    @pytest.mark.parametrize(
        ("entry", "path"),
        [
            ({"do": "HoldRound"}, "entries/0"),
            (HELD | {"do": "HoldRoundd"}, "entries/0/do"),
            (HELD | {"ordnal": 1}, "entries/0"),
            ({name: value for name, value in HELD.items() if name != "on"}, "entries/0"),
            (HELD | {"ordinal": "first"}, "entries/0/ordinal"),
            (HELD | {"in": "talks"}, "entries/0/in"),
            (HELD | {"on": {"zoen": "UTC"}}, "entries/0/on"),
            (OPEN | {"level": "hush"}, "entries/0/level"),
        ],
    )
    def test_refuses_what_is_no_command(self, entry: object, path: str) -> None:
        assert path in wrong(entry)
