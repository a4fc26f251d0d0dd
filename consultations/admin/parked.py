"""Parked cases: which file each read model has stopped at, at which event and why; nothing of its content."""

from typing import Any

from django.contrib.admin import AdminSite, display
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from consultations.admin.readmodels import ReadOnly, cleared
from consultations.projections.parking import ParkedCase
from consultations.projections.runner import ALL

REGISTERS = [each.name for each in ALL if each.kind != "case"]


class ParkedPage(ReadOnly):
    """The cases that `manage.py retry_parked` would take up."""

    list_display = ("projection", "type", "position", "error", "place", "attempts", "since", "log")
    list_filter = ("projection", "error", "type")
    ordering = ("-since",)
    fields = (
        "projection",
        "stream_id",
        "position",
        "version",
        "type",
        "error",
        "place",
        "attempts",
        "since",
        "log",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those of files that the reader is cleared for, and of registers; all for who keeps the system running.

        A file whose very label is parked is one that no reader is cleared for.
        """
        live = super().get_queryset(request).filter(projection__in=[each.name for each in ALL])
        if getattr(request.user, "is_superuser", False):
            return live
        return live.filter(Q(stream_id__in=cleared(request)) | Q(projection__in=REGISTERS))

    @display(description="log")
    def log(self, row: Any) -> str:
        """A link to what the log has of the file."""
        address = reverse("admin:consultations_timeline_changelist")
        return format_html('<a href="{}?q={}">entries in the log</a>', address, row.stream_id)


def register(site: AdminSite) -> None:
    """Register the parked cases."""
    site.register(ParkedCase, ParkedPage)
