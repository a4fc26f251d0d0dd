"""Eight hostile writers: what was committed is sealed and projected exactly once, no effect before its cause.

In the same run three plausible designs are shown to fail, so that the test is known to have teeth.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from random import Random
from threading import Event, Lock
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection as django_connection

from consultations.domain.message import Recorded
from consultations.eventlog import read, seal
from consultations.eventlog.connection import cursor
from consultations.projections.projection import Projection
from consultations.projections.runner import ALL, run
from tests.eventlog.writing import write

SECONDS = 6.0
WRITERS, SEALERS, PROJECTORS = 8, 3, 2
AsWorker = Callable[[], AbstractContextManager[None]]
Seen = dict[UUID, UUID]


@dataclass(kw_only=True, slots=True)
class Count:
    """How a stream reached a consumer."""

    stream_id: UUID
    seen: int = 0
    version: int = 0
    out_of_order: int = 0


def counted(row: Count | None, record: Recorded) -> Count:
    row = row or Count(stream_id=record.stream_id)
    row.out_of_order += record.version != row.version + 1
    row.seen, row.version = row.seen + 1, record.version
    return row


class ChaosCount:
    """The table of this test's own consumer; no model, so that no migration asks for it."""

    class _meta:  # noqa: N801 (Django's name)
        db_table = "chaos_count"


COUNT: Projection[Count] = Projection(
    name="chaos_count",
    row=Count,
    key="stream_id",
    keys=lambda record: (record.stream_id,) if record.actor == "hostile" else (),
    evolve=counted,
    table=ChaosCount,
)


@pytest.fixture
def arena(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    """A table that writers write to before they append, and one for a consumer that counts."""
    made = """
        create table chaos_scratch (n integer);
        grant insert on chaos_scratch to consultations_app;
        create table chaos_count (
            stream_id uuid primary key, seen bigint, version bigint, out_of_order bigint);
        grant select, insert, update, delete on chaos_count to consultations_worker;
    """
    with psycopg.connect(addresses["admin"], autocommit=True) as admin:
        admin.execute(made)
        yield admin
        admin.execute("drop table chaos_scratch, chaos_count")


@dataclass
class Run:
    """One run: what was committed, with the cause each event had before it."""

    app: str
    worker: str
    streams: list[UUID] = field(default_factory=lambda: [uuid4() for _ in range(12)])
    committed: set[UUID] = field(default_factory=set)
    causes: Seen = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    over: Event = field(default_factory=Event)
    written: Event = field(default_factory=Event)


LATEST = """
select event_id, version from consultations_event where stream_id = %s order by version desc limit 1
"""


def hostile(run_: Run, seed: int) -> None:
    """Roll-backs, a write before the append, pauses between append and commit; a cause read from another."""
    dice = Random(seed)
    with psycopg.connect(run_.app) as connection:
        while not run_.over.is_set():
            try:
                effect, cause = _append(connection, run_, dice)
                pause = dice.choice((0, 0, 0.01, dice.uniform(0, 0.08)))
                connection.execute("select pg_sleep(%s)", (pause,))
            except psycopg.errors.UniqueViolation:
                connection.rollback()
                continue
            if dice.random() < 0.15:
                connection.rollback()
                continue
            connection.commit()
            with run_.lock:
                run_.committed.add(effect)
                if cause:
                    run_.causes[effect] = cause


def _append(connection: psycopg.Connection, run_: Run, dice: Random) -> tuple[UUID, UUID | None]:
    if dice.random() < 0.5:
        connection.execute("insert into chaos_scratch values (1)")
        connection.execute("select pg_sleep(%s)", (dice.uniform(0, 0.03),))
    stream_id = dice.choice(run_.streams)
    before = connection.execute(LATEST, (stream_id,)).fetchone()
    other = connection.execute(LATEST, (dice.choice(run_.streams),)).fetchone()
    effect = write(connection, stream_id, before[1] + 1 if before else 1, actor="hostile")
    cause = other or before
    return effect, cause[0] if cause else None


class BareReader:
    """Control: follows the log by `number > last`."""

    def __init__(self) -> None:
        self.last, self.delivered = 0, set[UUID]()

    def poll(self, connection: psycopg.Connection) -> None:
        query = "select number, event_id from consultations_event where number > %s order by number"
        for number, event_id in connection.execute(query, (self.last,)).fetchall():
            self.last = number
            self.delivered.add(event_id)


class EarlySealer:
    """Control: takes its X from a transaction begun before W was read."""

    def __init__(self) -> None:
        self.sealed, self.delivered = 0, set[UUID]()

    def poll(self, connection: psycopg.Connection, between: Callable[[], Any] = lambda: None) -> None:
        fence = connection.execute(seal.FENCE).fetchone()[0]
        between()
        watermark = connection.execute(seal.WATERMARK).fetchone()[0]
        pause = Event()
        while connection.execute(seal.PASSED, (fence,)).fetchone() != (True,):
            pause.wait(0.002)
        query = "select event_id from consultations_event where number > %s and number <= %s"
        found = connection.execute(query, (self.sealed, watermark)).fetchall()
        self.delivered.update(event_id for (event_id,) in found)
        self.sealed = watermark


def watched(run_: Run, control: BareReader | EarlySealer) -> None:
    with psycopg.connect(run_.worker, autocommit=True) as connection:
        while not run_.over.is_set():
            control.poll(connection)
            run_.over.wait(0.003)
        control.poll(connection)


def sealing(run_: Run, as_worker: AsWorker) -> None:
    with as_worker():
        while not run_.written.is_set() or read.unsealed():
            seal.seal(wait_seconds=0.3)
            run_.written.wait(0.005)


def projecting(run_: Run, as_worker: AsWorker) -> None:
    with as_worker():
        while True:
            ended = run_.written.is_set() and not read.unsealed()
            moved = sum(run(each, 40) for each in (COUNT, *ALL))
            if ended and not moved and all(position == read.head() for position in _positions()):
                return
            run_.written.wait(0.01)


def _positions() -> list[int]:
    with cursor() as reading:
        return [
            place for (place,) in reading.execute("select position from consultations_checkpoint").fetchall()
        ]


def surely_missed(run_: Run, reader: BareReader, early: EarlySealer) -> tuple[UUID, UUID, UUID]:
    """One schedule for each control that must defeat it, played while the load is on."""
    with (
        psycopg.connect(run_.app) as one,
        psycopg.connect(run_.app) as two,
        psycopg.connect(run_.worker, autocommit=True) as watching,
    ):
        behind = write(one, uuid4(), 1, actor="hostile")
        ahead = write(two, uuid4(), 1, actor="hostile")
        two.commit()
        reader.poll(watching)
        one.commit()
        reader.poll(watching)

        stream_id = uuid4()
        two.execute("insert into chaos_scratch values (1)")
        cause = write(one, stream_id, 1, actor="hostile")
        one.commit()
        effect = write(two, stream_id, 2, actor="hostile")
        two.commit()

        late: list[UUID] = []
        early.poll(watching, between=lambda: late.append(write(one, uuid4(), 1, actor="hostile")))
        one.commit()
        early.poll(watching)
    with run_.lock:
        run_.committed.update((behind, ahead, cause, effect, *late))
        run_.causes[effect] = cause
    return behind, effect, late[0]


INVERTED = """
select count(*) from consultations_event cause join consultations_event effect
    on effect.stream_id = cause.stream_id and effect.version = cause.version + 1
where cause.actor = 'hostile' and (effect.xid, effect.number) < (cause.xid, cause.number)
"""
PLACES = """
select event_id, position from consultations_event join consultations_position using (number)
where actor = 'hostile'
"""


class TestEightHostileWriters:
    def test_do_not_disturb_the_order_of_the_log(
        self,
        arena: psycopg.Connection,
        addresses: dict[str, str],
        as_worker: AsWorker,
        settled: Callable[[], None],
        record_property: Callable[[str, object], None],
    ) -> None:
        settled()
        run_ = Run(app=addresses["app"], worker=addresses["worker"])
        bare, early, sure_bare, sure_early = BareReader(), EarlySealer(), BareReader(), EarlySealer()
        with ThreadPoolExecutor(WRITERS + SEALERS + PROJECTORS + 2) as pool:
            writers = [pool.submit(hostile, run_, seed) for seed in range(WRITERS)]
            watchers = [pool.submit(watched, run_, control) for control in (bare, early)]
            others = [pool.submit(sealing, run_, as_worker) for _ in range(SEALERS)]
            others += [pool.submit(projecting, run_, as_worker) for _ in range(PROJECTORS)]
            try:
                missed, inverted, lost = surely_missed(run_, sure_bare, sure_early)
                run_.over.wait(SECONDS)
            finally:
                run_.over.set()
                for each in (*writers, *watchers):
                    each.exception()
                run_.written.set()
            for each in (*writers, *watchers, *others):
                each.result()
        django_connection.close()

        kept = arena.execute("select event_id from consultations_event where actor = 'hostile'").fetchall()
        assert {event_id for (event_id,) in kept} == run_.committed
        places = dict(arena.execute(PLACES).fetchall())
        self.all_is_sealed_once(run_, places)
        self.all_is_projected_once(run_, arena)
        # The controls: what each would have delivered of the very same log.
        assert missed in run_.committed - sure_bare.delivered
        assert lost in run_.committed - sure_early.delivered
        count = arena.execute(INVERTED).fetchone()[0]
        assert count >= 1
        assert inverted in places
        record_property("committed", len(run_.committed))
        record_property("missed by a bare reader", len(run_.committed - bare.delivered))
        record_property("inverted by order of xid", count)
        record_property("lost by an early fence", len(run_.committed - early.delivered))

    def all_is_sealed_once(self, run_: Run, places: dict[UUID, int]) -> None:
        assert len(run_.committed) > 100
        assert places.keys() == run_.committed
        assert len(set(places.values())) == len(places)
        assert [effect for effect, cause in run_.causes.items() if places[cause] >= places[effect]] == []

    def all_is_projected_once(self, run_: Run, arena: psycopg.Connection) -> None:
        counts = arena.execute(
            "select sum(seen), sum(version), sum(out_of_order) from chaos_count"
        ).fetchone()
        assert counts == (len(run_.committed), len(run_.committed), 0)
        query = "select event_id from consultations_timeline where actor = 'hostile'"
        assert {event_id for (event_id,) in arena.execute(query)} == run_.committed
