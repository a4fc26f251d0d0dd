"""`manage.py catch_up`: seal what was committed and bring every projection up to it, now."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from consultations.projections.progress import lag
from consultations.projections.runner import catch_up


class Command(BaseCommand):
    """Seal and project until nothing is left; exits 1 where something is."""

    help = "Seal what was committed and bring every projection up to it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say it in JSON where a program reads it."""
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what is left."""
        steps, left = catch_up(), lag()
        behind = {name: events for name, events in left.behind.items() if events}
        if options["json"]:
            self.stdout.write(json.dumps({"steps": steps, "unsealed": left.unsealed, "behind": behind}))
        else:
            self.stdout.write(
                f"{steps} steps taken; {left.unsealed} events not sealed; behind: {behind or 'none'}"
            )
        if left.unsealed or behind:
            raise SystemExit(1)
