"""Open deadlines as the pages show them, read at the moment of asking."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from consultations.access.filter import Reader
from consultations.admin import reading
from consultations.domain.deadlines import reading as reading_of
from consultations.domain.when import at, on
from consultations.projections.words import date_text

SOON = timedelta(days=7)
"""How far ahead the dashboard looks."""
# As the index has it, so that what was answered long ago is not read.
DUE = "coalesce(shown.due_earliest, 'infinity')"
MINE = """%(me)s = any(case when shown.officers = '{}'
    then (select officers from consultations_docket of where of.case_id = shown.case_id) else shown.officers end)"""
"""Whoever is named for the part, else those in charge of the file."""
NEAR = f"shown.status = 'open' and {DUE} <= %(until)s"


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """An open deadline as the dashboard shows it."""

    case_id: UUID
    case_title: str
    part_id: UUID
    what: str
    rule: str
    explanation: str
    due: str
    state: str
    """A reading, or soon where it is due within a week."""
    mine: bool


def due_now(reader: Reader, now: datetime, most: int, *, mine: bool) -> list[Due]:
    """At most so many open deadlines that are overdue, due or due within a week, the longest overdue first.

    Those that the reader is to see to, or the others.
    """
    where, order = f"{NEAR} and ({MINE}) = %(mine)s", f"order by {DUE} limit %(most)s"
    values: dict[str, Any] = {"until": now + SOON, "me": reader.username, "mine": mine, "most": most}
    near = reading.rows(reader, "deadlines", where=where, order=order, **values)
    theirs = [each.case_id for each in near]
    files = reading.rows(reader, "docket", where="shown.case_id = any(%(theirs)s)", theirs=theirs)
    return _dues(near, files, reader, now)


def due_in(reader: Reader, files: Collection[Any], now: datetime) -> list[Due]:
    """The same of these files, all of them."""
    where = f"{NEAR} and shown.case_id = any(%(theirs)s)"
    theirs = [each.case_id for each in files]
    return _dues(
        reading.rows(reader, "deadlines", where=where, until=now + SOON, theirs=theirs), files, reader, now
    )


def _dues(rows: Iterable[Any], files: Iterable[Any], reader: Reader, now: datetime) -> list[Due]:
    by_case = {each.case_id: each for each in files}
    return [_due(each, by_case[each.case_id], reader, now) for each in rows if each.case_id in by_case]


def of_file(reader: Reader, file: Any, now: datetime, then: reading.Then | None = None) -> list[Due]:
    """The open deadlines of one file, the earliest first, those without a date last."""
    every = reading.rows(reader, "deadlines", case_id=file.case_id, then=then)
    found = [each for each in every if each.status == "open"]
    by_date = sorted(found, key=lambda each: (each.due_earliest is None, each.due_earliest or now))
    return [_due(each, file, reader, now) for each in by_date]


def _due(row: Any, file: Any, reader: Reader, now: datetime) -> Due:
    officers = row.officers or file.officers
    return Due(
        case_id=row.case_id,
        case_title=file.title,
        part_id=row.part_id,
        what=subject_of(row),
        rule=row.rule,
        explanation=row.explanation,
        due=due_text(row, reader.zone),
        state=state_of(row, now),
        mine=reader.username in officers,
    )


def subject_of(row: Any) -> str:
    """What a deadline is about."""
    if row.part_kind == "round":
        return f"Round {row.ordinal}" if row.ordinal else "Round"
    return str(row.subject or row.part_kind.capitalize())


def due_text(row: Any, zone: str) -> str:
    """When it is due: a day, or from the earliest to the latest; of another's day its end in the reader's zone."""
    if row.earliest is None:
        return "no date yet"
    first, last = row.earliest, row.latest or ""
    span = (
        _shown(first)
        if first == last
        else f"{_shown(first)} to {_shown(last)}"
        if last
        else f"not before {_shown(first)}"
    )
    if ":" in span:
        return f"{span} ({row.zone})"
    if row.zone in (zone, settings.TIME_ZONE) or row.due_latest is None:
        return span
    ends = row.due_latest.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    return f"{span} ({row.zone}), to {_shown(ends)} ({zone})"


def _shown(text: str) -> str:
    return date_text(at(text, zone="UTC") if "T" in text else on(text)).removesuffix(" (UTC)")


def state_of(row: Any, now: datetime) -> str:
    """How a deadline stands at an instant, and whether it is due soon."""
    stands = reading_of(row.rule, row.first_at, row.due_earliest, row.due_latest, now)
    near = row.due_earliest is not None and row.due_earliest <= now + SOON
    return "soon" if stands == "ahead" and near else stands
