"""kill -9 in the middle of a batch: the next worker finds checkpoint and rows as they were, and goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from consultations.domain.rounds import CancelRound, ProposeRound
from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from consultations.eventlog.seal import seal
from consultations.projections import checkpoints, rounds, rows, runner, timeline
from consultations.projections.progress import lag
from consultations.projections.projection import fold
from consultations.tasks import ring
from tests.conftest import until
from tests.projections.stories import RUSSIA, opened, record

ROOT = Path(__file__).resolve().parents[2]
WAITING = """
select count(*) from pg_stat_activity
where datname = current_database() and usename = 'consultations_worker' and wait_event_type = 'Lock'
"""
Environment = Callable[[str], dict[str, str]]
AsWorker = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def admin(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["admin"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def round_id(settled: Callable[[], None], as_worker: AsWorker) -> UUID:
    """A round whose row stands, with sealed events that no projection has taken in."""
    case_id, round_id = opened(), uuid4()
    record(ProposeRound(round_id=round_id, ordinal=3), case_id)
    settled()
    record(ProposeRound(round_id=uuid4(), ordinal=4), case_id)
    record(CancelRound(round_id=round_id, asserted=RUSSIA), case_id)
    with as_worker():
        until(lambda: bool(seal()) or not read.unsealed())
    return round_id


@contextmanager
def held(addresses: dict[str, str], statement: str) -> Iterator[None]:
    """The statement's lock is held, so that a projector stops inside its transaction."""
    with psycopg.connect(addresses["admin"]) as holder:
        holder.execute(statement)
        yield
        holder.rollback()


def is_waiting(admin: psycopg.Connection) -> bool:
    return admin.execute(WAITING).fetchone() != (0,)


def caught_up() -> bool:
    left = lag()
    return not left.unsealed and not any(left.behind.values())


def all_is_right() -> None:
    """Every projection's rows are the fold of the whole log, and the timeline has each event once."""
    records = read.sealed_after(0, 1_000_000)
    folded = {key: row for key, row in fold(rounds.PROJECTION, {}, records).items() if row}
    assert rows.load(rounds.PROJECTION, list(folded)) == folded
    with cursor() as reading:
        entries = reading.execute("select event_id from consultations_timeline").fetchall()
    told = [each.event_id for each in records if each.stream_kind == "case"]
    assert sorted(event_id for (event_id,) in entries) == sorted(told)
    assert timeline.PROJECTION.name in checkpoints.positions()


class TestAProjectorThatIsKilled:
    @pytest.mark.parametrize(
        "lock",
        [
            "select from consultations_rounds where round_id = '{round_id}' for update",
            "lock table consultations_rounds in access exclusive mode",
            "lock table consultations_timeline in share mode",
        ],
        ids=["while it writes a row", "while it reads the rows", "while it writes new rows"],
    )
    def test_loses_nothing_and_doubles_nothing(
        self,
        lock: str,
        round_id: UUID,
        addresses: dict[str, str],
        environment: Environment,
        admin: psycopg.Connection,
        as_worker: AsWorker,
    ) -> None:
        before = checkpoints.positions()
        name = "timeline" if "timeline" in lock else "rounds"
        with held(addresses, lock.format(round_id=round_id)):
            projector = subprocess.Popen(
                [sys.executable, "manage.py", "catch_up"], cwd=ROOT, env=environment("worker")
            )
            until(lambda: is_waiting(admin))
            projector.kill()
            assert projector.wait(10) == -signal.SIGKILL
        until(lambda: not is_waiting(admin))
        assert checkpoints.positions()[name] == before[name] < read.head()
        with as_worker():
            until(lambda: runner.catch_up() >= 0 and caught_up())
        all_is_right()


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class TestACeleryWorker:
    def test_takes_the_ring_up_again_when_its_child_is_killed(
        self,
        round_id: UUID,
        addresses: dict[str, str],
        environment: Environment,
        admin: psycopg.Connection,
    ) -> None:
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--pool", "prefork", "-c", "1"]
        quiet = ["--without-mingle", "--without-gossip", "--loglevel", "ERROR"]
        worker = subprocess.Popen([*command, *quiet], cwd=ROOT, env=environment("worker"))
        try:
            with held(
                addresses, f"select from consultations_rounds where round_id = '{round_id}' for update"
            ):
                ring()
                until(lambda: is_waiting(admin))
                (child,) = children(worker.pid)
                os.kill(child, signal.SIGKILL)
                until(lambda: child not in children(worker.pid))
            until(caught_up)
            all_is_right()
        finally:
            worker.terminate()
            # A pool that lost a child waits up to 30 seconds for the messages that it left.
            worker.wait(60)
