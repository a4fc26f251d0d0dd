"""`manage.py explain PROJECTION KEY`: which events made a row."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations.projections.explain import NoSuchRow, causes
from consultations.projections.runner import ALL


class Command(BaseCommand):
    """Lists when and by whom, and nothing of the content; exits 1 where there is no such row."""

    help = "List the events that made a row of a projection, oldest first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which row."""
        parser.add_argument("projection", choices=[each.name for each in ALL])
        parser.add_argument("key", type=UUID, help="the row's key")
        parser.add_argument("--json", action="store_true", help="print the events as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """List them."""
        projection = next(each for each in ALL if each.name == options["projection"])
        try:
            found = causes(projection, options["key"])
        except NoSuchRow as missing:
            raise CommandError(str(missing.__doc__)) from missing
        if options["json"]:
            return self.stdout.write(json.dumps([asdict(each) for each in found], default=str))
        for each in found:
            recorded = each.recorded_at.isoformat(timespec="seconds")
            self.stdout.write(
                f"{each.version:>6}  {each.type:<28} {recorded}  position {each.position}  {each.actor}"
            )
        return None
