"""Verify the log: every leaf hashed anew and every kept checkpoint held against the tree, by one process."""

from importlib.util import find_spec
from typing import Final

from benchmarks.figure import Bound, Figure
from benchmarks.ground import Ground

CASE: Final = "verify the log, events/s per core"
RATE: Final = (Bound(of="ours", least=150_000),)


def figures(at: Ground) -> list[Figure]:
    """One row; empty where this version cannot verify."""
    if find_spec("consultations.eventlog.verify") is None:
        return [Figure(case=CASE, ours=None, bounds=RATE)]
    raise NotImplementedError
