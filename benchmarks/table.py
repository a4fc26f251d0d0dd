"""The figures as people read them: on the screen, and as Markdown for docs/performance.md."""

from collections.abc import Iterable

from rich.table import Table

from benchmarks.figure import Figure

HEADS = ("case", "ours", "plain", "peer", "of plain", "of peer", "goal", "holds")


def drawn(figures: Iterable[Figure]) -> Table:
    """The table for a terminal."""
    made = Table(*HEADS, title="Ours beside bare psycopg and beside the peer: medians of interleaved rounds")
    for each in figures:
        made.add_row(*cells(each.members()))
    return made


def cells(members: dict[str, object]) -> tuple[str, ...]:
    """One line, as text."""
    numbers = [number(members[name]) for name in ("ours", "plain", "peer", "ratio_plain", "ratio_peer")]
    holds = {True: "yes", False: "no", None: ""}[members["holds"]]  # type: ignore[index]
    return (str(members["case"]), *numbers, str(members["goal"]), holds)


def number(value: object) -> str:
    """A number with as many digits as it is worth; nothing for none."""
    if not isinstance(value, int | float):
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
