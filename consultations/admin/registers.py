"""The registers of persons, properties and parties: whom a reader sees of them, and parties."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.contrib.admin import display
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations.access import audiences
from consultations.access.filter import reader_of
from consultations.admin import reading
from consultations.admin.menu import Entry
from consultations.admin.missing import missing
from consultations.admin.readmodels import EXPLAINED, Page
from consultations.admin.registering import Kept, keeping, undoing
from consultations.admin.telling import Names, according_to, source_of, when
from consultations.api import persons, queries
from consultations.api.questions import PERSONS, PROPERTIES
from consultations.api.questions.question import Question
from consultations.api.questions.registers import OtherRecord
from consultations.api.registers import PersonTold
from consultations.domain.parties import FALLBACK, Naming, OtherName, display_name
from consultations.domain.persons import NameHeld, TitleHeld, title_on
from consultations.domain.values import Asserted

REGISTER = "consultations/register.html"
Line = tuple[str, str]
"""A language or a kind, and what is said."""


class Persons(Kept):
    """The register of persons: each shows once, under the record that is kept, to whom it shows."""

    list_display = ("called", "title_now", "person_id")
    ordering = ("sort_name", "person_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those persons."""
        seen = reading.persons_seen(reader_of(request.user))
        return super().get_queryset(request).filter(person_id__in=seen)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The person's own page; of a record that was merged, that of the one that is kept."""
        asked, reader = _id(object_id), reader_of(request.user)
        kept = persons.kept(reader, asked) if asked else None
        if kept is None:
            return missing(request)
        if kept != asked:
            return HttpResponseRedirect(reverse("admin:consultations_persons_change", args=[kept]))
        return _shown(request, PERSONS, kept, _person)

    @display(description="called")
    def called(self, row: Any) -> str:
        """The names they are written under."""
        return ", ".join(each["text"] for each in row.names)

    @display(description="title")
    def title_now(self, row: Any) -> str:
        """The title they hold today."""
        held = title_on(msgspec.convert(row.titles, tuple[TitleHeld, ...]), _today())
        return held.title if held else ""


class Properties(Kept):
    """The register of properties: each to whom it shows."""

    list_display = ("called", "party", "tenure", "property_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those properties."""
        seen = reading.properties_seen(reader_of(request.user))
        return super().get_queryset(request).filter(property_id__in=seen)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The property's own page."""
        asked = _id(object_id)
        return _shown(request, PROPERTIES, asked, _property) if asked else missing(request)

    @display(description="called")
    def called(self, row: Any) -> str:
        """The names it rightly goes by."""
        return ", ".join(each["text"] for each in row.names)


class Parties(Kept):
    """The register of parties, as they are called today."""

    list_display = ("code", "called", "kind")
    list_filter = ("kind",)
    search_fields = ("code",)
    ordering = ("code",)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The party's own page: what it is called today, before whom, and what it was called when."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return missing(request)
        entries = keeping(reader_of(request.user), "parties", row.pk)
        return _page(request, row.code, row.pk, "parties", _party(row), entries)

    @display(description="called")
    def called(self, row: Any) -> str:
        """What it is called today."""
        return _display(msgspec.convert(row.namings, tuple[Naming, ...]), audiences.own())


class Sources(Kept):
    """The register of sources."""

    list_display = ("name", "kind")
    list_filter = ("kind",)
    search_fields = ("name",)
    ordering = ("name", "source_id")
    change_form_template = EXPLAINED


PAGES: dict[str, type[Page]] = {
    "persons": Persons,
    "properties": Properties,
    "parties": Parties,
    "sources": Sources,
}
"""Registers with a page of their own making."""


# ---- what a page says


def _shown(request: HttpRequest, question: Question, key: UUID, told: Any) -> HttpResponse:
    """The page of a row, as the interface for programs shows it to this reader."""
    reader = reader_of(request.user)
    single = queries.one(question, reader, queries.Key(key=key, at=datetime.now(UTC)))
    if single is None:
        return missing(request)
    row = msgspec.json.decode(single.row)
    title = row["names"][0]["text"] if row["names"] else str(key)
    records = msgspec.convert(row.get("also_recorded_as", ()), tuple[OtherRecord, ...])
    entries = keeping(reader, question.name, key) + undoing(reader, records)
    return _page(request, title, key, question.name, told(row), entries, row["files"])


def _page(
    request: HttpRequest,
    title: str,
    key: UUID,
    name: str,
    sections: Mapping[str, Iterable[Line]],
    entries: Iterable[Entry],
    files: Iterable[Mapping[str, str]] = (),
) -> HttpResponse:
    from consultations.admin.adminsite import site

    context = {
        **site.each_context(request),
        "title": title,
        "register": name.capitalize(),
        "list": reverse(f"admin:consultations_{name}_changelist"),
        "causes": reverse("admin:causes", args=[name, key]),
        "entries": entries,
        "sections": [(heading, lines) for heading, each in sections.items() if (lines := list(each))],
        "files": files,
    }
    return TemplateResponse(request, REGISTER, context)


def _person(row: Mapping[str, Any]) -> dict[str, Iterable[Line]]:
    told, names = msgspec.convert(row, PersonTold), reading.names()
    now = title_on(told.every_title, _today())
    return {
        _("Title today"): [("", now.title)] if now else [],
        _("Names"): _names(row["names"]),
        _("Titles"): [(when(each.since), each.title) for each in told.titles],
        _("Also recorded as"): [_other(each, names) for each in told.also_recorded_as],
        _("Entered in error"): [
            (each["reason"], each.get("text") or each["title"])
            for each in (*row["names_in_error"], *row["titles_in_error"])
        ],
    }


def _other(record: OtherRecord, names: Names) -> Line:
    """Another record of the same person: why, on whose word, and under which names and titles."""
    whose = (according_to(record.asserted, names), source_of(record.asserted, names))
    why = ", ".join(each for each in (record.reason, *whose) if each)
    called = (*(each.text for each in record.names), *(each.title for each in record.titles))
    return why, ", ".join(called)


def _names(names: Any) -> list[Line]:
    held = msgspec.convert(names, tuple[NameHeld, ...])
    return [
        (", ".join(told for told in (each.kind, each.language, each.script) if told), each.text)
        for each in held
    ]


def _property(row: Mapping[str, Any]) -> dict[str, Iterable[Line]]:
    names = reading.names()
    holders = ((each["tenure"], names.party(each["party"]), each["asserted"]) for each in row["holdings"])
    return {
        _("Names"): [(each["language"], each["text"]) for each in row["names"]],
        _("Address"): [(names.party(row["country"]), row["address"])],
        _("Held by"): [(tenure, _said(who, asserted, names)) for tenure, who, asserted in holders],
        _("Used as"): [("", _said(each["used_as"], each["asserted"], names)) for each in row["uses"]],
        _("Names given in error"): [(each["reason"], each["text"]) for each in row["corrected_names"]],
    }


def _said(told: str, asserted: Any, names: Names) -> str:
    whose = according_to(msgspec.convert(asserted, Asserted), names)
    return f"{told}, {whose}" if whose else told


def _party(row: Any) -> dict[str, Iterable[Line]]:
    namings = msgspec.convert(row.namings, tuple[Naming, ...])
    others = msgspec.convert(row.other_names, tuple[OtherName, ...])
    return {
        _("Called today"): [(each, _display(namings, each)) for each in audiences.audiences()],
        _("Names it was given"): [
            (
                ", ".join(told for told in (when(naming.since), name.language, name.audience) if told),
                name.text,
            )
            for naming in namings
            for name in naming.names
        ],
        _("Also known as"): [
            (", ".join(told for told in (each.kind, each.language) if told), each.text) for each in others
        ],
    }


def _display(namings: Iterable[Naming], audience: str) -> str:
    name = display_name(namings, _today(), audience=audience, language=get_language() or FALLBACK)
    return name.text if name else ""


def _today() -> date:
    return datetime.now(UTC).date()


def _id(told: str) -> UUID | None:
    try:
        return UUID(unquote(told))
    except ValueError:
        return None
