"""Takes events into the rows of one projection: loaded in one select, folded in memory, written in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from consultations.domain.message import Recorded
from consultations.eventlog import read
from consultations.projections import rows
from consultations.projections.projection import Projection, fold_spoken

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Change(Generic[R]):
    """What some events make of a projection's rows."""

    projection: Projection[R]
    kept: list[R]
    gone: list[UUID]

    def write(self) -> None:
        """Put it into the table, in the transaction that is open. Raises RowContested."""
        rows.remove(self.projection, self.gone)
        rows.write(self.projection, self.kept)


def fold_in(projection: Projection[R], records: Iterable[Recorded]) -> Change[R]:
    """What events make of the rows as they stand. Raises whatever the fold says to an event."""
    spoken = [(each, tuple(projection.keys(each))) for each in records if each.stream_kind == projection.kind]
    claims = {key: record.stream_id for record, keys in reversed(spoken) for key in keys}
    before = rows.load(projection, list(claims)) if claims and not projection.once else {}
    displaced = [
        key
        for key, row in before.items()
        if projection.owner(row) != claims[key] and _came_first(projection, key, claims[key], row)
    ]
    for key in displaced:
        del before[key]
    after = fold_spoken(projection, before, spoken)
    streams = {record.stream_id for record, _ in spoken}
    return Change(
        projection,
        # What belongs to a stream of another shard is that shard's to write.
        kept=[each for each in after.values() if each is not None and projection.owner(each) in streams],
        gone=displaced + [key for key, row in after.items() if row is None],
    )


def first_word(projection: Projection[R], key: UUID, stream_id: UUID) -> int:
    """The position at which a stream first spoke of a key; 0 where it never did."""
    for stored in read.of_streams([stream_id]):
        if key in _keys(projection, stored):
            return stored.position
    return 0


def _came_first(projection: Projection[R], key: UUID, claimant: UUID, row: R) -> bool:
    """Whether an id that two files use belongs to the claimant: to the file that first spoke of it.

    The log decides, so that it is the same whichever shard comes first.
    """
    holder = first_word(projection, key, projection.owner(row))
    return not holder or first_word(projection, key, claimant) < holder


def _keys(projection: Projection[R], stored: read.Stored) -> tuple[UUID, ...]:
    try:
        (record,) = read.decoded([stored])
        return tuple(projection.keys(record))
    except Exception:  # an event that cannot be read speaks of nothing
        return ()
