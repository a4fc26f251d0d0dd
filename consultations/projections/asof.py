"""Rows as of another time, or as one side has them: the same folds, over a subset of one file's stream, in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from consultations.domain.axes import Axes, subset
from consultations.domain.decider import fold as folded
from consultations.domain.message import Recorded
from consultations.domain.values import PartyCode
from consultations.eventlog import read
from consultations.projections.projection import Projection, fold


class StreamUnreadable(Exception):
    """An event of the file cannot be read, so it cannot be said how the file stood."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AsOf:
    """What some projections would hold of one file, if only the events that count had happened."""

    rows: dict[str, str]
    """By name of the projection: its rows as one JSON array, each with the columns of its table."""
    left_out: tuple[UUID, ...]
    """Events of which it cannot be said whether they count."""
    sides: frozenset[str]
    """Whoever takes part in the case as it stands now, or has ever said anything on its file."""


def as_of(case_id: UUID, axes: Axes, projections: Iterable[Projection[Any]]) -> AsOf:
    """Fold the sealed events of a file that count on these axes. Raises StreamUnreadable."""
    history = sealed(case_id)
    counting = subset(history, axes)
    rows = {each.name: fold(each, {}, counting.records).values() for each in projections}
    return AsOf(
        rows={
            name: msgspec.json.encode([row for row in some if row]).decode() for name, some in rows.items()
        },
        left_out=counting.left_out,
        sides=sides(case_id, history),
    )


def sides(case_id: UUID, history: Iterable[Recorded]) -> frozenset[PartyCode]:
    """Whoever takes part in the case as it stands, or has ever said anything on its file."""
    said = list(history)
    return frozenset(folded(case_id, said).codes()).union(*(each.envelope.asserted.sides for each in said))


def sealed(case_id: UUID) -> list[Recorded]:
    """The sealed events of a file, in order. Raises StreamUnreadable."""
    try:
        return list(read.decoded(read.of_streams([case_id])))
    except Exception as unreadable:  # whatever it is: the file is parked at it, and an operator is told there
        raise StreamUnreadable() from unreadable
