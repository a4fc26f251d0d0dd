"""The limit: the same statements by hand, over bare psycopg, with bytes that lie ready and nothing decided."""

import json
from collections.abc import Sequence
from hashlib import sha256
from secrets import token_bytes
from typing import Any, Final
from uuid import UUID, uuid4

from benchmarks.material import ACTOR, ENVELOPE
from config.database import Connection
from consultations.domain.message import Event
from consultations.eventlog.codec import encode
from consultations.eventlog.leaves import ENTRY
from consultations.eventlog.seal import AT_MOST

Row = tuple[Any, ...]
COLUMNS: Final = (
    "event_id, stream_id, stream_kind, version, type, schema_version, "
    "actor, command_id, correlation_id, causation_id, envelope, payload"
)
INSERT: Final = f"insert into plain.event ({COLUMNS}) values ({', '.join(['%s'] * 12)})"
UNNEST: Final = f"""
insert into plain.event ({COLUMNS})
select * from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::integer[], %s::text[], %s::smallint[],
    %s::text[], %s::uuid[], %s::uuid[], %s::uuid[], %s::bytea[], %s::bytea[])
"""
COPY: Final = f"copy plain.event ({COLUMNS}) from stdin (format binary)"
PLACE: Final = "copy plain.position (position, number, stream_id, leaf) from stdin (format binary)"
PLACE_TYPES: Final = ("int8", "int8", "uuid", "bytea")
ENTRIES: Final = f"select {ENTRY} from consultations_event event"
TYPES: Final = (
    "uuid",
    "uuid",
    "text",
    "int4",
    "text",
    "int2",
    "text",
    "uuid",
    "uuid",
    "uuid",
    "bytea",
    "bytea",
)


def rows(case_id: UUID, events: Sequence[Event], ids: Sequence[UUID], after: int = 0) -> list[Row]:
    """Rows as they are stored, made before the clock runs; the first id is that of the command."""
    envelope = encode(ENVELOPE)
    return [
        (
            event_id,
            case_id,
            "case",
            version,
            type(event).__name__,
            event.schema_version,
            ACTOR,
            ids[0],
            ids[0],
            None,
            envelope,
            encode(event),
        )
        for version, (event, event_id) in enumerate(zip(events, ids, strict=True), start=after + 1)
    ]


def insert_each(connection: Connection, written: Sequence[Row]) -> None:
    """One statement and one commit for each row."""
    for row in written:
        connection.execute(INSERT, row)


def insert_all(connection: Connection, written: Sequence[Row]) -> None:
    """One statement and one commit for all rows."""
    connection.execute(UNNEST, [list(column) for column in zip(*written, strict=True)])


def copy(connection: Connection, written: Sequence[Row]) -> None:
    """All rows by COPY, in one commit."""
    with connection.cursor() as cursor, cursor.copy(COPY) as copying:
        copying.set_types(TYPES)
        for row in written:
            copying.write_row(row)


def decoded(row: Row) -> Row:
    """A row whose last two columns, envelope and payload, are decoded from JSON."""
    return (*row[:-2], json.loads(row[-2]), json.loads(row[-1]))


def places(first: int, number: int) -> list[Row]:
    """So many places from a position on, as the seal writes them, with leaves of nothing."""
    return [(each, each, uuid4(), token_bytes(32)) for each in range(first, first + number)]


def place(connection: Connection, rows: Sequence[Row]) -> None:
    """Write places that lie ready, in pieces as large as the seal's, each its own commit."""
    for start in range(0, len(rows), AT_MOST):
        with connection.cursor().copy(PLACE) as copy:
            copy.set_types(PLACE_TYPES)
            for row in rows[start : start + AT_MOST]:
                copy.write_row(row)


def hash_all(connection: Connection) -> int:
    """Hash every event of our log as a leaf, in no order and held against nothing; gives how many there were."""
    entries = connection.cursor(binary=True).stream(ENTRIES, size=100)
    return len([sha256(b"\x00" + entry).digest() for (entry,) in entries])
