"""A database of a test's own, for what damages rows or parks cases."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import psycopg
import pytest

from config.database import clone, drop
from tests.conftest import TEMPLATE, in_database, logged_in, settle_all


@dataclass(frozen=True)
class Apart:
    """One database beside the run's own, with everybody's way into it."""

    urls: dict[str, str]
    admin: psycopg.Connection
    """As the superuser, each statement on its own."""

    @contextmanager
    def as_(self, role: str) -> Generator[None]:
        """Django's connection of this thread is that role's, in this database."""
        with logged_in(self.urls[role]):
            yield

    def environment(self, role: str) -> dict[str, str]:
        """For a process that runs as that role."""
        assumed = {"DATABASE_ASSUME_ROLE": "consultations_owner"} if role == "migrator" else {}
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": self.urls[role],
            "REDIS_URL": self.urls["redis"],
            **assumed,
        }

    def settle(self) -> None:
        """Seal and project what was committed."""
        with self.as_("worker"):
            settle_all()


@pytest.fixture
def apart(addresses: dict[str, str]) -> Iterator[Apart]:
    """A database of the test's own."""
    with made_apart(addresses) as made:
        yield made


@contextmanager
def made_apart(addresses: dict[str, str]) -> Generator[Apart]:
    """A database of its own, for as long as the block runs."""
    name = f"apart_{uuid4().hex[:12]}"
    clone(addresses["server"], TEMPLATE, name)
    roles = ("admin", "app", "worker", "migrator")
    urls = {role: in_database(addresses[role], name) for role in roles}
    try:
        with psycopg.connect(urls["admin"], autocommit=True) as admin:
            yield Apart(urls | {"redis": addresses["redis"]}, admin)
    finally:
        drop(addresses["server"], name)
