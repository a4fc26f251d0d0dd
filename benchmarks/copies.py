"""A log of any size, made quickly: one file that was really played, copied in SQL with everything that follows it.

Done as superuser in a scratch database, for no login of the application could. Each copy is a file of its own: ids,
positions, days and times are its own, so that the indexes are as large and as mixed as those of as many real files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from psycopg import sql

from benchmarks import ground
from config.database import Connection

AT_ONCE: Final = 2_000
"""Copies in one statement."""
# In front the number of the copy, as the time stands in front of an id of version 7: so the newest are together.
OWN_ID: Final = "(lpad(to_hex(nth), 8, '0') || substr(md5({column}::text || nth), 9))::uuid"
BY_TYPE: Final = {
    "uuid": OWN_ID,
    "date": "{column} - (nth %% 3650)",
    "timestamp with time zone": "{column} - nth * interval '1 minute'",
}
BY_NAME: Final = {
    "position": "{column} + nth * %(events)s",
    "title": "{column} || ' ' || nth",
    "first": "overlay({column} placing (1900 + nth %% 126)::text from 1 for 4)",
    "last": "overlay({column} placing (1900 + nth %% 126)::text from 1 for 4)",
}
COPY: Final = """
insert into {table} ({columns}) select {values}
from generate_series(%(first)s::integer, %(last)s::integer) nth,
    (select * from {table} where {whose} = %(file)s) pattern
order by nth{within}
"""
COLUMNS: Final = """
select column_name, data_type from information_schema.columns
where table_schema = 'public' and table_name = %s and column_name <> all(%s) and is_generated = 'NEVER'
order by ordinal_position
"""
SERVERS_OWN: Final = ["xid", "number", "recorded_at", "salt", "role"]
"""Columns of the log that the server fills."""
READ_MODELS: Final = """
select table_name from information_schema.columns
where table_schema = 'public' and column_name = 'case_id' and table_name = any(%s) order by table_name
"""


@dataclass(frozen=True)
class Pattern:
    """The file that is copied."""

    case_id: str
    events: int


def pattern(connection: Connection) -> Pattern:
    """The file on the log with the most events."""
    query = """select stream_id::text, count(*) from consultations_event
        where stream_kind = 'case' group by stream_id order by count(*) desc limit 1"""
    found = connection.execute(query).fetchone()
    if found is None:
        raise LookupError("nothing has been played")
    return Pattern(*found)


def fill(connection: Connection, copied: Pattern, first: int, last: int, worker: str) -> None:
    """Make the copies of these numbers, seal them as the worker, and bring the statistics up to date."""
    from consultations.eventlog import read
    from consultations.eventlog.seal import seal

    statements = [_statement(connection, "consultations_event", "stream_id", SERVERS_OWN, ", version")]
    statements += [_statement(connection, table, "case_id") for table in _read_models(connection)]
    for begin in range(first, last + 1, AT_ONCE):
        numbers = {"first": begin, "last": min(last, begin + AT_ONCE - 1)}
        for statement in statements:
            connection.execute(statement, {**numbers, "events": copied.events, "file": copied.case_id})
    with ground.logged_in(worker):
        while read.unsealed():
            seal()
    connection.execute("vacuum analyze")


def _read_models(connection: Connection) -> list[str]:
    from consultations.projections.runner import ALL

    names = [each.table._meta.db_table for each in ALL]
    return [str(name) for (name,) in connection.execute(READ_MODELS, (names,))]


def _statement(
    connection: Connection, table: str, whose: str, left_out: Sequence[str] = (), within: str = ""
) -> sql.Composed:
    columns = connection.execute(COLUMNS, (table, list(left_out))).fetchall()
    return sql.SQL(COPY).format(
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns),
        values=sql.SQL(", ").join(_value(name, kind) for name, kind in columns),
        whose=sql.Identifier(whose),
        within=sql.SQL(within),
    )


def _value(name: str, kind: str) -> sql.Composable:
    shape = BY_NAME.get(name) or BY_TYPE.get(kind) or "{column}"
    return sql.SQL(shape).format(column=sql.SQL("pattern.") + sql.Identifier(name))
