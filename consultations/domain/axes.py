"""The three axes of time, and whose word counts: which events of a file a question is about.

Every answer is a fold over a subset of one stream, so to ask how a file stood is to ask which of its events count.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from uuid import UUID

from consultations.domain.message import Recorded
from consultations.domain.values import PartyCode
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class Axes:
    """What is asked of a file besides what it holds now: as of when, and by whose word."""

    known_at: datetime | None = None
    """As the register held it at this instant: strictly by when each event was recorded."""
    asserted_until: date | None = None
    """As far as sources had said so by the end of this day, by the date that each source bears."""
    side: PartyCode | None = None
    """Only what this side has asserted, or confirmed."""

    @property
    def asked(self) -> bool:
        """Whether anything else than the present is asked for."""
        return self != Axes()

    def evaluated_at(self, now: datetime) -> datetime:
        """The instant (UTC) at which readings are taken: the one that is asked about, and never later than now."""
        ends = datetime.max.replace(tzinfo=UTC)
        if self.asserted_until is not None and self.asserted_until < date.max:
            ends = datetime.combine(self.asserted_until + timedelta(days=1), time.min, UTC)
        return min(now, self.known_at or now, ends)


@dataclass(frozen=True, kw_only=True, slots=True)
class Subset:
    """The events that count, and those of which it cannot be said."""

    records: tuple[Recorded, ...] = ()
    left_out: tuple[UUID, ...] = field(default=())
    """Events whose source may bear a day within the time asked for, but need not: they count from its latest day."""


def subset(history: Iterable[Recorded], axes: Axes) -> Subset:
    """The events of one stream, oldest first, that count on these axes, taken together.

    What the register does with a file (opening it, its parties, its label) is nobody's claim: it counts on every
    axis but that of what was known.
    """
    known = _known(history, axes.known_at)
    said = [each for each in known if _counts(each, _said_by(each, axes.asserted_until))]
    unsure = [each.event_id for each in known if each.event.claim and _may_be(each, axes.asserted_until)]
    confirmed = _confirmed_by(axes.side, said)
    return Subset(
        records=tuple(each for each in said if _counts(each, _of(each, axes.side, confirmed))),
        left_out=tuple(unsure),
    )


def said_on(record: Recorded) -> When:
    """The date that the source of an event bears; else when the ministry learned it; else the day it was recorded."""
    envelope = record.envelope
    said = record.event.said_on or envelope.asserted.on
    return said or envelope.learned_on or When(edtf=record.recorded_at.date().isoformat())


def _known(history: Iterable[Recorded], at: datetime | None) -> list[Recorded]:
    # A prefix, even where the server's clock was set back in between.
    return list(history if at is None else takewhile(lambda each: each.recorded_at <= at, history))


def _counts(record: Recorded, by_the_axis: bool) -> bool:
    return by_the_axis or not record.event.claim


def _said_by(record: Recorded, until: date | None) -> bool:
    if until is None:
        return True
    last = said_on(record).last_day
    return last is not None and last <= until


def _may_be(record: Recorded, until: date | None) -> bool:
    if until is None or _said_by(record, until):
        return False
    first = said_on(record).first_day
    return first is None or first <= until


def _confirmed_by(side: PartyCode | None, records: Iterable[Recorded]) -> frozenset[UUID]:
    """The events that a side has made its own: those it names, and what was said of a part before it affirms that."""
    confirmed, said_of = set[UUID](), defaultdict[UUID, list[UUID]](list)
    for each in records:
        if side in _voices(each):
            confirmed.update(each.event.confirms)
            if each.event.affirms:
                confirmed.update(earlier for part_id in each.event.entities for earlier in said_of[part_id])
        for part_id in each.event.entities:
            said_of[part_id].append(each.event_id)
    return frozenset(confirmed)


def _of(record: Recorded, side: PartyCode | None, confirmed: Collection[UUID]) -> bool:
    return side is None or side in _voices(record) or record.event_id in confirmed


def _voices(record: Recorded) -> tuple[PartyCode, ...]:
    asserted = record.envelope.asserted
    return (*asserted.sides, *(record.event.voices if asserted.standing == "own record" else ()))
