"""`manage.py prove_event`: the proof that one event stands in the log, for somebody who sees nothing else of it."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations.eventlog.proof import NoSuchEvent, NotUnderCheckpoint, proof_of


class Command(BaseCommand):
    """Prints a proof in the form of C2SP tlog-proof, with the event in it; verifier.py checks it."""

    help = "Print the proof that an event stands in the log, under the last checkpoint."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the event's id."""
        parser.add_argument("event_id", type=UUID)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        try:
            self.stdout.write(proof_of(options["event_id"]), ending="")
        except (NoSuchEvent, NotUnderCheckpoint) as refused:
            raise CommandError(str(refused.__doc__)) from refused
