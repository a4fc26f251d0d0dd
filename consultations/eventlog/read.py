"""Reading the log: one stream from its beginning, or the whole log by position."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from consultations.domain.message import Recorded
from consultations.eventlog.codec import decode, decode_envelope
from consultations.eventlog.connection import cursor

COLUMNS = """
    event.event_id, event.stream_id, event.stream_kind, event.version, event.type, event.schema_version,
    event.actor, event.recorded_at, event.command_id, event.correlation_id, event.causation_id,
    event.envelope, event.payload, place.position
"""
STREAM = f"""
select {COLUMNS}
from consultations_event event left join consultations_position place using (number)
where event.stream_id = %s and event.version > %s
order by event.version
"""
AFTER = f"""
select {COLUMNS}
from consultations_position place join consultations_event event using (number)
where place.position > %s
order by place.position
limit %s
"""
HEAD = "select sealed_position from consultations_seal"
UNSEALED = """
select count(*) from consultations_event
where number > (select sealed_number from consultations_seal)
"""


def stream(stream_id: UUID, after: int = 0) -> list[Recorded]:
    """The events of one stream, oldest first, from the version after `after`."""
    return _read(STREAM, (stream_id, after))


def sealed_after(position: int, limit: int) -> list[Recorded]:
    """At most `limit` sealed events after a position, in the order of the whole log."""
    return _read(AFTER, (position, limit))


def head() -> int:
    """The position of the last sealed event; 0 in an empty log."""
    return _number(HEAD)


def unsealed() -> int:
    """How many committed events are not sealed yet."""
    return _number(UNSEALED)


def _number(query: str) -> int:
    with cursor() as reading:
        row = reading.execute(query).fetchone()
    return int(str(row[0])) if row else 0


def _read(query: str, arguments: tuple[object, ...]) -> list[Recorded]:
    with cursor(binary=True) as reading:
        return list(decoded(reading.execute(query, arguments)))


def decoded(rows: Iterable[tuple[Any, ...]]) -> Iterable[Recorded]:
    """Stored rows as recorded events. Raises UnknownEventType, NoUpcaster or a decoding error."""
    for row in rows:
        yield Recorded(
            event_id=row[0],
            stream_id=row[1],
            stream_kind=row[2],
            version=row[3],
            type=row[4],
            event=decode(row[4], row[5], row[12]),
            actor=row[6],
            recorded_at=row[7],
            command_id=row[8],
            correlation_id=row[9],
            causation_id=row[10],
            envelope=decode_envelope(row[11]),
            position=row[13],
        )
