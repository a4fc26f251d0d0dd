"""Moves the projections along the log: each batch and its checkpoint in one transaction, so exactly once."""

import logging
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec
from django.db import connection, transaction
from psycopg import sql

from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from consultations.eventlog.seal import seal
from consultations.projections import (
    commitments,
    correspondence,
    deadlines,
    docket,
    followups,
    labels,
    outcomes,
    parties,
    persons,
    rounds,
    sources,
    statements,
    timeline,
)
from consultations.projections.projection import Projection, fold

log = logging.getLogger(__name__)
R = TypeVar("R")

ALL: Final[tuple[Projection[Any], ...]] = (
    labels.PROJECTION,
    docket.PROJECTION,
    timeline.PROJECTION,
    rounds.PROJECTION,
    correspondence.PROJECTION,
    commitments.PROJECTION,
    followups.PROJECTION,
    outcomes.PROJECTION,
    statements.PROJECTION,
    deadlines.PROJECTION,
    persons.PROJECTION,
    parties.PROJECTION,
    sources.PROJECTION,
)
"""Every projection there is. The labels come first: what has no label yet is seen by nobody."""

BATCH: Final = 500
"""Events in one transaction: it holds back the seal while it lasts, so it stays short (about 100 ms)."""

CLAIM = "select position from consultations_checkpoint where projection = %s for update skip locked"
BEGIN = "insert into consultations_checkpoint (projection) values (%s) on conflict do nothing"
MOVE = """
update consultations_checkpoint set position = %s, moved_at = clock_timestamp() where projection = %s
"""
LOAD = "select to_jsonb(held)::text from {target} held where {key} = any(%s)"
UPSERT = """
insert into {target} ({columns}) select {columns} from jsonb_populate_recordset(null::{target}, %s::jsonb)
on conflict ({key}) do update set {changes}
"""
DELETE = "delete from {target} where {key} = any(%s)"
POSITIONS = "select projection, position from consultations_checkpoint"


def run(projection: Projection[R], limit: int = BATCH) -> int:
    """Bring a projection up by one batch of at most `limit` events; gives how many it took in.

    Gives 0 where nothing is left or another worker has the projection in hand.
    """
    with transaction.atomic():
        position = _claim(projection.name)
        if position is None:
            return 0
        batch = read.sealed_after(position, limit)
        if not batch:
            return 0
        touched = {key for record in batch for key in projection.keys(record)}
        rows = load(projection, list(touched))
        after = fold(projection, rows, batch)
        _write(projection, after)
        with cursor() as writing:
            writing.execute(MOVE, (batch[-1].position, projection.name))
        return len(batch)


def catch_up() -> int:
    """Seal, and run every projection until nothing is left; gives how many steps the projections took.

    A projection that fails is logged and keeps its place; the others go on. What an open transaction keeps
    from being sealed stays for the next call.
    """
    total, failed = 0, set[str]()
    while True:
        sealed = seal() if read.unsealed() else 0
        head, at = read.head(), positions()
        behind = [each for each in ALL if at.get(each.name, 0) < head and each.name not in failed]
        moved = sum(_run_or_report(each, failed) for each in behind)
        if not sealed and not moved:
            return total
        total += moved


def positions() -> Mapping[str, int]:
    """Where each projection stands; one that has never run is missing."""
    with cursor() as reading:
        return dict(reading.execute(POSITIONS).fetchall())


def load(projection: Projection[R], keys: list[UUID]) -> dict[UUID, R]:
    """The rows under these keys, as the fold knows them."""
    with cursor() as reading:
        found = reading.execute(_statements(projection).load, (keys,)).fetchall()
    rows = [msgspec.json.decode(row, type=projection.row) for (row,) in found]
    return {getattr(row, projection.key): row for row in rows}


def _run_or_report(projection: Projection[Any], failed: set[str]) -> int:
    try:
        return run(projection)
    except Exception:
        if connection.in_atomic_block or not connection.is_usable():
            raise
        log.exception("a projection cannot go on", extra={"projection": projection.name})
        failed.add(projection.name)
        return 0


def _claim(name: str) -> int | None:
    with cursor() as reading:
        row = reading.execute(CLAIM, (name,)).fetchone()
        if row is None:
            reading.execute(BEGIN, (name,))
            row = reading.execute(CLAIM, (name,)).fetchone()
    return int(row[0]) if row else None


def _write(projection: Projection[R], rows: Mapping[UUID, R | None]) -> None:
    kept = [row for row in rows.values() if row is not None]
    gone = [key for key, row in rows.items() if row is None]
    statements = _statements(projection)
    with cursor() as writing:
        if kept:
            writing.execute(statements.upsert, (msgspec.json.encode(kept).decode(),))
        if gone:
            writing.execute(statements.delete, (gone,))


class _Statements(msgspec.Struct, frozen=True):
    load: sql.Composed
    upsert: sql.Composed
    delete: sql.Composed


@cache
def _statements(projection: Projection[Any]) -> _Statements:
    named = {
        "target": sql.Identifier(projection.table._meta.db_table),
        "key": sql.Identifier(projection.key),
        "columns": sql.SQL(", ").join(sql.Identifier(each.name) for each in fields(projection.row)),
        "changes": sql.SQL(", ").join(
            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(each.name))
            for each in fields(projection.row)
            if each.name != projection.key
        ),
    }
    return _Statements(
        load=sql.SQL(LOAD).format(**named),
        upsert=sql.SQL(UPSERT).format(**named),
        delete=sql.SQL(DELETE).format(**named),
    )
