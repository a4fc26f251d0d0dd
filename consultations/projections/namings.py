"""Namings: which files have named which persons and properties, so that these show through the files."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from django.db import models

from consultations.domain.message import Recorded
from consultations.domain.naming import named_in
from consultations.projections.projection import Projection
from consultations.projections.tables import table


@dataclass(kw_only=True, slots=True)
class Naming:
    """A file has named a person or a property, once or many times; it has said so, whatever was corrected later."""

    naming_id: UUID
    case_id: UUID
    named_id: UUID


def naming_id(case_id: UUID, named_id: UUID) -> UUID:
    """The key of the row for this file and what it named."""
    return uuid5(case_id, named_id.hex)


def _keys(record: Recorded) -> dict[UUID, UUID]:
    if record.stream_kind != "case":
        return {}
    return {naming_id(record.stream_id, each): each for each in named_in(record.event)}


def evolve(row: Naming | None, record: Recorded) -> Naming | None:
    """The row, which never changes; the first event to name somebody makes it."""
    return row


def _begin(key: UUID, record: Recorded) -> Naming:
    return Naming(naming_id=key, case_id=record.stream_id, named_id=_keys(record)[key])


PROJECTION: Final[Projection[Naming]] = Projection(
    name="namings",
    row=Naming,
    key="naming_id",
    keys=_keys,
    stream="case_id",
    evolve=evolve,
    begin=_begin,
    table=table(
        Naming,
        name="namings",
        key="naming_id",
        # The files that name somebody are gone through until one is found that the reader sees.
        indexes=(models.Index(fields=["named_id", "case_id"]), models.Index(fields=["case_id"])),
    ),
)
