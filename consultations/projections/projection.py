"""What a projection is: which rows an event touches, and what each row is after it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args
from uuid import UUID

from django.db import models

from consultations.domain import decider
from consultations.domain.decider import State, Stream
from consultations.domain.message import Marking, Recorded
from consultations.domain.parts.part import Part
from consultations.domain.state import Case, blank, case_from
from consultations.projections.tables import table

R = TypeVar("R")
P = TypeVar("P", bound=Part)
S = TypeVar("S", bound=State)


@dataclass(frozen=True, kw_only=True)
class Projection(Generic[R]):
    """A fold over the sealed log into one table, whose columns are the fields of the row."""

    name: str
    row: type[R]
    key: str
    """The field that holds the row's key; a key is touched by the events of one stream only."""
    keys: Callable[[Recorded], Iterable[UUID]]
    """The rows an event touches."""
    evolve: Callable[[R | None, Recorded], R | None]
    """The row after the event; none: no such row. Never fails, on any subset; may change the row given."""
    table: type[models.Model]
    stream: str = ""
    """The field that names the stream a row belongs to; none: it is the key."""
    kind: str = "case"
    """The kind of stream it is folded from."""
    schema: str = "public"
    """Where its table stands: elsewhere while it is being rebuilt, and once it has been replaced."""
    begin: Callable[[UUID, Recorded], R] | None = None
    """The blank row under a key; without it `evolve` makes the first row itself."""
    finish: Callable[[R], R] | None = None
    """What is read off a row once all events at hand are folded in, whose last alone counts. Never fails."""
    once: bool = False
    """Whether each event makes a row under its own id, which nothing changes: none is loaded, none replaced."""

    @property
    def belongs(self) -> str:
        """The field of a row that names its stream."""
        return self.stream or self.key

    def owner(self, row: R) -> UUID:
        """The stream whose events alone make this row."""
        owner: UUID = getattr(row, self.belongs)
        return owner


def fold(projection: Projection[R], rows: dict[UUID, R], records: Iterable[Recorded]) -> dict[UUID, R | None]:
    """Fold records into the rows, in memory; gives what became of each row touched, none: it is gone."""
    return fold_spoken(projection, rows, ((record, projection.keys(record)) for record in records))


def fold_spoken(
    projection: Projection[R], rows: dict[UUID, R], spoken: Iterable[tuple[Recorded, Iterable[UUID]]]
) -> dict[UUID, R | None]:
    """The same, where it is known already which rows each record touches."""
    touched: dict[UUID, R | None] = {}
    for record, keys in spoken:
        for key in keys:
            before = touched[key] if key in touched else rows.get(key)
            if before is None and projection.begin:
                before = projection.begin(key, record)
            touched[key] = projection.evolve(before, record)
    if projection.finish is None:
        return touched
    return {key: row and projection.finish(row) for key, row in touched.items()}


def part_projection(
    name: str, part: type[P], events: Any, indexes: Iterable[models.Index] = (), *, of_the_file: bool = False
) -> Projection[P]:
    """The rows of one kind of part of a file, folded by the domain itself: a status is worked out once.

    `events` is the union of the topic that speaks of such parts, and of no others. A row belongs to the file
    that first spoke of its id; another that names the same id cannot change it. With `of_the_file` a file has one
    such part, under its own id, and whatever is said of it changes that.
    """

    def evolve(row: P | None, record: Recorded) -> P | None:
        if row is None or row.case_id != record.stream_id:
            return row
        return _folded(record, (row,)).parts(part)[getattr(row, part.key)]

    return Projection(
        name=name,
        row=part,
        key=part.key,
        keys=_spoken_of(part, events, of_the_file=of_the_file),
        evolve=evolve,
        table=table(
            part,
            name=name,
            key=part.key,
            indexes=(
                models.Index(fields=["case_id", part.key]),
                models.Index(fields=["version", part.key]),
                *indexes,
            ),
        ),
        stream="case_id",
        begin=lambda part_id, record: blank(part, record.stream_id, part_id),
    )


def _spoken_of(part: type[Part], events: Any, *, of_the_file: bool) -> Callable[[Recorded], Iterable[UUID]]:
    of_topic = frozenset(get_args(events))

    def keys(record: Recorded) -> Iterable[UUID]:
        event = record.event
        if isinstance(event, Marking):
            return event.marks.get(part.kept, ())
        if type(event) not in of_topic:
            return ()
        return (record.stream_id,) if of_the_file else dict.fromkeys(event.entities)

    return keys


def register_projection(
    name: str, stream: Stream[S], row: type[S], key: str, indexes: Iterable[models.Index] = ()
) -> Projection[S]:
    """The rows of a register, one for each of its streams, folded by the domain itself."""

    def evolve(before: S | None, record: Recorded) -> S | None:
        after = before or stream.new(record.stream_id)
        stream.evolve(after, record)
        return after

    return Projection(
        name=name,
        row=row,
        key=key,
        keys=lambda record: (record.stream_id,) if record.stream_kind == stream.kind else (),
        kind=stream.kind,
        evolve=evolve,
        table=table(row, name=name, key=key, indexes=indexes),
    )


def _folded(record: Recorded, parts: Iterable[Part]) -> Case:
    case = case_from(record.stream_id, parts)
    decider.evolve(case, record)
    return case
