"""Health: the process answers; the installation is ready, or says what is not."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from consultations.api import health
from consultations.reminders.send import send_due
from tests.api.desk import Desk, Settled, officer

AsWorker = Callable[[], AbstractContextManager[None]]


class TestReadyz:
    @pytest.fixture(autouse=True)
    def seen_to(self, as_worker: AsWorker) -> None:
        with as_worker():
            send_due(datetime(2020, 1, 1, tzinfo=UTC))

    def test_is_ready_when_all_is_done(self, client: Client, settled: Settled) -> None:
        settled()
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["failed"]) == (200, []), answer.content
        assert set(answer.json()["figures"]) == {
            "parked",
            "unprotected_events",
            "unprotected_seconds",
            "last_checkpoint_seconds",
        }
        assert set(answer.json()["checks"]) == {"database", "broker", "seal", "projections", "clock"}

    def test_names_a_broker_that_is_gone(self, client: Client, settings: Any, settled: Settled) -> None:
        settled()
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["failed"]) == (503, ["broker"])

    @pytest.mark.parametrize("sealed", [False, True])
    def test_names_who_is_late(
        self,
        client: Client,
        monkeypatch: pytest.MonkeyPatch,
        settled: Settled,
        as_worker: AsWorker,
        sealed: bool,
    ) -> None:
        from consultations.eventlog.seal import seal

        settled()
        Desk(officer()).opens()
        if sealed:
            with as_worker():
                seal()
        monkeypatch.setattr(health, "LATEST", 0.0)
        assert client.get("/readyz").json()["failed"] == ["projections" if sealed else "seal"]
        settled()
        assert client.get("/readyz").json()["failed"] == []

    def test_tells_of_a_clock_that_stands_still(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, settled: Settled, as_worker: AsWorker
    ) -> None:
        settled()
        monkeypatch.setattr(health, "LONGEST_SILENCE", 0.0)
        assert client.get("/readyz").json()["failed"] == ["clock"]
        with as_worker(), connection.cursor() as cursor:
            cursor.execute("update consultations_reminderclock set struck_at = 'epoch'")
        monkeypatch.undo()
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["failed"]) == (503, ["clock"])
        assert answer.json()["checks"]["clock"] == "TooLate"


class TestHealthz:
    def test_needs_nothing_but_the_process(self, client: Client) -> None:
        connection.close()
        assert client.get("/healthz").json() == {"status": "ok"}
        assert connection.connection is None
