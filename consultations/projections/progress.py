"""How far the projections are: for a reader who waits for what was just written, and for the health check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event as Pause
from time import monotonic
from typing import Final
from uuid import UUID

from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from consultations.eventlog.shards import OF_STREAM
from consultations.projections.checkpoints import positions
from consultations.projections.runner import ALL

PROBE_SECONDS: Final = 0.02
PASSED = f"""
select
    place.position <= (
        select min(coalesce(stands.position, 0))
        from unnest(%(names)s::text[]) wanted (projection) left join consultations_checkpoint stands
            on stands.projection = wanted.projection
            and stands.shard = {OF_STREAM.format(stream="place.stream_id")}),
    exists (
        select from consultations_parkedcase parked
        where parked.stream_id = place.stream_id and parked.projection = any(%(names)s)
            and parked.position <= place.position)
from consultations_event event join consultations_position place using (number)
where event.event_id = %(event_id)s
"""


class CaseIsParked(Exception):
    """One of the projections has stopped at this file: waiting for it would be for nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lag:
    """What is still to be done."""

    unsealed: int
    """Committed events that have no position yet."""
    behind: Mapping[str, int]
    """Sealed events from where each projection's slowest shard stands to the head of the log."""


def wait_for(event_id: UUID, seconds: float = 3.0, projections: Sequence[str] | None = None) -> bool:
    """Wait until the projections named, or all, have taken an event in; False where `seconds` do not suffice.

    Only the shard of the event's own stream is waited for. Raises CaseIsParked where one of them has parked the
    file at this event or before. To be called outside a transaction, which would hold back the very thing waited for.
    """
    names = list(projections) if projections is not None else [each.name for each in ALL]
    end, pause = monotonic() + seconds, Pause()
    while not _passed(event_id, names):
        if monotonic() >= end:
            return False
        pause.wait(PROBE_SECONDS)
    return True


def lag() -> Lag:
    """How far the seal and each projection are behind the log."""
    # In this order: an event that is sealed in the meantime is then counted twice, and never left out.
    unsealed = read.unsealed()
    head, at = read.head(), positions()
    behind = {each.name: max(0, head - at.get(each.name, 0)) for each in ALL}
    return Lag(unsealed=unsealed, behind=behind)


def _passed(event_id: UUID, names: list[str]) -> bool:
    with cursor() as reading:
        row = reading.execute(PASSED, {"names": names, "event_id": event_id}).fetchone()
    passed, parked = row or (False, False)
    if parked:
        raise CaseIsParked()
    return passed is True
