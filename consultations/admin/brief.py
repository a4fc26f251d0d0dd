"""The handover brief on a file as a page that prints well, and as a text to take away."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from consultations.access.filter import reader_of
from consultations.admin.missing import missing
from consultations.api import brief
from consultations.api.brief import Written
from consultations.api.errors import Named
from consultations.domain.decider import UnknownCase
from consultations.projections.brieftext import evaluated, left_out


@require_safe
def page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The brief, to whoever is cleared for the file; it takes the axes of time and of sides as REST does."""
    return _answer(request, case_id, lambda written: _page(request, written))


@require_safe
def text(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The same as Markdown."""
    return _answer(request, case_id, brief.as_text)


def _answer(request: HttpRequest, case_id: UUID, show: Callable[[Written], HttpResponse]) -> HttpResponse:
    try:
        return show(brief.write(reader_of(request.user), case_id, request.GET))
    except UnknownCase:
        return missing(request)
    except Named as wrong:
        return HttpResponse(str(wrong), status=wrong.status_code, content_type="text/plain; charset=utf-8")


def _page(request: HttpRequest, written: Written) -> HttpResponse:
    from consultations.admin.adminsite import site

    context: dict[str, Any] = {
        **site.each_context(request),
        "title": written.brief.title,
        "brief": written.brief,
        "evaluated": evaluated(written.file.at, written.file.axes),
        "sections": [(each, left_out(each)) for each in written.brief.sections],
        "asked": request.GET.urlencode(),
    }
    return TemplateResponse(request, "consultations/brief.html", context)
