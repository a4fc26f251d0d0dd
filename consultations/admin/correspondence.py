"""Notes and the registers that number them, to look into: whose answer is to come, which numbers were spoilt."""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.contrib.admin import SimpleListFilter
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from consultations.admin.readmodels import EXPLAINED, ReadOnly, cleared, label_within, link_to_file, page_of
from consultations.admin.registering import Kept
from consultations.api.questions import parts
from consultations.domain.parts.registers import written
from consultations.projections import correspondence, registers

OF_NOTES: Final = f"select shown.note_id from consultations_correspondence shown where {parts.UNANSWERED}"  # noqa: S608 - of constants
UNANSWERED: Final = RawSQL(OF_NOTES, ())  # noqa: S611 - of constants


class Awaiting(SimpleListFilter):
    """Notes by whose answer is to come."""

    title = "answer"
    parameter_name = "awaiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        """Ours, or that of the other side."""
        return (("ours", "awaiting our answer"), ("theirs", "awaiting their answer"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those notes."""
        match self.value():
            case "ours":
                return queryset.filter(note_id__in=UNANSWERED, to_party=settings.OWN_SIDE)
            case "theirs":
                return queryset.filter(note_id__in=UNANSWERED, from_party=settings.OWN_SIDE)
            case _:
                return queryset


class Officer(SimpleListFilter):
    """Notes by the officer they were assigned to; those that nobody has are under no name."""

    title = "officer"
    parameter_name = "officer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        """The officers of the notes that the reader sees."""
        assigned = model_admin.get_queryset(request).exclude(officer="").order_by("officer")
        return [(each, each) for each in assigned.values_list("officer", flat=True).distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those notes."""
        return queryset.filter(officer=self.value()) if self.value() else queryset


class Registers(Kept):
    """The numbering registers, of the labels that the reader is cleared for."""

    list_display = (
        "series",
        "registry",
        "year",
        "party",
        "level",
        "status",
        "next_number",
        "cancelled",
        "given",
    )
    list_filter = ("status", "year", "level", "registry")
    search_fields = ("series", "registry")
    ordering = ("-year", "registry", "series", "register_id")
    change_form_template = EXPLAINED

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those registers."""
        return super().get_queryset(request).filter(**label_within(request))

    def next_number(self, row: Any) -> str:
        """As it would be written on the next note."""
        return written(row.number_format, row.next_serial, row.year, row.series)

    def given(self, row: Any) -> str:
        """A link to the numbers it gave, the cancelled ones among them."""
        address = reverse("admin:consultations_numbers_changelist")
        return format_html('<a href="{}?register_id={}">numbers</a>', address, row.pk)


class Numbers(ReadOnly):
    """The numbers of those registers; the note, and why a number was cancelled, for whoever sees its file."""

    list_display = ("number", "serial", "status", "why_cancelled", "file")
    list_filter = ("status",)
    search_fields = ("number",)
    ordering = ("register_id", "serial")
    exclude = ("case_id", "note_id", "reason")
    readonly_fields = ("why_cancelled", "file")
    change_form_template = EXPLAINED

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those numbers, each with whether its file is open to the reader."""
        opened = registers.PROJECTION.table._default_manager.filter(**label_within(request))
        seen = super().get_queryset(request).filter(register_id__in=opened.values("register_id"))
        file_seen = ExpressionWrapper(Q(case_id__in=cleared(request)), output_field=BooleanField())
        told: QuerySet[Any] = seen.annotate(file_seen=file_seen)
        return told

    def why_cancelled(self, row: Any) -> str:
        """The reason that was given, if any."""
        return row.reason if row.file_seen else ""

    def file(self, row: Any) -> str:
        """A link to the page of the file that holds the note."""
        return link_to_file(row.case_id) if row.file_seen else ""


Notes = page_of(
    correspondence.PROJECTION,
    list_display=("number", "subject", "form", "status", "from_party", "to_party", "officer", "file"),
    list_display_links=("number", "subject"),
    list_filter=("status", Awaiting, "form", Officer),
    search_fields=("number", "their_number", "subject"),
)
PAGES: dict[str, Any] = {"correspondence": Notes, "registers": Registers, "numbers": Numbers}
"""Read models with a page of their own making."""
