"""When something was or will be, exactly or imprecisely, in the words it was said in and in bounds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from consultations.domain.bounds import (
    Moment,
    NothingToGoBy,
    ZoneMissing,
    bounds,
    day,
    day_of,
    instant,
    known_zone,
    wall_end,
    wall_start,
)

Extent = Literal["within", "throughout"]
"""One moment somewhere between the bounds, or all the time from one to the other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """A time as a diplomatic text gives it: its wording beside what the officer took it to mean.

    The meaning is either an EDTF text (ISO 8601-2, levels 0 and 1) or explicit bounds, both inclusive; a
    bound left out is open. Texts and not dates, so that the stored JSON is the value.
    Raises ImpossibleTime, by the name of what is wrong; msgspec shows its message as a ValidationError.
    """

    phrase: str = ""
    """The wording, verbatim."""
    language: str = ""
    """The language of the phrase (BCP 47)."""
    extent: Extent = "within"
    edtf: str | None = None
    """What is meant, in days; never with a time of day inside."""
    earliest: str | None = None
    """First day, YYYY-MM-DD, or wall-clock time in the zone, YYYY-MM-DDTHH:MM."""
    latest: str | None = None
    """Last day or wall-clock time; included."""
    zone: str | None = None
    """Where the clock stands (IANA); needed for a time of day."""
    review_on: str | None = None
    """Day on which an officer looks at it again, YYYY-MM-DD."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        first, last = bounds(self.edtf, self.earliest, self.latest)
        if self.zone is not None:
            known_zone(self.zone)
        elif isinstance(first, datetime) or isinstance(last, datetime):
            raise ZoneMissing(earliest=self.earliest, latest=self.latest)
        if self.review_on is not None:
            day(self.review_on)
        if first is None and last is None and not (self.phrase and self.review_on):
            raise NothingToGoBy(phrase=self.phrase, review_on=self.review_on)

    @property
    def first(self) -> Moment | None:
        """The earliest day or wall-clock time, inclusive; none where it is open."""
        return bounds(self.edtf, self.earliest, self.latest)[0]

    @property
    def last(self) -> Moment | None:
        """The latest day or wall-clock time, inclusive; none where it is open."""
        return bounds(self.edtf, self.earliest, self.latest)[1]

    @property
    def first_day(self) -> date | None:
        """The earliest day, by the clock of the zone."""
        return day_of(self.first)

    @property
    def last_day(self) -> date | None:
        """The latest day, by the clock of the zone."""
        return day_of(self.last)

    @property
    def is_open(self) -> bool:
        """Whether it lacks a beginning or an end."""
        return self.first is None or self.last is None

    @property
    def is_exact_day(self) -> bool:
        """Whether it is known to the day, without a qualifier of doubt (~ ? %)."""
        qualified = self.edtf is not None and self.edtf.endswith(("~", "?", "%"))
        return not self.is_open and not qualified and self.first_day == self.last_day

    def starts_at(self, default_zone: str) -> datetime | None:
        """The instant (UTC) it begins at the earliest; a day begins at its midnight. None where it is open.

        The zone given counts only where the time names none of its own. Raises UnknownZone.
        """
        first = self.first
        return None if first is None else instant(wall_start(first), self._zone(default_zone))

    def ends_at(self, default_zone: str) -> datetime | None:
        """The instant (UTC) by which it is over. None where it is open.

        A day ends at the midnight after it (ETS 76, article 3), an instant that no longer belongs to it; a
        time of day is that time itself. The zone given counts only where the time names none of its own.
        Raises UnknownZone.
        """
        last, zone = self.last, self._zone(default_zone)
        if last is None:
            return None
        if isinstance(last, datetime):
            return instant(last, zone, later=True)
        if last == date.max:
            return wall_end(last).replace(tzinfo=UTC)
        return instant(datetime.combine(last + timedelta(days=1), time.min), zone)

    def overlaps(self, other: "When") -> bool:
        """Whether some moment may belong to both; an open side reaches as far as the calendar does.

        Told by the instants where both name a zone, else by the wall clock of each.
        """
        zoned = self.zone is not None and other.zone is not None
        begin, end = self._reach(zoned)
        other_begin, other_end = other._reach(zoned)
        return begin <= other_end and other_begin <= end

    @property
    def sort_key(self) -> tuple[datetime, datetime]:
        """Order by the earliest moment, then by the latest, by the wall clock.

        What has only a latest moment stands there ("by 30 April" at the end of that day), what has only an
        earliest one after all that begins with it and ends; what has neither comes last.
        """
        end = wall_end(self.last)
        return (end if self.first is None else wall_start(self.first)), end

    def __str__(self) -> str:
        """The phrase as it was said; without one, what it means."""
        return self.phrase or self.meaning

    @property
    def meaning(self) -> str:
        """What it means, in dates; "no date" where only the phrase is known."""
        extent = "throughout" if self.extent == "throughout" else ""
        return " ".join(part for part in (extent, self._span(), self.zone) if part)

    def _zone(self, default_zone: str) -> str:
        return self.zone or known_zone(default_zone)

    def _reach(self, zoned: bool) -> tuple[datetime, datetime]:
        begin, end = wall_start(self.first), wall_end(self.last)
        if not (zoned and self.zone):
            return begin, end
        return instant(begin, self.zone), instant(end, self.zone, later=True)

    def _span(self) -> str:
        earliest, latest = (text and text.replace("T", " ") for text in (self.earliest, self.latest))
        if self.edtf:
            return self.edtf
        if earliest and latest:
            return earliest if earliest == latest else f"{earliest} to {latest}"
        if earliest:
            return f"not before {earliest}"
        return f"by {latest}" if latest else "no date"


def on(on_day: str, *, zone: str | None = None) -> When:
    """On a day, YYYY-MM-DD. Raises ImpossibleTime."""
    return When(edtf=day(on_day).isoformat(), zone=zone)


def within(edtf: str, *, zone: str | None = None) -> When:
    """At some moment within a period, as EDTF: "2025-04", "2025-09~/2025-11~". Raises ImpossibleTime."""
    return When(edtf=edtf, zone=zone)


def throughout(edtf: str, *, zone: str | None = None) -> When:
    """All through a period, as EDTF: "2025-03/2025-05". Raises ImpossibleTime."""
    return When(edtf=edtf, zone=zone, extent="throughout")


def by(latest: str, *, zone: str | None = None) -> When:
    """Not later than a day or a local date-time, included. Raises ImpossibleTime."""
    return When(latest=latest, zone=zone)


def not_before(earliest: str, *, zone: str | None = None) -> When:
    """Not earlier than a day or a local date-time, included. Raises ImpossibleTime."""
    return When(earliest=earliest, zone=zone)


def at(local_time: str, *, zone: str) -> When:
    """At a time of day by the clock of a zone, YYYY-MM-DDTHH:MM. Raises ImpossibleTime."""
    return When(earliest=local_time, latest=local_time, zone=zone)


def said(
    phrase: str,
    *,
    language: str,
    edtf: str | None = None,
    earliest: str | None = None,
    latest: str | None = None,
    zone: str | None = None,
    review_on: str | None = None,
    extent: Extent = "within",
) -> When:
    """In the words of a source, with the bounds the officer chose; without any, the day to look at it again.

    Raises ImpossibleTime.
    """
    return When(
        phrase=phrase,
        language=language,
        extent=extent,
        edtf=edtf,
        earliest=earliest,
        latest=latest,
        zone=zone,
        review_on=review_on,
    )


def begun_by(since: When | None) -> date | None:
    """The day by which something held since a time had surely begun: its latest day; none where that is open.

    What has no time at all has held as far back as the calendar goes.
    """
    return date.min if since is None else since.last_day
