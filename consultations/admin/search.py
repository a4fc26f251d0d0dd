"""The page of what answers to some words, in all files that the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.access.filter import reader_of
from consultations.admin import log, reading
from consultations.api.errors import Named
from consultations.api.finding import LONGEST_QUERY, Findings, Found, find
from consultations.api.names import REGISTERS
from consultations.api.snippets import Passage
from consultations.domain.parties import party_id

LISTED: Final = 50
"""What is shown on one page, the best first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One thing that was found."""

    called: str
    kind: str
    file: str
    """Title of the file, for what stands on one."""
    address: str
    snippet: tuple[Passage, ...]


@require_safe
def page(request: HttpRequest) -> TemplateResponse:
    """What was found; before anything is sought, how to seek."""
    from consultations.admin.adminsite import site

    sought = request.GET.get("q", "").strip()
    findings, wrong = _found(request, sought)
    told = _told(request, [each for each in findings.results if each.event_id and not each.label])
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Search"),
        "sought": sought,
        "longest": LONGEST_QUERY,
        "lines": [line(each, told) for each in findings.results],
        "wrong": wrong,
        "more": urlencode({"q": sought, "cursor": findings.next}) if findings.next else "",
    }
    return TemplateResponse(request, "consultations/search.html", context)


def _found(request: HttpRequest, sought: str) -> tuple[Findings, str]:
    nothing = Findings(results=(), next=None)
    if not sought:
        return nothing, ""
    try:
        return find(reader_of(request.user), sought, LISTED, request.GET.get("cursor", "")), ""
    except Named as refused:
        return nothing, str(refused.detail)


def _told(request: HttpRequest, found: list[Found]) -> Mapping[UUID, str]:
    """The sentence of each entry that does not say by itself what it is about."""
    ids = [each.event_id for each in found]
    entries = reading.rows(
        reader_of(request.user), "timeline", where="shown.event_id = any(%(ids)s)", ids=ids
    )
    names = log.names_for(request, entries)
    return {each.event_id: log.told_of(each, names) for each in entries}


def line(found: Found, told: Mapping[UUID, str]) -> Line:
    """A finding as the page shows it."""
    kind = found.kind.replace("_", " ").capitalize()
    return Line(
        called=found.label or (told.get(found.event_id) if found.event_id else "") or kind,
        kind=kind,
        file=found.case_title or "",
        address=_address(found),
        snippet=found.snippet,
    )


def _address(found: Found) -> str:
    if found.case_id is None:
        register, key = _in_register(found)
        return reverse(f"admin:consultations_{register}_change", args=[key])
    return f"{reverse('admin:case', args=[found.case_id])}#event-{found.event_id}"


def _in_register(found: Found) -> tuple[str, object]:
    """The register that it stands in, and its key there."""
    key = party_id(found.party) if found.party else found.person_id or found.property_id or found.source_id
    return REGISTERS[found.kind].name, key
