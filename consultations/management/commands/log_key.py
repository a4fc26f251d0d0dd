"""`manage.py log_key`: tell the log with which key its checkpoints are signed from now on, or no longer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from uuid_utils.compat import uuid7

from consultations.domain.logkeys import LOG, IntroduceLogKey, WithdrawLogKey
from consultations.domain.message import Refused
from consultations.handler import handle


class Command(BaseCommand):
    """Records the event; the new key signs once a checkpoint of the old one covers it."""

    help = "Introduce a key for the checkpoints of the log, or withdraw one. Each is an event."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is to be done, the key, the reason, and who does it."""
        parser.add_argument("what", choices=["introduce", "withdraw"])
        parser.add_argument("verifier_key", help="name+id+key, as checkpoint_log --verifier-key prints it")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--actor", required=True, help="who does it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Record it."""
        kind = IntroduceLogKey if options["what"] == "introduce" else WithdrawLogKey
        command = kind(verifier_key=options["verifier_key"], reason=options["reason"])
        try:
            receipt = handle(command, stream_id=LOG, actor=options["actor"], command_id=uuid7())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{receipt.events[0]} recorded; sign once more before the new key takes over")
