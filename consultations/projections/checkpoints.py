"""Where each projection stands in each shard of the log, and how often it was tried to bring it on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from consultations.eventlog.connection import cursor
from consultations.eventlog.shards import OF_STREAM, SHARDS

WARY: Final = 2
"""Attempts that came to no end, after which a projection goes on alone and event by event."""
GIVEN_UP: Final = 5
"""Attempts after which the next event's file is parked."""

BEGIN = """
insert into consultations_checkpoint (projection, shard)
select projection, shard from unnest(%s::text[]) projection cross join generate_series(0, %s) shard
where not exists (
    select from consultations_checkpoint stands
    where (stands.projection, stands.shard) = (projection.projection, shard.shard))
on conflict do nothing
"""
STANDING = """
select projection, position, moved_at, attempts, reaching from consultations_checkpoint
where shard = %s and projection = any(%s)
"""
ATTEMPT = """
with free as materialized (
    select projection, shard from consultations_checkpoint where shard = %s and projection = any(%s)
    for update skip locked)
update consultations_checkpoint tried set attempts = attempts + 1, reaching = greatest(reaching, %s)
from free where (tried.projection, tried.shard) = (free.projection, free.shard)
"""
FORGIVE = """
update consultations_checkpoint set attempts = greatest(attempts - 1, 0) where shard = %s and projection = any(%s)
"""
HOLD = """
select projection, moved_at from consultations_checkpoint where shard = %s and projection = any(%s)
for update skip locked
"""
MOVE = """
update consultations_checkpoint set position = greatest(position, %(to)s), moved_at = clock_timestamp(),
    attempts = case when attempts > %(wary)s and reaching > %(to)s then %(wary)s else 0 end,
    reaching = case when attempts > %(wary)s and reaching > %(to)s then reaching else 0 end
where shard = %(shard)s and projection = any(%(names)s)
"""
PASS = f"""
with idle as materialized (
    select projection, shard from consultations_checkpoint stands
    where projection = any(%(names)s) and position < %(head)s and not exists (
        select from consultations_position place
        where {OF_STREAM.format(stream="place.stream_id")} = stands.shard
            and place.position > stands.position and place.position <= %(head)s)
    for update skip locked)
update consultations_checkpoint moved set position = %(head)s, moved_at = clock_timestamp(), attempts = 0
from idle where (moved.projection, moved.shard) = (idle.projection, idle.shard)
"""
BEHIND = "select distinct shard from consultations_checkpoint where projection = any(%s) and position < %s"
POSITIONS = "select projection, shard, position from consultations_checkpoint"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a projection stands in a shard."""

    projection: str
    position: int
    """The last position it has passed, whether or not that event was of this shard."""
    moved_at: datetime
    """When it came there, or when rows were last changed under it: whoever saw it has seen those rows."""
    attempts: int
    """Attempts at what comes next that have not come to their end."""
    reaching: int
    """The last position that any of them was to reach."""


def begin(names: list[str]) -> None:
    """Make the checkpoints that are missing, at the beginning of the log."""
    with cursor() as writing:
        writing.execute(BEGIN, (names, SHARDS - 1))


def standing(shard: int, names: list[str]) -> list[Mark]:
    """Where these projections stand in a shard."""
    with cursor() as reading:
        return [Mark(*row) for row in reading.execute(STANDING, (shard, names)).fetchall()]


def attempt(shard: int, names: list[str], reaching: int) -> None:
    """Count an attempt before it is made, for one that kills its worker counts nothing afterwards."""
    with transaction.atomic(), cursor() as writing:
        # A count that a crash of the server loses was of no attempt at fault.
        writing.execute("set local synchronous_commit = off")
        writing.execute(ATTEMPT, (shard, names, reaching))


def forgive(shard: int, names: list[str]) -> None:
    """Take the count of an attempt back that failed for no fault of any event."""
    with cursor() as writing:
        writing.execute(FORGIVE, (shard, names))


def hold(shard: int, seen: Iterable[Mark]) -> set[str]:
    """Lock the checkpoints that are free and have not moved since they were seen; gives whose they are."""
    at = {mark.projection: mark.moved_at for mark in seen}
    with cursor() as reading:
        found = reading.execute(HOLD, (shard, list(at))).fetchall()
    return {name for name, moved_at in found if moved_at == at[name]}


def move(shard: int, names: Iterable[str], to: int) -> None:
    """Move checkpoints that are held; what has killed workers stays suspected up to its reach."""
    with cursor() as writing:
        writing.execute(MOVE, {"shard": shard, "names": list(names), "to": to, "wary": WARY})


def pass_idle(names: list[str], head: int) -> None:
    """Move every checkpoint to the head whose shard has no event up to there."""
    with transaction.atomic(), cursor() as writing:
        writing.execute("set local synchronous_commit = off")
        writing.execute(PASS, {"names": names, "head": head})


def shards_behind(names: list[str], head: int) -> list[int]:
    """The shards in which one of these projections has not passed the head."""
    with cursor() as reading:
        return [shard for (shard,) in reading.execute(BEHIND, (names, head)).fetchall()]


def in_shards() -> Mapping[tuple[str, int], int]:
    """The position of every checkpoint there is, by projection and shard."""
    with cursor() as reading:
        found = reading.execute(POSITIONS).fetchall()
    return {(name, shard): position for name, shard, position in found}


def positions() -> Mapping[str, int]:
    """How far each projection has passed the log in all shards; one that has never run is missing."""
    least: dict[str, int] = {}
    for (name, _), position in in_shards().items():
        least[name] = min(position, least.get(name, position))
    return least
