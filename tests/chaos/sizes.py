"""How much chaos there is in a run, and the seed that each of its schedules is drawn from."""

import os
from dataclasses import dataclass
from random import Random, SystemRandom
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How often each thing is tried."""

    events: int
    """Events that hostile writers commit."""
    schedules: int
    """Sampled interleavings of each cheap kind; the dear kinds take a share of it."""
    crashes: int
    """Processes and servers killed under load."""
    rings: int
    """Copies of one ring."""
    tamperings: int
    """Things done to the log by whoever owns the server; as many hostile proofs."""
    clean_runs: int
    """Verifications of a log to which nothing was done."""
    rebuilt: int
    """Events of the log over which a projection is built anew."""


SIZES: Final = {
    "least": Size(
        events=8_000, schedules=20, crashes=4, rings=10, tamperings=100, clean_runs=11, rebuilt=1_000
    ),
    "small": Size(
        events=100_000, schedules=100, crashes=30, rings=50, tamperings=500, clean_runs=100, rebuilt=5_000
    ),
    "large": Size(
        events=1_000_000,
        schedules=2_000,
        crashes=300,
        rings=1_000,
        tamperings=5_000,
        clean_runs=100,
        rebuilt=1_000_000,
    ),
}
"""`least` is part of `make test`; `make chaos` takes `small`, and `make chaos SIZE=large` the other."""

NAME: Final = os.environ.get("CHAOS_SIZE", "least")
SIZE: Final = SIZES[NAME]
# Through the environment, so that every process of the run has the same.
SEED: Final = int(os.environ.setdefault("CHAOS_SEED", str(SystemRandom().randrange(1_000_000))))


def dice(*names: object) -> Random:
    """The dice of one schedule: the same seed and the same names throw the same."""
    return Random(f"{SEED} {' '.join(map(str, names))}")
