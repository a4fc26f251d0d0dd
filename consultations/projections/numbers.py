"""Numbers: one row for each number that a register gave, with the note that bears it or why it was cancelled."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID, uuid5

from django.db import models

from consultations.domain.decider import REGISTER
from consultations.domain.message import Recorded
from consultations.domain.registers import NumberTaken, NumberVoided
from consultations.projections.projection import Projection
from consultations.projections.tables import table


@dataclass(kw_only=True, slots=True)
class GivenNumber:
    """A number of a register; a cancelled one stays, and is not given again."""

    number_id: UUID
    register_id: UUID
    version: int = 0
    serial: int = 0
    number: str = ""
    """As it is written on the note."""
    status: Literal["taken", "cancelled"] = "taken"
    case_id: UUID | None = None
    note_id: UUID | None = None
    reason: str = ""
    """Why it was cancelled."""


def number_id(register_id: UUID, serial: int) -> UUID:
    """The id of a number: always the same."""
    return uuid5(register_id, str(serial))


def evolve(row: GivenNumber | None, record: Recorded) -> GivenNumber | None:
    """The number after one more event."""
    event = record.event
    if not isinstance(event, NumberTaken | NumberVoided):
        return row
    key = number_id(record.stream_id, event.serial)
    row = row or GivenNumber(number_id=key, register_id=record.stream_id)
    row.version, row.serial = record.version, event.serial
    row.case_id, row.note_id = event.case_id, event.note_id
    if isinstance(event, NumberTaken):
        row.number = event.number
    else:
        row.status, row.reason = "cancelled", event.reason
    return row


def _keys(record: Recorded) -> Iterable[UUID]:
    event = record.event
    return (
        (number_id(record.stream_id, event.serial),) if isinstance(event, NumberTaken | NumberVoided) else ()
    )


PROJECTION: Final[Projection[GivenNumber]] = Projection(
    name="numbers",
    row=GivenNumber,
    key="number_id",
    keys=_keys,
    stream="register_id",
    kind=REGISTER.kind,
    evolve=evolve,
    table=table(
        GivenNumber,
        name="numbers",
        key="number_id",
        indexes=(
            models.Index(fields=["register_id", "serial"]),
            models.Index(fields=["number", "number_id"]),
        ),
    ),
)
