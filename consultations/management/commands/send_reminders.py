"""`manage.py send_reminders`: send all that is due now, as one digest per recipient; safe at any time."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from consultations.projections.runner import catch_up
from consultations.reminders import ledger, mail, schedule
from consultations.reminders.send import send_due

UNPLANNED = UUID(int=0)


class Command(BaseCommand):
    """Sends what is due; exits 1 where a mail could not be sent."""

    help = "Send all reminders that are due now, what earlier runs missed included; each is sent once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Answer in JSON, show without sending, or take up what was given up."""
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would be sent; write and send nothing"
        )
        parser.add_argument("--retry-parked", action="store_true", help="try again what was given up")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the read models up, so that what was settled a moment ago is not reminded of; then send."""
        now = datetime.now(UTC)
        if options["dry_run"]:
            return self._show(now, as_json=options["json"])
        catch_up()
        retried = ledger.retry_parked(now) if options["retry_parked"] else 0
        outcome = asdict(send_due(now)) | {"retried": retried}
        if options["json"]:
            self.stdout.write(json.dumps(outcome))
        else:
            self.stdout.write(
                f"{outcome['planned']} reminders entered; {outcome['sent']} mails sent, "
                f"{outcome['stood_down']} stood down, {outcome['failed']} failed"
            )
        if outcome["failed"]:
            raise SystemExit(1)
        return None

    def _show(self, now: datetime, *, as_json: bool) -> None:
        by_recipient = groupby(schedule.due(now), key=lambda each: each.recipient)
        mails = (mail.compose(recipient, list(due), UNPLANNED, now) for recipient, due in by_recipient)
        shown = [
            {"to": each.to[0], "subject": each.subject, "text": str(each.body)} for each in mails if each
        ]
        if as_json:
            self.stdout.write(json.dumps(shown, ensure_ascii=False))
            return
        for each in shown:
            self.stdout.write(f"To: {each['to']}\nSubject: {each['subject']}\n\n{each['text']}")
        self.stdout.write(f"{len(shown)} mails would be sent")
