"""`python -m benchmarks`: measure, print the table, write var/bench.json."""

import argparse
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from rich.console import Console

from benchmarks import ground, table
from benchmarks.figure import Figure
from benchmarks.ground import ROOT, Ground

ROWS: Final = ("appending", "sealing", "reading", "projecting", "commanding")


def main() -> None:
    """Measure what was asked for."""
    asked = _asked()
    console = Console()
    with ground.prepared(asked.var, fast=asked.fast, rounds=asked.rounds) as at:
        told = ", ".join(f"{name} {value}" for name, value in ground.settings_of_server(at.admin).items())
        console.print(f"The same for all: {told}")
        figures = _measured(at, asked.only or ROWS, console)
    console.print(table.drawn(figures))
    asked.out.write_text(json.dumps([each.members() for each in figures], indent=1, ensure_ascii=False) + "\n")


def _measured(at: Ground, names: tuple[str, ...], console: Console) -> list[Figure]:
    found: list[Figure] = []
    for name in names:
        measure: Callable[[Ground], list[Figure]] = import_module(f"benchmarks.{name}").figures
        for each in measure(at):
            console.print(f"  {each.case}: {table.number(each.ours)}")
            found.append(each)
    return found


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="few events: all in under five minutes")
    parser.add_argument("--rounds", type=int, default=5, help="how often each side is measured")
    parser.add_argument("--only", nargs="*", choices=ROWS, help="only these rows")
    parser.add_argument("--var", type=Path, default=ROOT / "var" / "bench", help="where the server keeps its data")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench.json", help="where the figures go")
    return parser.parse_args()


if __name__ == "__main__":
    main()
