"""Verify the log: every leaf hashed anew and every kept checkpoint held against the tree, by one process."""

from typing import Final

from benchmarks import ground
from benchmarks.figure import Bound, Figure, measured
from benchmarks.ground import Ground, per_second
from benchmarks.sealing import copied, seal_until

RATE: Final = (Bound(of="ours", least=150_000),)


def figures(at: Ground) -> list[Figure]:
    """One row."""
    from benchmarks import plain
    from consultations.eventlog import checkpoint
    from consultations.eventlog.verify import verify

    events = at.size(30_000, 100_000)
    copied(at, events)
    with ground.logged_in(at.logins.worker):
        seal_until(events)
        checkpoint.sign(ground.SIGNER)

        def verified(nth: int) -> float:
            def all_of_it() -> None:
                if not verify([ground.SIGNER.verifier]).clean:
                    raise RuntimeError("the log that was just written does not verify")

            return per_second(events, all_of_it)

        def hashed(nth: int) -> float:
            with ground.connected(at.logins.worker) as bare:
                return per_second(events, lambda: plain.hash_all(bare))

        return [
            measured(
                "verify the log (plain: its entries read and hashed, no more), events/s per core",
                rounds=at.rounds,
                ours=verified,
                plain=hashed,
                bounds=RATE,
            )
        ]
