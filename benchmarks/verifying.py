"""Verify the log: every leaf hashed anew and every kept checkpoint held against the tree, by one process."""

from typing import Final

from benchmarks.figure import Bound, Figure
from benchmarks.ground import Ground

RATE: Final = (Bound(of="ours", least=150_000),)


def figures(at: Ground) -> list[Figure]:
    """One row, which stays empty for as long as there is nothing that verifies."""
    return [Figure(case="verify the log, events/s per core", ours=None, bounds=RATE)]
