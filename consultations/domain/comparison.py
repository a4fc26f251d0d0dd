"""Comparison: where two texts of one matter in the same language differ, word by word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal

from consultations.domain.values import Wording

MOST_WORDS: Final = 5_000
"""Words and marks between them in a text that is compared: the time this takes grows with the square."""
TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A run of words, and in which of the two texts it stands."""

    stands: Literal["in both", "in the first", "in the second"]
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Two texts in one language, read against each other: the first is the joint one where there is one."""

    language: str
    """Primary subtag of the language of both (BCP 47): en, also for en-GB."""
    first: Wording
    second: Wording
    passages: tuple[Passage, ...]
    """The whole of both, in order; none where a text is too long to be compared."""
    same: bool
    """Whether they say the same, word for word; spaces do not count."""


def comparisons(texts: Iterable[Wording]) -> tuple[Comparison, ...]:
    """Each text of a matter against the first in its language, a joint one before any party's own."""
    by_language = sorted(texts, key=_language)
    found: list[Comparison] = []
    for language, several in groupby(by_language, key=_language):
        first, *others = sorted(several, key=lambda each: -len(each.parties))
        found += (_compared(language, first, each) for each in others)
    return tuple(found)


def compare(first: str, second: str) -> tuple[Passage, ...]:
    """Where two texts agree and differ: the whole of both, in order; none where one is too long for it."""
    ours, theirs = TOKEN.findall(first), TOKEN.findall(second)
    if max(len(ours), len(theirs)) > MOST_WORDS:
        return ()
    matcher = SequenceMatcher(a=_keys(ours), b=_keys(theirs), autojunk=False)
    passages: list[Passage] = []
    for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        if tag == "equal":
            passages.append(Passage(stands="in both", text="".join(ours[a_from:a_to])))
            continue
        passages += _told("in the first", ours[a_from:a_to])
        passages += _told("in the second", theirs[b_from:b_to])
    return tuple(passages)


def _told(stands: Literal["in the first", "in the second"], tokens: list[str]) -> Iterator[Passage]:
    if tokens:
        yield Passage(stands=stands, text="".join(tokens))


def _keys(tokens: Iterable[str]) -> list[str]:
    """What two tokens are the same by: a word by its letters, any white space by being one."""
    return [" " if each.isspace() else each for each in tokens]


def _compared(language: str, first: Wording, second: Wording) -> Comparison:
    passages = compare(first.text, second.text)
    return Comparison(
        language=language,
        first=first,
        second=second,
        passages=passages,
        same=first.text.split() == second.text.split(),
    )


def _language(text: Wording) -> str:
    return text.language.partition("-")[0].lower()
