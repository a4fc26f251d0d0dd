"""Names for ids: which entry introduces one, and which names are used before that, or by mistake."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from functools import cache
from typing import Any, cast, get_args, get_origin

from consultations.domain.message import Command
from consultations.forms import bare, hints_of, is_new, nearest
from consultations.scenarios.entries import COMMANDS
from consultations.scenarios.faults import Fault
from consultations.scenarios.head import Placed, strings
from consultations.scenarios.places import WORDS_IN_WORDS


@dataclass(slots=True)
class _Use:
    pointer: str
    name: str
    nth: int


@dataclass(slots=True)
class _Names:
    introduced: dict[str, int] = field(default_factory=dict)
    """The place of the entry that introduces each name first."""
    used: list[_Use] = field(default_factory=list)


def wrong_with(entries: Sequence[Any], words: Mapping[str, Any], at: Placed) -> Iterator[tuple[int, Fault]]:
    """Names that are used before they are introduced, or introduced nowhere, with the place of the entry (from 0).

    One that all files share (`@person:name`) may have been introduced by another file; one of this file may not.
    """
    names = _Names()
    for nth, said in enumerate(entries):
        _take(names, nth, said, words)
    for use in names.used:
        first = names.introduced.get(use.name)
        if first is not None and first > use.nth:
            line = at(f"/entries/{first}", "", "").line
            told = f"@{use.name} is introduced further down, by the entry on line {line}."
            yield use.nth, at(use.pointer, "name_too_early", told)
        elif first is None and ":" not in use.name:
            hint = nearest(use.name, names.introduced) or "."
            yield use.nth, at(use.pointer, "unknown_name", f"@{use.name} is introduced by no entry{hint}")


def _take(names: _Names, nth: int, said: Any, words: Mapping[str, Any]) -> None:
    if not isinstance(said, dict):
        return
    kind = COMMANDS.get(str(said.get("do")))
    for pointer, text in _expanded(said, f"/entries/{nth}", words):
        if text[:1] != "@":
            continue
        last = next(part for part in reversed(pointer.split("/")) if not part.isdecimal())
        if kind is None or last in ("in", "as") or last in _introducing(cast(Any, kind[1])):
            names.introduced.setdefault(text[1:], nth)
        else:
            names.used.append(_Use(pointer, text[1:], nth))


def _expanded(
    said: Any, pointer: str, words: Mapping[str, Any], depth: int = WORDS_IN_WORDS
) -> Iterator[tuple[str, str]]:
    for below, text in strings(said, pointer):
        if text[:1] != "$":
            yield below, text
        elif depth:
            yield from _expanded(words.get(text[1:]), below, words, depth - 1)


@cache
def _introducing(command: type[Command]) -> frozenset[str]:
    """Names of the fields that hold the id of what the command is about or brings into being."""
    return frozenset({command.about, *_new(command)})


def _new(record: type) -> Iterator[str]:
    for name, hint in hints_of(record).items():
        kind, _ = bare(hint)
        inner = bare(get_args(kind)[0])[0] if get_origin(kind) is tuple else kind
        if is_new(hint):
            yield name
        elif is_dataclass(inner):
            yield from _new(inner)  # type: ignore[arg-type]  # a dataclass type
