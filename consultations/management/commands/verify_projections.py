"""`manage.py verify_projections`: prove that every row is what a fresh fold of the log gives; list every other."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from consultations.projections.runner import ALL
from consultations.projections.verify import differences


class Command(BaseCommand):
    """Exits 1 where a row differs. Any login that reads the log and the read models may run it."""

    help = "Fold the whole log again in memory and list every row that differs from what is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        """All projections, or some."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="projections; all if none is named")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at every stream; a difference is told as it is found."""
        chosen = [each for each in ALL if not options["names"] or each.name in options["names"]]
        looked_at: list[int] = []
        found = []
        for each in differences(chosen, looked_at.append):
            found.append(asdict(each))
            if not options["json"]:
                columns = f" in {', '.join(each.fields)}" if each.fields else ""
                self.stdout.write(f"{each.projection}: {each.what} {each.key}{columns} of {each.stream_id}")
        if options["json"]:
            outcome = {"streams": sum(looked_at), "differences": found}
            self.stdout.write(json.dumps(outcome, default=str))
        else:
            self.stdout.write(f"{sum(looked_at)} streams looked at; {len(found)} differences")
        if found:
            raise SystemExit(1)
