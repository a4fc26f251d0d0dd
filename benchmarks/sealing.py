"""The seal: what it costs the append beside it, how fast it is, and how late it is at a steady load."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event as Signal
from statistics import quantiles
from threading import Event as Pause
from time import monotonic
from typing import Final

from benchmarks import ground
from benchmarks.appending import ours
from benchmarks.figure import Bound, Figure, measured
from benchmarks.ground import Ground, per_second
from benchmarks.reading import seal_all

PAUSE: Final = 0.1
"""Seconds between two seals."""
OFFERED: Final = 2_000
"""Events in a second."""
PIECE: Final = 10
COST: Final = (Bound(of="ratio_plain", least=0.95),)
RATE: Final = (Bound(of="ours", least=100_000),)
LAG: Final = (Bound(of="ours", most=0.25),)
COPIES: Final = """
insert into consultations_event ({columns})
select gen_random_uuid(), gen_random_uuid(), stream_kind, 1, type, schema_version,
    actor, command_id, correlation_id, causation_id, envelope, payload
from (select * from consultations_event order by number limit 500) pattern, generate_series(1, %s)
"""
LAGS: Final = """
select extract(epoch from clock_timestamp() - event.recorded_at)::float, place.position
from consultations_position place join consultations_event event using (number) where place.position > %s
"""


def figures(at: Ground) -> Iterator[Figure]:
    """The three rows, each on an empty log."""
    for row in (_cost, _rate, _lag):
        ground.renew(at)
        yield row(at)


def _cost(at: Ground) -> Figure:
    commits = at.size(1_500, 5_000)
    with _sealer(at) as sealer:

        def append(*, sealed: bool) -> float:
            (sealer.working.set if sealed else sealer.working.clear)()
            return per_second(commits, ours(commits, 1))

        return measured(
            f"append beside a sealer that signs, every {PAUSE:g} s (plain: our append without one), events/s",
            rounds=at.rounds,
            ours=lambda nth: append(sealed=True),
            plain=lambda nth: append(sealed=False),
            bounds=COST,
        )


def _rate(at: Ground) -> Figure:
    from benchmarks import plain

    events = at.size(30_000, 100_000)

    def sealed(nth: int) -> float:
        copied(at, events)
        with ground.logged_in(at.logins.worker):
            return per_second(events, lambda: seal_until(events))

    def placed(nth: int) -> float:
        rows = plain.places(nth * events + 1, events)
        with ground.connected(at.logins.worker) as bare:
            return per_second(events, lambda: plain.place(bare, rows))

    return measured(
        "sealing, leaves and tree included (plain: its rows alone, by COPY), events/s",
        rounds=at.rounds,
        ours=sealed,
        plain=placed,
        bounds=RATE,
    )


def copied(at: Ground, events: int) -> None:
    """Put so many unsealed events into the log, copies of a few that were written, each first on its own stream."""
    from benchmarks.material import files, write
    from benchmarks.plain import COLUMNS

    write(files(10, 50))
    seal_all(at)
    with ground.connected(at.admin) as filling:
        filling.execute(COPIES.format(columns=COLUMNS), (events // 500,))


def seal_until(events: int) -> None:
    """Seal until so many events are sealed."""
    from consultations.eventlog.seal import seal

    total = 0
    while total < events:
        total += seal()


def _lag(at: Ground) -> Figure:
    with _sealer(at, told=True) as sealer:
        sealer.working.set()
        offered = _offer(at.size(10, 60))
    return Figure(
        case=f"append to sealed at {OFFERED:,} events/s offered ({offered:,.0f} reached), 99th percentile, s",
        ours=quantiles(sealer.waited, n=100)[98],
        bounds=LAG,
    )


def _offer(seconds: int) -> float:
    """Append at a steady pace; gives the events per second that the machine kept up."""
    from benchmarks.material import entry, file, fresh
    from consultations.eventlog.append import append

    pause, interval = Pause(), PIECE / OFFERED
    pieces = [file(PIECE) for _ in range(seconds * OFFERED // PIECE)]
    begun = monotonic()
    for nth, each in enumerate(pieces):
        pause.wait(max(0.0, begun + nth * interval - monotonic()))
        append(entry(each.case_id), fresh(each.events), 0)
    return len(pieces) * PIECE / (monotonic() - begun)


# ---- a process that seals


@dataclass(frozen=True)
class Sealer:
    """A process beside this one that seals again and again, as the worker does."""

    working: Signal
    waited: list[float]
    """Once it is over: how many seconds each event waited for its place, where that was asked for."""


@contextmanager
def _sealer(at: Ground, *, told: bool = False) -> Iterator[Sealer]:
    processes = get_context("spawn")
    working, over, (here, there) = processes.Event(), processes.Event(), processes.Pipe()
    child = processes.Process(target=_seal, args=(at.logins.worker, working, over, there, told))
    child.start()
    here.recv()
    sealer = Sealer(working, [])
    try:
        yield sealer
    finally:
        over.set()
        sealer.waited.extend(here.recv())
        child.join()


def _seal(url: str, working: Signal, over: Signal, tells: Connection, told: bool) -> None:
    ground.enter(url)
    from consultations.eventlog import checkpoint, read
    from consultations.eventlog.seal import seal

    position, waited = read.head(), list[float]()
    tells.send("ready")
    for nth in count():
        if over.wait(PAUSE):
            break
        if working.is_set() and seal():
            if nth % 10 == 0:  # once a second, where an installation signs once a minute
                checkpoint.sign(ground.SIGNER)
            position = _told(position, waited) if told else position
    tells.send(waited)


def _told(position: int, waited: list[float]) -> int:
    from consultations.eventlog.connection import cursor

    with cursor() as asking:
        found = asking.execute(LAGS, (position,)).fetchall()
    waited.extend(seconds for seconds, _ in found)
    return max(int(place) for _, place in found)
