"""A transaction that was prepared and forgotten: it outlives its session, holds the seal back, and is named."""

import shutil
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from config.embedded import postgres
from consultations.eventlog.seal import seal
from tests.conftest import ROOT, logged_in, migrated
from tests.eventlog.writing import seal_all, write

FORGOTTEN = "forgotten by a coordinator"
NAMED = ("pid", "login", "database", "state")


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    """A server of the test's own that lets transactions be prepared, as none of ours does; its addresses by login."""
    var = ROOT / "var" / f"prepared-{uuid4().hex[:8]}"
    var.mkdir(parents=True)
    try:
        with postgres(var, durable=False) as server, psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute("alter system set max_prepared_transactions = 2")
        with postgres(var, durable=False) as server:
            yield migrated(server.url)
    finally:
        shutil.rmtree(var)


class TestAForgottenPreparedTransaction:
    def test_holds_the_seal_back_and_is_named_until_it_is_ended(
        self, urls: dict[str, str], caplog: pytest.LogCaptureFixture
    ) -> None:
        with psycopg.connect(urls["app"]) as app:
            write(app, uuid4(), 1)
            app.execute(f"prepare transaction '{FORGOTTEN}'")
        with psycopg.connect(urls["app"]) as app:
            write(app, uuid4(), 1)
        with logged_in(urls["worker"]):
            assert seal(wait_seconds=0.05) == 0
            (alarm,) = [each for each in caplog.records if "holds the seal back" in each.message]
            named = [getattr(alarm, name) for name in NAMED]
            assert named == [None, "consultations_app", "consultations_template", "prepared"]
            assert alarm.open_seconds > 0  # type: ignore[attr-defined]
            with psycopg.connect(urls["app"], autocommit=True) as app:
                app.execute(f"rollback prepared '{FORGOTTEN}'")
            assert seal_all() == 1

    def test_loses_nothing_where_it_is_committed_after_all(self, urls: dict[str, str]) -> None:
        with psycopg.connect(urls["app"]) as app:
            write(app, uuid4(), 1)
            app.execute(f"prepare transaction '{FORGOTTEN}'")
        with logged_in(urls["worker"]):
            assert seal(wait_seconds=0.05) == 0
            with psycopg.connect(urls["app"], autocommit=True) as app:
                app.execute(f"commit prepared '{FORGOTTEN}'")
            assert seal_all() == 1
