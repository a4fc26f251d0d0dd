"""Where everything is measured: one durable server, our database, plain tables beside ours, the peer's database."""

import gc
import os
import secrets
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Literal, TypeVar, get_args

import psycopg
from psycopg import sql

from config import env
from config.database import APP, OWNER, WORKER, Connection, Logins, at, clone, drop, prepare
from config.embedded import servers
from consultations.eventlog.notes import Signer

T = TypeVar("T")
Scale = Literal["tiny", "fast", "full"]
SCALES: Final[tuple[Scale, ...]] = get_args(Scale)
ROOT: Final = Path(__file__).resolve().parent.parent
SIGNER: Final = Signer("bench.example/log", b64encode(bytes(32)).decode())
TEMPLATE: Final = "consultations_bench_template"
OURS: Final = "consultations_bench"
PEER: Final = "consultations_bench_peer"
PLAIN_TABLES: Final = ("event", "position", "answer", "checkpoint", "timeline")
"""Kept twice: as the application has them, and bare in the schema `plain`, with the same columns and indexes."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where the three sides find their databases, and how much is measured."""

    server: str
    """A superuser's login at the server; nothing is measured with it."""
    logins: Logins
    peer: Mapping[str, str]
    """The peer's settings, as its documentation names them."""
    scale: Scale
    rounds: int
    large: int
    """Events of the large log, where growth is measured."""

    @property
    def admin(self) -> str:
        """The superuser's login at our database, for filling it."""
        return at(self.server, OURS)

    def size(self, small: int, large: int) -> int:
        """How many to measure: few where it must be fast, next to none where it only has to run."""
        return {"tiny": max(1, small // 20), "fast": small, "full": large}[self.scale]


@contextmanager
def prepared(var: Path, *, scale: Scale, rounds: int, large: int) -> Iterator[Ground]:
    """A server that keeps what it acknowledges, and room on it for `renew`; the databases are dropped at the end."""
    with servers(var) as running:
        server, secret, peer_password = running.admin_url, secrets.token_hex(16), secrets.token_hex(16)
        _remove(server)
        try:
            logins = prepare(server, TEMPLATE, secret)
            _migrate(logins.migrator)
            _lay_plain_tables(at(server, TEMPLATE))
            _make_the_peer_a_role(server, peer_password)
            ours = Logins(**{name: at(url, OURS) for name, url in asdict(logins).items()})
            enter(ours.app)
            yield Ground(
                server=server,
                logins=ours,
                peer=_peer_settings(server, peer_password),
                scale=scale,
                rounds=rounds,
                large=large,
            )
        finally:
            _leave()
            _remove(server)


def renew(ground: Ground) -> None:
    """Give every side an empty log: no row is measured on what another has left."""
    _leave()
    drop(ground.server, OURS)
    clone(ground.server, TEMPLATE, OURS)
    drop(ground.server, PEER)
    with connected(ground.server) as giving:
        giving.execute(sql.SQL("create database {0} owner {0}").format(sql.Identifier(PEER)))


def enter(url: str) -> None:
    """Make this process one of the application's, logged in as the address says."""
    import django

    os.environ.update(_environment(url))
    django.setup()


@contextmanager
def logged_in(url: str) -> Generator[None]:
    """This thread speaks to the database under another login while the block runs."""
    from django.db import connections
    from django.db.utils import load_backend

    before = connections["default"]
    entry = before.settings_dict | {
        key: value for key, value in env.database(url).items() if key != "OPTIONS"
    }
    connections["default"] = load_backend(entry["ENGINE"]).DatabaseWrapper(entry, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = before


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A bare connection where each statement commits by itself."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def per_second(count: int, work: Callable[[], Any]) -> float:
    """Do the work, which is so many events, and give how many that makes in a second.

    What the rows before it left in this process is no part of the work: Python's collector is kept from walking it.
    """
    gc.collect()
    gc.freeze()
    begun = perf_counter()
    work()
    taken = perf_counter() - begun
    gc.unfreeze()
    return count / taken


def each(work: Callable[[T], object], over: Iterable[T]) -> Callable[[], None]:
    """The work on one thing after another, ready to run."""

    def run() -> None:
        for one in over:
            work(one)

    return run


def settings_of_server(url: str) -> dict[str, str]:
    """What of the server's settings decides what a commit costs."""
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
    with connected(url) as asking:
        return {name: str(asking.execute(f"show {name}").fetchone()[0]) for name in names}  # type: ignore[index]


def _environment(url: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": os.environ.get("SECRET_KEY", "only-for-measuring-" + "x" * 40),
        "INSECURE_HTTP": "1",
        "LOG_LEVEL": "WARNING",
        "LOG_CHECKPOINT_DIR": str(ROOT / "var" / "bench-checkpoints"),
        "DATABASE_URL": url,
    }


def _migrate(url: str) -> None:
    environment = os.environ | _environment(url) | {"DATABASE_ASSUME_ROLE": OWNER}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def _lay_plain_tables(admin: str) -> None:
    with connected(admin) as laying:
        laying.execute("create schema plain")
        for name in PLAIN_TABLES:
            like = sql.SQL("create table plain.{} (like {} including all)")
            laying.execute(like.format(sql.Identifier(name), sql.Identifier(f"consultations_{name}")))
        for grant in ("usage on schema plain", "all on all tables in schema plain"):
            laying.execute(f"grant {grant} to {APP}, {WORKER}")
        laying.execute(f"grant usage on all sequences in schema plain to {APP}, {WORKER}")


def _make_the_peer_a_role(server: str, password: str) -> None:
    with connected(server) as making:
        making.execute(
            sql.SQL("create role {} login password {}").format(sql.Identifier(PEER), sql.Literal(password))
        )


def _peer_settings(server: str, password: str) -> dict[str, str]:
    found = env.database(server)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": PEER,
        "POSTGRES_HOST": found["HOST"],
        "POSTGRES_PORT": found["PORT"] or "5432",
        "POSTGRES_USER": PEER,
        "POSTGRES_PASSWORD": password,
    }


def _leave() -> None:
    from django.apps import apps
    from django.db import connections

    if apps.ready:
        connections.close_all()


def _remove(server: str) -> None:
    for database in (OURS, TEMPLATE, PEER):
        drop(server, database)
    with connected(server) as removing:
        removing.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(PEER)))
