"""Labels: what the clearance filter reads of each file, its level and its compartments."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from consultations.access.filter import rank_of
from consultations.domain.classification import (
    CaseDowngraded,
    ClassificationEvent,
    ClassificationRaised,
    CompartmentAdded,
    CompartmentRemoved,
)
from consultations.domain.message import Recorded
from consultations.domain.opening import CaseOpened
from consultations.projections.projection import Projection
from consultations.projections.tables import table


@dataclass(kw_only=True, slots=True)
class Label:
    """Who may see a file: a reader of at least this rank who belongs to all of these compartments."""

    case_id: UUID
    level: str
    rank: int
    """Place of the level among the levels, lowest 0."""
    compartments: tuple[str, ...] = ()
    version: int = 0
    """Version of the file at the last event that made this label: the filter reads off the log what came later."""


def evolve(row: Label | None, record: Recorded) -> Label | None:
    """The label after an event; a file without one is seen by nobody."""
    match record.event:
        case CaseOpened(level=level, compartments=compartments):
            return _label(record, level, compartments)
        case ClassificationRaised(level=level) if row:
            return _label(record, level, row.compartments)
        case CompartmentAdded(compartment=added) if row:
            return _label(record, row.level, tuple(dict.fromkeys((*row.compartments, added))))
        case CompartmentRemoved(compartment=removed) if row:
            return _label(record, row.level, _without(row, (removed,)))
        case CaseDowngraded(level=level, compartments_removed=several) if row:
            return _label(record, level, _without(row, several))
        case _:
            return row


def _without(row: Label, removed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in row.compartments if each not in removed)


def _label(record: Recorded, level: str, compartments: tuple[str, ...]) -> Label:
    return Label(
        case_id=record.stream_id,
        level=level,
        rank=rank_of(level),
        compartments=compartments,
        version=record.version,
    )


def _keys(record: Recorded) -> tuple[UUID, ...]:
    return (record.stream_id,) if isinstance(record.event, CaseOpened | ClassificationEvent) else ()


PROJECTION: Final[Projection[Label]] = Projection(
    name="labels",
    row=Label,
    key="case_id",
    keys=_keys,
    evolve=evolve,
    table=table(Label, name="labels", key="case_id"),
)
