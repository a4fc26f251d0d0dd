"""`manage.py checkpoint_log`: seal, sign what is sealed, export the note; or show the key it is checked with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations.eventlog import checkpoint
from consultations.eventlog.notes import KeyMalformed
from consultations.eventlog.seal import seal


class Command(BaseCommand):
    """Prints the signed note; exits 1 where there is no key, or the log contradicts what was signed before."""

    help = "Sign what is sealed, export the checkpoint, and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Show the public key instead."""
        parser.add_argument(
            "--verifier-key",
            action="store_true",
            help="print the key that checks the signatures; sign nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        try:
            signer = checkpoint.signer()
            if options["verifier_key"]:
                self.stdout.write(str(signer.verifier))
                return
            seal()
            self.stdout.write(checkpoint.sign(signer) or "There is nothing in the log yet.", ending="")
        except (
            checkpoint.NoSigningKey,
            checkpoint.KeyNotIntroduced,
            checkpoint.TreeContradictsCheckpoint,
            KeyMalformed,
        ) as refused:
            raise CommandError(str(refused.__doc__)) from refused
