"""`manage.py verify_documents`: every deposited content hashed anew and held against its event; lists what is wrong."""

import json
from dataclasses import asdict
from typing import Any

import msgspec
import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from rich.progress import MofNCompleteColumn, Progress

from consultations.eventlog import contents
from consultations.eventlog.codec import UnknownEventType
from consultations.eventlog.contents import Verdict


class Command(BaseCommand):
    """Exits 0 where every content answers to its event, 1 where one does not, 2 where that cannot be told."""

    help = "Hash the contents of all documents anew, and hold each against the event that speaks of it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether a program reads the outcome."""
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, and say what was found."""
        try:
            verdict = _verified()
        except (Error, psycopg.Error, UnknownEventType, msgspec.ValidationError) as unreadable:
            raise CommandError(f"{type(unreadable).__name__}", returncode=2) from unreadable
        self._say(verdict, as_json=options["json"])
        if not verdict.clean:
            raise SystemExit(1)

    def _say(self, verdict: Verdict, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(verdict) | {"clean": verdict.clean}, default=str))
            return
        for each in verdict.findings:
            named = f"document {each.document_id}" if each.document_id else "no document"
            self.stdout.write(f"{each.kind} ({named}, case {each.case_id}, {each.digest}): {each.says}")
        found = "nothing is wrong" if verdict.clean else f"{len(verdict.findings)} things are wrong"
        self.stdout.write(
            f"{verdict.contents} contents of {verdict.documents} documents: {found}; "
            f"{verdict.on_paper} documents are on paper, {verdict.awaited} wait for their content"
        )


def _verified() -> Verdict:
    with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), transient=True) as progress:
        bar = progress.add_task("hashing", total=len(contents.kept()))
        return contents.verify(lambda hashed: progress.advance(bar, hashed))
