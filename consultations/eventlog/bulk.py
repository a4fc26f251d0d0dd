"""Many events at once: one COPY into the log, through the rights and checks of any append."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

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
# COPY asks for the same right, by column, fires the same triggers and draws the same defaults as an INSERT.
COPY = f"copy consultations_event ({COLUMNS}) from stdin (format binary)"


def append_all(entries: Iterable[Decided]) -> int:
    """Append the events of many commands on any number of streams, all or none; gives how many there were.

    One transaction, or a savepoint in the caller's. Everything is encoded before it begins, for an open
    transaction that writes holds the seal back. Raises VersionConflict where any of the streams has moved on.
    """
    # In the order of streams, so that it cannot wait for a writer who waits for it; in a stream by version, for the
    # numbers that the log draws are to follow it.
    rows = sorted(_rows(entries), key=itemgetter(1, 3))
    try:
        with transaction.atomic(), cursor() as writing, writing.copy(COPY) as copying:
            copying.set_types(TYPES)
            for row in rows:
                copying.write_row(row)
    except UniqueViolation as violation:
        if violation.diag.constraint_name == "stream_version_once":
            raise VersionConflict() from violation
        raise
    return len(rows)


def _rows(entries: Iterable[Decided]) -> Iterator[tuple[Any, ...]]:
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
