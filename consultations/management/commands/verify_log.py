"""`manage.py verify_log`: every event against its leaf, every checkpoint against the log; lists all that is wrong."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import MofNCompleteColumn, Progress

from consultations.eventlog import checkpoint, read
from consultations.eventlog.notes import KeyMalformed
from consultations.eventlog.verify import Verdict, verify


class Command(BaseCommand):
    """Exits 0 where all is as it was signed, 1 where anything is not, 2 where that cannot be told."""

    help = "Verify the sealed log, its tree and its checkpoints, those that were exported included."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take keys, further places of checkpoints, and whether a program reads the outcome."""
        parser.add_argument("--key", action="append", default=[], help="a verifier key that counts")
        parser.add_argument(
            "--checkpoints", type=Path, default=Path(settings.LOG_CHECKPOINT_DIR), help="directory of exports"
        )
        parser.add_argument(
            "--checkpoint", type=Path, action="append", default=[], help="a note kept elsewhere"
        )
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, and say what was found."""
        try:
            keys = checkpoint.trusted(options["key"])
            notes = [
                *checkpoint.exported(options["checkpoints"]),
                *(each.read_text() for each in options["checkpoint"]),
            ]
        except (OSError, ValueError, KeyError, KeyMalformed, checkpoint.NoSigningKey) as unreadable:
            raise CommandError(f"{unreadable.__doc__}: {unreadable}", returncode=2) from unreadable
        with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), transient=True) as progress:
            bar = progress.add_task("verifying", total=read.head())
            verdict = verify(keys, notes, lambda events: progress.advance(bar, events))
        self._say(verdict, as_json=options["json"])
        if not verdict.clean:
            raise SystemExit(1)

    def _say(self, verdict: Verdict, *, as_json: bool) -> None:
        younger = checkpoint.unprotected()
        if as_json:
            told = asdict(verdict) | {"clean": verdict.clean} | younger
            self.stdout.write(json.dumps(told, default=str))
            return
        for each in verdict.findings:
            named = ", ".join(str(part) for part in (each.position, each.event_id) if part is not None)
            self.stdout.write(f"{each.kind} ({named or 'the log'}): {each.says}")
        found = "nothing is wrong" if verdict.clean else f"{len(verdict.findings)} things are wrong"
        self.stdout.write(
            f"{verdict.events} events, {verdict.checkpoints} checkpoints: {found}; "
            f"{younger['unprotected_events']} events are younger than the last checkpoint"
        )
