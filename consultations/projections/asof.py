"""Rows as of another time, or as one side has them: the same folds, over a subset of one file's stream, in memory."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, get_args
from uuid import UUID

import msgspec

from consultations.domain.axes import Axes, subset
from consultations.domain.decider import fold as folded
from consultations.domain.message import Recorded
from consultations.domain.parts.relations import Relation
from consultations.domain.relations import RelationEvent
from consultations.domain.values import PartyCode
from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from consultations.eventlog.read import Stored
from consultations.projections import relations
from consultations.projections.projection import Projection, fold

RELATING: Final = frozenset(each.__name__ for each in get_args(RelationEvent))
STATING: Final = "select distinct case_id from consultations_relations where other_case_id = %s"


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
    """Whoever takes part in the case as it stands now, or has ever said anything on its file of that file alone."""


def as_of(case_id: UUID, axes: Axes, projections: Iterable[Projection[Any]]) -> AsOf:
    """Fold the sealed events of a file that count on these axes. Raises StreamUnreadable."""
    history = sealed(case_id)
    counting = subset(history, axes)
    rows = {each.name: [*fold(each, {}, counting.records).values()] for each in projections}
    if relations.PROJECTION.name in rows:
        rows[relations.PROJECTION.name] += _from_the_other_end(case_id, axes)
    return AsOf(
        rows={
            name: msgspec.json.encode([row for row in some if row]).decode() for name, some in rows.items()
        },
        left_out=counting.left_out,
        sides=sides(case_id, history),
    )


def sides(case_id: UUID, history: Collection[Recorded]) -> frozenset[PartyCode]:
    """Whoever takes part in the case as it stands, or has ever said anything on its file."""
    said = [each.envelope.asserted.sides for each in history if not each.event.other_file]
    return frozenset(folded(case_id, history).codes()).union(*said)


def _from_the_other_end(case_id: UUID, axes: Axes) -> list[Relation | None]:
    """The relations to this file that others state: they are in the streams of those, of which nothing else is read."""
    with cursor() as reading:
        stating = [stream for (stream,) in reading.execute(STATING, (case_id,)).fetchall()]
    stored = [each for each in read.of_streams(stating) if each.type in RELATING] if stating else []
    found: list[Relation | None] = []
    for _, own in groupby(_decoded(stored), key=lambda each: each.stream_id):
        found += fold(relations.PROJECTION, {}, subset([*own], axes).records).values()
    return found


def sealed(case_id: UUID) -> list[Recorded]:
    """The sealed events of a file, in order. Raises StreamUnreadable."""
    return _decoded(read.of_streams([case_id]))


def _decoded(stored: list[Stored]) -> list[Recorded]:
    try:
        return list(read.decoded(stored))
    except Exception as unreadable:  # whatever it is: the file is parked at it, and an operator is told there
        raise StreamUnreadable() from unreadable
