"""The page that explains one row of a read model: the events that made it, oldest first."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.admin import log, reading
from consultations.admin.missing import missing
from consultations.admin.parts import called
from consultations.domain.parts.part import Part
from consultations.domain.persons import MergeUndone, PersonsMerged
from consultations.projections import explain, rows, timeline
from consultations.projections.projection import Projection

OF_TWO_RECORDS = frozenset({PersonsMerged.__name__, MergeUndone.__name__})
"""They changed nothing that the row shows by itself, and show to those alone who see both records."""


@require_safe
def page(request: HttpRequest, name: str, key: UUID) -> HttpResponse:
    """Those events, to whoever may see the row; to anyone else there is no such page."""
    from consultations.admin.adminsite import site

    projection = reading.BY_NAME.get(name)
    if projection is None or not _may_see(request, projection.table, key):
        return missing(request)
    try:
        found = [each for each in explain.causes(projection, key) if each.type not in OF_TWO_RECORDS]
    except explain.NoSuchRow:  # it went while we looked
        return missing(request)
    context = {
        **site.each_context(request),
        "title": _("Made by these events"),
        "table": projection.table._meta.verbose_name_plural,
        "called": _called(projection, key),
        "row": reverse(f"admin:consultations_{name}_change", args=[key]),
        "causes": _told(request, found),
    }
    return TemplateResponse(request, "consultations/causes.html", context)


def _may_see(request: HttpRequest, table: Any, key: UUID) -> bool:
    """Whether the row's own page would show it: there is no second way to read."""
    from consultations.admin.adminsite import site

    return site.is_registered(table) and site.get_model_admin(table).get_object(request, str(key)) is not None


def _called(projection: Projection[Any], key: UUID) -> str:
    row = rows.load(projection, [key]).get(key)
    return called(row) if isinstance(row, Part) else getattr(row, "title", "") or str(key)


def _told(request: HttpRequest, causes: list[explain.Cause]) -> list[dict[str, Any]]:
    """Each cause with its sentence, where the reader finds it in the log; a register's events are not there."""
    entries = _entries(request, [each.event_id for each in causes])
    return [{"cause": each, "entry": entries.get(each.event_id)} for each in causes]


def _entries(request: HttpRequest, event_ids: list[UUID]) -> dict[UUID, Any]:
    from consultations.admin.adminsite import site

    page = site.get_model_admin(timeline.PROJECTION.table)
    found: list[Any] = list(page.get_queryset(request).filter(event_id__in=event_ids))
    names = log.names_for(request, found)
    for row in found:
        row.told = log.told_of(row, names)
    return {row.event_id: row for row in found}
