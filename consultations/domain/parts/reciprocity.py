"""Links of reciprocity as a file holds them: which measure answers what, according to whom."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, PartyCode
from consultations.domain.when import When

Symmetry = Literal["mirror", "asymmetric", "unrelated"]
"""The same in return; something else in return; no answer to it, although it may look like one."""
CauseKind = Literal["measure", "outcome", "statement", "other"]
LinkStatus = Literal["claimed", "assessed", "withdrawn"]
"""Claimed by a side or assessed by a named officer; withdrawn by whoever made the link."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """What a measure is said to answer: something on this file or another, or what stands on none."""

    kind: CauseKind = "measure"
    part_id: UUID | None = None
    """The measure, outcome or statement."""
    case_id: UUID | None = None
    """The file it stands on, where that is another."""
    text: str = ""
    """What it is called; left out, its title on this file."""
    on: When | None = None
    """Its date; left out, the date it bears on this file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweredCause:
    """A cause, and how long after it the measure came."""

    cause: Cause
    days: int | None
    """From the day of the cause to that of the measure; none where either is not known to the day."""


@dataclass(kw_only=True, slots=True)
class Reciprocity(Part):
    """One link of the chain: a measure, what it answers, and whose word or assessment that is."""

    key: ClassVar[str] = "reciprocity_id"
    kept: ClassVar[str] = "reciprocities"

    reciprocity_id: UUID
    measure_id: UUID | None = None
    title: str = ""
    status: LinkStatus = "claimed"
    status_asserted: Asserted | None = None
    """Who claims it, or for whom the officer assessed it."""
    assessed_by: str = ""
    """The officer who assessed it."""
    symmetry: Symmetry = "asymmetric"
    on: When | None = None
    """The day of the measure."""
    causes: tuple[AnsweredCause, ...] = ()
    disputed_by: tuple[PartyCode, ...] = ()
    reason: str = ""
    """Why it was linked, or last disputed or withdrawn."""
    first: str = ""
    """Earliest moment the measure may belong to: what the chain is ordered by."""


def days_between(cause: When | None, answer: When | None) -> int | None:
    """Days from one day to the other; none where either is not known to the day."""
    if cause is None or answer is None or not (cause.is_exact_day and answer.is_exact_day):
        return None
    begun, answered = cause.first_day, answer.first_day
    return (answered - begun).days if begun and answered else None
