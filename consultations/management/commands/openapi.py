"""`manage.py openapi`: write the description of the interface; `--check` exits 1 where it has drifted."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from consultations.api.openapi import as_yaml


class Command(BaseCommand):
    """Writes docs/openapi.yaml."""

    help = "Write docs/openapi.yaml, the OpenAPI 3.1 description of the REST interface."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to write or to compare."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where it has drifted")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, or tell whether what is committed still says the same."""
        file = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
        written = as_yaml()
        if not options["check"]:
            file.write_text(written)
        elif not file.exists() or file.read_text() != written:
            self.stderr.write("docs/openapi.yaml has drifted: run manage.py openapi")
            raise SystemExit(1)
