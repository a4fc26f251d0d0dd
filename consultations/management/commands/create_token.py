"""`manage.py create_token USER`: make a token for a program; it is shown this once."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations.api.tokens import READ, SCOPES, make

LONGEST = 366


class Command(BaseCommand):
    """Makes a token."""

    help = "Make a token that signs in as a user over REST. It is shown once and kept only as a digest."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, for what, for how long."""
        parser.add_argument("user", help="username")
        parser.add_argument(
            "--scope", action="append", choices=SCOPES, help="read (the default), write; may be repeated"
        )
        parser.add_argument("--days", type=int, default=90, help=f"days it stands, at most {LONGEST}")
        parser.add_argument("--json", action="store_true", help="print it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and print it. Raises CommandError where there is no such user."""
        if not 1 <= options["days"] <= LONGEST:
            raise CommandError(f"A token stands for 1 to {LONGEST} days.")
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError("There is no such user, or they may not sign in.")
        scopes = options["scope"] or [READ]
        token = make(user, scopes, options["days"])
        self.stdout.write(json.dumps({"token": token, "scopes": scopes}) if options["json"] else token)
