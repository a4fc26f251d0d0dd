"""Append: one event a commit and ten, by one writer; one event a commit by four."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from time import monotonic
from typing import Any, Final

from benchmarks import ground
from benchmarks.figure import Bound, Figure, Side, measured
from benchmarks.ground import Ground, per_second

WRITERS: Final = 4
ONE: Final = (Bound(of="ratio_plain", least=0.85),)
FOUR: Final = (Bound(of="ratio_plain", least=0.80),)
TEN: Final = (Bound(of="ratio_plain", least=0.80),)
Makes = Callable[[int, int], Side]
"""Makes a side: so many commits, of so many events each."""


def figures(at: Ground) -> list[Figure]:
    """The three rows."""
    count = at.size(400, 2_000)
    return [
        _by_one_writer(at, "append, 1 event per commit, one writer, events/s", count, 1, ONE),
        _by_four_writers(at, at.size(250, 1_000)),
        _by_one_writer(at, "append, 10 events per commit, events/s", at.size(200, 1_000), 10, TEN),
    ]


def _by_one_writer(at: Ground, case: str, commits: int, events: int, bounds: tuple[Bound, ...]) -> Figure:
    from benchmarks import peer

    with ground.connected(at.logins.app) as connection, peer.register(at.peer) as register:
        return measured(
            case,
            rounds=at.rounds,
            ours=lambda nth: per_second(commits * events, ours(commits, events)),
            plain=lambda nth: per_second(commits * events, plain(connection, commits, events)),
            peer=lambda nth: per_second(commits * events, by_peer(register, commits, events)),
            bounds=bounds,
        )


def ours(commits: int, events: int) -> Callable[[], None]:
    """Our append, ready to run: each commit is the next piece of one file."""
    from benchmarks.material import entry, file, fresh
    from consultations.eventlog.append import append

    written = file(commits * events)
    pieces = [
        (entry(written.case_id), fresh(written.events[first : first + events]), first)
        for first in range(0, commits * events, events)
    ]

    def run() -> None:
        for piece in pieces:
            append(*piece)

    return run


def plain(connection: Any, commits: int, events: int) -> Callable[[], None]:
    """The same rows over a bare connection, ready to run."""
    from uuid_utils.compat import uuid7

    from benchmarks.material import file
    from benchmarks.plain import insert_all, insert_each, rows

    written = file(commits * events)
    ready = rows(written.case_id, written.events, [uuid7() for _ in written.events])

    def run() -> None:
        if events == 1:
            insert_each(connection, ready)
            return
        for first in range(0, len(ready), events):
            insert_all(connection, ready[first : first + events])

    return run


def by_peer(register: Any, commits: int, events: int) -> Callable[[], None]:
    """The peer's event store, given the same events of one aggregate, ready to run."""
    from benchmarks import peer
    from benchmarks.material import file

    pending = list(peer.opened(file(commits * events).events).collect_events())

    def run() -> None:
        for first in range(0, len(pending), events):
            register.events.put(pending[first : first + events])

    return run


# ---- four writers, each a process with a connection of its own


def _by_four_writers(at: Ground, commits: int) -> Figure:
    processes = get_context("spawn")
    together = processes.Barrier(WRITERS)
    with ProcessPoolExecutor(
        WRITERS, processes, initializer=_start, initargs=(at, together, commits)
    ) as writers:

        def side(name: str) -> Side:
            return lambda nth: _rate(list(writers.map(_write, [name] * WRITERS)), commits)

        return measured(
            "append, 1 event per commit, 4 writers, events/s",
            rounds=at.rounds,
            ours=side("ours"),
            plain=side("plain"),
            peer=side("peer"),
            bounds=FOUR,
        )


def _rate(spans: list[tuple[float, float]], commits: int) -> float:
    begun, ended = min(first for first, _ in spans), max(last for _, last in spans)
    return WRITERS * commits / (ended - begun)


_together: Barrier
_ready: dict[str, Callable[[], Callable[[], None]]] = {}


def _start(at: Ground, together: Barrier, commits: int) -> None:
    global _together  # noqa: PLW0603 (a process of the pool has nowhere else to keep it)
    _together = together
    ground.enter(at.logins.app)
    import psycopg

    from benchmarks import peer

    connection = psycopg.connect(at.logins.app, autocommit=True)
    register = peer.Register(env=dict(at.peer))
    _ready["ours"] = lambda: ours(commits, 1)
    _ready["plain"] = lambda: plain(connection, commits, 1)
    _ready["peer"] = lambda: by_peer(register, commits, 1)


def _write(side: str) -> tuple[float, float]:
    run = _ready[side]()
    _together.wait(60)  # so that each process has one share, and all begin together
    begun = monotonic()
    run()
    return begun, monotonic()
