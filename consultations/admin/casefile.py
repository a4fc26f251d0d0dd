"""The page of one case file: its header, its parts as cards, its deadlines and its timeline."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from consultations import forms
from consultations.access.filter import Reader, reader_of
from consultations.admin import dues, reading
from consultations.admin import then as time
from consultations.admin.compared import Compared, compared
from consultations.admin.menu import Entry, menu, of_part
from consultations.admin.missing import missing
from consultations.admin.owed import owed
from consultations.admin.parts import called, id_of
from consultations.admin.possible import Offer, offered
from consultations.admin.reading import File, Then
from consultations.admin.telling import (
    Fact,
    Names,
    Text,
    facts_of,
    source_of,
    status_of,
    tell,
    texts_of,
    when,
)
from consultations.api import reads
from consultations.api.errors import Named
from consultations.domain.axes import Axes
from consultations.domain.parts.documents import Document, KeptAs
from consultations.domain.parts.notes import Note
from consultations.domain.parts.part import Part
from consultations.domain.parts.rounds import Round
from consultations.domain.parts.statements import Statement
from consultations.domain.state import Case
from consultations.projections.sentences import sentence

SECTIONS = {
    "agenda": "Irritants",
    "standpoints": "Positions",
    "proposals": "Proposals",
    "contacts": "Contacts outside rounds",
    "rounds": "Rounds",
    "correspondence": "Notes",
    "outcomes": "Outcomes",
    "nominations": "Nominations",
    "commitments": "Assurances",
    "agreements": "Agreements",
    "followups": "Actions",
    "milestones": "Milestones",
    "statements": "Statements",
    "mandate": "Mandates",
    "claims": "Claims",
    "measures": "Measures",
    "reciprocities": "Reciprocity",
    "premises": "Premises",
    "documents": "Documents",
    "custody": "Custody",
    "holds": "Holds",
    "relations": "Related files",
}
"""Projection, and what its section is called."""
GOOD = frozenset(
    {"held", "recorded", "confirmed", "fulfilled", "answered", "exchanged", "agreed", "accepted"}
    | {"granted", "in function", "in force", "reached", "resolved in full"}
)
WARY = frozenset(
    {
        "cancelled",
        "postponed",
        "contested",
        "lapsed",
        "retracted",
        "abandoned",
        "returned",
        "withdrawn",
        "refused",
        "declined",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One part of the file as shown."""

    part_id: UUID
    title: str
    status: str
    tone: str
    """good, wary or plain: beside the words, never instead of them."""
    facts: list[Fact]
    texts: list[Text]
    compared: list[Compared]
    acts: list[Entry]
    kept_as: KeptAs | Literal[""] = ""
    """Of a document: where its text is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """The cards of one topic; a pair of notes that were exchanged stands together."""

    name: str
    title: str
    groups: list[list[Card]]
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One line of the timeline."""

    event_id: UUID
    when: str
    told: str
    source: str
    actor: str
    recorded_at: Any
    position: int
    parts: tuple[str, ...]
    documents: tuple[tuple[str, str], ...]
    """What bears it out and is on the file: anchor and name."""


def page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The file, to whoever is cleared for it; to anyone else it does not exist."""
    reader = reader_of(request.user)
    today = reading.file(reader, case_id)
    if today is None:
        return missing(request)
    now, then, wrong, axes = datetime.now(UTC), None, None, Axes()
    try:
        axes = time.axes(request.GET, reader)
        with reads.readable():
            then = time.then(case_id, axes, now)
    except Named as refused:
        wrong, axes = refused, Axes()
    case = reading.case(reader, case_id)
    asked = time.asked(axes, wrong, case, today.names, reader)
    file = reading.file(reader, case_id, then) if then else today
    context = _frame(request, today, asked)
    if file:
        offers = [] if then or not forms.may_act(reader) else _offers(reader, case)
        context |= _context(request, file, offers, reader, then, now)
    return TemplateResponse(request, "consultations/case.html", context, status=asked.status)


def _frame(request: HttpRequest, today: File, asked: time.Asked) -> dict[str, Any]:
    """What is there whether or not there was a file then."""
    from consultations.admin.adminsite import site

    return {
        **site.each_context(request),
        "title": today.header.title,
        "header": today.header,
        "asked": asked,
        "newest_first": request.GET.get("order") != "oldest",
    }


def _offers(reader: Reader, case: Case) -> list[Offer]:
    return [each for each in offered(case) if forms.may_ask(reader, each.command)]


def _context(
    request: HttpRequest,
    file: File,
    offers: list[Offer],
    reader: Reader,
    then: Then | None,
    now: datetime,
) -> dict[str, Any]:
    case_id = file.header.case_id
    acts = of_part(case_id, offers)
    named = replace(file.names, parties=reading.parties_on(_day_of(file.header)))
    deadlines = dues.of_file(reader, file.header, then.at if then else now, then)
    newest_first = request.GET.get("order") != "oldest"
    return {
        "there": True,
        "left_out": then.left_out if then else 0,
        "header": file.header,
        "parties": [tell(each, named) for each in file.header.parties],
        "venue_rules": [tell(each, file.names) for each in reversed(file.header.venue_rules)],
        "last_activity": when(file.header.last_activity),
        "menu": menu(case_id, offers),
        "may_act": forms.may_act(reader) and then is None,
        "sections": [
            section(name, file.parts[name], file.names, acts) for name in SECTIONS if file.parts[name]
        ],
        "nothing": ", ".join(title.lower() for name, title in SECTIONS.items() if not file.parts[name]),
        "deadlines": deadlines,
        "owed": owed(file.parts, file.names, deadlines),
        "timeline": timeline(reader, file, then, newest_first=newest_first),
    }


def _day_of(header: Any) -> date:
    """The day as of which parties are called in the header: today, of a closed file the day it last moved."""
    ended = header.last_activity_day if header.status == "closed" else None
    return ended or datetime.now(UTC).date()


def section(name: str, parts: list[Part], names: Names, acts: Mapping[UUID, list[Entry]]) -> Section:
    """The cards of one topic."""
    groups = [[card(each, names, acts) for each in group] for group in paired(parts)]
    return Section(name=name, title=SECTIONS[name], groups=groups, count=len(parts))


def card(part: Any, names: Names, acts: Mapping[UUID, list[Entry]]) -> Card:
    """One part as shown."""
    part_id = id_of(part)
    return Card(
        part_id=part_id,
        title=called(part) if isinstance(part, Round | Statement) else _titled(part),
        status=status_of(part, names),
        tone="good" if part.status in GOOD else "wary" if part.status in WARY else "plain",
        facts=facts_of(part, names),
        texts=texts_of(part, names),
        compared=compared(part, names),
        acts=acts.get(part_id, []),
        kept_as=part.kept_as if isinstance(part, Document) else "",
    )


def _titled(part: Any) -> str:
    return getattr(part, "title", "") or getattr(part, "subject", "") or called(part)


def paired(parts: list[Part]) -> list[list[Part]]:
    """Each part by itself, but two notes that were exchanged side by side."""
    by_id, groups, placed = {id_of(each): each for each in parts}, [], set()
    for part_id, part in by_id.items():
        if part_id in placed:
            continue
        other = by_id.get(part.exchanged_with) if isinstance(part, Note) and part.exchanged_with else None
        groups.append([part, other] if other else [part])
        placed |= {part_id, *({id_of(other)} if other else ())}
    return groups


def timeline(reader: Reader, file: File, then: Then | None, *, newest_first: bool) -> list[Moment]:
    """What happened, in order of when it happened; what happened at the same time in order of recording."""
    direction = "desc" if newest_first else "asc"
    order = f"order by shown.first {direction}, shown.last {direction}, shown.position {direction}"
    entries = reading.rows(reader, "timeline", case_id=file.header.case_id, then=then, order=order)
    return [_moment(each, file.names) for each in entries]


def _moment(row: Any, names: Names) -> Moment:
    dated = row.occurred or row.asserted.on
    return Moment(
        event_id=row.event_id,
        when=when(dated) or row.recorded_at.strftime("%-d %B %Y"),
        told=sentence(row.type, row.arguments, names, row.asserted),
        source=source_of(row.asserted, names),
        actor=row.actor,
        recorded_at=row.recorded_at,
        position=row.position,
        parts=tuple(each for each in row.entities if each in names.on_page),
        documents=tuple((each, names.on_page[each]) for each in row.evidence if each in names.on_page),
    )
