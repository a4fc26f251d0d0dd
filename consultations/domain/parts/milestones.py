"""Milestones as a file holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.bounds import ImpossibleTime
from consultations.domain.parts.part import Part
from consultations.domain.periods import LONGEST
from consultations.domain.values import Asserted, PartyCode
from consultations.domain.when import When

TermUnit = Literal["calendar days", "working days", "weeks", "months"]
MilestoneStatus = Literal["set", "awaiting its condition", "reached", "contested", "dropped"]
"""Reached is as claimed; contested where a side holds that it was not, or that it is void."""
View = Literal["reached", "not reached", "void"]
How = Literal["set", "extended", "brought forward"]


class TermOutOfRange(ImpossibleTime):
    """A term has at least one unit and at most 20,000."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A term as a text sets it, "90 days after": the day of the trigger is not counted (ETS 76, article 3).

    Working days are those of the own side. Raises TermOutOfRange.
    """

    amount: int
    unit: TermUnit
    trigger: When
    """What it is counted from; the midnight that ends it is that of its zone, where it names one."""

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        if not 1 <= self.amount <= LONGEST:
            raise TermOutOfRange(amount=self.amount)


@dataclass(frozen=True, kw_only=True, slots=True)
class DateGiven:
    """When a milestone was to be reached, as once given; it stays when another takes its place."""

    how: How
    due_on: When | None
    term: Term | None
    condition: str
    reason: str
    asserted: Asserted


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewHeld:
    """What sides hold of a milestone; nobody's position takes the place of another's."""

    view: View
    on: When | None
    """Since when it counts as reached, in their view."""
    reason: str
    asserted: Asserted


@dataclass(kw_only=True, slots=True)
class Milestone(Part):
    """One milestone: a date, a term or a condition, and what each side holds of whether it was reached."""

    key: ClassVar[str] = "milestone_id"
    kept: ClassVar[str] = "milestones"

    milestone_id: UUID
    title: str = ""
    status: MilestoneStatus = "set"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    due_on: When | None = None
    term: Term | None = None
    """Where a date stands beside it, whichever is earlier counts."""
    condition: str = ""
    """What must come about first; without a date beside it, the milestone is never overdue."""
    date_asserted: Asserted | None = None
    """Whose word the date, the term or the condition rests on."""
    dates: tuple[DateGiven, ...] = ()
    """Every date, term and condition there was, in the order of recording."""
    extension_reason: str = ""
    """Why the term was last extended."""
    reached_on: When | None = None
    """Since when it counts as reached, by the best source there is; what others say stands in the positions."""
    reached_by: tuple[PartyCode, ...] = ()
    """The sides that hold it to be reached."""
    contested_by: tuple[PartyCode, ...] = ()
    """The sides that hold it not to be reached, or to be void."""
    positions: tuple[ViewHeld, ...] = ()
    reason: str = ""
    """Why it was last contested, or dropped."""


def awaits_condition(milestone: Milestone) -> bool:
    """Whether it has a condition instead of a date."""
    return bool(milestone.condition) and milestone.due_on is None and milestone.term is None


def held(milestone: Milestone) -> dict[PartyCode, ViewHeld]:
    """The last position of each side; reports that name no side count as one."""
    return {side: each for each in milestone.positions for side in each.asserted.sides or ("",)}
