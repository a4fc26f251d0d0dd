"""The log, to look into: what was recorded, in the order of the whole log, one sentence for each event."""

from typing import Any

import msgspec
from django.contrib.admin import AdminSite, display
from django.http import HttpRequest

from consultations.access.filter import reader_of
from consultations.admin import reading
from consultations.admin.readmodels import OfFiles, link_to_file
from consultations.admin.telling import Names
from consultations.domain.values import Asserted
from consultations.projections import timeline
from consultations.projections.sentences import sentence


class LogPage(OfFiles):
    """Every sealed event of the files that the reader is cleared for."""

    list_display = ("position", "told", "recorded_at", "actor", "type", "file")
    list_display_links = ("position",)
    list_filter = ("type", "actor", "recorded_at")
    search_fields = ("actor", "type", "case_id__exact")
    ordering = ("-position",)
    fields = ("position", "recorded_at", "told", "type", "actor", "file", "version", "event_id", "command_id")
    readonly_fields = fields

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A page of the log, its sentences made with the names looked up once."""
        page = super().get_changelist_instance(request)
        files = {row.case_id for row in page.result_list}
        names = reading.names(reading.rounds_of(reader_of(request.user), files))
        for row in page.result_list:
            row.told = _told(row, names)
        return page

    @display(description="what happened")
    def told(self, row: Any) -> str:
        """The event's sentence, in the reader's language."""
        return getattr(row, "told", "") or _told(row, reading.names())

    @display(description="file")
    def file(self, row: Any) -> str:
        """A link to the file's page."""
        return link_to_file(row.case_id)


def _told(row: Any, names: Names) -> str:
    return sentence(row.type, row.arguments, names, msgspec.convert(row.asserted, Asserted))


def register(site: AdminSite) -> None:
    """Register the log."""
    table = timeline.PROJECTION.table
    table._meta.verbose_name, table._meta.verbose_name_plural = "entry in the log", "log"
    site.register(table, LogPage)
