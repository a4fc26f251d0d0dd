"""PostgreSQL and Valkey kept under one directory: for development, the demonstration and the tests.

Nothing is left outside that directory, and no directory's mode is loosened. PostgreSQL refuses to run as
root, so root runs it as `nobody`, who may not be able to walk down to the directory. Therefore both servers
are started *inside* their data directory, which the kernel grants before the user changes, and PostgreSQL is
told that its data are where it stands (`/proc/self/cwd`). Its programs need a path, though: where `nobody`
cannot reach them (a checkout below /root), a copy stands in the temporary directory while the server runs.
`var/postgres/binaries` points at it, so that the copy of a supervisor that was killed is removed by the next.

A server ends with its supervisor, even if that is killed. Should it be left behind nevertheless, the next start
finds it by the process id that it wrote into the directory, makes sure that it is that server, stops it, and
starts afresh on the same data. (That needs /proc, so Linux; elsewhere a server that was left behind has to be
stopped by hand, and the error shows the log.)
"""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

from config import env, programs
from config.daemons import Postgres, Valkey
from config.process import Server
from config.trouble import Trouble

S = TypeVar("S", bound=Server)


class AlreadyRunning(Trouble):
    """Another process keeps the server in {directory}: stop that one first, or use another directory."""


class NotWritable(Trouble):
    """{directory} cannot be written: it belongs to another user. Run as that user, or remove it."""


@dataclass(frozen=True)
class Servers:
    """Where the two servers are. Both addresses hold a password."""

    admin_url: str
    """A login that may create roles and databases, at the database `postgres`, or DATABASE_URL as given."""
    redis_url: str
    """The broker, or REDIS_URL as given."""


@contextmanager
def servers(var: Path, *, durable: bool = True) -> Iterator[Servers]:
    """Both servers, for as long as the block runs; one whose address the environment names is used as it is.

    `durable=False` is for tests: PostgreSQL then survives being killed, but not the machine losing power.
    Raises Trouble of some kind, which says how to mend it.
    """
    with ExitStack() as stack:
        yield Servers(
            admin_url=env.text("DATABASE_URL", default="")
            or stack.enter_context(postgres(var, durable=durable)).url,
            redis_url=env.text("REDIS_URL", default="") or stack.enter_context(valkey(var)).url,
        )


@contextmanager
def postgres(var: Path, *, durable: bool = True) -> Iterator[Postgres]:
    """PostgreSQL on the data under `var/postgres`, made at the first start."""
    with (
        _kept(var / "postgres") as directory,
        _log(var, "postgres") as log,
        programs.runnable(directory) as found,
        _running(Postgres(directory, log, found, durable=durable)) as server,
    ):
        yield server


@contextmanager
def valkey(var: Path) -> Iterator[Valkey]:
    """Valkey on the data under `var/valkey`, made at the first start."""
    with (
        _kept(var / "valkey") as directory,
        _log(var, "valkey") as log,
        _running(Valkey(directory, log, programs.valkey())) as server,
    ):
        yield server


@contextmanager
def _running(server: S) -> Iterator[S]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def _kept(directory: Path) -> Iterator[Path]:
    """The directory, made private where it is missing, for us alone as long as the block runs."""
    directory = directory.resolve()
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = directory.joinpath("lock").open("a")
    except PermissionError as error:
        raise NotWritable(directory=directory) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(directory=directory) from error
        yield directory


@contextmanager
def _log(var: Path, name: str) -> Iterator[IO[bytes]]:
    directory = var.resolve() / "log"
    directory.mkdir(mode=0o700, exist_ok=True)
    with directory.joinpath(f"{name}.log").open("ab") as log:
        yield log
