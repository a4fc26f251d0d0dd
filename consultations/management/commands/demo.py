"""`manage.py demo`: the whole installation on this machine, filled with the talks of 2025, until Ctrl-C.

It needs no database to begin with: it starts one, and runs everything else as processes of their own.
"""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console

from config.trouble import Trouble
from consultations.scenarios import demonstration, screen
from consultations.scenarios.demonstration import Interrupted, Running

WIDTH = 100


class Command(BaseCommand):
    """Runs the demonstration."""

    help = "Start PostgreSQL, Valkey, the web server and the worker here, and play the consultations of 2025."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where it keeps its files, which port it listens on, and whether it is to end by itself."""
        parser.add_argument("--once", action="store_true", help="show what there is and end")
        parser.add_argument(
            "--var", type=Path, default=settings.BASE_DIR / "var", help="where its files are kept"
        )
        parser.add_argument(
            "--port", type=int, help="port of the web server; left out, 8000 or one that is free"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it until it is stopped, or once."""
        # Line by line also into a pipe; without colour there, which rich sees to.
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # of a TextIO, which it is here
        console = Console(width=WIDTH, highlight=False)
        try:
            with demonstration.running(options["var"], options["port"], console.print) as demo:
                _show(demo, console, once=options["once"])
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble
        except Interrupted:
            raise CommandError("stopped before it was complete", returncode=130) from None
        console.print("stopped")


def _show(demo: Running, console: Console, *, once: bool) -> None:
    screen.show_sign_in(demo, console)
    if once:
        demo.until_settled()
        screen.show_everything(demo, console)
        screen.show_verdict(demo.verified(), console)
        return
    with suppress(Interrupted):  # asked for from this line on, it is the orderly end
        console.print("Ctrl-C stops all of it.")
        demo.until_stopped()
