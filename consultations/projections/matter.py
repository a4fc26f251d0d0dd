"""A file as a brief is written from: folded, with the entry that each status rests on, and what things are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from consultations.domain.deadlines import Deadline, Reading, reading
from consultations.domain.decider import evolve
from consultations.domain.message import Recorded
from consultations.domain.parts.notes import Note
from consultations.domain.parts.part import Part
from consultations.domain.parts.rounds import Round
from consultations.domain.state import KINDS, Case
from consultations.domain.values import Asserted, PartyCode
from consultations.domain.when import at, on
from consultations.projections import deadlines
from consultations.projections.projection import fold
from consultations.projections.words import Names, date_text

LONGEST = 400
"""Characters in a line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a brief, and the entry of the log that it rests on."""

    told: str
    event_id: UUID
    """The entry, of this file unless another is named."""
    part_id: UUID | None = None
    """The part of the file that it is about; none: the file itself."""
    kind: str = ""
    """The list that the part is in: rounds, actions."""
    sides: tuple[PartyCode, ...] = ()
    """Those on whose word it rests; none: the own record."""
    reading: Reading | None = None
    """How a deadline stood at the moment of asking."""
    other_case_id: UUID | None = None
    """The other file that it is about, which the reader sees."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """All that a brief is written from."""

    case: Case
    records: tuple[Recorded, ...]
    """The entries that count and that the reader may know of, oldest first."""
    turned: Mapping[UUID, Recorded]
    """By id of a part, or of the file: the entry that gave it the status it has."""
    latest: Mapping[UUID, Recorded]
    """The same: the entry that last changed it."""
    open: tuple[Deadline, ...]
    """The open deadlines, the earliest first, those without a date last."""
    names: Names
    at: datetime
    """The instant (UTC) at which readings are taken."""

    def stands(self, due: Deadline) -> Reading:
        """How an open deadline stands."""
        return reading(due.rule, due.first_at, due.due_earliest, due.due_latest, self.at)

    def last_of(self, *types: str) -> Recorded | None:
        """The last entry of one of these types."""
        return next((each for each in reversed(self.records) if each.type in types), None)

    def about(self, part: Part, told: str, by: Recorded | None = None, **more: Any) -> Line:
        """A line about a part: it rests on the entry that gave it its status, where none is named."""
        part_id = id_of(part)
        record = by or self.turned[part_id]
        return self.line(told, record, part_id=part_id, kind=part.kept, **more)

    def line(self, told: str, record: Recorded, **more: Any) -> Line:
        """A line that rests on an entry."""
        asserted = record.envelope.asserted
        sides = () if asserted.standing == "own record" else asserted.sides
        short = told if len(told) <= LONGEST else told[: LONGEST - 1].rstrip() + "…"
        return Line(told=short, event_id=record.event_id, sides=sides, **more)

    def according_to(self, asserted: Asserted | None) -> str:
        """Whose word something rests on, with the day the source bears; empty for the own record."""
        if asserted is None or asserted.standing == "own record":
            return ""
        who = self.names.listed(asserted.sides) or asserted.capacity or _("the press")
        said = _("according to %(who)s") % {"who": who}
        return f"{said} ({date_text(asserted.on)})" if asserted.on else said

    def status(self, part: Any) -> str:
        """A part's status with the name of the side whose word it rests on."""
        return joined(f"{part.status}", self.according_to(part.status_asserted), by=", ")

    def called(self, part: Part) -> str:
        """What a part is called."""
        if isinstance(part, Round):
            return self.names.round(part.round_id, part.ordinal)
        return self.names.parts.get(id_of(part)) or type(part).__name__


def matter(case_id: UUID, records: Iterable[Recorded], names: Names, at: datetime) -> Matter:
    """Fold the entries of a file, and keep which of them each status rests on."""
    counted = tuple(records)
    case, turned, latest = Case(case_id=case_id), dict[UUID, Recorded](), dict[UUID, Recorded]()
    for record in counted:
        touched = record.event.entities or (case_id,)
        before = {each: _standing(case, each) for each in touched}
        evolve(case, record)
        for each in touched:
            latest[each] = record
            if each not in turned or _standing(case, each) != before[each]:
                turned[each] = record
    return Matter(
        case=case,
        records=counted,
        turned=turned,
        latest=latest,
        open=_open(counted),
        names=replace(names, parts=_titles(case), ordinals=_ordinals(case), places=_places(case)),
        at=at,
    )


def parts(case: Case) -> Iterable[Any]:
    """Every part on the file, topic by topic."""
    return (part for kind in KINDS.values() for part in case.parts(kind).values())


def id_of(part: Part) -> UUID:
    """The part's own id."""
    part_id: UUID = getattr(part, part.key)
    return part_id


def joined(*told: str, by: str = "; ") -> str:
    """What there is of some words, in a row."""
    return by.join(each for each in told if each)


def due_text(due: Deadline) -> str:
    """When a deadline falls due: a day, or the earliest and the latest it can be."""
    first, last = (_day(each) for each in (due.earliest, due.latest))
    if first == last:
        return first or _("no date yet")
    return f"{first} – {last}" if last else _("not before %(day)s") % {"day": first}


def _day(text: str | None) -> str:
    if text is None:
        return ""
    return date_text(at(text, zone="UTC") if "T" in text else on(text)).removesuffix(" (UTC)")


def _standing(case: Case, part_id: UUID) -> object:
    if part_id == case.case_id:
        return case.status
    found = (case.parts(kind).get(part_id) for kind in KINDS.values())
    part: Any = next((each for each in found if each is not None), None)
    return part and (part.status, part.status_asserted)


def _open(records: Iterable[Recorded]) -> tuple[Deadline, ...]:
    folded = fold(deadlines.PROJECTION, {}, records).values()
    ends = [each for each in folded if each is not None and each.status == "open"]
    return tuple(sorted(ends, key=lambda each: (each.due_earliest is None, str(each.due_earliest))))


def _titles(case: Case) -> dict[UUID, str]:
    titled = {id_of(part): _title(part) for part in parts(case) if not isinstance(part, Round)}
    return {part_id: title for part_id, title in titled.items() if title}


def _title(part: Any) -> str:
    named = (getattr(part, name, "") for name in ("title", "subject", "post", "matter"))
    title = next((each for each in named if each), "")
    return joined(part.number, title, by=" – ") if isinstance(part, Note) else str(title)


def _ordinals(case: Case) -> dict[UUID, int]:
    return {part_id: each.ordinal for part_id, each in case.rounds.items() if each.ordinal}


def _places(case: Case) -> dict[UUID, str]:
    return {part_id: each.venues[-1].place.city for part_id, each in case.rounds.items() if each.venues}
