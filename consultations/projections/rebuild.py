"""Rebuilds a projection beside the live one, in parallel over the shards; compares, switches, and can go back."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import django
from django.db import connection, transaction
from psycopg import errors, sql

from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from consultations.eventlog.shards import OF_STREAM, SHARDS
from consultations.projections import beside, checkpoints, rows
from consultations.projections.projection import Projection
from consultations.projections.runner import ALL, run_shard

GLANCE_SECONDS: Final = 0.2
ATTEMPTS: Final = 10
"""Of switching while readers hold the table, and of catching the live version standing still to compare with it."""
LISTED: Final = 1000
"""Differences that are named; all are counted."""

TRY_LOCK = "select pg_try_advisory_lock(hashtext('consultations rebuild'), hashtext(%s))"
UNLOCK = "select pg_advisory_unlock(hashtext('consultations rebuild'), hashtext(%s))"
SNAPSHOT = "set transaction isolation level repeatable read read only"
COMPARE = """
select count(*) over (), {key}, live.{key} is null, coming.{key} is null
from {live} live full join {target} coming using ({key})
where row(live.*) is distinct from row(coming.*) and {shard} = any(%s)
order by {key} limit %s
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """How the rows just built differ from the live ones."""

    total: int
    """How many rows differ; of very many only the first are named below."""
    missing: tuple[UUID, ...]
    """Keys that the live version lacked."""
    surplus: tuple[UUID, ...]
    """Keys that only the live version had."""
    different: tuple[UUID, ...]
    shards_not_compared: int
    """Shards in which the live version never stood still."""


class RebuiltAlready(Exception):
    """This projection is being rebuilt by somebody else at this moment."""


@contextmanager
def alone(projection: Projection[Any]) -> Iterator[None]:
    """Let nobody else build, switch or go back meanwhile. Raises RebuiltAlready."""
    with cursor() as locking:
        # A lock of the session: it ends with its holder, and no transaction is open for it.
        (got,) = locking.execute(TRY_LOCK, (projection.name,)).fetchone() or (False,)
    if not got:
        raise RebuiltAlready()
    try:
        yield
    finally:
        with cursor() as unlocking:
            unlocking.execute(UNLOCK, (projection.name,))


def build(projection: Projection[Any], jobs: int, told: Callable[[int, int], None]) -> Comparison:
    """Build the next version up to the head of the log and compare it; the live one is not touched.

    `told` hears how many positions have been passed, of how many. Each batch is a transaction of its own.
    """
    coming = beside.make(projection)
    _fill(projection, coming, jobs, told)
    beside.index(projection)
    return _compare(projection, coming)


def switch(projection: Projection[Any]) -> None:
    """Put the next version in the live one's place. Raises LockNotAvailable where readers never let go."""
    coming = beside.version(projection, "next")
    _switch(projection, coming)


def roll_back(projection: Projection[Any]) -> None:
    """Put the previous version back, brought up to the log; what it replaces is kept in its turn.

    Raises NothingToRollBackTo.
    """
    _switch(projection, beside.previous_version(projection))


def fill_shard(name: str, shard: int) -> None:
    """Bring one shard of the next version up to the head; in a process of its own."""
    coming = beside.version(next(each for each in ALL if each.name == name), "next")
    while run_shard(shard, [coming]):
        pass


def _fill(
    projection: Projection[Any], coming: Projection[Any], jobs: int, told: Callable[[int, int], None]
) -> None:
    spawning = multiprocessing.get_context("spawn")
    head = read.head()
    with ProcessPoolExecutor(min(jobs, SHARDS), spawning, initializer=django.setup) as pool:
        left = {pool.submit(fill_shard, projection.name, shard) for shard in range(SHARDS)}
        while left:
            done, left = wait(left, GLANCE_SECONDS, FIRST_EXCEPTION)
            for each in done:
                each.result()
            told(_passed(coming, head), head * SHARDS)


def _passed(coming: Projection[Any], head: int) -> int:
    at = checkpoints.in_shards()
    return sum(min(head, position) for (name, _), position in at.items() if name == coming.name)


def _switch(projection: Projection[Any], incoming: Projection[Any]) -> None:
    for nth in range(ATTEMPTS):
        beside.catch_up_beside(incoming)
        try:
            return beside.switch(projection, incoming)
        except errors.LockNotAvailable:
            if nth == ATTEMPTS - 1:
                raise
    return None


def _compare(projection: Projection[Any], coming: Projection[Any]) -> Comparison:
    left, found, total = set(range(SHARDS)), list[tuple[int, UUID, bool, bool]](), 0
    for _ in range(ATTEMPTS):
        beside.catch_up_beside(coming)
        with transaction.atomic():
            with connection.cursor() as setting:
                setting.execute(SNAPSHOT)
            level = [shard for shard in left if _is_level(projection, coming, shard)]
            differing = _differing(projection, coming, level)
        left -= set(level)
        found += differing
        total += differing[0][0] if differing else 0
        if not left:
            break
    return Comparison(
        total=total,
        missing=tuple(key for _, key, missing, _ in found if missing),
        surplus=tuple(key for _, key, _, surplus in found if surplus),
        different=tuple(key for _, key, missing, surplus in found if not missing and not surplus),
        shards_not_compared=len(left),
    )


def _is_level(projection: Projection[Any], coming: Projection[Any], shard: int) -> bool:
    """Whether no event of the shard lies between where the two versions stand."""
    at = checkpoints.in_shards()
    low, high = sorted((at.get((projection.name, shard), 0), at[coming.name, shard]))
    return not read.of_shard(shard, low, high, 1)


def _differing(
    projection: Projection[Any], coming: Projection[Any], shards: list[int]
) -> list[tuple[int, UUID, bool, bool]]:
    belongs = f"coalesce(live.{projection.belongs}, coming.{projection.belongs})"
    query = sql.SQL(COMPARE).format(
        key=sql.Identifier(projection.key),
        live=rows.target(projection),
        target=rows.target(coming),
        shard=sql.SQL(OF_STREAM.format(stream=belongs)),
    )
    with cursor() as reading:
        return reading.execute(query, (shards, LISTED)).fetchall()
