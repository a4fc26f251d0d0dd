"""The processes of the gap hunt: writers that do their worst, those who work behind them, and designs that fail."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Event as Pause
from typing import Final
from uuid import UUID

import psycopg

from consultations.eventlog import read
from consultations.eventlog.seal import seal
from consultations.projections.progress import lag
from consultations.projections.runner import catch_up
from tests.chaos.sizes import dice
from tests.conftest import logged_in
from tests.eventlog.writing import write_several

BETWEEN_TWO_LOOKS: Final = 0.004
"""Seconds."""
ARENA: Final = """
create table chaos_scratch (n integer);
-- The control whose log gives a number first and a transaction id afterwards.
create function chaos_gate() returns boolean language sql volatile as
    'select pg_advisory_xact_lock_shared(1) is null';
create table chaos_backwards (
    number bigint generated always as identity (cache 1),
    gate   boolean not null default chaos_gate(),
    xid    xid8 not null default pg_current_xact_id(),
    id     uuid not null);
grant insert on chaos_scratch, chaos_backwards to consultations_app;
grant select on chaos_backwards, chaos_backwards_number_seq to consultations_worker;
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hunt:
    """Where a hunt takes place."""

    app: str
    worker: str
    streams: tuple[UUID, ...]
    over: Path
    """It is there once every writer has ended."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Committed:
    """What a writer knows to be durable, in the log and in the control's own log."""

    events: list[UUID]
    backwards: list[UUID]


# ---- writers

LATEST: Final = """
select event_id, version from consultations_event where stream_id = %s order by version desc limit 1
"""


def writer(hunt: Hunt, nth: int, quota: int) -> Committed:
    """Write until so many events are committed."""
    thrown, committed = dice("writer", nth), Committed(events=[], backwards=[])
    with psycopg.connect(hunt.app) as connection:
        while len(committed.events) < quota:
            try:
                _transaction(connection, hunt, thrown, committed)
            except psycopg.errors.UniqueViolation:
                connection.rollback()
    return committed


def _transaction(connection: psycopg.Connection, hunt: Hunt, thrown: Random, committed: Committed) -> None:
    """A write before the append, one to three streams, a savepoint, a pause; one in ten is rolled back."""
    backwards = _write_something_else(connection, thrown)
    streams = sorted(thrown.sample(hunt.streams, thrown.choice((1, 1, 1, 2, 3))))
    if thrown.random() < 0.2:
        with connection.transaction(force_rollback=True):
            _append(connection, hunt, streams[0], thrown)
    events = [event for stream_id in streams for event in _append(connection, hunt, stream_id, thrown)]
    pause = thrown.uniform(0, 0.08) if thrown.random() < 0.15 else thrown.uniform(0, 0.003)
    connection.execute("select pg_sleep(%s)", (pause,))
    if thrown.random() < 0.1:
        return connection.rollback()
    connection.commit()
    committed.events.extend(events)
    committed.backwards.extend(backwards)
    return None


def _write_something_else(connection: psycopg.Connection, thrown: Random) -> list[UUID]:
    drawn = thrown.random()
    if drawn < 0.3:
        connection.execute("insert into chaos_scratch values (1)")
    elif drawn < 0.6:
        id_ = UUID(int=thrown.getrandbits(128))
        connection.execute("insert into chaos_backwards (id) values (%s)", (id_,))
        return [id_]
    return []


def _append(connection: psycopg.Connection, hunt: Hunt, stream_id: UUID, thrown: Random) -> list[UUID]:
    """One to 25 events of one stream, as the effect of an event that the transaction has read as committed."""
    cause = connection.execute(LATEST, (thrown.choice(hunt.streams),)).fetchone()
    last = connection.execute(LATEST, (stream_id,)).fetchone()
    return write_several(
        connection,
        stream_id,
        last[1] + 1 if last else 1,
        thrown.choice((1, 2, 5, 10, 25)),
        actor="hostile",
        cause=cause[0] if cause else None,
    )


def holder(hunt: Hunt) -> None:
    """Hold the sealers' lock now and then, in a transaction that has an id and so holds the seal back."""
    thrown = dice("holder")
    with psycopg.connect(hunt.worker) as connection:
        for _ in _until_over(hunt):
            connection.execute("select from consultations_seal for update")
            connection.execute("select pg_sleep(%s)", (thrown.uniform(0, 0.03),))
            connection.rollback()


# ---- what works behind them: our own


def sealer(hunt: Hunt) -> None:
    """Seal until all is sealed."""
    with logged_in(hunt.worker):
        for over in _until_over(hunt):
            while seal(wait_seconds=0.3) or (over and read.unsealed()):
                pass


def projector(hunt: Hunt) -> None:
    """Project until all is projected."""
    with logged_in(hunt.worker):
        for over in _until_over(hunt):
            while catch_up() or (over and _something_is_left()):
                pass


def _something_is_left() -> bool:
    left = lag()
    return bool(left.unsealed or any(left.behind.values()))


def consumer(hunt: Hunt) -> list[UUID]:
    """Follow the log by position, as everything downstream does; gives the events in the order they came."""
    delivered: list[UUID] = []
    with logged_in(hunt.worker):
        for over in _until_over(hunt):
            while (over and read.unsealed()) or len(delivered) < read.head():
                batch = read.sealed_after(len(delivered), 500)
                assert [each.position for each in batch] == [
                    len(delivered) + nth for nth in range(1, len(batch) + 1)
                ]
                delivered.extend(each.event_id for each in batch)
    return delivered


# ---- designs that fail


class BareReader:
    """Follows the log by `number > last`."""

    def __init__(self) -> None:
        self.last, self.delivered = 0, set[UUID]()

    def poll(self, connection: psycopg.Connection) -> None:
        """Take in what is new."""
        query = "select number, event_id from consultations_event where number > %s order by number"
        for number, event_id in connection.execute(query, (self.last,)).fetchall():
            self.last = number
            self.delivered.add(event_id)


class WrongSealer:
    """A sequence watermark with one thing wrong: X is taken too early, or the log gives number before xid."""

    def __init__(self, log: str, column: str, *, early: bool) -> None:
        self.watermark = f"select last_value from {log}_number_seq"
        self.fresh = f"select {column} from {log} where number > %s and number <= %s"
        self.early = early
        self.sealed, self.delivered = 0, set[UUID]()

    def poll(self, connection: psycopg.Connection, between: Callable[[], object] = lambda: None) -> None:
        """Seal what is new; `between` is called between the taking of X and of W."""
        if self.early:
            fence = _one(connection, FENCE)
            between()
            watermark = _one(connection, self.watermark)
        else:
            watermark = _one(connection, self.watermark)
            between()
            fence = _one(connection, FENCE)
        while not _one(connection, f"select pg_snapshot_xmin(pg_current_snapshot()) >= '{fence}'::xid8"):
            Pause().wait(0.002)
        found = connection.execute(self.fresh, (self.sealed, watermark)).fetchall()
        self.delivered.update(event_id for (event_id,) in found)
        self.sealed = watermark


FENCE: Final = "select pg_current_xact_id()::text"


def early_sealer() -> WrongSealer:
    """One that takes its X from a transaction begun before W was read."""
    return WrongSealer("consultations_event", "event_id", early=True)


def backward_sealer() -> WrongSealer:
    """One that is right, on a log whose transactions draw a number before they have an xid."""
    return WrongSealer("chaos_backwards", "id", early=False)


CONTROLS: Final[dict[str, Callable[[], BareReader | WrongSealer]]] = {
    "bare": BareReader,
    "early": early_sealer,
    "backward": backward_sealer,
}


def control(hunt: Hunt, name: str) -> set[UUID]:
    """Let one of them follow the hunt; gives what it would have delivered."""
    follower = CONTROLS[name]()
    with psycopg.connect(hunt.worker, autocommit=True) as connection:
        for _ in _until_over(hunt):
            follower.poll(connection)
    return follower.delivered


def _one(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def _until_over(hunt: Hunt) -> Iterator[bool]:
    """A turn now and then, and a last one, for which it is true, after every writer has ended."""
    pause = Pause()
    while not hunt.over.exists():
        yield False
        pause.wait(BETWEEN_TWO_LOOKS)
    yield True
