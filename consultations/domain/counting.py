"""Counting of time-limits: from a trigger, over a period, to the day or the instant something falls due."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from consultations.domain.bounds import (
    ImpossibleTime,
    ZoneMissing,
    day,
    day_of,
    instant,
    moment,
    text_of,
    wall_start,
)
from consultations.domain.calendars import AnyCalendar, Calendar
from consultations.domain.due import Due
from consultations.domain.periods import Period, Roll, Suspension
from consultations.domain.when import When


class BeyondTheCalendar(ImpossibleTime):
    """The period leads out of the years 1 to 9999."""


_DAY = timedelta(days=1)
Pause = tuple[datetime, datetime | None]
"""A suspension from its first moment to the first one after it; none while it still runs."""


def count(
    period: Period,
    trigger: When,
    calendar: AnyCalendar | None = None,
    suspensions: Iterable[Suspension] = (),
) -> Due:
    """When a period that begins with a trigger runs out.

    An imprecise trigger gives an earliest and a latest date; an open one, or a suspension that still runs,
    leaves the date open on that side. Days, weeks and months give a day, hours a time in the zone of the
    period or else of the trigger (in UTC, should that time occur twice there). Weeks end on the weekday of
    the trigger, months on its number or else on the last of the month (ETS 76, article 4). Suspended time is
    added; a period counted backward is not suspended. Without a calendar, the weekend is not worked.
    Raises BeyondTheCalendar; ZoneMissing where hours are counted from a day in no zone.
    """
    calendar = calendar or Calendar()
    suspensions = tuple(suspensions) if period.amount > 0 else ()
    try:
        earliest, latest, zone = (_hours if period.unit == "hours" else _days)(
            period, trigger, calendar, suspensions
        )
    except OverflowError as beyond:
        raise BeyondTheCalendar(amount=period.amount, unit=period.unit) from beyond
    consulted = calendar if period.unit == "working days" or period.roll != "not" else None
    way = "; ".join(_way(period, trigger, consulted, suspensions))
    return Due(
        earliest=earliest,
        latest=latest,
        zone=zone,
        explanation=f"{way}; {_outcome(earliest, latest, zone)}",
        calendar_version=consulted.version if consulted else "",
    )


def put_off(due: Due, suspensions: Iterable[Suspension]) -> Due:
    """A date that was set, later by the days that did not count before it ran out.

    One that still runs adds nothing yet. Raises BeyondTheCalendar.
    """
    over = sorted((each for each in suspensions if each.last_day), key=lambda each: each.first_day)
    if not over:
        return due
    try:
        earliest, latest = (text and _put_off(text, over) for text in (due.earliest, due.latest))
    except OverflowError as beyond:
        raise BeyondTheCalendar(due=due.latest) from beyond
    told = " and ".join(str(each) for each in over)
    way = f"{due.explanation}; put off by the days it stood still, {told}"
    return replace(due, earliest=earliest, latest=latest, explanation=way)


def _put_off(text: str, suspensions: Sequence[Suspension]) -> str | None:
    until = moment(text)
    for each in suspensions:
        first, last = day(each.first_day), day(each.last_day or each.first_day)
        if wall_start(first) <= wall_start(until):
            until += last - first + _DAY
    return text_of(until)


Reached = tuple[str | None, str | None, str | None]
"""The earliest and the latest due date, as texts, and their zone."""


def _days(period: Period, trigger: When, calendar: AnyCalendar, suspensions: Sequence[Suspension]) -> Reached:
    pauses = _pauses(suspensions, wall_start)
    earliest, latest = (
        None if start is None else _due_day(period, start, calendar, pauses)
        for start in _trigger_days(period, trigger)
    )
    if earliest and latest and latest < earliest:
        # Months that end on the same last day can lose more of a suspension to the earlier trigger.
        earliest, latest = latest, earliest
    return text_of(earliest), text_of(latest), period.zone or trigger.zone


def _trigger_days(period: Period, trigger: When) -> Iterator[date | None]:
    """The day of the trigger at the earliest and at the latest; a time of day goes to the period's zone."""
    for bound, later in ((trigger.first, False), (trigger.last, True)):
        if isinstance(bound, datetime) and period.zone and trigger.zone:
            yield instant(bound, trigger.zone, later=later).astimezone(ZoneInfo(period.zone)).date()
        else:
            yield day_of(bound)


def _due_day(period: Period, start: date, calendar: AnyCalendar, pauses: list[Pause]) -> date | None:
    if period.trigger_day == "included" and period.amount:
        start -= _DAY if period.amount > 0 else -_DAY
    if period.unit == "working days":
        due = _working_day(start, period.amount, calendar, pauses)
    else:
        due = _calendar_day(start, period, pauses)
    return due and _rolled(due, period.roll, calendar)


def _calendar_day(start: date, period: Period, pauses: list[Pause]) -> date | None:
    due = _shifted(start, period)
    if not pauses:
        return due
    end = _prolonged(wall_start(start + _DAY), wall_start(due + _DAY), pauses)
    return end and (end - _DAY).date()


def _shifted(start: date, period: Period) -> date:
    if period.unit != "months":
        return start + period.amount * (7 * _DAY if period.unit == "weeks" else _DAY)
    years, month = divmod(start.month - 1 + period.amount, 12)
    year = start.year + years
    if not date.min.year <= year <= date.max.year:
        raise OverflowError
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _working_day(start: date, amount: int, calendar: AnyCalendar, pauses: list[Pause]) -> date | None:
    due, left = start, abs(amount)
    while left:
        due += _DAY if amount > 0 else -_DAY
        pause = next((pause for pause in pauses if _is_paused(due, pause)), None)
        if pause and pause[1] is None:
            return None
        if not pause and calendar.is_working_day(due):
            left -= 1
    return due


def _is_paused(on: date, pause: Pause) -> bool:
    first, after = pause
    return first <= wall_start(on) and (after is None or wall_start(on) < after)


def _rolled(due: date, roll: Roll, calendar: AnyCalendar) -> date:
    while roll != "not" and not calendar.is_working_day(due):
        due += _DAY if roll == "forward" else -_DAY
    return due


def _hours(
    period: Period, trigger: When, calendar: AnyCalendar, suspensions: Sequence[Suspension]
) -> Reached:
    zone = period.zone or trigger.zone
    if zone is None:
        raise ZoneMissing(unit=period.unit, trigger=trigger.meaning)
    pauses = _pauses(suspensions, lambda begins: instant(wall_start(begins), zone))
    ends = [
        begin and _prolonged(begin, begin + timedelta(hours=period.amount), pauses)
        for begin in (trigger.starts_at(zone), trigger.ends_at(zone))
    ]
    # A text cannot say which of two equal clock times is meant.
    shown = zone if all(end is None or _occurs_once(end, zone) for end in ends) else "UTC"
    earliest, latest = (text_of(end and _wall_clock(end, shown)) for end in ends)
    return earliest, latest, shown


def _wall_clock(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _occurs_once(at: datetime, zone: str) -> bool:
    clock = _wall_clock(at, zone)
    return instant(clock, zone) == instant(clock, zone, later=True)


def _pauses(suspensions: Sequence[Suspension], begins: Callable[[date], datetime]) -> list[Pause]:
    spans = [(day(each.first_day), each.last_day and day(each.last_day)) for each in suspensions]
    pauses = [(begins(first), begins(last + _DAY) if last else None) for first, last in spans]
    return sorted(pauses, key=lambda pause: pause[0])


def _prolonged(begin: datetime, end: datetime, pauses: list[Pause]) -> datetime | None:
    """The end of a time that does not run during the pauses, given in order; they may overlap."""
    for first, after in pauses:
        if first >= end:
            break
        if after is None:
            return None
        if after > begin:
            end, begin = end + (after - max(first, begin)), after
    return end


def _way(
    period: Period, trigger: When, calendar: AnyCalendar | None, suspensions: Sequence[Suspension]
) -> Iterator[str]:
    """The inputs and the way of counting, in words."""
    meaning = trigger.meaning if trigger.is_exact_day else f"({trigger.meaning})"
    yield f'{period} "{trigger.phrase}" ({trigger.meaning})' if trigger.phrase else f"{period} {meaning}"
    if period.unit == "hours":
        yield "by the clock"
    elif period.trigger_day == "included":
        yield "that day counted"
    else:
        yield "that day not counted" + (" (ETS 76, article 3)" if period.amount > 0 else "")
    if suspensions:
        yield "suspended " + " and ".join(str(each) for each in suspensions)
    if period.roll != "not":
        yield f"moved {period.roll} where the last day is not worked"
    if calendar:
        yield f"calendar: {calendar.name} ({calendar.version})"


def _outcome(earliest: str | None, latest: str | None, zone: str | None) -> str:
    earliest, latest = (text and text.replace("T", " ") for text in (earliest, latest))
    if earliest == latest:
        due = f"due {latest}" if latest else "due date open"
    elif earliest and latest:
        due = f"due between {earliest} and {latest}"
    else:
        due = f"due by {latest}" if latest else f"due not before {earliest}"
    return f"{due} {zone}" if zone else due
