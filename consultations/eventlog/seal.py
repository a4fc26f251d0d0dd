"""The sequence watermark: gives committed events their dense, final position in the whole log, and their leaf.

Complete: whoever drew a number up to W had a transaction id below X, for a row's xid comes before its number,
and all of those have ended. Causal: a cause commits before its effect draws a number. Nothing is kept between
calls and nothing about transaction ids is stored, so any process may seal at any time, also after a restore.
"""

import logging
from threading import Event as Pause

from django.db import connection, transaction

from consultations.eventlog import tree
from consultations.eventlog.connection import cursor
from consultations.eventlog.leaves import LEAF

log = logging.getLogger(__name__)

PROBE_SECONDS = 0.005
WAIT_SECONDS = 1.0
AT_MOST = 5_000
"""Events sealed in one transaction: it holds back the next seal, so it stays short (about 100 ms)."""

WATERMARK = "select last_value from consultations_event_number_seq"
FENCE = "select pg_current_xact_id()::text"
PASSED = "select pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8"
TAKE = "select sealed_number, sealed_position from consultations_seal for update skip locked"
PLACE = f"""
with placed as (
    insert into consultations_position (position, number, stream_id, leaf)
    select %(position)s + row_number() over (order by event.number), event.number, event.stream_id, {LEAF}
    from (select * from consultations_event
          where number > %(sealed)s and number <= %(watermark)s order by number limit %(at_most)s) event
    returning position, number)
select count(*), max(position), max(number) from placed
"""
# Older ones first; a transaction that was prepared and left has no process.
HOLDERS = """
select pid, usename::text, extract(epoch from clock_timestamp() - xact_start)::float8
from pg_stat_activity
where backend_xid is not null and age(backend_xid) >= age((%(fence)s::bigint %% 4294967296)::text::xid)
    and pid <> pg_backend_pid()
union all
select null, owner::text, extract(epoch from clock_timestamp() - prepared)::float8 from pg_prepared_xacts
order by 3 desc nulls last limit 5
"""
ADVANCE = """
update consultations_seal set sealed_number = %s, sealed_position = %s, sealed_at = clock_timestamp()
"""


class SealInsideTransaction(Exception):
    """A seal must run outside any transaction: its own would never be over."""


def seal(wait_seconds: float = WAIT_SECONDS) -> int:
    """Seal what was committed before the call; gives how many events were sealed.

    Gives 0 where another sealer is at work or an open transaction outlasts `wait_seconds`; the next ring
    finds what was left. Raises SealInsideTransaction.
    """
    if connection.in_atomic_block:
        raise SealInsideTransaction()
    watermark = int(_one(WATERMARK))
    # X only now: taken before W was read, a writer could draw a number up to W with a higher xid, and be lost.
    fence = _one(FENCE)
    if not _everyone_below_has_ended(fence, wait_seconds):
        _name_who_holds_it_back(fence)
        return 0
    total = 0
    while placed := _place(watermark):
        total += placed
    return total


def _everyone_below_has_ended(fence: str, wait_seconds: float) -> bool:
    pause = Pause()
    for _ in range(max(1, int(wait_seconds / PROBE_SECONDS))):
        if _one(PASSED, fence) == "True":
            return True
        pause.wait(PROBE_SECONDS)
    return False


def _name_who_holds_it_back(fence: str) -> None:
    """Say in the log of the process who keeps a write transaction open, so that an operator can end it."""
    with cursor() as reading:
        for pid, role, seconds in reading.execute(HOLDERS, {"fence": fence}).fetchall():
            holder = {"pid": pid, "role": role, "open_seconds": seconds}
            log.warning("an open transaction holds the seal back", extra=holder)


def _place(watermark: int) -> int:
    with transaction.atomic(), cursor() as reading:
        last = reading.execute(TAKE).fetchone()
        if last is None:
            return 0
        arguments = {"sealed": last[0], "position": last[1], "watermark": watermark, "at_most": AT_MOST}
        placed, position, number = reading.execute(PLACE, arguments).fetchone() or (0, 0, 0)
        if placed:
            reading.execute(ADVANCE, (number, position))
            tree.grow(position)
        return int(placed)


def _one(query: str, *arguments: object) -> str:
    with cursor() as reading:
        row = reading.execute(query, arguments).fetchone()
    return str(row[0]) if row else ""
