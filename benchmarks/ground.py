"""Where everything is measured: one durable server, our database, plain tables beside ours, the peer's database."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import psycopg
from psycopg import sql

from config import env
from config.database import APP, OWNER, WORKER, Connection, Logins, at, drop, prepare
from config.embedded import servers

ROOT: Final = Path(__file__).resolve().parent.parent
OURS: Final = "consultations_bench"
PEER: Final = "consultations_bench_peer"
PLAIN_TABLES: Final = ("event", "position", "answer", "checkpoint", "timeline")
"""Kept twice: as the application has them, and bare in the schema `plain`, with the same columns and indexes."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where the three sides find their databases, and how much is measured."""

    admin: str
    """A superuser's login at our database; nothing is measured with it."""
    logins: Logins
    peer: Mapping[str, str]
    """The peer's settings, as its documentation names them."""
    fast: bool = True
    rounds: int = 5

    def size(self, small: int, large: int) -> int:
        """How many to measure: few where it must be fast, else many."""
        return small if self.fast else large


@contextmanager
def prepared(var: Path, *, fast: bool, rounds: int) -> Iterator[Ground]:
    """A server that keeps what it acknowledges, with fresh databases on it; they are dropped at the end."""
    with servers(var) as running:
        secret, peer_password = secrets.token_hex(16), secrets.token_hex(16)
        _remove(running.admin_url)
        try:
            logins = prepare(running.admin_url, OURS, secret)
            _migrate(logins.migrator)
            admin = at(running.admin_url, OURS)
            _lay_plain_tables(admin)
            _give_the_peer_a_database(running.admin_url, peer_password)
            enter(logins.app)
            peer = _peer_settings(running.admin_url, peer_password)
            yield Ground(admin=admin, logins=logins, peer=peer, fast=fast, rounds=rounds)
        finally:
            _leave()
            _remove(running.admin_url)


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
    """Do the work, which is so many events, and give how many that makes in a second."""
    begun = perf_counter()
    work()
    return count / (perf_counter() - begun)


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


def _give_the_peer_a_database(admin: str, password: str) -> None:
    with connected(admin) as giving:
        giving.execute(
            sql.SQL("create role {} login password {}").format(sql.Identifier(PEER), sql.Literal(password))
        )
        giving.execute(sql.SQL("create database {0} owner {0}").format(sql.Identifier(PEER)))


def _peer_settings(admin: str, password: str) -> dict[str, str]:
    found = env.database(admin)
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


def _remove(admin: str) -> None:
    drop(admin, OURS)
    drop(admin, PEER)
    with connected(admin) as removing:
        removing.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(PEER)))
