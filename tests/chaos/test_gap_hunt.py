"""Eight hostile writers: what was committed is sealed and projected exactly once, no effect before its cause.

In the same run four plausible designs are shown to fail, so that the test is known to have teeth.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.chaos import hostile
from tests.chaos.conftest import Place
from tests.chaos.hostile import BareReader, Committed, Hunt
from tests.chaos.process import processes
from tests.chaos.sizes import NAME, SIZE, dice
from tests.eventlog.writing import write

WRITERS, SEALERS, PROJECTORS = 8, 2, 2
STREAMS = 48


@pytest.fixture
def arena(place: Place) -> Iterator[psycopg.Connection]:
    with psycopg.connect(place.admin, autocommit=True) as admin:
        admin.execute(hostile.ARENA)
        yield admin


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the processes of a hunt came home with."""

    committed: set[UUID]
    backwards: set[UUID]
    delivered: list[UUID]
    by_control: dict[str, set[UUID]]


def hunted(place: Place, over: Path) -> Outcome:
    drawn = dice("streams")
    streams = tuple(UUID(int=drawn.getrandbits(128)) for _ in range(STREAMS))
    hunt = Hunt(app=place.app, worker=place.worker, streams=streams, over=over)
    with processes(WRITERS + SEALERS + PROJECTORS + len(hostile.CONTROLS) + 2) as pool:
        try:
            follower = pool.submit(hostile.consumer, hunt)
            behind = [pool.submit(hostile.holder, hunt)]
            behind += [pool.submit(hostile.sealer, hunt) for _ in range(SEALERS)]
            behind += [pool.submit(hostile.projector, hunt) for _ in range(PROJECTORS)]
            controls = {name: pool.submit(hostile.control, hunt, name) for name in hostile.CONTROLS}
            written = written_by(pool, hunt)
        finally:
            over.touch()
        for each in behind:
            each.result()
        return Outcome(
            committed={event for each in written for event in each.events},
            backwards={event for each in written for event in each.backwards},
            delivered=follower.result(),
            by_control={name: each.result() for name, each in controls.items()},
        )


def written_by(pool: Any, hunt: Hunt) -> list[Committed]:
    quota = SIZE.events // WRITERS
    writers: list[Future[Committed]] = [
        pool.submit(hostile.writer, hunt, nth, quota) for nth in range(WRITERS)
    ]
    return [each.result() for each in writers]


CAUSES = """
select count(*) filter (where cause_place.position >= effect_place.position),
    count(*) filter (where (cause.xid, cause.number) > (effect.xid, effect.number)),
    count(*)
from consultations_event effect
join consultations_position effect_place using (number)
join consultations_event cause on cause.event_id = effect.causation_id
join consultations_position cause_place on cause_place.number = cause.number
"""
VERSIONS = """
select count(*) from (
    select version, row_number() over (partition by event.stream_id order by position) as nth
    from consultations_event event join consultations_position using (number)) placed
where version <> nth
"""
DENSE = """
select count(*), count(distinct number), min(position), max(position) from consultations_position
"""
KEPT = "select event_id from consultations_event"
TOLD = "select event_id from consultations_timeline"


class TestEightHostileWriters:
    def test_do_not_disturb_the_order_of_the_log(
        self,
        place: Place,
        arena: psycopg.Connection,
        tmp_path: Path,
        record_property: Callable[[str, object], None],
    ) -> None:
        outcome = hunted(place, tmp_path / "over")
        committed = outcome.committed
        events = len(committed)
        assert events >= SIZE.events
        assert {event_id for (event_id,) in arena.execute(KEPT)} == committed
        assert arena.execute(DENSE).fetchone() == (events, events, 1, events)
        assert arena.execute(VERSIONS).fetchone() == (0,)
        assert (len(outcome.delivered), set(outcome.delivered)) == (events, committed)
        told = [event_id for (event_id,) in arena.execute(TOLD)]
        assert (len(told), set(told)) == (events, committed)
        before_its_cause, inverted, effects = arena.execute(CAUSES).fetchone()
        assert (before_its_cause, effects > events / 4) == (0, True)

        # The controls: what each would have delivered of the very same run.
        missed = len(committed - outcome.by_control["bare"])
        assert missed > events / 100
        assert inverted > 0 or NAME == "least"  # few are few; below, a schedule brings it about for certain
        record_property("events committed, sealed and projected once", events)
        record_property("of them effects, each after its cause", effects)
        record_property("missed by a bare reader", missed)
        record_property("inverted by order of xid", inverted)
        record_property("lost by a fence taken early", len(committed - outcome.by_control["early"]))
        lost = len(outcome.backwards - outcome.by_control["backward"])
        record_property(f"of {len(outcome.backwards)} lost where number comes before xid", lost)


class TestADesignThatFails:
    """The shortest schedule that defeats each: in the hunt above luck decides how often it comes about."""

    @pytest.fixture
    def one(self, place: Place, arena: psycopg.Connection) -> Iterator[psycopg.Connection]:
        with psycopg.connect(place.app) as connection:
            yield connection

    @pytest.fixture
    def two(self, place: Place, arena: psycopg.Connection) -> Iterator[psycopg.Connection]:
        with psycopg.connect(place.app) as connection:
            yield connection

    @pytest.fixture
    def watching(self, place: Place, arena: psycopg.Connection) -> Iterator[psycopg.Connection]:
        with psycopg.connect(place.worker, autocommit=True) as connection:
            yield connection

    def test_by_number_misses_who_commits_late(
        self, one: psycopg.Connection, two: psycopg.Connection, watching: psycopg.Connection
    ) -> None:
        reader = BareReader()
        behind = write(one, uuid4(), 1)
        ahead = write(two, uuid4(), 1)
        two.commit()
        reader.poll(watching)
        one.commit()
        reader.poll(watching)
        assert reader.delivered == {ahead} != {ahead, behind}

    def test_by_xid_puts_the_effect_of_who_wrote_something_first_before_its_cause(
        self, one: psycopg.Connection, two: psycopg.Connection, arena: psycopg.Connection
    ) -> None:
        stream_id = uuid4()
        two.execute("insert into chaos_scratch values (1)")
        cause = write(one, stream_id, 1)
        one.commit()
        effect = write(two, stream_id, 2)
        two.commit()
        by_xid = arena.execute("select event_id from consultations_event order by xid, number").fetchall()
        by_number = arena.execute("select event_id from consultations_event order by number").fetchall()
        assert (by_xid, by_number) == ([(effect,), (cause,)], [(cause,), (effect,)])

    def test_with_a_fence_taken_early_loses_who_comes_between(
        self, one: psycopg.Connection, watching: psycopg.Connection
    ) -> None:
        sealer, late = hostile.early_sealer(), list[UUID]()
        sealer.poll(watching, between=lambda: late.append(write(one, uuid4(), 1)))
        one.commit()
        sealer.poll(watching)
        assert late
        assert sealer.delivered == set()

    def test_with_number_before_xid_loses_who_pauses_between_the_two(
        self, one: psycopg.Connection, watching: psycopg.Connection, arena: psycopg.Connection
    ) -> None:
        # A number whose drawing PostgreSQL writes ahead (one in 32) brings its transaction an xid at once.
        one.execute("insert into chaos_backwards (id) values (%s)", (uuid4(),))
        one.commit()
        sealer, late = hostile.backward_sealer(), uuid4()
        sealer.poll(watching)
        arena.execute("select pg_advisory_lock(1)")
        with ThreadPoolExecutor(1) as other:
            writing = other.submit(one.execute, "insert into chaos_backwards (id) values (%s)", (late,))
            drawn = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
            while arena.execute(drawn).fetchone() == (0,):
                assert not writing.done()
            sealer.poll(watching)
            arena.execute("select pg_advisory_unlock(1)")
            writing.result()
        one.commit()
        sealer.poll(watching)
        kept = {id_ for (id_,) in arena.execute("select id from chaos_backwards")}
        assert kept - sealer.delivered == {late}
