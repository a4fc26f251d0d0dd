"""The head of a scenario: its name, what it tells, who records it, and the words its entries share."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from consultations.domain import texts
from consultations.forms import nearest
from consultations.scenarios.entries import Head, Wrong, filled
from consultations.scenarios.faults import Fault
from consultations.scenarios.places import pointed

Placed = Callable[[str, str, str], Fault]
"""Makes a fault of a pointer, a code and words."""

MEMBERS: Final[Mapping[str, tuple[type, str]]] = {
    "$schema": (str, "a text"),
    "scenario": (str, "a text"),
    "about": (str, "a text"),
    "actor": (str, "a text"),
    "words": (dict, "an object"),
    "entries": (list, "a list"),
}
"""What a file holds, and what each of it is."""
OPTIONAL: Final = frozenset({"$schema", "words"})
ON_A_LINE: Final = ("scenario", "actor")


def wrong_with(said: Any, at: Placed) -> Iterator[Fault]:
    """What is wrong with the members of a file."""
    if not isinstance(said, dict):
        yield at("", "invalid", "A scenario is an object: scenario, about, actor, words, entries.")
        return
    for name in said.keys() - MEMBERS.keys():
        yield at(
            f"/{pointed(name)}", "unknown_field", f"There is no such field{nearest(name, MEMBERS) or '.'}"
        )
    for name, (kind, called) in MEMBERS.items():
        if name not in said and name not in OPTIONAL:
            yield at(f"/{name}", "required", f"The file lacks {name}, which is {called}.")
        elif name in said and not isinstance(said[name], kind):
            yield at(f"/{name}", "invalid", f"{name} is {called}.")
        elif name in ON_A_LINE and not _is_line(said[name]):
            yield at(f"/{name}", "invalid", f"{name} is a text of one line, of at most 300 characters.")


def words_of(name: str, said: Mapping[str, Any], at: Placed, wrong: list[Fault]) -> dict[str, Any]:
    """The words, those that they hold themselves put in their place; those that cannot be are told, and left out."""
    plain = {word: value for word, value in said.items() if not any(_held(value))}
    head = Head(name=name, actor="", words=plain)
    whole: dict[str, Any] = {}
    for word, value in said.items():
        try:
            whole[word] = filled(head, value)
        except Wrong:
            wrong.extend(_unheld(word, value, plain, said, at))
    return whole


def strings(said: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Every text of what was said, with its JSON Pointer."""
    if isinstance(said, str):
        yield pointer, said
    elif isinstance(said, dict):
        for name, value in said.items():
            yield from strings(value, f"{pointer}/{pointed(name)}")
    elif isinstance(said, list):
        for nth, value in enumerate(said):
            yield from strings(value, f"{pointer}/{nth}")


def unknown_word(pointer: str, text: str, words: Mapping[str, Any], at: Placed) -> Fault:
    """The fault of naming a word that is not there."""
    return at(pointer, "unknown_word", f"{text} is not among the words{nearest(text[1:], words) or '.'}")


def _unheld(
    word: str, value: Any, plain: Mapping[str, Any], said: Mapping[str, Any], at: Placed
) -> Iterator[Fault]:
    for below, text in strings(value, f"/words/{pointed(word)}"):
        if text[:1] != "$" or text[1:] in plain:
            continue
        if text[1:] in said:
            yield at(below, "word_in_word", f"{text} holds a word itself, so no word may hold it.")
        else:
            yield unknown_word(below, text, plain, at)


def _held(value: Any) -> Iterator[str]:
    return (text for _, text in strings(value) if text[:1] == "$")


def _is_line(said: Any) -> bool:
    return (
        isinstance(said, str) and 0 < len(said) <= texts.LONGEST_LINE and not texts.NOT_IN_A_LINE.search(said)
    )
