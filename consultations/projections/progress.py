"""How far the projections are: for a reader who waits for what was just written, and for the health check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event as Pause
from time import monotonic
from typing import Final
from uuid import UUID

from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from consultations.projections.runner import ALL, positions

PROBE_SECONDS: Final = 0.02
PASSED = """
select place.position <= (
    select min(coalesce(stands.position, 0))
    from unnest(%s::text[]) wanted (projection) left join consultations_checkpoint stands using (projection))
from consultations_event event join consultations_position place using (number)
where event.event_id = %s
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lag:
    """What is still to be done."""

    unsealed: int
    """Committed events that have no position yet."""
    behind: Mapping[str, int]
    """Sealed events that each projection has not taken in."""


def wait_for(event_id: UUID, seconds: float = 3.0, projections: Sequence[str] | None = None) -> bool:
    """Wait until the projections named, or all, have taken an event in; False where `seconds` do not suffice.

    To be called outside a transaction, which would hold back the very thing waited for.
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
        row = reading.execute(PASSED, (names, event_id)).fetchone()
    return row == (True,)
