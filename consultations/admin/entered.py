"""What was entered in a form, as the JSON that a program would send; what is left open is left out."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, get_args, get_origin

from consultations.forms import bare, hints_of, is_new

TICKED = "yes"
"""What a box sends that is ticked."""


def entered(command: type, posted: Any, above: str = "") -> dict[str, Any]:
    """What was filled in, as the JSON a program would send; what was left open is left out."""
    answers = {}
    for each in fields(command):
        hint, _ = present(hints_of(command)[each.name])
        answer = _entered(f"{above}.{each.name}" if above else each.name, hint, posted)
        if answer not in ("", None, [], {}):
            answers[each.name] = answer
    return answers if not above or _amounts_to_something(command, answers) else {}


def _entered(path: str, hint: Any, posted: Any) -> Any:
    if get_origin(hint) is tuple:
        return _entered_list(path, get_args(hint)[0], posted)
    if isinstance(hint, type) and is_dataclass(hint):
        return entered(hint, posted, path)
    if hint is bool:
        return True if posted.get(path) == TICKED else None
    given = posted.get(path, "").replace("\r\n", "\n").strip()
    return int(given) if hint is int and given.isdecimal() else given


def _entered_list(path: str, hint: Any, posted: Any) -> list[Any]:
    if is_dataclass(hint):
        rows = (entered(hint, posted, f"{path}.{nth}") for nth in range(_last_row(path, posted) + 1))  # type: ignore[arg-type]  # a dataclass type
        return [row for row in rows if row]
    given = posted.getlist(path)
    several = given[0].split(",") if len(given) == 1 else given
    return [each.strip() for each in several if each.strip()]


def _last_row(path: str, posted: Any) -> int:
    below = f"{path}."
    rows = (name[len(below) :].split(".")[0] for name in posted if name.startswith(below))
    return max((int(row) for row in rows if row.isdecimal() and len(row) < 4), default=-1)


def _amounts_to_something(record: type, answers: Mapping[str, Any]) -> bool:
    """Whether anything was entered beside what the form fills in by itself."""
    asked = {each.name: hints_of(record)[each.name] for each in fields(record)}
    by_itself = {
        name for name, hint in asked.items() if is_new(hint) or get_origin(present(hint)[0]) is Literal
    }
    return any(name not in by_itself for name in answers)


def present(hint: Any) -> tuple[Any, bool]:
    """A type without None, and whether it may be None; of its notes, that of a new id alone is left."""
    return (hint, False) if is_new(hint) else bare(hint)
