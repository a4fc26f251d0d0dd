"""Reading the log: one stream from its beginning, or the whole log by position."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from consultations.domain.message import Envelope, Recorded
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
# To decide on, a history needs no position, and a join for each of its rows costs a quarter of reading it.
HISTORY = f"""
select {COLUMNS.replace("place.position", "null::bigint")}
from consultations_event event
where event.stream_id = %s and event.stream_kind = %s
order by event.version
"""
HISTORIES = f"""
select {COLUMNS.replace("place.position", "null::bigint")}
from consultations_event event
where event.stream_id = any(%s)
order by event.stream_id, event.version
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


def history(stream_id: UUID, kind: str) -> list[Recorded]:
    """The events of one stream of this kind, oldest first, as a decision needs them: without their positions."""
    return _read(HISTORY, (stream_id, kind))


def histories(stream_ids: Sequence[UUID]) -> list[Recorded]:
    """The events of several streams, stream by stream, each oldest first, without their positions."""
    return _read(HISTORIES, (list(stream_ids),))


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
        return list(decoded(reading.execute(query, arguments).fetchall()))


def decoded(rows: Iterable[tuple[Any, ...]]) -> Iterable[Recorded]:
    """Stored rows as recorded events. Raises UnknownEventType, NoUpcaster or a decoding error."""
    # The events of one command share their envelope, and so do most of those that rest on one source.
    envelopes: dict[bytes, Envelope] = {}
    for row in rows:
        said = row[11]
        if said not in envelopes:
            envelopes[said] = decode_envelope(said)
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
            envelope=envelopes[said],
            position=row[13],
        )
