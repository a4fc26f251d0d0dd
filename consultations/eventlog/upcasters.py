"""Old forms of events made new, one step at a time: a stored event is never edited.

To change an event type, raise its `schema_version` and add the function that turns the fields of the
version before into the new ones under `(type, version before)`.
"""

from collections.abc import Callable, Mapping
from typing import Any

Fields = dict[str, Any]
Steps = Mapping[tuple[str, int], Callable[[Fields], Fields]]

STEPS: Steps = {}


class NoUpcaster(Exception):
    """An event is stored in a form that nothing turns into the present one."""


def upcast(type_name: str, stored: int, present: int, fields: Fields, steps: Steps = STEPS) -> Fields:
    """The fields of an event brought from its stored version to the present one. Raises NoUpcaster."""
    for version in range(stored, present):
        step = steps.get((type_name, version))
        if step is None:
            raise NoUpcaster(f"{type_name} version {version}")
        fields = step(fields)
    if stored > present:
        raise NoUpcaster(f"{type_name} version {stored} is newer than {present}")
    return fields


def missing(versions: Mapping[str, int], steps: Steps = STEPS) -> list[tuple[str, int]]:
    """The steps that the chain lacks: every version below the present one needs its own."""
    needed = [(name, version) for name, present in versions.items() for version in range(1, present)]
    return [step for step in needed if step not in steps]
