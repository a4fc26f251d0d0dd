"""The timeline: one row for each event of a file, its arguments kept; its sentence is made at reading."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import models

from consultations.domain.message import Recorded
from consultations.domain.parts.part import activity
from consultations.domain.values import Asserted
from consultations.domain.when import When
from consultations.projections.projection import Projection
from consultations.projections.sentences import sentence
from consultations.projections.tables import table
from consultations.projections.words import Names

__all__ = ["PROJECTION", "Names", "TimelineEntry", "sentence"]


@dataclass(kw_only=True, slots=True)
class TimelineEntry:
    """One thing that happened, as recorded."""

    event_id: UUID
    case_id: UUID
    position: int
    version: int
    type: str
    """Short name of the event type, as stored."""
    arguments: dict[str, Any]
    """The event's own fields, in their present form."""
    entities: tuple[str, ...]
    """Ids of the parts it changed; none: the file itself."""
    other_case_id: UUID | None
    """Another file that it speaks of."""
    asserted: Asserted
    occurred: When | None
    first: str
    """Earliest moment it may belong to: occurred, else the source's date, else recorded."""
    last: str
    """Latest such moment."""
    evidence: tuple[str, ...]
    learned_on: When | None
    on_behalf_of: str
    language: str
    actor: str
    recorded_at: datetime
    command_id: UUID


def evolve(row: TimelineEntry | None, record: Recorded) -> TimelineEntry | None:
    """The entry for an event; it does not change afterwards."""
    envelope = record.envelope
    first, last = (moment.isoformat(timespec="seconds") for moment in activity(record).sort_key)
    return TimelineEntry(
        event_id=record.event_id,
        case_id=record.stream_id,
        position=record.position or 0,
        version=record.version,
        type=type(record.event).__name__,
        arguments=msgspec.json.decode(msgspec.json.encode(record.event)),
        entities=tuple(str(each) for each in record.event.entities),
        other_case_id=record.event.other_file,
        asserted=envelope.asserted,
        occurred=envelope.occurred,
        first=first,
        last=last,
        evidence=tuple(str(each) for each in envelope.evidence),
        learned_on=envelope.learned_on,
        on_behalf_of=envelope.on_behalf_of,
        language=envelope.language,
        actor=record.actor,
        recorded_at=record.recorded_at,
        command_id=record.command_id,
    )


def _keys(record: Recorded) -> tuple[UUID, ...]:
    return (record.event_id,) if record.stream_kind == "case" else ()


PROJECTION: Final[Projection[TimelineEntry]] = Projection(
    name="timeline",
    row=TimelineEntry,
    key="event_id",
    keys=_keys,
    stream="case_id",
    evolve=evolve,
    once=True,
    table=table(
        TimelineEntry,
        name="timeline",
        key="event_id",
        indexes=(
            models.Index(fields=["case_id", "first", "last", "position"]),
            models.Index(fields=["first", "last", "position"], name="timeline_3"),
            models.Index(fields=["position"], name="timeline_4"),
        ),
    ),
)
