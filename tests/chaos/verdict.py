"""What must hold of every log after any chaos: dense positions, and read models that are its fold."""

from typing import Any
from uuid import UUID

import msgspec

from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from consultations.projections.progress import lag
from consultations.projections.projection import Projection, fold
from consultations.projections.runner import ALL

DENSE = """
select (select count(*) from consultations_event), count(*), count(distinct number),
    coalesce(max(position), 0), coalesce(min(position), 1)
from consultations_position
"""


def caught_up() -> bool:
    """Whether everything committed is sealed and projected."""
    left = lag()
    return not left.unsealed and not any(left.behind.values())


def the_log_is_dense() -> None:
    """Every event has one position, and the positions are 1, 2, 3."""
    with cursor() as reading:
        events, places, numbers, last, first = reading.execute(DENSE).fetchone() or ()
    assert (places, numbers, last, first) == (events, events, events, 1)


def every_projection_is_a_fresh_fold() -> None:
    """Each projection holds the rows, all of them and no other, that folding the whole log anew gives."""
    records = read.sealed_after(0, read.head())
    for projection in ALL:
        folded = fold(projection, {}, records)
        assert rows(projection) == {key: row for key, row in folded.items() if row is not None}


def rows(projection: Projection[Any]) -> dict[UUID, Any]:
    """All the rows of a projection, as its fold knows them."""
    with cursor() as reading:
        table = projection.table._meta.db_table
        found = reading.execute(f"select to_jsonb(held)::text from {table} held").fetchall()
    decoded = [msgspec.json.decode(row, type=projection.row) for (row,) in found]
    return {getattr(row, projection.key): row for row in decoded}
