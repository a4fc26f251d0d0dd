"""Explains a row of a projection: which events made it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from consultations.eventlog import read
from consultations.eventlog.read import Stored
from consultations.projections import rows
from consultations.projections.projection import Projection


@dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """An event that a row was made of; nothing of its content."""

    position: int
    version: int
    type: str
    recorded_at: datetime
    actor: str
    event_id: UUID
    command_id: UUID


class NoSuchRow(Exception):
    """The projection has no row under this key."""


def causes(projection: Projection[Any], key: UUID) -> list[Cause]:
    """The events of the row's own stream that touch it, oldest first. Raises NoSuchRow."""
    row = rows.load(projection, [key]).get(key)
    if row is None:
        raise NoSuchRow()
    events = read.of_streams([projection.owner(row)])
    return [_cause(each) for each in events if _touches(projection, key, each)]


def _touches(projection: Projection[Any], key: UUID, event: Stored) -> bool:
    try:
        (record,) = read.decoded([event])
    except Exception:  # an event that cannot be read has made nothing: the case is parked at it
        return False
    return key in projection.keys(record)


def _cause(event: Stored) -> Cause:
    return Cause(
        position=event.position,
        version=event.version,
        type=event.type,
        recorded_at=event.recorded_at,
        actor=event.actor,
        event_id=event.event_id,
        command_id=event.command_id,
    )
