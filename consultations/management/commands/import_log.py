"""`manage.py import_log FILE`: restore an export into an empty log, as the owner of the tables."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from psycopg import Error
from rich.console import Console
from rich.progress import Progress, TextColumn

from consultations.eventlog.export import ExportContradictsCheckpoint, ExportMalformed, LogNotEmpty, restore


class Command(BaseCommand):
    """All or nothing; exits 1 with the reason, and nothing of it is there then."""

    help = (
        "Restore an exported log, with its recording times and salts, and check it against its checkpoints."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore it."""
        try:
            with (
                options["file"].open(encoding="utf-8") as lines,
                Progress(
                    TextColumn("restored {task.completed} events"), console=Console(file=sys.stderr)
                ) as progress,
            ):
                bar, events = progress.add_task("restoring", total=None), 0
                for each in restore(lines):
                    events += each
                    progress.advance(bar, each)
        except (LogNotEmpty, ExportMalformed, ExportContradictsCheckpoint) as refused:
            raise CommandError(f"{refused.__doc__} {refused}".rstrip()) from refused
        except (OSError, UnicodeDecodeError, Error) as failed:
            raise CommandError(f"It could not be restored: {failed}") from failed
        self.stdout.write(f"{events} events restored; they lead to every root that was signed")
