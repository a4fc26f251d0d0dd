"""The read models, to look into and to filter: nobody adds, changes or deletes a row here."""

import re
from typing import TYPE_CHECKING, Any, Final

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from consultations.access.filter import OTHER_FILE, VISIBLE, reader_of
from consultations.admin.missing import missing
from consultations.projections import docket
from consultations.projections.runner import ALL

if TYPE_CHECKING:
    Page = ModelAdmin[Any]
else:
    Page = ModelAdmin

SHOWN = (
    "title",
    "subject",
    "code",
    "speaker",
    "ordinal",
    "kind",
    "nature",
    "form",
    "status",
    "rule",
    "level",
    "earliest",
    "latest",
    "name",
)
"""Columns a list shows where the read model has them, in this order."""
FILTERED = ("status", "kind", "nature", "level", "rule", "form")
SOUGHT = ("title", "subject", "speaker", "code")
EXPLAINED = "consultations/row.html"
"""The page of a row with a link to the events that made it."""
TITLES = {
    "docket": "docket",
    "correspondence": "notes",
    "commitments": "assurances",
    "followups": "actions",
    "mandate": "mandates",
    "registers": "numbering registers",
    "numbers": "numbers of notes",
    "custody": "custody of files",
}
"""What people call a read model whose name is another."""


class ReadOnly(Page):
    """A list and its rows, to be read."""

    list_per_page = 50
    actions = None
    show_full_result_count = False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The row; where there is none, or none that is open to the reader, that and no more."""
        if self.get_object(request, unquote(object_id)) is None:
            return missing(request)
        return super().change_view(request, object_id, form_url, extra_context)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever is signed in; which rows they see is for the clearance filter."""
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever is signed in."""
        return True


class OfFiles(ReadOnly):
    """A read model whose rows belong to files, some to two: only those of files that the reader is cleared for."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those rows."""
        seen = super().get_queryset(request).filter(case_id__in=cleared(request))
        if OTHER_FILE not in (each.name for each in self.model._meta.get_fields()):
            return seen
        alone, both = Q(**{f"{OTHER_FILE}__isnull": True}), Q(**{f"{OTHER_FILE}__in": cleared(request)})
        return seen.filter(alone | both)

    def file(self, row: Any) -> str:
        """A link to the file's page."""
        return link_to_file(row.case_id)


def link_to_file(case_id: Any) -> str:
    """A link to a file's page."""
    try:
        return format_html('<a href="{}">open the file</a>', reverse("admin:case", args=[case_id]))
    except NoReverseMatch:
        return ""


def label_within(request: HttpRequest) -> dict[str, Any]:
    """What holds of every label that the reader is cleared for: access.filter.SUFFICES as conditions of a query."""
    reader = reader_of(request.user).parameters()
    return {"rank__lte": reader["reader_rank"], "compartments__contained_by": reader["reader_compartments"]}


NAMED: Final = re.compile(r"%\((\w+)\)s")
CLEARED: Final = f"select label.case_id from consultations_labels label where {VISIBLE}"  # noqa: S608 - of constants


def cleared(request: HttpRequest) -> RawSQL:
    """The ids of the files that a reader is cleared for, as a sub-select; Django takes its parameters by place."""
    parameters = reader_of(request.user).parameters()
    return RawSQL(NAMED.sub("%s", CLEARED), [parameters[name] for name in NAMED.findall(CLEARED)])  # noqa: S611 - of constants


def register(site: AdminSite) -> None:
    """Register every read model but the timeline, which the log shows, and those that others are found or seen by."""
    from consultations.admin import correspondence, registers

    pages = registers.PAGES | correspondence.PAGES
    for projection in ALL:
        if projection.name not in ("labels", "timeline", "namings") and not projection.name.startswith(
            "search"
        ):
            _name(projection.table, projection.name)
            site.register(projection.table, pages.get(projection.name) or page_of(projection))


def _name(table: type[models.Model], name: str) -> None:
    table._meta.verbose_name_plural = TITLES.get(name, name)
    table._meta.verbose_name = TITLES.get(name, name)


def page_of(projection: Any, **more: Any) -> type[Page]:
    """The page of a read model, read off its columns; `more` stands in place of what it would have."""
    columns = [each.name for each in projection.table._meta.get_fields()]
    of_files = "case_id" in columns
    shown = [name for name in SHOWN if name in columns]
    listed = {
        "change_form_template": EXPLAINED,
        "list_display": [*(shown or [projection.key]), *(["file"] if of_files else [])],
        "list_filter": [name for name in FILTERED if name in columns],
        "search_fields": [name for name in SOUGHT if name in columns],
        "ordering": ["-position"] if projection.name == docket.PROJECTION.name else [projection.key],
    }
    return type(f"{projection.name.capitalize()}Page", (OfFiles if of_files else ReadOnly,), listed | more)
