"""A client that lost the answer gets it again, wherever it was lost, and what it asked for took effect once."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event as Pause
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connections
from django.db.utils import load_backend

from consultations.api.tokens import make
from consultations.domain.opening import OpenCase
from consultations.domain.values import Participant
from consultations.eventlog import read
from consultations.handler import Key, Receipt, handle
from tests.api.desk import officer
from tests.conftest import ROOT, free_port

Environment = Callable[[str], dict[str, str]]
Served = tuple[int, "subprocess.Popen[bytes]"]


class Broker:
    """A door where the ring for a commit arrives, and stays unanswered: whoever knocks has committed."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.door.settimeout(30)
        self.url = f"redis://127.0.0.1:{self.door.getsockname()[1]}/0"

    def heard(self) -> socket.socket:
        return self.door.accept()[0]


@pytest.fixture
def broker() -> Iterator[Broker]:
    broker = Broker()
    yield broker
    broker.door.close()


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[Served]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "critical"]
    server = subprocess.Popen([*command, "config.wsgi"], cwd=ROOT, env=environment)
    try:
        _until_it_answers(port)
        yield port, server
    finally:
        server.terminate()
        server.wait(20)


def _until_it_answers(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except OSError:
            Pause().wait(0.05)
        else:
            return
    raise AssertionError("the web server does not answer")


class Client:
    """A program with a token, which asks for the same thing under the same key."""

    def __init__(self, port: int) -> None:
        self.port, self.case_id, self.key = port, uuid4(), str(uuid4())
        self.token = make(officer("integrator"), ["read", "write"], days=1)

    def asks(self) -> socket.socket:
        body = {
            "case_id": str(self.case_id),
            "title": "Tea",
            "subject": "Duties",
            "parties": [{"code": "GB"}],
        }
        sent = json.dumps(body).encode()
        head = (
            f"POST /api/v1/cases/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.token}\r\nIdempotency-Key: {self.key}\r\nConnection: close\r\n"
            f"Content-Length: {len(sent)}\r\n\r\n"
        )
        line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        line.sendall(head.encode() + sent)
        return line

    def answer(self) -> tuple[int, dict[str, str], dict[str, Any]]:
        with self.asks() as line:
            return _heard(line)

    def recorded(self) -> list[UUID]:
        return [each.event_id for each in read.stream(self.case_id)]


def _heard(line: socket.socket) -> tuple[int, dict[str, str], dict[str, Any]]:
    said = b""
    while part := line.recv(65_536):
        said += part
    head, _, body = said.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(each.lower().split(": ", 1) for each in lines)
    return int(status.split()[1]), headers, json.loads(body)


def is_the_first_answer_again(client: Client) -> None:
    """The repeated request is answered with what was recorded the first time, and records nothing."""
    (event_id,) = client.recorded()
    status, headers, body = client.answer()
    assert (status, headers["idempotency-replayed"]) == (201, "true")
    assert (body["event_ids"], body["events"], body["version"]) == ([str(event_id)], ["CaseOpened"], 1)
    assert client.recorded() == [event_id]


class TestAnswer:
    def test_lost_by_a_client_that_hung_up_is_given_again(
        self, environment: Environment, broker: Broker
    ) -> None:
        with serving(environment("app") | {"REDIS_URL": broker.url}) as (port, _):
            client = Client(port)
            line = client.asks()
            broker.heard().close()
            line.close()
            is_the_first_answer_again(client)

    def test_lost_with_the_server_killed_between_commit_and_answer_is_given_again(
        self, environment: Environment, broker: Broker
    ) -> None:
        with serving(environment("app") | {"REDIS_URL": broker.url}) as (port, server):
            client = Client(port)
            with client.asks() as line:
                with broker.heard():
                    for pid in children(server.pid):
                        os.kill(pid, signal.SIGKILL)
                assert lost(line)
            _until_it_answers(port)
            is_the_first_answer_again(client)

    def test_is_given_again_by_a_server_whose_connections_were_killed(
        self, environment: Environment, addresses: dict[str, str]
    ) -> None:
        with serving(environment("app")) as (port, _):
            client = Client(port)
            assert client.answer()[0] == 201
            kill_connections(addresses["admin"])
            is_the_first_answer_again(client)

    def test_to_a_commit_that_was_never_heard_of_is_given_again(self, addresses: dict[str, str]) -> None:
        case_id, key = uuid4(), Key(owner="astrid", key=str(uuid4()), fingerprint=b"one")
        with deaf_to_commit(addresses["app"]), pytest.raises(DatabaseError):
            opened(case_id, key)
        (stored,) = read.stream(case_id)
        again = opened(case_id, key)
        assert (again.repeated, again.event_ids) == (True, (stored.event_id,))
        assert len(read.stream(case_id)) == 1


def opened(case_id: UUID, key: Key) -> Receipt:
    command = OpenCase(case_id=case_id, title="Tea", subject="Duties", parties=(Participant(code="GB"),))
    return handle(command, stream_id=case_id, actor="astrid", command_id=uuid4(), key=key)


def children(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as listed:  # noqa: PTH123
        return [int(each) for each in listed.read().split()]


def lost(line: socket.socket) -> bool:
    try:
        return line.recv(1) == b""
    except ConnectionError:
        return True


def kill_connections(admin_url: str) -> None:
    """End every session of the application but that of this test."""
    mine = connections["default"].connection.info.backend_pid
    query = """select pg_terminate_backend(pid, 5000) from pg_stat_activity
               where datname = current_database() and usename = 'consultations_app' and pid <> %s"""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        assert admin.execute(query, (mine,)).fetchall(), "there was no session to end"


@contextmanager
def deaf_to_commit(url: str) -> Iterator[None]:
    """This thread reaches the database over a line that breaks as the answer to a COMMIT is on its way."""
    place = urlsplit(url)
    door = socket.create_server(("127.0.0.1", 0))
    Thread(target=_relay, args=(door, (place.hostname, place.port)), daemon=True).start()
    before = connections["default"]
    entry = before.settings_dict | {"HOST": "127.0.0.1", "PORT": str(door.getsockname()[1])}
    connections["default"] = load_backend(entry["ENGINE"]).DatabaseWrapper(entry, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = before
        door.close()


def _relay(door: socket.socket, place: tuple[str, int]) -> None:
    """Pass on what either says, up to the answer to a COMMIT."""
    client = door.accept()[0]
    door.close()  # whoever comes back is refused at once, and does not wait for an answer
    committing = False
    with client, socket.create_connection(place) as server:
        while True:
            for speaking in select.select([client, server], [], [])[0]:
                said = speaking.recv(1 << 20)
                if not said or (committing and speaking is server):
                    return
                committing = committing or b"COMMIT" in said
                (server if speaking is client else client).sendall(said)
