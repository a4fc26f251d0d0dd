"""The rows of a projection in its table: loaded in one select, written in one statement."""

from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from psycopg import sql

from consultations.eventlog.connection import cursor
from consultations.projections.projection import Projection

R = TypeVar("R")

LOAD = "select to_jsonb(held)::text from {target} held where {field} = any(%s)"
INSERT = """
insert into {target} as held ({columns}) select {columns} from jsonb_populate_recordset(null::{target}, %s::jsonb)
"""
# Without it a row that is there already is an error, as it should be where each is written once; and it is cheaper.
INSTEAD = """
on conflict ({key}) do update set {changes} where held.{belongs} = excluded.{belongs}
"""
REMOVE = "delete from {target} where {field} = any(%s)"


class RowContested(Exception):
    """Another file has taken this part's id at this moment; the next attempt finds out whose it is."""


def load(projection: Projection[R], keys: list[UUID]) -> dict[UUID, R]:
    """The rows under these keys, as the fold knows them."""
    return _loaded(projection, projection.key, keys)


def of_streams(projection: Projection[R], stream_ids: list[UUID]) -> dict[UUID, R]:
    """The rows that belong to these streams, by key."""
    return _loaded(projection, projection.belongs, stream_ids)


def write(projection: Projection[R], rows: Iterable[R]) -> None:
    """Put rows in place of what stands under their keys. Raises RowContested for a row of another stream."""
    # In one order, so that two shards that name one id wait for each other and never in a ring.
    ordered = sorted(rows, key=lambda row: getattr(row, projection.key).int)
    if not ordered:
        return
    with cursor() as writing:
        writing.execute(_statements(projection).write, (msgspec.json.encode(ordered).decode(),))
        if writing.rowcount != len(ordered):
            raise RowContested()


def remove(projection: Projection[R], keys: list[UUID]) -> None:
    """Take the rows under these keys away."""
    _remove(projection, projection.key, keys)


def remove_streams(projection: Projection[R], stream_ids: list[UUID]) -> None:
    """Take every row of these streams away."""
    _remove(projection, projection.belongs, stream_ids)


def target(projection: Projection[Any]) -> sql.Identifier:
    """The projection's table, with its schema."""
    return sql.Identifier(projection.schema, projection.table._meta.db_table)


def _loaded(projection: Projection[R], field: str, ids: list[UUID]) -> dict[UUID, R]:
    with cursor() as reading:
        found = reading.execute(_statements(projection).load[field], (ids,)).fetchall()
    rows = [msgspec.json.decode(row, type=projection.row) for (row,) in found]
    return {getattr(row, projection.key): row for row in rows}


def _remove(projection: Projection[Any], field: str, ids: list[UUID]) -> None:
    if ids:
        with cursor() as writing:
            writing.execute(_statements(projection).remove[field], (ids,))


class _Statements(msgspec.Struct, frozen=True):
    load: dict[str, sql.Composed]
    write: sql.Composed
    remove: dict[str, sql.Composed]


@cache
def _statements(projection: Projection[Any]) -> _Statements:
    columns = [sql.Identifier(each.name) for each in fields(projection.row)]
    changes = [
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(each.name))
        for each in fields(projection.row)
        if each.name != projection.key
    ]
    by = {name: sql.Identifier(name) for name in (projection.key, projection.belongs)}
    into = target(projection)
    return _Statements(
        load={name: sql.SQL(LOAD).format(target=into, field=field) for name, field in by.items()},
        write=sql.SQL(INSERT if projection.once else INSERT + INSTEAD).format(
            target=into,
            key=sql.Identifier(projection.key),
            belongs=sql.Identifier(projection.belongs),
            columns=sql.SQL(", ").join(columns),
            changes=sql.SQL(", ").join(changes),
        ),
        remove={name: sql.SQL(REMOVE).format(target=into, field=field) for name, field in by.items()},
    )
