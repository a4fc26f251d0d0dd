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
"""Numbers sealed in one transaction: it holds back the next seal, so it stays short (about 100 ms)."""

# Before the first number is drawn, the sequence says 1 already.
WATERMARK = "select last_value - (not is_called)::integer from consultations_event_number_seq"
FENCE = "select pg_current_xact_id()::text"
PASSED = "select pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8"
TAKE = "select sealed_number, sealed_position from consultations_seal for update skip locked"
PLACE = f"""
with placed as (
    insert into consultations_position (position, number, stream_id, leaf)
    select %(position)s + row_number() over (order by event.number), event.number, event.stream_id, {LEAF}
    from consultations_event event where number > %(sealed)s and number <= %(reach)s
    returning position)
select count(*) from placed
"""
HOLDERS = """
select pid, login::text, database::text, state, extract(epoch from clock_timestamp() - began_at)::float8
from consultations_open_transactions() where pid is distinct from pg_backend_pid() order by xid_age desc limit 5
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
        _name_who_holds_it_back()
        return 0
    total, reached = 0, 0
    while reached < watermark:
        placed, reached = _place(watermark)
        total += placed
    return total


def _everyone_below_has_ended(fence: str, wait_seconds: float) -> bool:
    pause = Pause()
    for _ in range(max(1, int(wait_seconds / PROBE_SECONDS))):
        if _one(PASSED, fence) == "True":
            return True
        pause.wait(PROBE_SECONDS)
    return False


def _name_who_holds_it_back() -> None:
    """Say to the operator who keeps a write transaction open; one that was prepared and left has no process."""
    with cursor() as reading:
        for holder in reading.execute(HOLDERS).fetchall():
            named = dict(zip(("pid", "login", "database", "state", "open_seconds"), holder, strict=True))
            log.warning("an open transaction holds the seal back", extra=named)


def _place(watermark: int) -> tuple[int, int]:
    """Seal the next stretch of numbers; gives how many events it held, and the number that is reached."""
    with transaction.atomic(), cursor() as reading:
        last = reading.execute(TAKE).fetchone()
        if last is None:
            return 0, watermark
        sealed, position = last
        # By number and not by count: with a limit, whatever waits behind this stretch might be sorted each time.
        reach = min(watermark, sealed + AT_MOST)
        if reach <= sealed:
            return 0, sealed
        arguments = {"sealed": sealed, "position": position, "reach": reach}
        (placed,) = reading.execute(PLACE, arguments).fetchone() or (0,)
        reading.execute(ADVANCE, (reach, position + placed))
        tree.grow(position + placed)
        return int(placed), reach


def _one(query: str, *arguments: object) -> str:
    with cursor() as reading:
        row = reading.execute(query, arguments).fetchone()
    return str(row[0]) if row else ""
