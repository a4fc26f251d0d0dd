"""`python -m benchmarks`: measure, print the table, write var/bench.json."""

import argparse
import json
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Final

from rich.console import Console

from benchmarks import ground, table
from benchmarks.figure import Figure
from benchmarks.ground import ROOT, SCALES, Ground

ROWS: Final = (
    "appending",
    "importing",
    "sealing",
    "reading",
    "projecting",
    "verifying",
    "commanding",
)


def main() -> None:
    """Measure what was asked for."""
    asked = _asked()
    console = Console()
    with ground.prepared(asked.var, scale=asked.scale, rounds=asked.rounds, large=asked.size) as at:
        told = ", ".join(f"{name} {value}" for name, value in ground.settings_of_server(at.server).items())
        console.print(f"The same for all: {told}")
        names = asked.only or (*ROWS, *(["growth"] if asked.growth else []))
        figures = _measured(at, names, console)
    members = [each.members() for each in figures]
    console.print(table.drawn(members))
    asked.out.write_text(json.dumps(members, indent=1, ensure_ascii=False) + "\n")


def _measured(at: Ground, names: tuple[str, ...], console: Console) -> list[Figure]:
    found: list[Figure] = []
    for name in names:
        ground.renew(at)
        measure: Callable[[Ground], Iterable[Figure]] = import_module(f"benchmarks.{name}").figures
        for each in measure(at):
            console.print(f"  {each.case}: {table.number(each.ours)}")
            found.append(each)
    return found


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--scale", choices=SCALES, default="full", help="how many events; fast: under five minutes"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each side is measured")
    parser.add_argument("--growth", action="store_true", help="also a large log beside a small one")
    parser.add_argument("--size", type=int, default=10_000_000, help="events of the large log")
    parser.add_argument("--only", nargs="*", choices=(*ROWS, "growth"), help="only these rows")
    parser.add_argument(
        "--var", type=Path, default=ROOT / "var" / "bench", help="where the server keeps its data"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench.json", help="where the figures go")
    return parser.parse_args()


if __name__ == "__main__":
    main()
