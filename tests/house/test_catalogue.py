"""The catalogue of events: current, complete, and its golden file has teeth."""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from consultations.domain.message import Event
from consultations.eventlog.codec import EVENTS
from consultations.management.commands import catalogue


class TestCatalogue:
    def test_has_not_drifted(self) -> None:
        call_command("catalogue", "--check", stderr=StringIO())

    def test_pins_every_event_there_is(self) -> None:
        assert set(catalogue.pinned()["events"]) == set(EVENTS)

    def test_tells_every_event_with_its_meaning(self) -> None:
        told = catalogue.catalogue()
        assert all(f"### {name}" in told for name in EVENTS)

    def test_fails_aloud_where_a_field_is_renamed(self, settings: Any, tmp_path: Path) -> None:
        settings.BASE_DIR = tmp_path
        call_command("catalogue")
        call_command("catalogue", "--check")
        golden = tmp_path / "tests" / "golden" / "events.json"
        golden.write_text(golden.read_text().replace('"ordinal"', '"number"'))
        said = StringIO()
        with pytest.raises(SystemExit):
            call_command("catalogue", "--check", stderr=said)
        assert "events.json" in said.getvalue()

    def test_pins_types_down_to_their_values(self) -> None:
        @dataclass(frozen=True, kw_only=True, slots=True)
        class Planted(Event):
            """Something happened."""

            number: int
            words: tuple[str, ...] = ()

        assert catalogue._pinned_fields(Planted) == {"number": "int", "words": "tuple[str, ...] = ()"}
