"""The first page: what needs me today, the rounds ahead, and the docket."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.template.response import TemplateResponse

from consultations import forms
from consultations.access.filter import Reader, reader_of
from consultations.admin import reading
from consultations.admin.dues import Due, due_in, due_now
from consultations.admin.parts import called
from consultations.admin.telling import Names, status_of, tell, when
from consultations.projections.progress import lag

LISTED: Final = 200
"""Files on the first page, those that changed last; the others are found by seeking."""
MOST: Final = 100
"""Deadlines in each of the two lists, those longest overdue."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One file of the docket."""

    case_id: UUID
    title: str
    parties: str
    status: str
    level: str
    last_activity: str
    next_round: str
    next_round_id: UUID | None
    open_actions: int
    overdue: int
    due: int


def page(request: HttpRequest) -> TemplateResponse:
    """The dashboard of whoever is signed in, with only the files they are cleared for."""
    from consultations.admin.adminsite import site

    reader, now = reader_of(request.user), datetime.now(UTC)
    names = reading.names()
    sought = request.GET.get("q", "").strip()
    files = _files(reader, sought, names)
    mine, others = (due_now(reader, now, MOST + 1, mine=mine) for mine in (True, False))
    dues = due_in(reader, files[:LISTED], now)
    lines = [line(each, dues, names) for each in files[:LISTED]]
    context = {
        **site.each_context(request),
        "title": site.index_title,
        "app_list": site.get_app_list(request),
        "dues": mine[:MOST],
        "other_dues": others[:MOST],
        "more_dues": max(len(mine), len(others)) > MOST,
        "most": MOST,
        "lines": lines,
        "more": len(files) > LISTED,
        "sought": sought,
        "may_act": forms.may_act(reader),
        "behind": _behind(),
        "evaluated_at": now,
    }
    return TemplateResponse(request, "consultations/dashboard.html", context)


def _files(reader: Reader, sought: str, names: Names) -> list[Any]:
    """The files that changed last, one more than are listed; where something is sought, those that answer to it."""
    newest = "order by shown.position desc"
    if not sought:
        return reading.rows(reader, "docket", order=f"{newest} limit {LISTED + 1}")
    return [each for each in reading.rows(reader, "docket", order=newest) if _answers(each, sought, names)]


def line(row: Any, dues: Iterable[Due], names: Names) -> Line:
    """A file as a line of the docket."""
    own = [each for each in dues if each.case_id == row.case_id]
    ahead = row.next_round
    return Line(
        case_id=row.case_id,
        title=row.title or "Untitled file",
        parties=names.listed(each.code for each in row.parties if each.role == "party"),
        status=row.status,
        level=row.level,
        last_activity=when(row.last_activity),
        next_round=f"{called(ahead)}: {status_of(ahead, names)}" if ahead else "",
        next_round_id=ahead.round_id if ahead else None,
        open_actions=row.open_actions,
        overdue=sum(each.state == "overdue" for each in own),
        due=sum(each.state != "overdue" for each in own),
    )


def _answers(row: Any, sought: str, names: Names) -> bool:
    said = f"{row.title} {row.subject} {' '.join(tell(each, names) for each in row.parties)} {row.status}"
    return all(word in said.casefold() for word in sought.casefold().split())


def _behind() -> int:
    still = lag()
    return still.unsealed + max(still.behind.values(), default=0)
