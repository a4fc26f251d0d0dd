"""The two servers: how each is made, run, and asked whether it is there."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.process import HOST, PROC, DidNotStart, Server, environment, tail
from config.programs import Programs, User, as_user

HERE: Final = "/proc/self/cwd" if PROC.joinpath("self/cwd").exists() else "."


class Postgres(Server):
    """PostgreSQL, with its superuser `postgres` and nothing else in it until someone prepares it."""

    names = frozenset({"postgres"})
    pid_file = "postmaster.pid"
    stop_with = signal.SIGINT

    def __init__(self, directory: Path, log: IO[bytes], programs: Programs, *, durable: bool) -> None:
        """Take also PostgreSQL's programs, with the user they run as, who can reach them."""
        super().__init__(directory, log)
        self.programs = programs.directory
        self.durable = durable
        self.user = programs.user

    @property
    def url(self) -> str:
        """The superuser's login at the database `postgres`."""
        return f"postgresql://postgres:{self.password}@{HOST}:{self.port}/postgres"

    def prepare(self) -> None:
        """Make the data directory whole or not at all, and clear away what a killed supervisor left."""
        for unfinished in self.data.parent.glob("fresh-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        if not self.data.exists():
            self._initialise()
        self.end_orphan()
        if HERE != "." and not self.orphan():
            # PostgreSQL would take any process with that number for the one that wrote it, and refuse.
            self.data.joinpath(self.pid_file).unlink(missing_ok=True)

    def command(self) -> list[str]:
        """The postmaster. Every setting is given here: the files beside the data stay as they were made."""
        settings = {
            "listen_addresses": HOST,
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 100,
            "cluster_name": "consultations",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        unsafe = {} if self.durable else {"fsync": "off", "full_page_writes": "off"}
        options = [
            part for name, value in {**settings, **unsafe}.items() for part in ("-c", f"{name}={value}")
        ]
        return [str(self.programs / "postgres"), "-D", HERE, *options]

    def answers(self) -> bool:
        """Whether the superuser can log in."""
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _initialise(self) -> None:
        fresh = Path(tempfile.mkdtemp(prefix="fresh-", dir=self.data.parent))
        if self.user:
            self.user.owns(fresh)
        with _piped(self.password, self.user) as password:
            made = subprocess.run(
                [str(self.programs / "initdb"), "-D", HERE, *_locale(self.programs), *self._as_made()],
                cwd=fresh,
                env=environment(),
                stdin=password,
                stdout=self.log,
                stderr=self.log,
                check=False,
                **as_user(self.user),
            )
        if made.returncode:
            raise DidNotStart(program="initdb", log=self.log.name, tail=tail(self.log))
        fresh.rename(self.data)

    def _as_made(self) -> list[str]:
        safe = [] if self.durable else ["--no-sync"]
        return [
            "--encoding=UTF8",
            "--username=postgres",
            "--auth=scram-sha-256",
            "--pwfile=/dev/stdin",
            *safe,
        ]


class Valkey(Server):
    """Valkey, which keeps nothing that is not in PostgreSQL too."""

    names = frozenset({"valkey-server", "redis-server"})
    pid_file = "valkey.pid"
    stop_with = signal.SIGTERM

    def __init__(self, directory: Path, log: IO[bytes], program: Path) -> None:
        """Take also the program, which may be Redis."""
        super().__init__(directory, log)
        self.program = program

    @property
    def url(self) -> str:
        """The broker's address."""
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    def prepare(self) -> None:
        """Make the data directory where there is none, and stop what a killed supervisor left running."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.end_orphan()

    def command(self) -> list[str]:
        """The server; its settings come by standard input."""
        return [str(self.program), "-"]

    def settings(self) -> str:
        """Loopback only, with a password, every change written to the append-only file."""
        return (
            f"bind {HOST}\nport {self.port}\nrequirepass {self.password}\npidfile {self.pid_file}\n"
            'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction\n'
        )

    def answers(self) -> bool:
        """Whether it answers a ping."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2, retry=Retry(NoBackoff(), 0)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def _locale(programs: Path) -> list[str]:
    """Sort by code point on every machine; before PostgreSQL 17 that is locale C."""
    said = subprocess.run(
        [str(programs / "initdb"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    release = int(re.findall(r"\d+", said)[0])
    return [
        "--locale=C",
        *(["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if release >= 17 else []),
    ]


@contextmanager
def _piped(content: str, user: User | None) -> Iterator[int]:
    """An end to read the content from, which the user may open by name (/dev/stdin) though we made it."""
    read, write = os.pipe()
    try:
        if user:
            user.owns(read)
        os.write(write, content.encode())
        os.close(write)
        yield read
    finally:
        os.close(read)
