"""`manage.py doctor`: what is wrong with this installation, and how to mend it.

Where the settings themselves cannot be loaded, `python -m config.diagnosis` says the same.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import diagnosis


class Command(BaseCommand):
    """Prints the findings; ends with 1 where something is wrong."""

    help = "Say what is wrong with this installation, and how to mend it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the findings to programs."""
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make every check."""
        findings = diagnosis.examine()
        self.stdout.write((diagnosis.as_json if options["json"] else diagnosis.told)(findings))
        if not diagnosis.healthy(findings):
            raise SystemExit(1)
