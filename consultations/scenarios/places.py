"""A JSON text read with the place of everything in it, so that whatever is wrong can be told with its line."""

import json
import re
from bisect import bisect_right
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from consultations import strictjson
from consultations.forms import code_of
from consultations.scenarios.faults import Fault
from consultations.strictjson import (
    DEEPEST,
    ByteOrderMark,
    Malformed,
    MemberRepeated,
    NestedTooDeeply,
    NotJson,
)

LARGEST_FILE: Final = 4 * 1_048_576
"""Bytes: a hundred times the longest story here."""
WORDS_IN_WORDS: Final = 2
"""An entry names a word, and that may name another, which names none."""
TOKEN: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s\[\]{},:"]++')


class FileEmpty(Malformed):
    """The file is empty."""


class FileTooLarge(Malformed):
    """The file is larger than 4 MiB; for so much there is manage.py import_cases."""


class Unreadable(Exception):
    """The text is not JSON that can be read in one way only."""

    def __init__(self, *faults: Fault) -> None:
        """Keep what is wrong."""
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Document:
    """What a text says, and where."""

    said: Any
    begins: Mapping[str, int]
    """Where each member (its name) and each entry of a list begins, by its JSON Pointer."""
    words: Mapping[str, str]
    """The texts that begin with $, by their JSON Pointer."""
    lines: Sequence[int]
    """Where each line begins."""

    def fault(self, pointer: str, code: str, detail: str) -> Fault:
        """What is wrong at a pointer: inside a word, there; where nothing stands, at the nearest that would hold it."""
        for _ in range(WORDS_IN_WORDS):
            nearest = self._nearest(pointer)
            if nearest == pointer or nearest not in self.words:
                break
            pointer = f"/words/{pointed(self.words[nearest][1:])}{pointer[len(nearest) :]}"
        line, column = self.place(pointer)
        return Fault(line=line, column=column, pointer=pointer, code=code, detail=detail)

    def place(self, pointer: str) -> tuple[int, int]:
        """The line and the column, both from 1, of what stands at a pointer or is nearest to it."""
        return _line_and_column(self.lines, self.begins[self._nearest(pointer)])

    def _nearest(self, pointer: str) -> str:
        while pointer not in self.begins:
            pointer = pointer.rpartition("/")[0]
        return pointer


def read(text: bytes) -> Document:
    """The document that a text holds. Raises Unreadable, with every fault that can be told."""
    written = _decoded(text)
    lines = [0, *(each.end() for each in re.finditer("\n", written))]
    _must_be_json(written, lines)
    walk = _Walk(written)
    wrong = [_at(lines, at, fault) for at, fault in walk.faults()]
    if wrong:
        raise Unreadable(*wrong)
    return Document(strictjson.read(text), walk.begins, walk.words, lines)


def pointed(name: str) -> str:
    """A member's name as a JSON Pointer has it (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _decoded(text: bytes) -> str:
    if len(text) > LARGEST_FILE:
        raise Unreadable(_at([0], 0, FileTooLarge()))
    if text.startswith(BOM_UTF8):
        raise Unreadable(_at([0], 0, ByteOrderMark()))
    if not text.strip():
        raise Unreadable(_at([0], 0, FileEmpty()))
    try:
        return text.decode()
    except UnicodeDecodeError as undecoded:
        before = text[: undecoded.start].decode()
        column = len(before) - before.rfind("\n")
        _not_json(before.count("\n") + 1, column, f"byte 0x{text[undecoded.start]:02x} is none of UTF-8")


def _must_be_json(text: str, lines: Sequence[int]) -> None:
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as invalid:
        _not_json(invalid.lineno, invalid.colno, _reason(invalid.msg))
    except RecursionError:
        return  # the walk says where it goes too deep


def _reason(message: str) -> str:
    return message[:1].lower() + message[1:].removesuffix(" at").removesuffix(" starting")


def _not_json(line: int, column: int, reason: str) -> NoReturn:
    detail = f"{str(NotJson()).rstrip('.')}: {reason}."
    raise Unreadable(Fault(line=line, column=column, code=code_of(NotJson), detail=detail))


def _at(lines: Sequence[int], at: int, fault: Malformed) -> Fault:
    line, column = _line_and_column(lines, at)
    return Fault(line=line, column=column, code=code_of(type(fault)), detail=str(fault))


def _line_and_column(lines: Sequence[int], at: int) -> tuple[int, int]:
    line = bisect_right(lines, at)
    return line, at - lines[line - 1] + 1


@dataclass(slots=True)
class _Walk:
    """Once over the tokens of a text that is JSON, noting where everything begins."""

    text: str
    begins: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)
    inside: list[str] = field(default_factory=list)
    """The brackets that are open."""
    path: list[str] = field(default_factory=lambda: [""])
    """The JSON Pointer of what comes next, a part for each open bracket."""
    named_at: int | None = None
    """Where the name of the member stands that is under way."""

    def faults(self) -> Iterator[tuple[int, Malformed]]:
        """Take every token; gives what a strict reader does not take, and where."""
        for token in TOKEN.finditer(self.text):
            match token[0]:
                case "]" | "}":
                    self.inside.pop()
                    self.path.pop()
                case ",":
                    self._next()
                case ":":
                    pass
                case said if self.inside[-1:] == ["{"] and self.named_at is None:
                    self.named_at = token.start()
                    self.path[-1] = "/" + pointed(json.loads(said))
                    yield from _strict(said, token.start())
                case said:
                    yield from self._value(said, token.start())
            if len(self.inside) > DEEPEST:
                yield token.start(), NestedTooDeeply()
                return

    def _next(self) -> None:
        if self.inside[-1] == "[":
            self.path[-1] = f"/{int(self.path[-1][1:]) + 1}"

    def _value(self, said: str, at: int) -> Iterator[tuple[int, Malformed]]:
        pointer = "".join(self.path)
        begins = at if self.named_at is None else self.named_at
        self.named_at = None
        yield from self._once(pointer, begins)
        if said in ("[", "{"):
            self.inside.append(said)
            self.path.append("/0" if said == "[" else "")
        else:
            yield from _strict(said, at)
            if said.startswith('"$'):
                self.words[pointer] = json.loads(said)

    def _once(self, pointer: str, begins: int) -> Iterator[tuple[int, Malformed]]:
        if self.begins.setdefault(pointer, begins) != begins and self.repeated.isdisjoint(_above(pointer)):
            self.repeated.add(pointer)
            yield begins, MemberRepeated()


def _above(pointer: str) -> Iterator[str]:
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer


def _strict(said: str, at: int) -> Iterator[tuple[int, Malformed]]:
    try:
        strictjson.read(said.encode())
    except Malformed as fault:
        yield at, fault
