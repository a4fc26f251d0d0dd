"""What is due to whom: read off the deadlines at any moment, whatever ran or did not run before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import msgspec
from django.contrib.auth import get_user_model
from django.db import transaction

from consultations.access.filter import VISIBLE, reader_of
from consultations.access.tables import HEAD_OF_DESK
from consultations.eventlog.connection import cursor
from consultations.reminders.tables import WAITING

LOCK: Final = 0x72656D69
"""Advisory lock of the planner: a second one would find nothing to add, and goes home."""

STANDING: Final = """
with heads as materialized (
    select account.username
    from auth_group join auth_user_groups membership on membership.group_id = auth_group.id
    join auth_user account on account.id = membership.user_id
    where auth_group.name = %(head_of_desk)s and account.is_active and account.email <> ''),
standing as (
    select deadline.deadline_id, deadline.case_id, step.rung, told.recipient,
        coalesce(deadline.earliest, '') || '/' || coalesce(deadline.latest, '') as due
    from consultations_deadlines deadline
    join consultations_docket docket using (case_id)
    cross join lateral jsonb_to_recordset(deadline.ladder) as step (rung text, at timestamptz)
    cross join lateral (
        select username as recipient from heads where step.rung = 'escalation'
        union all
        select account.username from auth_user account
        where step.rung <> 'escalation' and account.is_active and account.email <> ''
            and account.username = any(case
                when cardinality(deadline.officers) > 0 then deadline.officers else docket.officers end)) told
    where deadline.status = 'open' and docket.status = 'open'
        and deadline.first_at <= coalesce(%(now)s, now()) and step.at <= coalesce(%(now)s, now()))
"""
"""Every rung reached of every deadline that stands, for each who is to be reminded; clearance comes after."""

UNPLANNED: Final = """
select standing.deadline_id, standing.case_id, standing.rung, standing.due, standing.recipient
from standing
where not exists (
    select from consultations_reminderitem item
    where (item.deadline_id, item.rung, item.due, item.recipient)
        = (standing.deadline_id, standing.rung, standing.due, standing.recipient) and not item.stood_down)
order by standing.recipient, standing.case_id, standing.deadline_id, standing.rung
"""
STILL_STANDING: Final = """
select item.deadline_id, item.case_id, item.rung, item.due, item.recipient
from consultations_reminderitem item
join standing using (deadline_id, rung, due, recipient)
where item.mail_id = %(mail_id)s and not item.stood_down
"""
CLEARED: Final = """
select label.case_id from consultations_labels label where label.case_id = any(%(case_ids)s) and """
"""To be followed by VISIBLE."""
PLAN_MAIL: Final = """
insert into consultations_remindermail (recipient, status, planned_at, attempts, lease_until, token, error)
values (%(recipient)s, %(waiting)s, %(now)s, 0, %(now)s, 0, '') returning mail_id
"""
# A mail that nobody has tried to send can take more in; one that was tried may have arrived as it was.
WAITING_MAIL: Final = """
select mail_id from consultations_remindermail
where recipient = %(recipient)s and status = %(waiting)s and attempts = 0 and lease_until <= %(now)s
order by planned_at limit 1 for update skip locked
"""
PLAN_ITEMS: Final = """
insert into consultations_reminderitem (mail_id, deadline_id, case_id, rung, due, recipient, stood_down)
select %(mail_id)s, item.deadline_id, item.case_id, item.rung, item.due, item.recipient, false
from jsonb_to_recordset(%(items)s::jsonb)
    as item (deadline_id uuid, case_id uuid, rung text, due text, recipient text)
on conflict do nothing
"""
TRY_LOCK: Final = "select pg_try_advisory_xact_lock(%s)"
COUNT_WAITING: Final = "select count(*) from consultations_remindermail where status = %s"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    """One rung of one deadline that is due to one recipient."""

    deadline_id: UUID
    case_id: UUID
    rung: str
    due: str
    recipient: str


def plan(now: datetime) -> int:
    """Enter in the ledger all that is due and not in it yet, one mail per recipient; gives how many.

    What an earlier run missed is due still. Gives 0 where another planner is at work.
    """
    with transaction.atomic(), cursor() as planning:
        if planning.execute(TRY_LOCK, (LOCK,)).fetchone() != (True,):
            return 0
        found = list(due(now))
        for recipient, reminders in groupby(found, key=lambda each: each.recipient):
            _enter(recipient, list(reminders), now)
        return len(found)


def due(now: datetime | None = None) -> Iterator[Reminder]:
    """What is due and in no mail yet, to those cleared for its file, by recipient; by default now."""
    reached = _select(STANDING + UNPLANNED, _arguments(now))
    for recipient, reminders in groupby(reached, key=lambda each: each.recipient):
        yield from cleared(recipient, list(reminders))


def still_standing(mail_id: UUID, recipient: str, now: datetime) -> list[Reminder]:
    """What of a mail still stands, and may still be seen by its recipient."""
    return cleared(
        recipient, list(_select(STANDING + STILL_STANDING, _arguments(now) | {"mail_id": mail_id}))
    )


def unsent(now: datetime | None = None) -> int:
    """How many reminders are due and not planned, and mails not sent yet; by default now."""
    with cursor() as reading:
        waiting = reading.execute(COUNT_WAITING, (WAITING,)).fetchone()
    return len(list(due(now))) + int(waiting[0] if waiting else 0)


def cleared(recipient: str, reminders: list[Reminder]) -> list[Reminder]:
    """Those of the reminders that are about files the recipient may see."""
    # Without what the worker may not read.
    user = get_user_model().objects.defer("password").filter(username=recipient).first()
    if user is None or not reminders:
        return []
    named = {"case_ids": list({each.case_id for each in reminders}), **reader_of(user).parameters()}
    with cursor() as reading:
        rows = reading.execute(CLEARED + VISIBLE, named).fetchall()
    seen = {case_id for (case_id,) in rows}
    return [each for each in reminders if each.case_id in seen]


def _arguments(now: datetime | None) -> dict[str, Any]:
    return {"now": now, "head_of_desk": HEAD_OF_DESK}


def _select(query: str, arguments: dict[str, Any]) -> Iterable[Reminder]:
    with cursor() as reading:
        rows = reading.execute(query, arguments).fetchall()
    for deadline_id, case_id, rung, due_date, recipient in rows:
        yield Reminder(deadline_id=deadline_id, case_id=case_id, rung=rung, due=due_date, recipient=recipient)


def _enter(recipient: str, reminders: list[Reminder], now: datetime) -> None:
    named = {"recipient": recipient, "waiting": WAITING, "now": now}
    with cursor() as writing:
        ((mail_id,),) = (
            writing.execute(WAITING_MAIL, named).fetchall() or writing.execute(PLAN_MAIL, named).fetchall()
        )
        entered = {"mail_id": mail_id, "items": msgspec.json.encode(reminders).decode()}
        writing.execute(PLAN_ITEMS, entered)
