"""A broker that loses, repeats, garbles or keeps silent: we are late, never wrong, and no worker lives on deaf."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.test import Client

from config.celery import app
from consultations.domain.rounds import ProposeRound
from consultations.projections.progress import wait_for
from consultations.reminders.tables import SENT, ReminderMail
from consultations.tasks import advance, ring, send_due_reminders
from tests.chaos import verdict
from tests.chaos.conftest import Ground, Place
from tests.chaos.installation import Installation, begin, installation
from tests.chaos.sizes import NAME, SIZE, dice
from tests.conftest import Sink, logged_in, until
from tests.projections.stories import opened, record
from tests.reminders.desk import action, case_of, mails_to, officer

QUEUE = "celery"
AT_MOST = 3.0
"""Seconds a command may take on a busy machine while the broker is silent."""


@pytest.fixture
def bell(ground: Ground, place: Place, tmp_path: Path, smtp: Sink, settings: Any) -> Iterator[Installation]:
    """A worker, and nobody who sweeps: what is done was rung for."""
    settings.REDIS_URL = settings.CELERY_BROKER_URL = ground.valkey.url
    before, app.conf.broker_url = app.conf.broker_url, ground.valkey.url
    mail = f"smtp://127.0.0.1:{settings.EMAIL_PORT}"
    with installation(ground, place, tmp_path, mail) as whole, logged_in(place.app):
        valkey(ground).flushall()
        begin(whole, "worker")
        rings_are_heard(whole)
        yield whole
    app.conf.broker_url = before


def valkey(ground: Ground) -> "redis.Redis[bytes]":
    return redis.Redis.from_url(ground.valkey.url)


def rings_are_heard(whole: Installation) -> None:
    """Something recorded is projected by the worker, who was rung for by the commit or by the next stroke.

    A worker that has ended is begun again, as its container would be (`restart: unless-stopped`): some ways of
    losing the broker end Celery 5.7. One that lives and does not hear is begun again by nobody, and fails here.
    """
    event_id = record(ProposeRound(round_id=uuid4()), opened()).event_ids[-1]

    def heard() -> bool:
        supervised(whole)
        ring()
        return wait_for(event_id, seconds=1.0)

    until(heard, 60)


def supervised(whole: Installation) -> None:
    """Begin the worker again where it has ended by itself."""
    worker = whole.processes["worker"]
    if worker.process and worker.process.poll() is not None:
        worker.start()


def all_is_right() -> None:
    until(verdict.caught_up, 60)
    verdict.the_log_is_dense()
    verdict.every_projection_is_a_fresh_fold()


def loses_all(ground: Ground) -> None:
    """FLUSHALL."""
    valkey(ground).flushall()


def dies(ground: Ground) -> None:
    """Killed, and back with what it wrote down."""
    ground.valkey.kill()
    ground.valkey.start()


def dies_and_forgets(ground: Ground) -> None:
    """Killed, and back with nothing."""
    ground.valkey.kill()
    shutil.rmtree(ground.valkey.data / "appendonlydir")
    ground.valkey.start()


def drops_everybody(ground: Ground) -> None:
    """CLIENT KILL: every connection is cut, as by a firewall."""
    valkey(ground).client_kill_filter(_type="normal", skipme=True)


def talks_nonsense(ground: Ground) -> None:
    """Messages that no one of us sent: not JSON, no such task, arguments it does not take, a pickle."""
    with closing(valkey(ground)) as broker:
        broker.lpush(QUEUE, b"\x00 not JSON", *map(json.dumps, NONSENSE))


def repeats_itself(ground: Ground) -> None:
    """Every ring many times over."""
    for _ in range(SIZE.rings):
        ask(advance)
        ask(send_due_reminders)


def ask(task: Any) -> None:
    """Leave word for the worker on a connection that outlives nothing: Celery's own pool keeps what was cut."""
    with app.connection_for_write() as line:
        task.apply_async(producer=app.amqp.Producer(line))


def message(
    task: str, body: str = "W1tdLCB7fSwge31d", content_type: str = "application/json"
) -> dict[str, Any]:
    """As kombu lays it in the queue; the body is base64 of the arguments."""
    return {
        "body": body,
        "content-encoding": "utf-8",
        "content-type": content_type,
        "headers": {"lang": "py", "task": task, "id": str(uuid4()), "root_id": None, "parent_id": None},
        "properties": {
            "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": QUEUE},
            "priority": 0,
            "body_encoding": "base64",
            "delivery_tag": str(uuid4()),
        },
    }


NONSENSE = (
    message("consultations.unheard_of"),
    message("consultations.advance", body="W1sxLCAyXSwge30sIHt9XQ=="),
    message("consultations.advance", body="bm90IEpTT04="),
    message("consultations.advance", content_type="application/x-python-serialize"),
)
HOSTILE: dict[str, Callable[[Ground], None]] = {
    act.__name__: act
    for act in (loses_all, dies, dies_and_forgets, drops_everybody, talks_nonsense, repeats_itself)
}


ALONE = ["repeats_itself"] if NAME == "least" else sorted(HOSTILE)
"""What is tried alone, with mail; in turn all are."""


class TestABrokerThat:
    @pytest.mark.parametrize("name", ALONE)
    def test_is_hostile_makes_nothing_wrong_and_the_worker_goes_on(
        self, name: str, ground: Ground, bell: Installation, smtp: Sink
    ) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        HOSTILE[name](ground)
        record(ProposeRound(round_id=uuid4()), opened())
        rings_are_heard(bell)
        until(lambda: self.mail_is_sent(bell, smtp, ingrid), 60)
        all_is_right()
        assert len(mails_to(ingrid, smtp.messages)) == 1
        assert set(ReminderMail.objects.values_list("status", "attempts")) == {(SENT, 1)}

    def mail_is_sent(self, bell: Installation, smtp: Sink, ingrid: Any) -> bool:
        supervised(bell)
        ask(send_due_reminders)
        return bool(mails_to(ingrid, smtp.messages)) and SENT in set(
            ReminderMail.objects.values_list("status", flat=True)
        )

    def test_is_hostile_in_every_way_in_turn_leaves_no_worker_deaf(
        self, ground: Ground, bell: Installation
    ) -> None:
        thrown = dice("broker")
        for name in thrown.sample(sorted(HOSTILE), len(HOSTILE)):
            HOSTILE[name](ground)
            rings_are_heard(bell)
        all_is_right()

    def test_accepts_and_never_answers_holds_nobody_up_and_shows_on_readyz(
        self, ground: Ground, bell: Installation, settings: Any
    ) -> None:
        os.kill(ground.valkey.pid, signal.SIGSTOP)
        try:
            began = monotonic()
            event_id = record(ProposeRound(round_id=uuid4()), opened()).event_ids[-1]
            assert monotonic() - began < AT_MOST
            said = Client().get("/readyz", headers={"host": "localhost"}, secure=True)
            assert "broker" in said.json()["failed"]
            begin(bell, "work")
            assert wait_for(event_id, seconds=30.0)
            bell.processes["work"].stop()
        finally:
            os.kill(ground.valkey.pid, signal.SIGCONT)
        rings_are_heard(bell)
        all_is_right()
