"""`manage.py retry_parked`: fold parked cases again and resume those that go through; with the worker's login."""

import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from consultations.projections import retry
from consultations.projections.runner import ALL


class Command(BaseCommand):
    """Exits 1 where a case stays parked."""

    help = "Fold parked cases again from the log; those that go through are resumed."

    def add_arguments(self, parser: CommandParser) -> None:
        """All of them, or those of one projection or one file."""
        parser.add_argument("--projection", choices=[each.name for each in ALL])
        parser.add_argument("--case", type=UUID, help="the id of the file")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Retry each, and say which were resumed."""
        named = {each.name: each for each in ALL}
        wanted = [options["projection"]] if options["projection"] else list(named)
        outcome: dict[bool, list[dict[str, str]]] = {True: [], False: []}
        for name, stream_id in retry.parked_cases(wanted, options["case"]):
            resumed = retry.retry(named[name], stream_id)
            outcome[resumed].append({"projection": name, "case": str(stream_id)})
        if options["json"]:
            self.stdout.write(json.dumps({"resumed": outcome[True], "parked": outcome[False]}))
        else:
            self.stdout.write(f"{len(outcome[True])} resumed; {len(outcome[False])} still parked")
            for each in outcome[False]:
                self.stdout.write(f"  {each['projection']} {each['case']}")
        if outcome[False]:
            raise SystemExit(1)
