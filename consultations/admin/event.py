"""The page of one event: what was recorded, and whether the log bears it out, found out there and then."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.access.filter import reader_of
from consultations.admin import reading
from consultations.admin.missing import missing
from consultations.eventlog import checkpoint
from consultations.eventlog.notes import KeyMalformed, VerifierKey
from consultations.eventlog.proof import proof_of
from consultations.eventlog.standing import Standing, standing


@require_safe
def page(request: HttpRequest, row: Any, told: str) -> HttpResponse:
    """One entry of the log with its sentence, to a reader who may see it."""
    from consultations.admin.adminsite import site

    context = {
        **site.each_context(request),
        "title": _("No. %(position)s in the log") % {"position": row.position},
        "entry": row,
        "told": told,
        "header": reading.header(reader_of(request.user), row.case_id),
        "standing": _standing(row),
    }
    return TemplateResponse(request, "consultations/event.html", context)


@require_safe
def proof_file(request: HttpRequest, row: Any) -> HttpResponse:
    """The proof as `manage.py prove_event` writes it; where there is none that would hold, there is no page."""
    if not _standing(row).borne_out:
        return missing(request)
    named = f'attachment; filename="event-{row.position}.tlog-proof"'
    return HttpResponse(
        proof_of(row.event_id),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": named},
    )


def _standing(row: Any) -> Standing:
    return standing(row.event_id, _trusted())


def _trusted() -> list[VerifierKey]:
    """The keys that count here; none where this process was told of none."""
    try:
        return checkpoint.trusted()
    except (checkpoint.NoSigningKey, KeyMalformed):
        return []
