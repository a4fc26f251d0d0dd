"""Retries parked cases: a file's rows are folded anew from the log, in their place, and the file goes on."""

from typing import Any
from uuid import UUID

from django.db import transaction

from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from consultations.eventlog.read import Stored
from consultations.eventlog.shards import shard_of
from consultations.projections import rows
from consultations.projections.intake import fold_in
from consultations.projections.projection import Projection
from consultations.projections.runner import is_of_the_event, take_in_or_park

PARKED = """
select projection, stream_id from consultations_parkedcase
where projection = any(%s) and (stream_id = %s or %s::uuid is null) order by since, projection
"""
COUNT = "update consultations_parkedcase set attempts = attempts + 1 where (projection, stream_id) = (%s, %s)"
HOLD = """
update consultations_checkpoint set moved_at = clock_timestamp() where (projection, shard) = (%s, %s) returning position
"""
CLEAR = "delete from consultations_parkedcase where (projection, stream_id) = (%s, %s)"


def parked_cases(projections: list[str], stream_id: UUID | None = None) -> list[tuple[str, UUID]]:
    """The parked cases of some projections, or of one file alone: projection and file, longest parked first."""
    with cursor() as reading:
        return reading.execute(PARKED, (projections, stream_id, stream_id)).fetchall()


def retry(projection: Projection[Any], stream_id: UUID) -> bool:
    """Fold a parked file again up to where the projection stands, and resume it; False where it stays parked.

    The checkpoint is held and touched, so that each event is taken in once, here or by the runner, and a batch
    that was folded from the rows as they were is not written.
    """
    with cursor() as counting:
        counting.execute(COUNT, (projection.name, stream_id))
    with transaction.atomic():
        position = _hold(projection, stream_id)
        passed = [each for each in read.of_streams([stream_id]) if each.position <= position]
        resumed = _fold_again(projection, passed)
        if resumed:
            with cursor() as writing:
                writing.execute(CLEAR, (projection.name, stream_id))
    return resumed


def _hold(projection: Projection[Any], stream_id: UUID) -> int:
    with cursor() as holding:
        row = holding.execute(HOLD, (projection.name, shard_of(stream_id))).fetchone()
    return int(row[0]) if row else 0


def _fold_again(projection: Projection[Any], events: list[Stored]) -> bool:
    rows.remove_streams(projection, [events[0].stream_id] if events else [])
    try:
        with transaction.atomic():
            fold_in(projection, read.decoded(events)).write()
    except Exception as error:
        if not is_of_the_event(error):
            raise
        return take_in_or_park(projection, events)
    return True
