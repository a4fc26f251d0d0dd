"""The runner on the real database: exactly once, in batches of any size, and alone on each projection."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from consultations.domain.message import Recorded
from consultations.domain.rounds import CancelRound, ProposeRound
from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from consultations.projections import rounds, runner, timeline
from consultations.projections.checkpoints import positions
from consultations.projections.projection import Projection, fold
from consultations.projections.rows import load, write
from consultations.projections.runner import ALL, catch_up, run
from tests.projections.conftest import Apart, made_apart
from tests.projections.stories import RUSSIA, opened, record, with_something_of_every_topic

AsWorker = Callable[[], AbstractContextManager[None]]
EACH = pytest.mark.parametrize("projection", ALL, ids=lambda each: each.name)


@pytest.fixture(scope="module", autouse=True)
def own(addresses: dict[str, str]) -> Iterator[Apart]:
    """A database of this module's own: these tests take in the whole log, some of them event by event."""
    with made_apart(addresses) as made, made.as_("app"):
        yield made


@pytest.fixture
def as_worker(own: Apart) -> AsWorker:
    return partial(own.as_, "worker")


@pytest.fixture
def settled(own: Apart) -> Callable[[], None]:
    return own.settle


@pytest.fixture
def case_id(settled: Callable[[], None]) -> UUID:
    made = with_something_of_every_topic()
    settled()
    return made


@pytest.fixture
def worker(own: Apart) -> Iterator[psycopg.Connection]:
    with psycopg.connect(own.urls["worker"]) as connection:
        yield connection


def rows(projection: Projection[Any]) -> dict[UUID, Any]:
    with cursor() as reading:
        found = reading.execute(f"select {projection.key} from {projection.table._meta.db_table}").fetchall()
    return load(projection, [key for (key,) in found])


def start_again(projection: Projection[Any], worker: psycopg.Connection) -> None:
    worker.execute(f"delete from {projection.table._meta.db_table}")
    worker.execute(
        "update consultations_checkpoint set position = 0 where projection = %s", (projection.name,)
    )
    worker.commit()


def everything() -> list[Recorded]:
    return read.sealed_after(0, 1_000_000)


class TestRowsWrittenOnce:
    def test_are_refused_a_second_time(self, case_id: UUID, as_worker: AsWorker) -> None:
        entries = list(rows(timeline.PROJECTION).values())
        assert entries
        with as_worker(), pytest.raises(psycopg.errors.UniqueViolation):
            write(timeline.PROJECTION, entries)


class TestRun:
    @EACH
    def test_leaves_the_row_that_a_fold_in_memory_gives(
        self, projection: Projection[Any], case_id: UUID
    ) -> None:
        folded = fold(projection, {}, everything())
        assert rows(projection) == {key: row for key, row in folded.items() if row is not None}

    @EACH
    @pytest.mark.parametrize("limit", [1, 3, 500])
    def test_gives_the_same_in_batches_of_any_size(
        self,
        projection: Projection[Any],
        limit: int,
        case_id: UUID,
        worker: psycopg.Connection,
        as_worker: AsWorker,
    ) -> None:
        before = rows(projection)
        start_again(projection, worker)
        with as_worker():
            taken = 0
            while moved := run(projection, limit):
                taken += moved
        assert taken == read.head()
        assert rows(projection) == before

    def test_takes_in_every_event_once(self, case_id: UUID, as_worker: AsWorker) -> None:
        with cursor() as reading:
            count = "select count(*), count(distinct position), max(position) from consultations_timeline"
            entries = reading.execute(count).fetchone()
        of_files = [each for each in everything() if each.stream_kind == "case"]
        assert entries == (len(of_files), len(of_files), of_files[-1].position)
        with as_worker():
            assert run(timeline.PROJECTION) == 0

    def test_leaves_a_projection_that_another_worker_has_in_hand(
        self, case_id: UUID, worker: psycopg.Connection, as_worker: AsWorker, settled: Callable[[], None]
    ) -> None:
        start_again(rounds.PROJECTION, worker)
        worker.execute("select from consultations_checkpoint where projection = 'rounds' for update")
        with as_worker():
            assert run(rounds.PROJECTION) == 0
            worker.rollback()
            assert run(rounds.PROJECTION) > 0
        settled()

    def test_moves_nothing_where_the_database_fails(
        self, case_id: UUID, worker: psycopg.Connection, as_worker: AsWorker, settled: Callable[[], None]
    ) -> None:
        def fails(row: object, event: Recorded) -> Any:
            raise psycopg.OperationalError

        before = rows(rounds.PROJECTION)
        start_again(rounds.PROJECTION, worker)
        with as_worker(), pytest.raises(psycopg.OperationalError):
            run(replace(rounds.PROJECTION, evolve=fails))
        assert positions()["rounds"] == 0
        settled()
        assert rows(rounds.PROJECTION) == before

    def test_removes_a_row_that_is_no_more(
        self, case_id: UUID, worker: psycopg.Connection, as_worker: AsWorker, settled: Callable[[], None]
    ) -> None:
        def forgets(row: Any, event: Recorded) -> Any:
            return None

        worker.execute("update consultations_checkpoint set position = 0 where projection = %s", ("rounds",))
        worker.commit()
        with as_worker():
            while run(replace(rounds.PROJECTION, evolve=forgets)):
                pass
        assert rows(rounds.PROJECTION) == {}
        start_again(rounds.PROJECTION, worker)
        settled()


class TestCatchUp:
    def test_goes_on_with_the_others_where_one_fails(
        self, as_worker: AsWorker, monkeypatch: pytest.MonkeyPatch, settled: Callable[[], None]
    ) -> None:
        def fails(row: object, event: Recorded) -> Any:
            raise psycopg.OperationalError

        case_id = opened()
        broken = [replace(each, evolve=fails) if each.name == "docket" else each for each in ALL]
        with monkeypatch.context() as patched, as_worker():
            patched.setattr(runner, "ALL", tuple(broken))
            catch_up()
        at = positions()
        assert at["docket"] < read.head() == at["timeline"]
        settled()
        assert case_id in rows(next(each for each in ALL if each.name == "docket"))


class TestARow:
    def test_belongs_to_the_file_that_first_spoke_of_it(self, settled: Callable[[], None]) -> None:
        mine, other, round_id = opened(), opened(), uuid4()
        record(ProposeRound(round_id=round_id, ordinal=3), mine)
        record(ProposeRound(round_id=round_id, ordinal=4), other)
        record(CancelRound(round_id=round_id, asserted=RUSSIA), other)
        settled()
        row = load(rounds.PROJECTION, [round_id])[round_id]
        assert (row.case_id, row.ordinal, row.status) == (mine, 3, "proposed")
