"""The ground of the chaos: servers of its own that survive a crash, a fresh database for each test, the seed told."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from config import database
from config.daemons import Postgres, Valkey
from config.embedded import postgres, valkey
from tests.chaos.sizes import NAME, SEED
from tests.conftest import ROOT, TEMPLATE, in_database, migrated

_nth = count(1)


@dataclass(frozen=True)
class Ground:
    """The two servers, with a prepared database to clone."""

    var: Path
    postgres: Postgres
    valkey: Valkey
    template: dict[str, str]
    """The address of the database to clone, by login."""


@dataclass(frozen=True)
class Place:
    """A database of the test's own."""

    admin: str
    app: str
    worker: str
    migrator: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, so that at the end no process of the run waits for them alone."""
    items.sort(key=lambda item: "tests/chaos/" not in item.path.as_posix())


def pytest_report_header() -> str:
    """Say how to play this very run again."""
    return f"chaos: CHAOS_SEED={SEED}, size {NAME}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the figures that the tests recorded."""
    for report in terminalreporter.getreports("passed"):
        if report.when == "call" and "tests/chaos/" in report.nodeid and report.user_properties:
            terminalreporter.write_line(report.nodeid.partition("tests/chaos/")[2])
            for name, figure in report.user_properties:
                terminalreporter.write_line(f"    {figure:>9} {name}")


@pytest.fixture(autouse=True)
def told() -> None:
    """What pytest shows beside a failure."""
    print(f"To play this again: CHAOS_SEED={SEED}, size {NAME}")  # noqa: T201


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    """PostgreSQL that survives losing power, and Valkey, for the chaos alone: others keep their quiet."""
    var = ROOT / "var" / f"chaos-{os.getpid()}"
    var.mkdir(parents=True)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, var, ignore_errors=True)
        pg = stack.enter_context(postgres(var, durable=True))
        vk = stack.enter_context(valkey(var))
        yield Ground(var, pg, vk, migrated(pg.url))


@pytest.fixture
def place(ground: Ground) -> Iterator[Place]:
    """A fresh database with the application's tables and nothing in them."""
    name = f"chaos_{next(_nth)}"
    database.clone(ground.postgres.url, TEMPLATE, name)
    logins = ("admin", "app", "worker", "migrator")
    yield Place(**{login: in_database(ground.template[login], name) for login in logins})
    database.drop(ground.postgres.url, name)
