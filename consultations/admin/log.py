"""The log, to look into: what was recorded, in the order of the whole log, one sentence for each event."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
from django.contrib.admin import AdminSite, display
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from consultations.access.filter import reader_of
from consultations.admin import event, reading
from consultations.admin.missing import missing
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

    def get_urls(self) -> list[URLPattern]:
        """The proof of an entry beside its page."""
        proof = self.admin_site.admin_view(self.proof_view)
        return [path("<uuid:event_id>/proof/", proof, name="proof"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The entry's own page."""
        row = self.get_object(request, unquote(object_id))
        return event.page(request, row, told_of(row, names_for(request, [row]))) if row else missing(request)

    def proof_view(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        """The file that proves it."""
        row = self.get_object(request, str(event_id))
        return event.proof_file(request, row) if row else missing(request)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A page of the log, its sentences made with the names looked up once."""
        page = super().get_changelist_instance(request)
        names = names_for(request, page.result_list)
        for row in page.result_list:
            row.told = told_of(row, names)
        return page

    @display(description="what happened")
    def told(self, row: Any) -> str:
        """The event's sentence, in the reader's language."""
        return str(row.told)

    @display(description="file")
    def file(self, row: Any) -> str:
        """A link to the file's page."""
        return link_to_file(row.case_id)


def names_for(request: HttpRequest, rows: Collection[Any]) -> Names:
    """The names that the sentences of some entries need."""
    files = {row.case_id for row in rows}
    names = reading.names(reading.rounds_of(reader_of(request.user), files))
    return replace(names, files=reading.titles({row.other_case_id for row in rows}))


def told_of(row: Any, names: Names) -> str:
    """The sentence of one entry."""
    return sentence(row.type, row.arguments, names, msgspec.convert(row.asserted, Asserted))


def register(site: AdminSite) -> None:
    """Register the log."""
    table = timeline.PROJECTION.table
    table._meta.verbose_name, table._meta.verbose_name_plural = "entry in the log", "log"
    site.register(table, LogPage)
