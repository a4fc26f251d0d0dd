"""`manage.py rebuild NAME`: build a projection anew beside the live one, compare, and switch; readers never notice.

To be run by the operator as the login that migrates, acting as the owner: no other login may make a table.
"""

import json
import os
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from psycopg import errors
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from consultations.projections import beside, rebuild
from consultations.projections.beside import NothingToRollBackTo
from consultations.projections.projection import Projection
from consultations.projections.rebuild import Comparison, RebuiltAlready
from consultations.projections.runner import ALL

BAR = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())


class Command(BaseCommand):
    """Mails and webhooks are nobody's business here: only rows are written, and only beside the live ones."""

    help = "Build a projection anew beside the live one, compare the two, and switch; or go back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one, and what is to become of the result."""
        parser.add_argument("name", choices=[each.name for each in ALL])
        parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes side by side")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--compare", action="store_true", help="compare and switch nothing; 1 if they differ"
        )
        what.add_argument(
            "--roll-back", action="store_true", help="put the version before the last switch back"
        )
        what.add_argument("--forget", action="store_true", help="remove the version kept for going back")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was found."""
        projection = next(each for each in ALL if each.name == options["name"])
        try:
            with rebuild.alone(projection):
                done, compared = self._carried_out(projection, options)
        except (NothingToRollBackTo, RebuiltAlready) as stands:
            raise CommandError(str(stands.__doc__)) from stands
        except BrokenProcessPool as killed:
            raise CommandError(
                "A process of the build was killed. Nothing was switched; try again."
            ) from killed
        except errors.LockNotAvailable as busy:
            raise CommandError(
                "Readers did not let go of the table. Nothing was switched; try again."
            ) from busy
        except errors.InsufficientPrivilege as refused:
            raise CommandError(
                "Only the owner may make a table: log in as consultations_migrator and set "
                "DATABASE_ASSUME_ROLE=consultations_owner."
            ) from refused
        self._tell(projection, done, compared, as_json=options["json"])
        if options["compare"] and compared and (compared.total or compared.shards_not_compared):
            raise SystemExit(1)

    def _carried_out(
        self, projection: Projection[Any], options: dict[str, Any]
    ) -> tuple[str, Comparison | None]:
        if options["roll_back"]:
            rebuild.roll_back(projection)
            return "rolled back", None
        if options["forget"]:
            beside.forget(beside.version(projection, "previous"))
            return "forgotten", None
        compared = self._built(projection, options["jobs"], quiet=options["json"])
        if options["compare"]:
            beside.forget(beside.version(projection, "next"))
            return "compared", compared
        rebuild.switch(projection)
        return "switched", compared

    def _built(self, projection: Projection[Any], jobs: int, *, quiet: bool) -> Comparison:
        console = Console(stderr=True)
        with Progress(*BAR, console=console, disable=quiet or not console.is_terminal) as progress:
            bar = progress.add_task(f"building {projection.name}", total=None)
            return rebuild.build(
                projection, jobs, lambda passed, total: progress.update(bar, completed=passed, total=total)
            )

    def _tell(
        self, projection: Projection[Any], done: str, compared: Comparison | None, *, as_json: bool
    ) -> None:
        if as_json:
            found = asdict(compared) if compared else None
            outcome = {"projection": projection.name, "done": done, "differences": found}
            return self.stdout.write(json.dumps(outcome, default=str))
        self.stdout.write(f"{projection.name}: {done}")
        if compared is None:
            return None
        self.stdout.write(f"{compared.total} rows differ from the live ones")
        for what in ("missing", "surplus", "different"):
            for key in getattr(compared, what):
                self.stdout.write(f"  {what} {key}")
        if compared.shards_not_compared:
            self.stdout.write(
                f"{compared.shards_not_compared} shards never stood still and were not compared"
            )
        return None
