"""The texts of a part read against each other, as its card shows them."""

from dataclasses import dataclass
from typing import Any

from consultations.admin.telling import Names
from consultations.domain.comparison import Comparison, Passage, comparisons
from consultations.domain.values import Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """Two texts in one language, with what stands in one of them alone."""

    language: str
    first: str
    """Whose text the first is."""
    second: str
    passages: tuple[Passage, ...]
    same: bool


def compared(part: Any, names: Names) -> list[Compared]:
    """The texts of a part that are in one language, each against the first of them."""
    return [_told(each, names) for each in comparisons(getattr(part, "texts", ()))]


def _told(comparison: Comparison, names: Names) -> Compared:
    return Compared(
        language=comparison.language,
        first=_whose(comparison.first, names),
        second=_whose(comparison.second, names),
        passages=comparison.passages,
        same=comparison.same,
    )


def _whose(text: Wording, names: Names) -> str:
    whose = names.listed(text.parties) or "no party named"
    return f"{whose} (translation)" if text.translation else whose
