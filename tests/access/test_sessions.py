"""What the server does with a session that hangs, who is told of it, and what a login that reads is good for."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from select import select

import psycopg
import pytest
from psycopg import errors

ROOT = Path(__file__).resolve().parents[2]
LONG = 30.0
"""Seconds after which the server has certainly done what it does after a fraction of one."""
HOLDERS = "select * from consultations_open_transactions()"
HOLDER = """
select login::text, state, database = current_database(), now() - began_at < '1 minute', xid_age > 0
from consultations_open_transactions() where pid = %s
"""


@pytest.fixture
def worker(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["worker"], autocommit=True) as connection:
        yield connection


@contextmanager
def holding(url: str) -> Iterator[psycopg.Connection]:
    """A session that has written, with an open transaction."""
    with psycopg.connect(url) as connection:
        connection.execute("select pg_current_xact_id()")
        yield connection


class TestATransactionOfTheWorkers:
    def test_that_idles_is_ended_by_the_server(
        self, worker: psycopg.Connection, addresses: dict[str, str]
    ) -> None:
        worker.execute("set idle_in_transaction_session_timeout = '50ms'")
        worker.execute("begin")
        worker.execute("select from consultations_seal for update")
        assert select([worker], [], [], LONG)[0]
        with pytest.raises(errors.IdleInTransactionSessionTimeout):
            worker.execute("select 1")
        with psycopg.connect(addresses["worker"]) as next_one:
            assert next_one.execute("select from consultations_seal for update nowait").rowcount == 1

    def test_that_lasts_too_long_is_ended_by_the_server(self, worker: psycopg.Connection) -> None:
        worker.execute("set transaction_timeout = '50ms'")
        with pytest.raises(errors.TransactionTimeout):
            worker.execute("select pg_sleep(%s)", (LONG,))

    def test_whose_statement_lasts_too_long_is_ended_by_the_server(self, worker: psycopg.Connection) -> None:
        worker.execute("set statement_timeout = '50ms'")
        with pytest.raises(errors.QueryCanceled):
            worker.execute("select pg_sleep(%s)", (LONG,))

    def test_does_not_wait_for_ever_for_a_lock(
        self, worker: psycopg.Connection, addresses: dict[str, str]
    ) -> None:
        worker.execute("set lock_timeout = '50ms'")
        with psycopg.connect(addresses["worker"]) as before:
            before.execute("select from consultations_seal for update")
            with pytest.raises(errors.LockNotAvailable):
                worker.execute("select from consultations_seal for update")


class TestOpenTransactions:
    @pytest.mark.parametrize("asking", ["worker", "auditor"])
    def test_name_who_holds_the_seal_back(self, addresses: dict[str, str], asking: str) -> None:
        with holding(addresses["app"]) as holder, psycopg.connect(addresses[asking]) as connection:
            found = connection.execute(HOLDER, (holder.info.backend_pid,)).fetchone()
        assert found == ("consultations_app", "idle in transaction", True, True, True)

    def test_are_named_without_times_where_no_superuser_prepared_the_server(
        self, addresses: dict[str, str]
    ) -> None:
        with (
            holding(addresses["app"]) as holder,
            psycopg.connect(addresses["admin"]) as connection,
            connection.transaction(force_rollback=True),
        ):
            connection.execute("revoke pg_read_all_stats from consultations_owner")
            connection.execute("set local role consultations_worker")
            found = connection.execute(HOLDER, (holder.info.backend_pid,)).fetchone()
        assert found == ("consultations_app", None, True, None, True)

    def test_come_oldest_first(self, addresses: dict[str, str], worker: psycopg.Connection) -> None:
        with ExitStack() as stack:
            pids = [stack.enter_context(holding(addresses["app"])).info.backend_pid for _ in range(3)]
            found = [row[0] for row in worker.execute(HOLDERS)]
        assert [pid for pid in found if pid in pids] == pids

    def test_leave_out_who_only_reads(self, addresses: dict[str, str], worker: psycopg.Connection) -> None:
        with psycopg.connect(addresses["reader"]) as reading:
            reading.execute("select status from consultations_docket")
            assert reading.info.backend_pid not in [row[0] for row in worker.execute(HOLDERS)]

    def test_give_no_statement(self, worker: psycopg.Connection) -> None:
        told = [column.name for column in worker.execute(HOLDERS).description or ()]
        assert told == ["pid", "login", "database", "state", "began_at", "xid_age"]

    @pytest.mark.parametrize("login", ["app", "worker", "reader", "auditor"])
    def test_are_all_that_a_login_learns_of_another(self, addresses: dict[str, str], login: str) -> None:
        other = "worker" if login == "app" else "app"
        with holding(addresses[other]) as holder, psycopg.connect(addresses[login]) as connection:
            seen = connection.execute(
                "select query, state, xact_start from pg_stat_activity where pid = %s",
                (holder.info.backend_pid,),
            ).fetchone()
        assert seen == ("<insufficient privilege>", None, None)


class TestALoginThatReads:
    @pytest.mark.parametrize("login", ["reader", "auditor"])
    def test_writes_nothing_by_mistake(self, addresses: dict[str, str], login: str) -> None:
        with psycopg.connect(addresses[login]) as connection, pytest.raises(errors.ReadOnlySqlTransaction):
            connection.execute("delete from consultations_docket")

    @pytest.mark.parametrize("login", ["reader", "auditor"])
    @pytest.mark.parametrize("command", [("migrate", "--check"), ("check", "--database", "default")])
    def test_runs_the_commands_that_read(
        self, environment: Callable[[str], dict[str, str]], login: str, command: tuple[str, ...]
    ) -> None:
        told = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment(login),
            capture_output=True,
            text=True,
        )
        assert told.returncode == 0, told.stderr
