"""Other versions of a projection's table beside the live one: the next being built, the previous once replaced."""

from dataclasses import replace
from typing import Any, Final, Literal

from django.db import transaction
from psycopg import sql

from consultations.eventlog.connection import cursor
from consultations.eventlog.shards import SHARDS
from consultations.projections import checkpoints, rows
from consultations.projections.projection import Projection
from consultations.projections.runner import run_shard

Version = Literal["next", "previous"]

LOCK_SECONDS: Final = 2
"""How long readers may queue behind the switch, which itself takes milliseconds."""
IN_TRANSIT: Final = "in transit"

PRIMARY_KEY = """
select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and contype = 'p'
"""
INDEXES = """
select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
where indrelid = %s::regclass and not indisprimary
"""
GRANTS = """
select string_agg(privilege_type, ', '), grantee::regrole::text
from pg_class, aclexplode(relacl) where pg_class.oid = %s::regclass and grantee <> relowner group by grantee
"""
COLUMNS = """
select array_agg(attname || ' ' || format_type(atttypid, atttypmod) order by attnum)
from pg_attribute where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped
"""
HOLD = "select from consultations_checkpoint where projection = any(%s) order by projection, shard for update"
RENAME = "update {table} set projection = %s where projection = %s"
FORGET = "delete from {table} where projection = %s"
BOOKS: Final = ("consultations_checkpoint", "consultations_parkedcase")
"""What is kept under a projection's name, and changes hands with its table."""


class NothingToRollBackTo(Exception):
    """No earlier version of this projection is kept, or its columns are no longer those of today."""


def version(projection: Projection[Any], which: Version) -> Projection[Any]:
    """The projection with its table elsewhere, and checkpoints of its own."""
    return replace(projection, name=f"{projection.name}.{which}", schema=f"consultations_{which}")


def make(projection: Projection[Any]) -> Projection[Any]:
    """Make the next version, empty: the live table's columns, key and rights; its indexes come once it is filled."""
    coming = version(projection, "next")
    live, named = _regclass(projection), {"live": rows.target(projection), "target": rows.target(coming)}
    with transaction.atomic():
        forget(coming)
        _run("create schema if not exists {schema}", schema=sql.Identifier(coming.schema))
        _run("create table {target} (like {live} including all excluding indexes)", **named)
        for name, definition in _all(PRIMARY_KEY, live):
            key = {"name": sql.Identifier(name), "definition": sql.SQL(definition)}
            _run("alter table {target} add constraint {name} {definition}", **named, **key)
        for verbs, grantee in _all(GRANTS, live):
            to = {"verbs": sql.SQL(verbs), "grantee": sql.SQL(grantee)}
            _run("grant {verbs} on {target} to {grantee}", **named, **to)
        checkpoints.begin([coming.name])
    return coming


def index(projection: Projection[Any]) -> None:
    """Give the next version the indexes of the live table, under the same names, and count its rows."""
    live, coming = _regclass(projection), _regclass(version(projection, "next"))
    for _, definition in _all(INDEXES, live):
        _run(definition.replace(f" ON {live} ", f" ON {coming} ", 1))
    _run("analyze {target}", target=rows.target(version(projection, "next")))


def switch(projection: Projection[Any], incoming: Projection[Any]) -> None:
    """Put another version in the live one's place, in one short transaction; the live one becomes the previous.

    The checkpoints of both are held, the incoming one is brought as far as the live one has come, and table and
    checkpoints change hands together: a reader sees the one or the other. Raises LockNotAvailable.
    """
    previous = version(projection, "previous")
    with transaction.atomic():
        _run(f"set local lock_timeout = '{LOCK_SECONDS}s'")
        _all(HOLD, [projection.name, incoming.name])
        _level(projection, incoming)
        _run("set local synchronous_commit = on")
        _exchange(projection, incoming)
        for table in BOOKS:
            _rename(table, incoming.name, IN_TRANSIT)
            _rename(table, projection.name, previous.name)
            _rename(table, IN_TRANSIT, projection.name)


def previous_version(projection: Projection[Any]) -> Projection[Any]:
    """The version that was replaced last. Raises NothingToRollBackTo."""
    kept = version(projection, "previous")
    ((today,),), ((then,),) = _all(COLUMNS, _regclass(projection)), _all(COLUMNS, _regclass(kept))
    if today != then:
        raise NothingToRollBackTo()
    return kept


def forget(other: Projection[Any]) -> None:
    """Remove a version that stands beside the live one, with what is kept under its name."""
    _run("drop table if exists {target}", target=rows.target(other))
    for table in BOOKS:
        with cursor() as writing:
            writing.execute(sql.SQL(FORGET).format(table=sql.Identifier(table)), (other.name,))


def catch_up_beside(other: Projection[Any]) -> None:
    """Bring another version up to the head of the log."""
    for shard in range(SHARDS):
        while run_shard(shard, [other]):
            pass


def _level(projection: Projection[Any], incoming: Projection[Any]) -> None:
    for shard in range(SHARDS):
        while _at(incoming, shard) < _at(projection, shard):
            run_shard(shard, [incoming])


def _at(projection: Projection[Any], shard: int) -> int:
    (mark,) = checkpoints.standing(shard, [projection.name])
    return mark.position


def _exchange(projection: Projection[Any], incoming: Projection[Any]) -> None:
    """Move the live table out and the incoming one in; a table that moves keeps its name, indexes and rights."""
    aside, previous = version(projection, "next"), version(projection, "previous")
    back = incoming.schema == previous.schema
    forget(aside if back else previous)
    for each in (aside, previous):
        _run("create schema if not exists {schema}", schema=sql.Identifier(each.schema))
    _set_schema(projection, aside.schema if back else previous.schema)
    _set_schema(incoming, projection.schema)
    if back:
        _set_schema(aside, previous.schema)


def _set_schema(projection: Projection[Any], schema: str) -> None:
    _run("alter table {target} set schema {to}", target=rows.target(projection), to=sql.Identifier(schema))


def _rename(table: str, before: str, after: str) -> None:
    with cursor() as writing:
        writing.execute(sql.SQL(RENAME).format(table=sql.Identifier(table)), (after, before))


def _regclass(projection: Projection[Any]) -> str:
    return f"{projection.schema}.{projection.table._meta.db_table}"


def _all(query: str, argument: object) -> list[tuple[Any, ...]]:
    with cursor() as reading:
        return reading.execute(query, (argument,)).fetchall()


def _run(statement: str, **named: sql.Composable) -> None:
    with cursor() as writing:
        writing.execute(sql.SQL(statement).format(**named) if named else statement)
