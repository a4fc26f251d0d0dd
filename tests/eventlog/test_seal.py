"""The seal: dense positions in order of number, nothing lost behind an open one, one sealer at a time."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import transaction

from consultations.eventlog import read
from consultations.eventlog import seal as seal_module
from consultations.eventlog.seal import SealInsideTransaction, seal
from tests.conftest import logged_in
from tests.eventlog.writing import seal_all, write

AsWorker = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def app(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["app"]) as connection:
        yield connection


@pytest.fixture
def other(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["app"]) as connection:
        yield connection


def sealed_positions(connection: psycopg.Connection, stream_id: UUID) -> list[int]:
    query = """select position from consultations_position join consultations_event using (number)
               where consultations_event.stream_id = %s order by version"""
    found = [position for (position,) in connection.execute(query, (stream_id,))]
    connection.commit()
    return found


def drawn() -> int:
    """The last number that was drawn."""
    return read._number("select last_value from consultations_event_number_seq")


def sealed_number() -> int:
    return read._number("select sealed_number from consultations_seal")


class TestSeal:
    def test_gives_dense_positions_in_order_of_number(
        self, app: psycopg.Connection, as_worker: AsWorker, settled: Callable[[], None]
    ) -> None:
        settled()
        head, stream_id = read.head(), uuid4()
        for version in range(1, 6):
            write(app, stream_id, version)
            app.rollback() if version == 3 else app.commit()
        with as_worker():
            assert seal_all() == 4
        assert sealed_positions(app, stream_id) == [head + nth for nth in range(1, 5)]
        assert read.head() == head + 4

    def test_waits_behind_an_open_transaction_and_then_loses_nothing(
        self,
        app: psycopg.Connection,
        other: psycopg.Connection,
        as_worker: AsWorker,
        settled: Callable[[], None],
    ) -> None:
        settled()
        slow, quick = uuid4(), uuid4()
        write(app, slow, 1)
        write(other, quick, 1)
        other.commit()
        with as_worker():
            assert seal(wait_seconds=0.05) == 0
            app.commit()
            assert seal_all() == 2
        assert sealed_positions(app, slow) < sealed_positions(app, quick)

    def test_names_who_holds_it_back_and_nothing_of_what_they_write(
        self,
        app: psycopg.Connection,
        as_worker: AsWorker,
        settled: Callable[[], None],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        settled()
        write(app, uuid4(), 1, actor="astrid")
        with as_worker():
            assert seal(wait_seconds=0.02) == 0
        named = [each for each in caplog.records if getattr(each, "pid", None) == app.info.backend_pid]
        assert named
        assert (named[0].login, named[0].state) == ("consultations_app", "idle in transaction")  # type: ignore[attr-defined]
        assert named[0].open_seconds > 0  # type: ignore[attr-defined]
        assert "astrid" not in caplog.text
        app.rollback()

    def test_takes_the_fence_after_the_watermark(
        self,
        app: psycopg.Connection,
        other: psycopg.Connection,
        as_worker: AsWorker,
        settled: Callable[[], None],
    ) -> None:
        settled()
        late = uuid4()
        # This one has its xid early and draws its number after the other has committed.
        other.execute("select pg_current_xact_id()")
        write(app, uuid4(), 1)
        app.commit()
        write(other, late, 1)
        with as_worker():
            assert seal(wait_seconds=0.05) == 0
            other.commit()
            assert seal_all() == 2
        assert len(sealed_positions(app, late)) == 1

    def test_goes_home_where_another_sealer_is_at_work(
        self,
        app: psycopg.Connection,
        addresses: dict[str, str],
        as_worker: AsWorker,
        settled: Callable[[], None],
    ) -> None:
        settled()
        write(app, uuid4(), 1)
        app.commit()
        with psycopg.connect(addresses["worker"]) as rival:
            rival.execute("select from consultations_seal for update")
            with as_worker():
                assert seal(wait_seconds=0.05) == 0
            rival.rollback()
        with as_worker():
            assert seal_all() == 1

    def test_seals_in_bounded_steps(
        self,
        app: psycopg.Connection,
        as_worker: AsWorker,
        settled: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        settled()
        stream_id = uuid4()
        for version in range(1, 8):
            write(app, stream_id, version)
        app.commit()
        monkeypatch.setattr(seal_module, "AT_MOST", 3)
        with as_worker():
            assert seal_all() == 7
        positions = sealed_positions(app, stream_id)
        assert positions == list(range(positions[0], positions[0] + 7))

    def test_passes_numbers_that_were_drawn_and_not_used(
        self, app: psycopg.Connection, as_worker: AsWorker, settled: Callable[[], None]
    ) -> None:
        settled()
        head, stream_id = read.head(), uuid4()
        for _ in range(3):
            write(app, uuid4(), 1)
            app.rollback()
        with as_worker():
            assert seal() == 0
            assert sealed_number() == drawn()
            write(app, stream_id, 1)
            app.commit()
            assert seal_all() == 1
        assert sealed_positions(app, stream_id) == [head + 1]

    def test_begins_with_the_first_number_of_an_empty_log(self, empty: Callable[[], dict[str, str]]) -> None:
        urls = empty()
        with logged_in(urls["worker"]), psycopg.connect(urls["app"]) as app:
            assert seal() == 0
            write(app, uuid4(), 1)
            app.commit()
            assert seal_all() == 1

    def test_does_not_go_back_where_another_has_gone_further(
        self, app: psycopg.Connection, as_worker: AsWorker, settled: Callable[[], None]
    ) -> None:
        settled()
        write(app, uuid4(), 1)
        app.commit()
        with as_worker():
            number = drawn()
            assert seal_module._place(number) == (1, number)
            assert seal_module._place(number - 1) == (0, number)
            assert read.unsealed() == 0

    def test_must_run_outside_a_transaction(self, as_worker: AsWorker) -> None:
        with as_worker(), transaction.atomic(), pytest.raises(SealInsideTransaction):
            seal()

    def test_seals_nothing_twice(
        self, app: psycopg.Connection, as_worker: AsWorker, settled: Callable[[], None]
    ) -> None:
        write(app, uuid4(), 1)
        app.commit()
        settled()
        with as_worker():
            assert seal() == 0
