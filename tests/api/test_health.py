"""Health: the process answers; the installation is ready, or says what is not."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from consultations.api import health
from tests.api.desk import Desk, Settled, officer


class TestReadyz:
    def test_is_ready_when_all_is_done(self, client: Client, settled: Settled) -> None:
        settled()
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["failed"]) == (200, []), answer.content
        assert set(answer.json()["checks"]) == {"database", "broker", "seal", "projections"}

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
        as_worker: Callable[[], AbstractContextManager[None]],
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


class TestHealthz:
    def test_needs_nothing_but_the_process(self, client: Client) -> None:
        connection.close()
        assert client.get("/healthz").json() == {"status": "ok"}
        assert connection.connection is None
