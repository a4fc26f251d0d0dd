"""The first and last moments that an ISO 8601 text can mean, and the names of what it cannot be."""

import inspect
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from edtf.parser import EDTFObject, parse_edtf

Moment = date | datetime
"""A day, or a wall-clock time to the minute without a zone of its own."""
Bounds = tuple[Moment | None, Moment | None]
"""The first and the last moment, both inclusive; none: open on that side."""

_KEPT = 16_384
_LONGEST_EDTF = 32
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_DATE_OR_SEASON = r"[0-9]{4}(?:-(?:2[1-4]|[01][0-9](?:-[0-9]{2})?))?[~?%]?"
_UNSPECIFIED = r"(?:[0-9]{3}X|[0-9]{2}XX|[0-9]{4}-XX(?:-XX)?|[0-9]{4}-[0-9]{2}-XX)[~?%]?"
_LEVEL_0_OR_1 = re.compile(
    rf"{_UNSPECIFIED}|{_DATE_OR_SEASON}(?:/(?:{_DATE_OR_SEASON}|\.\.)?)?|(?:\.\.)?/{_DATE_OR_SEASON}"
)


class ImpossibleTime(ValueError):
    """This time cannot be."""

    def __init__(self, **named: Any) -> None:
        """Keep the particulars, so that a door can show them beside the message."""
        super().__init__(inspect.cleandoc(self.__doc__ or ""))
        self.named: Mapping[str, Any] = named


class NotADate(ImpossibleTime):
    """A date is written YYYY-MM-DD, and a local date-time YYYY-MM-DDTHH:MM, from T00:00 to T23:59."""


class DateDoesNotExist(ImpossibleTime):
    """There is no such date."""


class YearOutOfRange(ImpossibleTime):
    """The year must lie between 1 and 9999."""


class EndsBeforeItBegins(ImpossibleTime):
    """The latest moment lies before the earliest."""


class UnknownZone(ImpossibleTime):
    """The zone is not one of the IANA time zone database."""


class ZoneMissing(ImpossibleTime):
    """A time of day needs the zone it is meant in."""


class NotEdtf(ImpossibleTime):
    """The text is not an EDTF date of level 0 or 1 (ISO 8601-2)."""


class EdtfWithTimeOfDay(ImpossibleTime):
    """A time of day goes into the earliest and latest bounds, not into the EDTF text."""


class BoundsDisagree(ImpossibleTime):
    """The EDTF text and the bounds beside it mean different days."""


class NothingToGoBy(ImpossibleTime):
    """Without a date or a bound, a time needs its phrase and a day on which to look at it again."""


@lru_cache(maxsize=_KEPT)
def day(text: str) -> date:
    """Read a day, YYYY-MM-DD (ISO 8601-1, extended format).

    Raises NotADate, DateDoesNotExist, YearOutOfRange.
    """
    if not _DAY.fullmatch(text):
        raise NotADate(text=text[:_LONGEST_EDTF])
    if text.startswith("0000"):
        raise YearOutOfRange(text=text)
    try:
        return date.fromisoformat(text)
    except ValueError as impossible:
        raise DateDoesNotExist(text=text) from impossible


@lru_cache(maxsize=_KEPT)
def moment(text: str) -> Moment:
    """Read a day, or a wall-clock time to the minute, YYYY-MM-DDTHH:MM.

    Raises NotADate, DateDoesNotExist, YearOutOfRange.
    """
    if not _MINUTE.fullmatch(text):
        return day(text)
    return datetime.combine(day(text[:10]), time.fromisoformat(text[11:]))


@lru_cache(maxsize=_KEPT)
def edtf_days(text: str) -> tuple[date | None, date | None]:
    """The first and last day that an EDTF text of level 0 or 1 can mean (ISO 8601-2).

    Qualifiers (~ ? %) do not widen it. An end that is open (..) or unknown (left empty) is none. Seasons are
    the northern quarters that begin in March; winter, -24, runs to the end of February of the next year.
    Raises NotEdtf, EdtfWithTimeOfDay, DateDoesNotExist, YearOutOfRange, EndsBeforeItBegins.
    """
    if len(text) <= _LONGEST_EDTF and "T" in text:
        raise EdtfWithTimeOfDay(text=text)
    if len(text) > _LONGEST_EDTF or not _LEVEL_0_OR_1.fullmatch(text):
        raise NotEdtf(text=text[:_LONGEST_EDTF])
    # A qualifier moves no strict bound, and the parser knows none beside a season.
    sides = [side.rstrip("~?%") for side in text.split("/")]
    first, last = _first_day(sides[0]), _last_day(sides[-1])
    if first and last and last < first:
        raise EndsBeforeItBegins(text=text)
    return first, last


def _first_day(side: str) -> date | None:
    if side in ("", ".."):
        return None
    return day(side) if _DAY.fullmatch(side) else date(*_parsed(side).lower_strict()[:3])


def _last_day(side: str) -> date | None:
    if side in ("", ".."):
        return None
    if _DAY.fullmatch(side):
        return day(side)
    last = date(*_parsed(side).upper_strict()[:3])
    return _end_of_winter(last) if side.endswith("-24") else last


def _end_of_winter(last: date) -> date:
    # The parser cuts winter off at the year's end; the strict bound must not fall short of the season.
    if last.year == date.max.year:
        raise YearOutOfRange(year=last.year + 1)
    return date(last.year + 1, 3, 1) - timedelta(days=1)


def _parsed(side: str) -> EDTFObject:
    """The parser's view of one side; what it chokes on in whatever way is simply not EDTF."""
    if side.startswith(("0000", "000X", "00XX")):
        raise YearOutOfRange(text=side)
    try:
        parsed: EDTFObject = parse_edtf(side)
    except Exception as unreadable:
        raise NotEdtf(text=side) from unreadable
    return parsed


@lru_cache(maxsize=_KEPT)
def bounds(edtf: str | None, earliest: str | None, latest: str | None) -> Bounds:
    """The bounds that an EDTF text, or else the explicit texts, set.

    Raises every ImpossibleTime there is but those about zones and NothingToGoBy.
    """
    first, last = (None if text is None else moment(text) for text in (earliest, latest))
    if wall_end(last) < wall_start(first):
        raise EndsBeforeItBegins(earliest=earliest, latest=latest)
    if edtf is None:
        return first, last
    meant = edtf_days(edtf)
    if first not in (None, meant[0]) or last not in (None, meant[1]):
        raise BoundsDisagree(edtf=edtf, earliest=earliest, latest=latest)
    return meant


def day_of(bound: Moment | None) -> date | None:
    """The day a bound falls on, by its own clock."""
    return bound.date() if isinstance(bound, datetime) else bound


def text_of(bound: Moment | None) -> str | None:
    """A bound as it is stored: YYYY-MM-DD or YYYY-MM-DDTHH:MM."""
    if isinstance(bound, datetime):
        return bound.isoformat(timespec="minutes")
    return None if bound is None else bound.isoformat()


def wall_start(bound: Moment | None) -> datetime:
    """The wall-clock time at which a bound begins: for a day its midnight, for none the calendar's first."""
    return bound if isinstance(bound, datetime) else datetime.combine(bound or date.min, time.min)


def wall_end(bound: Moment | None) -> datetime:
    """The last wall-clock time a bound covers: of a day all but a microsecond, for none the calendar's."""
    return bound if isinstance(bound, datetime) else datetime.combine(bound or date.max, time.max)


def instant(wall_clock: datetime, zone: str, *, later: bool = False) -> datetime:
    """The instant in UTC of a wall-clock time; where clocks go back, the earlier or the later of two.

    An instant before year 1 or after year 9999 is cut to what a datetime holds.
    """
    try:
        return wall_clock.replace(tzinfo=ZoneInfo(zone), fold=int(later)).astimezone(UTC)
    except OverflowError:
        edge = wall_start(None) if wall_clock.year == 1 else wall_end(None)
        return edge.replace(tzinfo=UTC)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    # Both name the machine's own idea, not a place.
    return frozenset(available_timezones() - {"localtime", "Factory"})


def known_zone(zone: str) -> str:
    """The zone's name as given. Raises UnknownZone where the IANA time zone database has no such name."""
    if zone not in _zones():
        raise UnknownZone(zone=zone[:64])
    return zone
