"""The ledger's turns: a mail is claimed under a lease, tried, and recorded by who still holds its token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from consultations.eventlog.connection import cursor
from consultations.reminders.schedule import Reminder
from consultations.reminders.tables import PARKED, SENT, STOOD_DOWN, WAITING

ATTEMPTS: Final = 5
"""Attempts to send a mail before it is parked with its error."""
LEASE: Final = timedelta(minutes=5)
"""How long a sender has a mail to itself: more than every step of SMTP at its longest."""
REST: Final = timedelta(minutes=1)
"""How long a mail rests after a first failure; five times as long after each further one."""

# Without MATERIALIZED the planner may run the inner select more than once and claim more than one.
CLAIM: Final = """
with free as materialized (
    select mail_id from consultations_remindermail
    where status = %(waiting)s and lease_until <= %(now)s and attempts < %(attempts)s
    order by planned_at, mail_id limit 1 for update skip locked)
update consultations_remindermail mail
set attempts = attempts + 1, token = token + 1, lease_until = %(until)s
from free where mail.mail_id = free.mail_id
returning mail.mail_id, mail.recipient, mail.token, mail.attempts
"""
# The last attempt of these ended with its sender: killed, or cut off from the database.
PARK_LOST: Final = """
update consultations_remindermail set status = %(parked)s,
    error = case when error = '' then 'the sender was lost on its last attempt' else error end
where status = %(waiting)s and lease_until <= %(now)s and attempts >= %(attempts)s
"""
FINISH: Final = """
update consultations_remindermail
set status = %(status)s, sent_at = %(sent_at)s, lease_until = %(until)s, error = %(error)s
where mail_id = %(mail_id)s and token = %(token)s and status = %(waiting)s
"""
STAND_DOWN: Final = """
update consultations_reminderitem item set stood_down = true
from consultations_remindermail mail
where item.mail_id = mail.mail_id
    and mail.mail_id = %(mail_id)s and mail.token = %(token)s and mail.status = %(waiting)s
    and (item.deadline_id, item.rung) not in (
        select * from unnest(%(deadline_ids)s::uuid[], %(rungs)s::text[]))
"""
STRIKE: Final = """
insert into consultations_reminderclock (only_row, struck_at) values (true, clock_timestamp())
on conflict (only_row) do update set struck_at = excluded.struck_at
"""
RETRY: Final = """
update consultations_remindermail set status = %s, attempts = 0, lease_until = %s where status = %s
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A mail in one sender's hands."""

    mail_id: UUID
    recipient: str
    token: int
    attempts: int
    """Attempts so far, this one included."""


def strike() -> None:
    """Note that reminders are being seen to; whoever watches the installation looks at how long ago that was."""
    with cursor() as writing:
        writing.execute(STRIKE)


def claim(now: datetime) -> Claim | None:
    """Take the next mail that nobody holds; the attempt counts from here. None where there is none left."""
    named = {"now": now, "until": now + LEASE, "attempts": ATTEMPTS, "waiting": WAITING, "parked": PARKED}
    with transaction.atomic(), cursor() as claiming:
        claiming.execute(PARK_LOST, named)
        row = claiming.execute(CLAIM, named).fetchone()
    return Claim(mail_id=row[0], recipient=row[1], token=row[2], attempts=row[3]) if row else None


def stand_down(taken: Claim, standing: Sequence[Reminder]) -> None:
    """Strike from a mail what no longer stands, so that it may be planned again should it stand again."""
    named = {
        "mail_id": taken.mail_id,
        "token": taken.token,
        "waiting": WAITING,
        "deadline_ids": [each.deadline_id for each in standing],
        "rungs": [each.rung for each in standing],
    }
    with cursor() as writing:
        writing.execute(STAND_DOWN, named)


def record_sent(taken: Claim, now: datetime) -> bool:
    """Record that the mail was accepted; False where the token has passed to another."""
    return _finish(taken, status=SENT, sent_at=now, until=now)


def record_stood_down(taken: Claim, now: datetime) -> bool:
    """Close a mail in which nothing stands any more; False where the token has passed to another."""
    return _finish(taken, status=STOOD_DOWN, sent_at=None, until=now)


def record_failure(taken: Claim, now: datetime, error: str) -> bool:
    """Let the mail rest until its next attempt, or park it after the last; False without the token."""
    parked = taken.attempts >= ATTEMPTS
    rest = REST * 5 ** (taken.attempts - 1)
    return _finish(
        taken, status=PARKED if parked else WAITING, sent_at=None, until=now + rest, error=error[:500]
    )


def retry_parked(now: datetime) -> int:
    """Give every parked mail its attempts again; gives how many."""
    with cursor() as writing:
        return writing.execute(RETRY, (WAITING, now, PARKED)).rowcount


def _finish(taken: Claim, *, status: str, sent_at: datetime | None, until: datetime, error: str = "") -> bool:
    named = {
        "mail_id": taken.mail_id,
        "token": taken.token,
        "waiting": WAITING,
        "status": status,
        "sent_at": sent_at,
        "until": until,
        "error": error,
    }
    with cursor() as writing:
        return writing.execute(FINISH, named).rowcount == 1
