"""When something falls due, with the reason in words, and which of several such dates counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from consultations.domain.bounds import day_of, moment, text_of
from consultations.domain.when import When, by


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A due date, or the earliest and the latest it can be where its trigger is imprecise; none is open.

    Texts as in When: a day, YYYY-MM-DD, to the end of which there is time, or a local YYYY-MM-DDTHH:MM.
    """

    earliest: str | None
    latest: str | None
    zone: str | None
    """Whose midnight, or whose clock (IANA)."""
    explanation: str
    """How it was reached: the inputs, the way of counting, the calendar and its version."""
    calendar_version: str = ""
    """What the working days rest on; empty where none were asked for, so that no calendar can change it."""

    @property
    def is_open(self) -> bool:
        """Whether there is no latest date: then it is never overdue."""
        return self.latest is None

    @property
    def earliest_day(self) -> date | None:
        """The day reminders go by."""
        return None if self.earliest is None else day_of(moment(self.earliest))

    @property
    def latest_day(self) -> date | None:
        """The day after which it is overdue."""
        return None if self.latest is None else day_of(moment(self.latest))

    def earliest_end(self, default_zone: str) -> datetime | None:
        """The instant (UTC) at which the earliest due date runs out. Raises UnknownZone."""
        return _end(self.earliest, self.zone, default_zone)

    def latest_end(self, default_zone: str) -> datetime | None:
        """The instant (UTC) from which it is overdue: the midnight after a day. Raises UnknownZone."""
        return _end(self.latest, self.zone, default_zone)

    def is_overdue(self, at: datetime, default_zone: str) -> bool:
        """Whether time has run out at an instant, whatever the trigger turns out to be.

        A reading, no legal conclusion. Raises UnknownZone.
        """
        end = self.latest_end(default_zone)
        return end is not None and end <= at


def not_later_than(told: When) -> Due:
    """A date that a text sets by itself: "not later than 30 April", "by the end of April" (given that month).

    The last day counts; it is open where the time has no end.
    """
    last = text_of(told.last)
    return Due(earliest=last, latest=last, zone=told.zone, explanation=f"not later than {told.meaning}")


def earlier(*dues: Due, default_zone: str) -> Due:
    """Whichever is earlier. Open at the earliest where any is; at the latest only where all are.

    Dates are compared by the instants they end at, those without a zone in the default one; where the two
    bounds are of different zones, both are given as those instants, in UTC. Raises UnknownZone.
    """
    return _chosen(dues, default_zone, min, "whichever is earlier")


def later(*dues: Due, default_zone: str) -> Due:
    """Whichever is later. Open at the earliest only where all are; at the latest where any is.

    This is also "not before": the later of what was counted and the day before which it shall not be.
    Zones as in earlier. Raises UnknownZone.
    """
    return _chosen(dues, default_zone, max, "whichever is later")


Bound = tuple[datetime, str, str | None]
"""The instant a due date ends at, its text and its zone."""


def _chosen(dues: tuple[Due, ...], default_zone: str, pick: Callable[[list[Bound]], Bound], said: str) -> Due:
    starts = [_bound(due.earliest, due.zone, default_zone) for due in dues]
    ends = [_bound(due.latest, due.zone, default_zone) for due in dues]
    # The earlier of two is open below where either is, the later of two above.
    first = _picked(starts, pick, needs_all=pick is min)
    last = _picked(ends, pick, needs_all=pick is max)
    earliest, latest, zone = _in_one_zone(first, last)
    return Due(
        earliest=earliest,
        latest=latest,
        zone=zone,
        explanation=f"{said}: " + "; or ".join(due.explanation for due in dues),
        calendar_version=", ".join(
            dict.fromkeys(due.calendar_version for due in dues if due.calendar_version)
        ),
    )


def _bound(text: str | None, zone: str | None, default_zone: str) -> Bound | None:
    end = _end(text, zone, default_zone)
    return None if text is None or end is None else (end, text, zone)


def _picked(
    bounds: list[Bound | None], pick: Callable[[list[Bound]], Bound], *, needs_all: bool
) -> Bound | None:
    known = [bound for bound in bounds if bound is not None]
    if not known or (needs_all and len(known) < len(bounds)):
        return None
    return pick(known)


def _in_one_zone(first: Bound | None, last: Bound | None) -> tuple[str | None, str | None, str | None]:
    zones = {bound[2] for bound in (first, last) if bound}
    if len(zones) > 1:
        earliest, latest = (bound and text_of(bound[0].replace(tzinfo=None)) for bound in (first, last))
        return earliest, latest, "UTC"
    return first and first[1], last and last[1], zones.pop() if zones else None


def _end(text: str | None, zone: str | None, default_zone: str) -> datetime | None:
    return None if text is None else by(text, zone=zone).ends_at(default_zone)
