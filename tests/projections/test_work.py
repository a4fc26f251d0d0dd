"""The bell, the dispatcher and the sweep: late when nobody listens, never wrong, and stopped by a signal."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis
from django.core.management import call_command

from config.celery import app
from consultations.domain.rounds import ProposeRound
from consultations.projections.progress import lag, wait_for
from consultations.tasks import advance, ring
from tests.conftest import free_port
from tests.projections.stories import opened, record

ROOT = Path(__file__).resolve().parents[2]
AT_MOST = 2.0
"""Seconds a caller may be held up on a busy machine by a silent broker; its usual time-out is 5."""


def proposed() -> UUID:
    return record(ProposeRound(round_id=uuid4()), opened()).event_ids[-1]


@pytest.fixture
def broker(redis_url: str) -> Any:
    before = app.conf.broker_url

    def at(url: str) -> None:
        app.conf.broker_url = url

    yield at
    app.conf.broker_url = before


class TestRing:
    def test_leaves_word_for_a_worker(self, redis_url: str) -> None:
        with redis.Redis.from_url(redis_url) as valkey:
            before = valkey.llen("celery")
            ring()
            assert valkey.llen("celery") == before + 1
            message = json.loads(valkey.lindex("celery", 0))
        assert message["headers"]["task"] == "consultations.advance"
        assert message["headers"]["argsrepr"] == "()"

    def test_is_not_heard_and_not_felt_where_there_is_no_broker(self, broker: Callable[[str], None]) -> None:
        broker(f"redis://127.0.0.1:{free_port()}/0")
        began = monotonic()
        ring()
        assert monotonic() - began < AT_MOST

    def test_does_not_wait_for_a_broker_that_accepts_and_is_silent(
        self, broker: Callable[[str], None]
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
            began = monotonic()
            ring()
            assert monotonic() - began < AT_MOST

    def test_missed_makes_a_command_late_and_not_wrong(
        self, broker: Callable[[str], None], settled: Callable[[], None]
    ) -> None:
        broker(f"redis://127.0.0.1:{free_port()}/0")
        event_id = proposed()
        assert not wait_for(event_id, seconds=0.0)
        settled()
        assert wait_for(event_id, seconds=0.0)


class TestAdvance:
    def test_can_be_run_at_any_time(self, as_worker: Any) -> None:
        event_id = proposed()
        with as_worker():
            while advance():
                pass
            assert advance() == 0
        assert wait_for(event_id, seconds=0.0)


class TestCatchUp:
    def test_says_in_json_what_it_did(self, as_worker: Any) -> None:
        event_id, said = proposed(), StringIO()
        with as_worker():
            call_command("catch_up", "--json", stdout=said)
        told = json.loads(said.getvalue())
        assert (told["unsealed"], told["behind"]) == (0, {})
        assert told["steps"] > 0
        assert wait_for(event_id, seconds=0.0)

    def test_says_it_in_words(self, as_worker: Any) -> None:
        said = StringIO()
        with as_worker():
            call_command("catch_up", stdout=said)
        assert "behind: none" in said.getvalue()


class TestWork:
    def test_once_takes_one_turn(self, as_worker: Any, smtp: Any) -> None:
        event_id = proposed()
        with as_worker():
            call_command("work", "--once")
        assert wait_for(event_id, seconds=0.0)

    @pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
    def test_projects_until_it_is_told_to_stop(
        self, sign: signal.Signals, environment: Callable[[str], dict[str, str]]
    ) -> None:
        work = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=environment("worker"))
        try:
            assert wait_for(proposed(), seconds=30.0)
            assert wait_for(proposed(), seconds=30.0)
            assert lag().unsealed == 0
            work.send_signal(sign)
            assert work.wait(15) == 0
        finally:
            work.kill()
            work.wait()
