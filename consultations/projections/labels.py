"""Labels: what the clearance filter reads of each file, its level and its compartments."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from consultations.access.filter import rank_of
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


def evolve(row: Label | None, record: Recorded) -> Label | None:
    """The label after an event; a file without one is seen by nobody."""
    event = record.event
    if not isinstance(event, CaseOpened):
        return row
    return Label(
        case_id=record.stream_id,
        level=event.level,
        rank=rank_of(event.level),
        compartments=event.compartments,
    )


PROJECTION: Final[Projection[Label]] = Projection(
    name="labels",
    row=Label,
    key="case_id",
    keys=lambda record: (record.stream_id,) if isinstance(record.event, CaseOpened) else (),
    evolve=evolve,
    table=table(Label, name="labels", key="case_id"),
)
