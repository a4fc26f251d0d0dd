"""Proves that every projection is what a fresh fold of the log gives: file by file, in bounded memory."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from django.db import transaction
from psycopg import sql

from consultations.domain.message import Recorded
from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from consultations.eventlog.read import Stored
from consultations.eventlog.shards import shard_of
from consultations.projections import checkpoints, rows
from consultations.projections.intake import first_word
from consultations.projections.projection import Projection, fold

CHUNK: Final = 100
"""Streams read in one snapshot, and folded after it: no transaction is long, and none writes."""
SNAPSHOT = "set transaction isolation level repeatable read read only"
PARKED = "select projection, stream_id, position from consultations_parkedcase where stream_id = any(%s)"
STRAY = """
select {key}, {belongs} from {target} held
where not exists (select from consultations_event event where event.stream_id = held.{belongs} and event.version = 1)
"""
NOWHERE: Final = UUID(int=0)

Some = Sequence[Projection[Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A row that is not what the log makes it, or a checkpoint that cannot be."""

    projection: str
    key: UUID | None
    stream_id: UUID | None
    what: Literal["missing", "surplus", "different", "checkpoint beyond the log"]
    fields: tuple[str, ...] = ()
    """The columns that differ; never what they hold."""


def differences(
    projections: Some, told: Callable[[int], None] = lambda streams: None
) -> Iterator[Difference]:
    """Every difference between these projections and a fresh fold; `told` hears how many streams were looked at.

    What a projection has not taken in yet, and what it has parked, is none.
    """
    yield from _beyond(projections)
    last = NOWHERE
    while streams := read.streams_after(last, CHUNK):
        with transaction.atomic():
            _snapshot()
            chunk = _Chunk(streams, projections)
        for each in projections:
            yield from _in_streams(each, chunk)
        told(len(streams))
        last = streams[-1]
    for each in projections:
        yield from _stray(each)


class _Chunk:
    """Some streams with all that is sealed of them, their rows, and how far each projection has come."""

    def __init__(self, streams: list[UUID], projections: Some) -> None:
        """Read it, in the snapshot that is open."""
        self.streams = streams
        self.stored = {each.name: rows.of_streams(each, streams) for each in projections}
        self.at = checkpoints.in_shards()
        self.events: dict[UUID, list[Stored]] = defaultdict(list)
        for event in read.of_streams(streams):
            self.events[event.stream_id].append(event)
        with cursor() as reading:
            found = reading.execute(PARKED, (streams,)).fetchall()
        self.parked = {(name, stream_id): position for name, stream_id, position in found}

    def passed(self, projection: Projection[Any], stream_id: UUID) -> list[Recorded]:
        """The events of a stream that the projection has taken in."""
        upto = self.at.get((projection.name, shard_of(stream_id)), 0)
        parked = self.parked.get((projection.name, stream_id), upto + 1)
        events = self.events.get(stream_id, [])
        ours = [
            each
            for each in events
            if each.position <= upto and each.position < parked and each.stream_kind == projection.kind
        ]
        return list(read.decoded(ours))


def _in_streams(projection: Projection[Any], chunk: _Chunk) -> Iterator[Difference]:
    stored: dict[UUID, dict[UUID, Any]] = defaultdict(dict)
    for key, row in chunk.stored[projection.name].items():
        stored[projection.owner(row)][key] = row
    for stream_id in chunk.streams:
        held = stored[stream_id]
        folded = fold(projection, {}, chunk.passed(projection, stream_id))
        expected = {key: _as_stored(projection, row) for key, row in folded.items() if row is not None}
        yield from _compared(projection, stream_id, held, expected)


def _compared(
    projection: Projection[Any], stream_id: UUID, held: Mapping[UUID, Any], expected: Mapping[UUID, Any]
) -> Iterator[Difference]:
    for key in sorted(held.keys() | expected.keys()):
        about: dict[str, Any] = {"projection": projection.name, "key": key, "stream_id": stream_id}
        if key not in expected:
            yield Difference(what="surplus", **about)
        elif key not in held:
            if not _is_of_another(projection, key, stream_id):
                yield Difference(what="missing", **about)
        elif held[key] != expected[key]:
            yield Difference(what="different", fields=_unlike(held[key], expected[key]), **about)


def _is_of_another(projection: Projection[Any], key: UUID, stream_id: UUID) -> bool:
    """Whether the row belongs to another file that spoke of this id first."""
    row = rows.load(projection, [key]).get(key)
    if row is None or projection.owner(row) == stream_id:
        return False
    return 0 < first_word(projection, key, projection.owner(row)) < first_word(projection, key, stream_id)


def _unlike(held: Any, expected: Any) -> tuple[str, ...]:
    one, other = asdict(held), asdict(expected)
    return tuple(name for name in one if one[name] != other[name])


def _as_stored(projection: Projection[Any], row: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(row), type=projection.row)


def _stray(projection: Projection[Any]) -> Iterator[Difference]:
    """Rows of streams that the log does not know."""
    query = sql.SQL(STRAY).format(
        key=sql.Identifier(projection.key),
        belongs=sql.Identifier(projection.belongs),
        target=rows.target(projection),
    )
    with cursor() as reading:
        found = reading.execute(query).fetchall()
    for key, stream_id in found:
        yield Difference(projection=projection.name, key=key, stream_id=stream_id, what="surplus")


def _beyond(projections: Some) -> Iterator[Difference]:
    at, head = checkpoints.positions(), read.head()
    for each in projections:
        if at.get(each.name, 0) > head:
            yield Difference(projection=each.name, key=None, stream_id=None, what="checkpoint beyond the log")


def _snapshot() -> None:
    with cursor() as reading:
        reading.execute(SNAPSHOT)
