"""A question about one file as of another time, or as one side has it: the same statement over rows folded anew.

The rows go into the statement under the names of the tables, so that filters, orders, pages and the clearance filter
are the very same. Who may see the file, and what parties and persons are called, is what holds now.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from consultations.api.errors import Named
from consultations.api.questions import CASES, COMMITMENTS, PARTS, TIMELINE
from consultations.api.questions.question import Question
from consultations.domain.axes import Axes
from consultations.domain.values import PartyCode
from consultations.projections import asof
from consultations.projections.runner import ALL

SHADOW: Final = (
    "{table} as (select * from jsonb_populate_recordset(null::public.{table}, %(rows_of_{name})s::jsonb)), "
)
BY_TABLE: Final = {each.table._meta.db_table: each for each in ALL}
ALSO_READ: Final[Mapping[str, tuple[str, ...]]] = {
    CASES.name: (TIMELINE.table, *(each.table for each in PARTS)),
    TIMELINE.name: ("consultations_rounds", "consultations_documents"),
    COMMITMENTS.name: ("consultations_followups", "consultations_deadlines"),
}
"""Tables that the statement of a question reads besides its own."""


class SideUnknown(Named):
    """No such party takes part in the case, and none has said anything on its file."""


def must_know(side: PartyCode | None, sides: Collection[PartyCode]) -> None:
    """Refuse a side that has no part in the case. Raises SideUnknown."""
    if side is not None and side not in sides:
        raise SideUnknown(parameter="side", choices=sorted(sides))


@dataclass(frozen=True, kw_only=True, slots=True)
class Shadows:
    """What stands before a statement, so that it reads other rows under the names of the tables."""

    text: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[UUID, ...] = ()


def shadows(question: Question, case_id: UUID, axes: Axes) -> Shadows:
    """The rows that answer a question about a file on these axes. Raises StreamUnreadable, SideUnknown."""
    read = [BY_TABLE[table] for table in (question.table, *ALSO_READ.get(question.name, ()))]
    found = asof.as_of(case_id, axes, read)
    must_know(axes.side, found.sides)
    return Shadows(
        text="".join(SHADOW.format(table=each.table._meta.db_table, name=each.name) for each in read),
        parameters={f"rows_of_{name}": rows for name, rows in found.rows.items()},
        left_out=found.left_out,
    )
