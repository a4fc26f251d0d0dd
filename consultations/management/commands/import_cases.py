"""`manage.py import_cases FILE`: record the histories of existing cases; repeating it records nothing twice."""

import json
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import Progress

from consultations.imports import lines
from consultations.imports.deciding import Tally
from consultations.imports.recording import Import
from consultations.scenarios.faults import Fault

SOME_REFUSED: Final = 1
UNREADABLE: Final = 2


class Command(BaseCommand):
    """Imports a file; exits 1 where some lines were refused, 2 where the file cannot be read."""

    help = (
        "Record the histories of existing cases, a command a line, in batches. Begin with --dry-run. An import that "
        "was cut short goes on where it stood; one that is repeated records nothing twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and whether it is only to be tried."""
        parser.add_argument(
            "file", type=Path, help="JSON Lines; their form is described in docs/importing.md"
        )
        parser.add_argument("--dry-run", action="store_true", help="find out what is wrong; record nothing")
        parser.add_argument("--json", action="store_true", help="report for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the lines, then record them stream by stream."""
        report = _Report(self.stdout.write, as_json=options["json"])
        try:
            with _opened(options["file"]) as file:
                tally = _imported(file, report, dry_run=options["dry_run"], quiet=options["json"])
        except (OSError, lines.FileRefused) as unreadable:
            self.stderr.write(f"{options['file']} cannot be read: {_reason(unreadable)}")
            raise SystemExit(UNREADABLE) from unreadable
        report.close(tally, dry_run=options["dry_run"])
        if tally.refused or tally.held_back:
            raise SystemExit(SOME_REFUSED)


class _Report:
    """Tells each fault as it is found, so that a million of them need not be remembered."""

    def __init__(self, write: Callable[..., object], *, as_json: bool) -> None:
        self._write, self._as_json, self._between = write, as_json, '{"faults": ['

    def fault(self, fault: Fault) -> None:
        """Tell one."""
        if self._as_json:
            self._write(self._between + json.dumps(asdict(fault)), ending="")
            self._between = ",\n"
        else:
            self._write(str(fault))

    def close(self, tally: Tally, *, dry_run: bool) -> None:
        """Tell what it came to."""
        if self._as_json:
            begun = "" if self._between.startswith(",") else self._between
            counted = json.dumps({"dry_run": dry_run} | asdict(tally))[1:]
            self._write(f"{begun}], {counted}")
        else:
            self._write(_said(tally, dry_run=dry_run))


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if not stat.S_ISREG(path.stat().st_mode):
        raise lines.FileRefused("it is read twice, so it must be a plain file")
    with path.open("rb") as file:
        yield file


def _imported(file: IO[bytes], report: _Report, *, dry_run: bool, quiet: bool) -> Tally:
    console = Console(stderr=True, quiet=quiet)
    size = Path(file.name).stat().st_size
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        reading = progress.add_task("finding the lines", total=size)
        index = lines.indexed(file, lambda count: progress.advance(reading, count))
        recording = progress.add_task("trying" if dry_run else "recording", total=len(index.numbers))
        return Import(
            file=file,
            index=index,
            dry_run=dry_run,
            report=report.fault,
            after_each=lambda count: progress.advance(recording, count),
        ).run()


def _reason(unreadable: OSError | lines.FileRefused) -> str:
    return str(unreadable.strerror if isinstance(unreadable, OSError) else unreadable)


def _said(tally: Tally, *, dry_run: bool) -> str:
    would = "would be recorded" if dry_run else "recorded"
    return (
        f"{tally.recorded} entries {would} ({tally.events} events), {tally.repeated} had been recorded before, "
        f"{tally.refused} refused, {tally.held_back} held back behind them"
    )
