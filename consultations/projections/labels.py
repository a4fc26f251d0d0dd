"""Labels: what the clearance filter reads of each file, its level and its compartments."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from consultations.access.filter import rank_of
from consultations.domain.message import Recorded
from consultations.domain.opening import CaseDowngraded, CaseOpened
from consultations.domain.state import Level
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
    match record.event:
        case CaseOpened(level=level, compartments=compartments):
            return _label(record, level, compartments)
        case CaseDowngraded(level=level, compartments_removed=removed) if row:
            return _label(record, level, tuple(each for each in row.compartments if each not in removed))
        case _:
            return row


def _label(record: Recorded, level: Level, compartments: tuple[str, ...]) -> Label:
    return Label(case_id=record.stream_id, level=level, rank=rank_of(level), compartments=compartments)


PROJECTION: Final[Projection[Label]] = Projection(
    name="labels",
    row=Label,
    key="case_id",
    keys=lambda record: (record.stream_id,) if isinstance(record.event, CaseOpened | CaseDowngraded) else (),
    evolve=evolve,
    table=table(Label, name="labels", key="case_id"),
)
