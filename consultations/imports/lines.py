"""Reading an import file: a head, then an entry a line, found again by stream without holding them in memory.

The first pass notes for each line where it begins and which stream it is in: 20 bytes a line and about 200 a
stream, so that a million lines of 100,000 streams take some 40 MB, however the streams interleave. The
second reads the lines of one stream after another.
"""

import sys
from array import array
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import IO, Any, Final
from uuid import UUID

import msgspec

from consultations import strictjson
from consultations.scenarios import faults
from consultations.scenarios.entries import Entry, Head, Wrong, entry_of, filled, stream_named
from consultations.scenarios.faults import Fault

LONGEST_NAME: Final = 200
LONGEST_LINE: Final = 1_048_576
"""Bytes, as of the body of a request."""


class FileRefused(Exception):
    """The file cannot be imported at all."""


class LineTooLong(strictjson.Malformed):
    """A line has at most 1 MiB."""


class _Head(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    name: str = msgspec.field(name="import")
    actor: str
    about: str = ""
    words: dict[str, Any] = {}


class _Where(msgspec.Struct):
    stream: str = msgspec.field(name="in")


@dataclass(kw_only=True, slots=True)
class Index:
    """Which lines there are, and which stream each is in."""

    head: Head
    streams: dict[bytes, int] = field(default_factory=dict)
    """The place of each stream in the order in which they first appear, by the bytes of its id."""
    stream_of: "array[int]" = field(default_factory=lambda: array("I"))
    begins: "array[int]" = field(default_factory=lambda: array("Q"))
    numbers: "array[int]" = field(default_factory=lambda: array("I"))
    lost: list[Fault] = field(default_factory=list)
    """Lines of which nobody can say which stream they are in."""

    @property
    def halts_at(self) -> int:
        """The first line that is lost; what follows it may have rested on it."""
        return self.lost[0].line if self.lost else sys.maxsize

    def by_stream(self) -> "Iterator[tuple[UUID, array[int]]]":
        """Each stream in the order of its first appearance, with the places of its lines, in their order."""
        sizes = [0] * len(self.streams)
        for place in self.stream_of:
            sizes[place] += 1
        free = array("I", accumulate(sizes, initial=0))
        ordered = array("I", bytes(array("I").itemsize * len(self.stream_of)))
        for line, place in enumerate(self.stream_of):
            ordered[free[place]] = line
            free[place] += 1
        begin = 0
        for (stream_id, _), size in zip(self.streams.items(), sizes, strict=True):
            yield UUID(bytes=stream_id), ordered[begin : begin + size]
            begin += size


def indexed(file: IO[bytes], after_each: Callable[[int], None]) -> Index:
    """Find the lines of a file; tells how many bytes each has. Raises FileRefused where it has no head."""
    index = Index(head=_head(file.readline(LONGEST_LINE)))
    after_each(begin := file.tell())
    number = 1
    while text := _line(file):
        number += 1
        if text.strip():
            _note(index, number, begin, text)
        after_each(file.tell() - begin)
        begin = file.tell()
    return index


def read(file: IO[bytes], index: Index, place: int) -> Entry:
    """The entry of one line. Raises Malformed and Wrong."""
    file.seek(index.begins[place])
    said = strictjson.read(_short(file.readline(LONGEST_LINE + 1)))
    entry = entry_of(index.head, said, nth=place + 1, line=index.numbers[place])
    if entry.known_as:
        raise Wrong("an import gives no event a name (as)", "unknown_field", "/as")
    return entry


def _head(text: bytes) -> Head:
    try:
        strictjson.read(_short(text))
        head = msgspec.json.decode(text, type=_Head)
        # Words do not hold words: a few of them, each twice in the next, would fill the memory.
        words = filled(Head(name=head.name, actor=head.actor, words={}), head.words)
    except (strictjson.Malformed, msgspec.MsgspecError, Wrong) as wrong:
        raise FileRefused(f"line 1, the head: {wrong}") from wrong
    if not head.name.isprintable() or not 0 < len(head.name) <= LONGEST_NAME:
        raise FileRefused("line 1, the head: the name (import) is one short line")
    return Head(name=head.name, actor=head.actor, words=words)


def _line(file: IO[bytes]) -> bytes:
    """The next line; of one that is too long, enough to see that, and the rest is passed over."""
    text = rest = file.readline(LONGEST_LINE + 1)
    while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
        rest = file.readline(LONGEST_LINE + 1)
    return text


def _note(index: Index, number: int, begin: int, text: bytes) -> None:
    try:
        stream_id = _stream(index.head, _short(text))
    except strictjson.Malformed as malformed:
        index.lost.append(faults.malformed(number, malformed))
        return
    except Wrong as wrong:
        index.lost.extend(faults.misfit(number, wrong))
        return
    index.stream_of.append(index.streams.setdefault(stream_id.bytes, len(index.streams)))
    index.begins.append(begin)
    index.numbers.append(number)


def _stream(head: Head, text: bytes) -> UUID:
    if text.count(b'"in"') > 1:
        strictjson.read(text)  # where a line names two streams, nobody can say which it is in
    try:
        where = msgspec.json.decode(text, type=_Where)
    except (ValueError, RecursionError) as invalid:
        said = strictjson.read(text)
        if isinstance(said, dict) and "in" in said:
            return stream_named(filled(head, said["in"]))
        raise Wrong("an entry names its stream (in) and its command (do)", "incomplete") from invalid
    return stream_named(filled(head, where.stream))


def _short(text: bytes) -> bytes:
    if len(text) > LONGEST_LINE:
        raise LineTooLong()
    if text.startswith(BOM_UTF8):
        raise strictjson.ByteOrderMark()
    return text
