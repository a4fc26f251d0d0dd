"""The figures as people read them: on the screen, and as Markdown; `python -m benchmarks.table` renews the page."""

import json
import os
import platform
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from rich.table import Table

from benchmarks.ground import ROOT

FIGURES: Final = ROOT / "var" / "bench.json"
PAGE: Final = ROOT / "docs" / "performance.md"
BETWEEN: Final = re.compile(r"(?<=<!-- figures -->\n).*(?=<!-- end of figures -->)", re.DOTALL)
HEADS: Final = ("case", "ours", "plain", "peer", "of plain", "of peer", "goal", "holds")
NUMBERS: Final = ("ours", "plain", "peer", "ratio_plain", "ratio_peer")
HOLDS: Final = {True: "yes", False: "no", None: ""}
Members = Mapping[str, Any]
"""One member of var/bench.json."""


def drawn(figures: Iterable[Members]) -> Table:
    """The table for a terminal."""
    made = Table(title="Ours beside bare psycopg and beside the peer: medians of interleaved rounds")
    made.add_column(HEADS[0], min_width=24)
    for head in HEADS[1:]:
        made.add_column(head, justify="right" if head not in HEADS[-2:] else "left")
    for each in figures:
        made.add_row(*_cells(each))
    return made


def markdown(figures: Iterable[Members]) -> str:
    """The table for a page, with the machine it was measured on."""
    lines = [HEADS, ("---", *["--:"] * len(NUMBERS), "---", "---"), *map(_cells, figures)]
    return f"{machine()}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def machine() -> str:
    """What it ran on, in a line."""
    runs_on, release = f"{platform.system()} {platform.machine()}", platform.python_version()
    return f"{runs_on}, {os.cpu_count()} cores for the server and its clients together; Python {release}."


def number(value: object) -> str:
    """A number with as many digits as it is worth; nothing for none."""
    if not isinstance(value, int | float):
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _cells(members: Members) -> tuple[str, ...]:
    numbers = [number(members[name]) for name in NUMBERS]
    return (members["case"], *numbers, members["goal"], HOLDS[members["holds"]])


def main() -> None:
    """Put the figures of the last run into docs/performance.md."""
    table = markdown(json.loads(FIGURES.read_text()))
    PAGE.write_text(BETWEEN.sub(lambda old: table, PAGE.read_text()))
    print(f"{PAGE.name} has the figures of the last run")


if __name__ == "__main__":
    main()
