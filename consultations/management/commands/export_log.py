"""`manage.py export_log FILE`: all that is sealed, with every checkpoint, as JSON Lines."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress

from consultations.eventlog import read
from consultations.eventlog.export import exported


class Command(BaseCommand):
    """Writes whole or not at all: into a file beside it, which takes the name at the end."""

    help = (
        "Write the sealed log and its checkpoints to a file that needs no application to be read or checked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        file: Path = options["file"]
        part = file.with_name(f"{file.name}.part")
        try:
            events = self._write(part)
            part.replace(file)
        except OSError as unwritable:
            part.unlink(missing_ok=True)
            raise CommandError(f"{file} cannot be written: {unwritable.strerror}") from unwritable
        self.stdout.write(f"{events} events written to {file}")

    def _write(self, part: Path) -> int:
        # Content of files: for whoever may read the log, and for nobody else on the machine.
        part.touch(mode=0o600)
        total = 0
        with (
            part.open("w", encoding="utf-8") as out,
            Progress(
                *Progress.get_default_columns(), MofNCompleteColumn(), console=Console(file=sys.stderr)
            ) as progress,
        ):
            bar = progress.add_task("exporting", total=read.head())
            for line, events in exported():
                out.write(f"{line}\n")
                total += events
                progress.advance(bar, events)
        return total
