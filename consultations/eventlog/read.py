"""Reading the log: one stream from its beginning, or the whole log by position."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from consultations.domain.message import Envelope, Recorded
from consultations.eventlog.codec import decode, decode_envelope
from consultations.eventlog.connection import cursor
from consultations.eventlog.shards import OF_STREAM

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
OF_SHARD = f"""
select {COLUMNS}
from consultations_position place join consultations_event event using (number)
where {OF_STREAM.format(stream="place.stream_id")} = %s and place.position > %s and place.position <= %s
order by place.position
limit %s
"""
OF_STREAMS = f"""
select {COLUMNS}
from consultations_event event join consultations_position place using (number)
where event.stream_id = any(%s)
order by event.stream_id, event.version
"""
STREAMS = """
select stream_id from consultations_event where version = 1 and stream_id > %s order by stream_id limit %s
"""
AT = """
select event.stream_id, event.version, event.event_id
from unnest(%s::uuid[], %s::bigint[]) as place (stream_id, version)
join consultations_event event using (stream_id, version)
"""
HEAD = "select sealed_position from consultations_seal"
UNSEALED = """
select count(*) from consultations_event
where number > (select sealed_number from consultations_seal)
"""


class Stored(NamedTuple):
    """An event as the log keeps it, not decoded yet: one that cannot be read must not keep others from being."""

    event_id: UUID
    stream_id: UUID
    stream_kind: str
    version: int
    type: str
    schema_version: int
    actor: str
    recorded_at: datetime
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    envelope: bytes
    payload: bytes
    position: int


def stream(stream_id: UUID, after: int = 0) -> list[Recorded]:
    """The events of one stream, oldest first, from the version after `after`."""
    return _read(STREAM, (stream_id, after))


def ask_history(stream_id: UUID, kind: str) -> Callable[[], list[Recorded]]:
    """Ask for the events of one stream of this kind, oldest first, as a decision needs them: without their positions.

    What it gives takes the events; between the two, other statements can go in the same pipeline.
    """
    asked = cursor(binary=True).execute(HISTORY, (stream_id, kind))
    return lambda: list(decoded(asked.fetchall()))


def histories(stream_ids: Sequence[UUID]) -> list[Recorded]:
    """The events of several streams, stream by stream, each oldest first, without their positions."""
    return _read(HISTORIES, (list(stream_ids),))


def sealed_after(position: int, limit: int) -> list[Recorded]:
    """At most `limit` sealed events after a position, in the order of the whole log."""
    return _read(AFTER, (position, limit))


def of_shard(shard: int, after: int, upto: int, limit: int) -> list[Stored]:
    """At most `limit` events of a shard's streams, between two positions, in the order of the whole log."""
    return _stored(OF_SHARD, (shard, after, upto, limit))


def of_streams(stream_ids: list[UUID]) -> list[Stored]:
    """The sealed events of some streams, stream by stream, oldest first."""
    return _stored(OF_STREAMS, (stream_ids,))


def streams_after(stream_id: UUID, limit: int) -> list[UUID]:
    """The ids of at most `limit` streams after an id, in the order of ids."""
    with cursor(binary=True) as reading:
        return [each for (each,) in reading.execute(STREAMS, (stream_id, limit))]


def ids_at(places: Iterable[tuple[UUID, int]]) -> dict[tuple[UUID, int], UUID]:
    """The ids of the events that stand at some versions of some streams."""
    streams, versions = [*zip(*places, strict=True)] or ((), ())
    with cursor(binary=True) as reading:
        found = reading.execute(AT, (list(streams), list(versions)))
        return {(stream_id, version): event_id for stream_id, version, event_id in found}


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


def _stored(query: str, arguments: tuple[object, ...]) -> list[Stored]:
    with cursor(binary=True) as reading:
        return [Stored._make(row) for row in reading.execute(query, arguments)]


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
