"""`manage.py work`: the worker's duties in turn, without Celery: seal, project, send what is due."""

import logging
import signal
from threading import Event as Pause
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from consultations import tasks

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Run until SIGTERM or SIGINT; what is under way is brought to its end first."""

    help = (
        "Seal, project and send what is due, again and again; an alternative to the Celery worker and beat."
    )
    stopping = False

    def add_arguments(self, parser: CommandParser) -> None:
        """One turn only, or a pause between turns."""
        parser.add_argument("--once", action="store_true", help="one turn, then stop")
        parser.add_argument("--every", type=float, default=0.2, help="seconds between turns (default 0.2)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take turns until told to stop."""
        if options["once"]:
            return self._turn(forgiving=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        pause = Pause()
        while not self.stopping:
            self._turn(forgiving=True)
            pause.wait(options["every"])
        return None

    # A plain flag: setting a threading.Event from a signal can deadlock with the wait it interrupts.
    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _turn(self, *, forgiving: bool) -> None:
        for duty in tasks.DUTIES:
            try:
                duty()
            except Exception:
                if not forgiving:
                    raise
                log.exception("a duty failed and is taken up again at the next turn")
                connection.close()
            if self.stopping:
                return
