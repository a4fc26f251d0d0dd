"""One file folded for one answer: on the axes that were asked about, and to those alone who may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpResponse

from consultations.access.filter import Reader
from consultations.api import reads
from consultations.api.asof import must_know
from consultations.domain.axes import Axes, subset
from consultations.domain.decider import fold
from consultations.domain.message import Recorded
from consultations.domain.state import Case
from consultations.projections import asof


@dataclass(frozen=True, kw_only=True, slots=True)
class Folded:
    """A file as those of its events leave it that count."""

    case: Case
    records: tuple[Recorded, ...]
    """The events that count, oldest first."""
    axes: Axes
    at: datetime
    """The instant (UTC) at which readings are taken."""
    left_out: tuple[UUID, ...]
    """Events of which it cannot be said whether they count."""


def folded(reader: Reader, case_id: UUID, given: Any, also: Iterable[str] = ()) -> Folded:
    """The file as the parameters ask for it; `also` are parameters that the caller reads itself.

    Raises UnknownParameter and the other problems of parameters, UnknownCase, NotCaughtUp, CaseNotShown, SideUnknown.
    """
    reads.check(given, (*reads.AXES, "written", *also))
    axes = reads.axes_of(given, reads.AXES)
    reads.must_see(reader, case_id)
    reads.wait(given)
    with reads.readable():
        history = asof.sealed(case_id)
    must_know(axes.side, asof.sides(case_id, history))
    counting = subset(history, axes)
    return Folded(
        case=fold(case_id, counting.records),
        records=counting.records,
        axes=axes,
        at=axes.evaluated_at(datetime.now(UTC)),
        left_out=counting.left_out,
    )


def answered(found: Any, of: Folded) -> HttpResponse:
    """What was found, as JSON, with the instant at which readings were taken and the axes."""
    row = msgspec.json.encode(found).decode().removesuffix("}")
    told = reads.evaluated(of.at, of.axes, of.left_out)
    return HttpResponse(f"{row}, {told}}}", content_type="application/json", headers=dict(reads.PRIVATE))
