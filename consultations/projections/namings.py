"""Namings: which files have named which persons and properties, so that these show through the files."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Final, get_args, get_type_hints
from uuid import UUID, uuid5

from django.db import models

from consultations.domain.message import Recorded
from consultations.projections.projection import Projection
from consultations.projections.tables import table

NAMED: Final = frozenset({"person_id", "property_id"})
"""Fields that name what stands in a register and has no label of its own."""


@dataclass(kw_only=True, slots=True)
class Naming:
    """A file has named a person or a property, once or many times; it has said so, whatever was corrected later."""

    naming_id: UUID
    case_id: UUID
    named_id: UUID


def naming_id(case_id: UUID, named_id: UUID) -> UUID:
    """The key of the row for this file and what it named."""
    return uuid5(case_id, named_id.hex)


def named_in(value: Any) -> Iterator[UUID]:
    """The ids of the persons and properties that a message names, at whatever depth."""
    if isinstance(value, tuple):
        for each in value:
            yield from named_in(each)
    elif is_dataclass(value):
        owner: Any = type(value)
        for name in _naming(owner):
            held = getattr(value, name)
            if isinstance(held, UUID):
                yield held
            else:
                yield from named_in(held)


@cache
def _naming(owner: Any) -> tuple[str, ...]:
    """The fields of a type that name somebody, or hold something that does."""
    hints = get_type_hints(owner)
    return tuple(each.name for each in fields(owner) if each.name in NAMED or _may_name(hints[each.name]))


def _may_name(hint: Any) -> bool:
    if isinstance(hint, type) and is_dataclass(hint):
        return bool(_naming(hint))
    return any(_may_name(each) for each in get_args(hint))


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
