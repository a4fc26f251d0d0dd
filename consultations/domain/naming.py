"""Naming: the persons and properties that a message names, wherever in it; they stand in registers of their own."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from typing import Any, Final, get_args, get_type_hints
from uuid import UUID

NAMED: Final = frozenset({"person_id", "property_id"})
"""Fields that hold the id of whom or what a message names."""


def named_in(value: Any) -> Iterator[UUID]:
    """Their ids, in the order of the fields, each as often as it is named. Never fails."""
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
    """The fields of a type that name somebody, or hold something that does: most types have none."""
    hints = get_type_hints(owner)
    return tuple(name for name, hint in hints.items() if name in NAMED or _may_name(hint))


def _may_name(hint: Any) -> bool:
    if is_dataclass(hint):
        owner: Any = hint
        return bool(_naming(owner))
    return any(_may_name(each) for each in get_args(hint))
