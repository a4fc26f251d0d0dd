"""What a figure is: three numbers measured in turn, their ratios, and the goal they are held against."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, Literal

Side = Callable[[int], float]
"""Measures one side once, given the number of the round; gives events per second, or whatever the case names."""

Measure = Literal["ours", "ratio_plain", "ratio_peer"]
TOLD: Final = {"ours": "", "ratio_plain": " of plain", "ratio_peer": " times the peer"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Bound:
    """One thing a figure must reach: at least, or at most, so much of one of its measures."""

    of: Measure
    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        """As the table has it: "≥ 0.85 of plain"."""
        sign, number = ("≥", self.least) if self.least is not None else ("≤", self.most)
        told = TOLD[self.of] if self.least is not None else TOLD[self.of].replace(" of ", " times ")
        return f"{sign} {number:,g}{told}"

    def holds(self, measured: float) -> bool:
        """Whether the number is within the bound."""
        return (self.least is None or measured >= self.least) and (self.most is None or measured <= self.most)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One line of the table, and one member of var/bench.json."""

    case: str
    """What was measured, and in what unit the three numbers are."""
    ours: float | None
    plain: float | None = None
    peer: float | None = None
    ratio_plain: float | None = None
    """Median over the rounds of ours by plain, each taken within one round."""
    ratio_peer: float | None = None
    bounds: tuple[Bound, ...] = ()

    @property
    def goal(self) -> str:
        """The bounds in words."""
        return ", ".join(map(str, self.bounds))

    @property
    def holds(self) -> bool | None:
        """Whether every bound is kept; none where there is no goal, or nothing could be measured."""
        measured = [getattr(self, bound.of) for bound in self.bounds]
        if not measured or None in measured:
            return None
        return all(bound.holds(number) for bound, number in zip(self.bounds, measured, strict=True))

    def members(self) -> dict[str, Any]:
        """As it is written to var/bench.json."""
        names = ("case", "ours", "plain", "peer", "ratio_plain", "ratio_peer", "goal", "holds")
        return {name: _rounded(getattr(self, name)) for name in names}


def measured(
    case: str,
    *,
    rounds: int,
    ours: Side,
    plain: Side | None = None,
    peer: Side | None = None,
    bounds: tuple[Bound, ...] = (),
) -> Figure:
    """Measure the sides in turn, `rounds` times over after one round that does not count.

    Each round begins with another side, so that whatever the machine does besides falls on all alike.
    """
    sides = {name: side for name, side in (("ours", ours), ("plain", plain), ("peer", peer)) if side}
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for nth in range(rounds + 1):
        for name in _turned(list(sides), nth):
            number = sides[name](nth)
            if nth:
                taken[name].append(number)
    return Figure(
        case=case,
        **{name: median(numbers) for name, numbers in taken.items()},
        ratio_plain=_ratio(taken, "plain"),
        ratio_peer=_ratio(taken, "peer"),
        bounds=bounds,
    )


def _turned(names: list[str], nth: int) -> list[str]:
    by = nth % len(names)
    return names[by:] + names[:by]


def _ratio(taken: dict[str, list[float]], other: str) -> float | None:
    theirs: Sequence[float] = taken.get(other, ())
    return median(a / b for a, b in zip(taken["ours"], theirs, strict=True)) if theirs else None


def _rounded(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value
