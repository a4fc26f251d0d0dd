"""`manage.py play FILE`: record a scenario through the real command handler; repeating it changes nothing."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from consultations.scenarios import player, scenario
from consultations.scenarios.places import LARGEST_FILE


class Command(BaseCommand):
    """Plays a scenario file."""

    help = (
        "Record a scenario file, entry by entry, through the real command handler. A file with faults is "
        "refused before its first entry, with all of them. Playing it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, whether it is only to be checked, and the form of the answer."""
        parser.add_argument(
            "file", type=Path, help="a scenario (JSON); its form is described in docs/scenarios.md"
        )
        parser.add_argument("--check", action="store_true", help="only tell what is wrong; record nothing")
        parser.add_argument("--json", action="store_true", help="answer for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read all of it, then play it."""
        file, as_json = options["file"], options["json"]
        try:
            read = scenario.read(_content(file))
            if options["check"]:
                self._told({"scenario": read.name, "entries": len(read.entries)}, _right(read), as_json)
            else:
                played = _played(read, quiet=as_json)
                self._told(asdict(played), _said(played), as_json)
        except OSError as unreadable:
            raise CommandError(f"{file} cannot be read: {unreadable.strerror}") from unreadable
        except scenario.ScenarioRefused as refused:
            if as_json:
                self.stdout.write(json.dumps({"faults": [asdict(fault) for fault in refused.wrong]}))
            raise CommandError(f"{file}: {refused}") from refused
        except player.EntryRefused as refused:
            raise CommandError(f"{file}: {refused}") from refused

    def _told(self, answer: dict[str, Any], words: str, as_json: bool) -> None:
        self.stdout.write(json.dumps(answer) if as_json else words)


def _content(path: Path) -> bytes:
    """What the file holds; of one that is too large, enough to see that. Raises OSError."""
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _right(read: scenario.Scenario) -> str:
    return f"{read.name}: {len(read.entries)} entries, nothing wrong; nothing was recorded"


def _played(read: scenario.Scenario, *, quiet: bool) -> player.Played:
    console = Console(stderr=True, quiet=quiet)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        bar = progress.add_task(read.name, total=len(read.entries))
        return player.play(read, after_each=lambda entry: progress.advance(bar))


def _said(played: player.Played) -> str:
    known = f" ({played.repeated} had been played before)" if played.repeated else ""
    return f"{played.scenario}: {played.entries} entries played{known}, {played.events} events recorded"
