"""docs/scenarios.md is true: its first file is played, its wrong one is refused with just the faults it shows."""

import json
import re
from io import StringIO
from pathlib import Path
from uuid import uuid4

import jsonschema
import pytest
from django.core.management import call_command

from consultations.domain.when import When
from consultations.eventlog import read as log
from consultations.scenarios.scenario import ScenarioRefused, named_id, read

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/scenarios.md").read_text(encoding="utf-8")
RIGHT, IN_A_HURRY = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


class TestPage:
    def test_shows_a_file_that_can_be_played_and_says_what_that_answers(self, tmp_path: Path) -> None:
        name = f"tea-{uuid4()}"
        path = tmp_path / "tea.json"
        person = f"@person:{name}"  # all files share persons, so this one is made new each time
        text = RIGHT.replace("tea-1911", name).replace("@person:ashby", person)
        path.write_text(text, encoding="utf-8")
        told = StringIO()
        call_command("play", str(path), stdout=told)
        assert f"`{told.getvalue().strip()}`".replace(name, "tea-1911") in PAGE
        assert [each.type for each in log.stream(named_id(name, "talks"))] == [
            "CaseOpened",
            "RoundHeld",
            "NoteReceived",
            "ActionAgreed",
            "RoundProposed",
            "RoundDateIndicated",
        ]

    def test_shows_a_file_that_keeps_to_the_schema(self) -> None:
        schema = json.loads((ROOT / "docs/scenario.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(schema).validate(json.loads(RIGHT))

    def test_shows_every_fault_of_the_other(self) -> None:
        shown = PAGE.partition("```text\n")[2].partition("```")[0].splitlines()
        with pytest.raises(ScenarioRefused) as caught:
            read(IN_A_HURRY.encode())
        assert [str(fault) for fault in caught.value.wrong] == shown

    def test_shows_times_that_can_be(self) -> None:
        shown = re.findall(r"^\| [^|]+ \| `(\{.*\})` \|$", PAGE, re.MULTILINE)
        assert len(shown) == 8
        assert all(When(**json.loads(each)) for each in shown)
