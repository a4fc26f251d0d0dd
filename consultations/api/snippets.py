"""Snippets: the words around what was found, cut from the text as it stands, and which of them answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from consultations.domain.transliteration import WORD, keys
from consultations.projections.searchable import read_as

MARKS: Final = ("\ue000", "\ue001")
"""Private characters around what was found, while PostgreSQL hands it over."""
MARKING: Final = f"HighlightAll=true, StartSel={MARKS[0]}, StopSel={MARKS[1]}"
BEFORE, SHOWN = 80, 240
"""Characters before the first word that was found, and of the whole snippet."""

Span = tuple[int, int]
Texts = Sequence[Sequence[str] | None]
"""Each text that has words, first as it stands, then as it was read, with marks; all are equally long but for these."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A piece of what was found."""

    text: str
    hit: bool
    """Whether it answers to the query."""


def texts(row: str) -> str:
    """SQL for the texts of a row, with the parameters `query` and `marking`."""
    return f"json_build_array({', '.join(_text(row, column, read) for column, read in read_as(row).items())})"


def _text(row: str, column: str, read: Sequence[tuple[str, str]]) -> str:
    marked = ", ".join(f"ts_headline('{how}', {text}, %(query)s::tsquery, %(marking)s)" for how, text in read)
    return f"case when {row}.{column} <> '' then json_build_array({row}.{column}, {marked}) end"


def snippet(found: Texts, named: frozenset[str]) -> Iterator[Passage]:
    """The first text in which something is marked or is one of these names; else how the first begins."""
    told = [each for each in found if each]
    for text, *marked in told:
        if spans := sorted(
            {*_marked(text, marked), *_named(text, named)}, key=lambda span: (span[0], -span[1])
        ):
            yield from _passages(text, spans)
            return
    yield from _passages(told[0][0] if told else "", [])


def _marked(text: str, marked: Sequence[str]) -> Iterator[Span]:
    for each in marked:
        before, *hits = each.split(MARKS[0])
        at = len(before)
        for hit, _, rest in (piece.partition(MARKS[1]) for piece in hits):
            if at + len(hit) <= len(text):
                yield at, at + len(hit)
            at += len(hit) + len(rest)


def _named(text: str, named: frozenset[str]) -> Iterator[Span]:
    return (each.span() for each in WORD.finditer(text) if keys(each[0]) & named)


def _passages(text: str, spans: Sequence[Span]) -> Iterator[Passage]:
    begin = _word_at(text, spans[0][0] - BEFORE) if spans else 0
    end = _word_at(text, begin + SHOWN)
    at, lead = begin, "… " if begin else ""
    for start, stop in spans:
        if at <= start and stop <= end:
            if before := lead + text[at:start]:
                yield Passage(text=before, hit=False)
            yield Passage(text=text[start:stop], hit=True)
            at, lead = stop, ""
    if rest := lead + text[at:end] + ("…" if end < len(text) else ""):
        yield Passage(text=rest, hit=False)


def _word_at(text: str, near: int) -> int:
    """Where the word begins that stands there, or a little before; an end of the text, where that is nearer."""
    if near <= 0 or near >= len(text):
        return max(0, min(near, len(text)))
    space = text.rfind(" ", max(0, near - BEFORE // 2), near)
    return space + 1 if space >= 0 else near
