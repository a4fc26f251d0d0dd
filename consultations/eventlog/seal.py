"""The sequence watermark: gives committed events their dense, final position in the whole log, and their leaf.

Complete: whoever drew a number up to W had a transaction id below X, for a row's xid comes before its number,
and all of those have ended. Causal: a cause commits before its effect draws a number. Nothing is kept between
calls and nothing about transaction ids is stored, so any process may seal at any time, also after a restore.
"""

import logging
from collections.abc import Iterator
from threading import Event as Pause

from django.db import connection, transaction

from consultations.eventlog import tree
from consultations.eventlog.connection import cursor, streamed
from consultations.eventlog.leaves import ENTRY, STREAM_ID
from consultations.eventlog.merkle import leaf_hash

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
FRESH = f"select event.number, {ENTRY} from consultations_event event where number > %s and number <= %s"
PLACES = "copy consultations_position (position, number, stream_id, leaf) from stdin (format binary)"
TYPES = ("int8", "int8", "bytea", "bytea")
"""A stream's id is taken from the entry as its bytes, which are those of the type uuid."""
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
    with transaction.atomic(), cursor(binary=True) as sealing:
        last = sealing.execute(TAKE).fetchone()
        if last is None:
            return 0, watermark
        sealed, position = last
        # By number and not by count: with a limit, whatever waits behind this stretch might be sorted each time.
        reach = min(watermark, sealed + AT_MOST)
        if reach <= sealed:
            return 0, sealed
        # Hashed and put in order here: PostgreSQL sorts whole events on disk, and may be built without a fast SHA-256.
        fresh = sorted(_fresh(sealed, reach))
        with sealing.copy(PLACES) as places:
            places.set_types(TYPES)
            for nth, (number, stream_id, leaf) in enumerate(fresh, start=position + 1):
                places.write_row((nth, number, stream_id, leaf))
        sealing.execute(ADVANCE, (reach, position + len(fresh)))
        tree.grow(position + len(fresh), [leaf for _, _, leaf in fresh])
        return len(fresh), reach


def _fresh(after: int, last: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Number, stream and leaf of each event with a number between two."""
    for number, entry in streamed(FRESH, (after, last)):
        yield number, entry[STREAM_ID], leaf_hash(entry)


def _one(query: str, *arguments: object) -> str:
    with cursor() as reading:
        row = reading.execute(query, arguments).fetchone()
    return str(row[0]) if row else ""
