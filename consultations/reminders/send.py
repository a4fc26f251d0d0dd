"""Sending: plan, claim, check again, SMTP, record; a crash repeats the same Message-ID at most."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from django.core.mail import EmailMessage
from django.db import connection

from consultations.reminders import ledger, mail, schedule
from consultations.reminders.ledger import Claim

log = logging.getLogger(__name__)

Fate = Literal["sent", "stood_down", "failed"]
NOTHING_TO_TELL: Final = None


class SendingInsideTransaction(Exception):
    """Mail must be sent outside any transaction: what was sent cannot be rolled back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What one run led to."""

    planned: int = 0
    """Reminders entered in the ledger; those of one recipient go in one mail."""
    sent: int = 0
    """Mails accepted by the mail server."""
    stood_down: int = 0
    """Mails in which nothing stood any more."""
    failed: int = 0
    """Attempts that failed; they are repeated later, at most 5 times in all."""


def send_due(now: datetime) -> Run:
    """Send all that is due at an instant, as one digest per recipient.

    Safe at any time and in any number of processes at once. Raises SendingInsideTransaction.
    """
    if connection.in_atomic_block:
        raise SendingInsideTransaction()
    ledger.strike()
    run = Run(planned=schedule.plan(now))
    while taken := ledger.claim(now):
        fate = _send(taken, now)
        run = replace(run, **{fate: getattr(run, fate) + 1})
    return run


def _send(taken: Claim, now: datetime) -> Fate:
    standing = schedule.still_standing(taken.mail_id, taken.recipient, now)
    ledger.stand_down(taken, standing)
    try:
        message = mail.compose(taken.recipient, standing, taken.mail_id, now) if standing else NOTHING_TO_TELL
        if message is not NOTHING_TO_TELL:
            message.send()
    except Exception as error:
        # Whatever is wrong with one mail, the others go out.
        _report(ledger.record_failure(taken, now, f"{type(error).__name__}: {error}"), taken)
        of_mail = {"mail_id": str(taken.mail_id), "error": type(error).__name__}
        log.warning("a reminder could not be sent", extra=of_mail)
        return "failed"
    return _recorded(message, taken, now)


def _recorded(message: EmailMessage | None, taken: Claim, now: datetime) -> Fate:
    if message is NOTHING_TO_TELL:
        _report(ledger.record_stood_down(taken, now), taken)
        return "stood_down"
    _report(ledger.record_sent(taken, now), taken)
    return "sent"


def _report(held: bool, taken: Claim) -> None:
    if not held:
        log.warning("a lease ran out in the middle of sending", extra={"mail_id": str(taken.mail_id)})
