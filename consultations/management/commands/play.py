"""`manage.py play FILE`: record a scenario through the real command handler; repeating it changes nothing."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from consultations.scenarios import player, scenario


class Command(BaseCommand):
    """Plays a scenario file."""

    help = (
        "Record a scenario file, entry by entry, through the real command handler. A file with a fault "
        "is refused before its first entry, with the reason. Playing it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and the form of the answer."""
        parser.add_argument(
            "file", type=Path, help="a scenario (JSON); its form is described in docs/scenarios.md"
        )
        parser.add_argument("--json", action="store_true", help="answer for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read all of it, then play it."""
        try:
            read = scenario.read(options["file"].read_bytes())
            played = _played(read, quiet=options["json"])
        except OSError as unreadable:
            raise CommandError(f"{options['file']} cannot be read: {unreadable.strerror}") from unreadable
        except (scenario.ScenarioRefused, player.EntryRefused) as refused:
            raise CommandError(f"{options['file']}: {refused}") from refused
        self.stdout.write(json.dumps(asdict(played)) if options["json"] else _said(played))


def _played(read: scenario.Scenario, *, quiet: bool) -> player.Played:
    console = Console(stderr=True, quiet=quiet)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        bar = progress.add_task(read.name, total=len(read.entries))
        return player.play(read, after_each=lambda entry: progress.advance(bar))


def _said(played: player.Played) -> str:
    known = f" ({played.repeated} had been played before)" if played.repeated else ""
    return f"{played.scenario}: {played.entries} entries played{known}, {played.events} events recorded"
