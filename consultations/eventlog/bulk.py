"""Many events at once: staged by COPY, then carried into the log by one INSERT, through the checks of any append."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from psycopg.errors import UniqueViolation

from consultations.eventlog.append import Entry, Fresh, VersionConflict
from consultations.eventlog.codec import encode
from consultations.eventlog.connection import cursor


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """The events that one command led to, and the version of the stream that they follow."""

    entry: Entry
    fresh: tuple[Fresh, ...]
    expected: int


COLUMNS = """
    event_id, stream_id, stream_kind, version, type, schema_version,
    actor, command_id, correlation_id, causation_id, envelope, payload
"""
TYPES = ("uuid", "uuid", "text", "int4", "text", "int2", "text", "uuid", "uuid", "uuid", "bytea", "bytea")
STAGE = f"copy consultations_staging ({COLUMNS}) from stdin (format binary)"
# One bulk append at a time, and waiting for it without a transaction id, which would hold the seal back.
ALONE = "lock table consultations_staging in exclusive mode"
# In the order of streams, so that it cannot wait for a writer who waits for it; in a stream by version, for the
# numbers that the log draws are to follow it.
CARRY = f"""
insert into consultations_event ({COLUMNS}) select {COLUMNS} from consultations_staging order by stream_id, version
"""
# Not DELETE: the next batch would have to step over all that was ever staged.
CLEAR = "truncate consultations_staging"


def append_all(entries: Iterable[Decided]) -> int:
    """Append the events of many commands on any number of streams, all or none; gives how many there were.

    One transaction, or a savepoint in the caller's. Everything is encoded before it begins, for an open
    transaction that writes holds the seal back. Raises VersionConflict where any of the streams has moved on.
    """
    rows = list(_rows(entries))
    try:
        with transaction.atomic(), cursor() as writing:
            writing.execute(ALONE)
            with writing.copy(STAGE) as staging:
                staging.set_types(TYPES)
                for row in rows:
                    staging.write_row(row)
            writing.execute(CARRY)
            writing.execute(CLEAR)
    except UniqueViolation as violation:
        if violation.diag.constraint_name == "stream_version_once":
            raise VersionConflict() from violation
        raise
    return len(rows)


def _rows(entries: Iterable[Decided]) -> Iterator[tuple[object, ...]]:
    for decided in entries:
        entry = decided.entry
        envelope = encode(entry.envelope)
        for version, fresh in enumerate(decided.fresh, start=decided.expected + 1):
            event = fresh.event
            yield (
                fresh.event_id,
                entry.stream_id,
                entry.stream_kind,
                version,
                type(event).__name__,
                event.schema_version,
                entry.actor,
                entry.command_id,
                entry.correlation_id,
                entry.causation_id,
                envelope,
                encode(event),
            )
