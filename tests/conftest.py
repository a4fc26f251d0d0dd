"""Real servers for the run, a database of its own for each process, and the fixtures that reach them."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any
from uuid import uuid4

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "consultations_template"
WITHOUT_SERVERS = "WITHOUT_SERVERS" in os.environ
"""The tests of the domain need none; a mutant of the domain is tried in a process of its own."""
if WITHOUT_SERVERS:
    # The same examples for each mutant; all are tried in copies of one process.
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
    )
    hypothesis.settings.load_profile("mutants")
_servers = pytest.StashKey[ExitStack]()
_addresses: dict[str, str] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL and Valkey once, in the process that leads the run."""
    (ROOT / "var" / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none
    if WITHOUT_SERVERS or config.option.collectonly:
        return
    if hasattr(config, "workerinput"):
        _addresses.update(config.workerinput["addresses"])
        return
    config.stash[_servers] = ExitStack()
    _start(config.stash[_servers])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each process of the run where the servers are."""
    node.workerinput["addresses"] = dict(_addresses)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    if stack := config.stash.get(_servers, None):
        stack.close()


def _start(stack: ExitStack) -> None:
    from config.embedded import servers

    var = ROOT / "var" / f"tests-{os.getpid()}"
    var.mkdir(parents=True)
    stack.callback(shutil.rmtree, var, ignore_errors=True)
    running = stack.enter_context(servers(var, durable=False))
    _addresses.update(migrated(running.admin_url), redis=running.redis_url)


def migrated(admin_url: str) -> dict[str, str]:
    """Make a server's roles and the database that tests are cloned from; gives each login's address of it."""
    from config.database import prepare

    logins = prepare(admin_url, TEMPLATE, secret="only for the tests")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": logins.migrator,
        "DATABASE_ASSUME_ROLE": "consultations_owner",
    }
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    return {
        "admin": admin_url,
        "app": logins.app,
        "worker": logins.worker,
        "migrator": logins.migrator,
        "reader": logins.reader,
        "auditor": logins.auditor,
    }


def in_database(url: str, name: str) -> str:
    """The same login, in another database."""
    return url.rsplit("/", 1)[0] + "/" + name


@pytest.fixture(scope="session")
def addresses(worker_id: str) -> Iterator[dict[str, str]]:
    """Where this process of the run finds its own database and its own part of Valkey."""
    from config.database import clone, drop

    name = f"test_{worker_id}"
    clone(_addresses["admin"], TEMPLATE, name)
    nth = 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) + 1
    mine = {role: in_database(url, name) for role, url in _addresses.items() if role != "redis"}
    yield mine | {"redis": in_database(_addresses["redis"], str(nth)), "server": _addresses["admin"]}
    from django.db import connections

    connections.close_all()
    drop(_addresses["admin"], name)


@pytest.fixture(scope="session")
def redis_url(addresses: dict[str, str]) -> str:
    """This process's own database of the Valkey server."""
    return addresses["redis"]


@pytest.fixture(scope="session")
def environment(addresses: dict[str, str]) -> Callable[[str], dict[str, str]]:
    """The environment in which a process runs as "app", "worker", "migrator", "reader" or "auditor"."""

    def of(role: str) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": addresses[role],
            "REDIS_URL": addresses["redis"],
        }

    return of


@pytest.fixture(scope="session", autouse=True)
def database(request: pytest.FixtureRequest) -> None:
    """Log in as the application's own role, so that its rights are real in every test."""
    if WITHOUT_SERVERS:
        return
    addresses = request.getfixturevalue("addresses")
    request.getfixturevalue("django_db_blocker").unblock()
    _log_in(addresses["app"])
    from django.conf import settings

    from config.celery import app

    settings.REDIS_URL = settings.CELERY_BROKER_URL = addresses["redis"]
    app.conf.broker_url = addresses["redis"]


def _log_in(url: str) -> None:
    from django.db import connections

    from config import env

    connections["default"].close()
    connections.settings["default"].update(
        {key: value for key, value in env.database(url).items() if key != "OPTIONS"}
    )
    del connections["default"]


@contextmanager
def logged_in(url: str, **options: str | None) -> Generator[None]:
    """Meanwhile this thread is logged in to the database at this address."""
    from django.db import connections
    from django.db.utils import load_backend

    from config import env

    before = connections["default"]
    found = {key: value for key, value in env.database(url).items() if key != "OPTIONS"}
    entry = before.settings_dict | found | {"OPTIONS": before.settings_dict["OPTIONS"] | options}
    connections["default"] = load_backend(entry["ENGINE"]).DatabaseWrapper(entry, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = before


@pytest.fixture(scope="session")
def as_worker(addresses: dict[str, str]) -> Callable[[], AbstractContextManager[None]]:
    """`with as_worker():` this thread is logged in to the database as the worker."""
    return lambda: logged_in(addresses["worker"])


@pytest.fixture
def empty(addresses: dict[str, str]) -> Iterator[Callable[[], dict[str, str]]]:
    """Call it for a database of its own, empty as after the migrations; gives its address by login."""
    from config.database import clone, drop

    names: list[str] = []

    def made() -> dict[str, str]:
        names.append(f"empty_{uuid4().hex}")
        clone(addresses["server"], TEMPLATE, names[-1])
        roles = [role for role in addresses if role not in ("redis", "server")]
        return {role: in_database(addresses[role], names[-1]) for role in roles}

    yield made
    for name in names:
        drop(addresses["server"], name)


@pytest.fixture(scope="session")
def settled(as_worker: Callable[[], AbstractContextManager[None]]) -> Callable[[], None]:
    """Call it to have everything committed so far sealed and projected."""

    def settle() -> None:
        with as_worker():
            settle_all()

    return settle


def settle_all() -> None:
    """As the worker: seal and project all that was committed so far."""
    from consultations.eventlog import read
    from consultations.projections.runner import catch_up

    for _ in range(100):
        catch_up()
        if not read.unsealed():
            return
    raise AssertionError("an open transaction holds the seal back")


def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something is true; fails when that takes too long."""
    end, pause = monotonic() + seconds, Event()
    while not true():
        assert monotonic() < end, "it did not come about in time"
        pause.wait(0.02)


def free_port() -> int:
    """A TCP port of the loopback that nobody uses just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Sink:
    """A mailbox: every message that a real SMTP connection brought."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        """Keep a message, with the recipients of its envelope."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 kept"


class HoldingSink(Sink):
    """A mailbox that holds one recipient's connection open, before or after the message, until let go."""

    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self.held = ("", "")
        self.reached = Event()
        self.let_go = asyncio.Event()

    def hold(self, at: str, address: str) -> None:
        """Hold the next connection for an address, at RCPT or once its DATA are kept."""
        self.reached.clear()
        self.let_go = asyncio.Event()
        self.held = (at, address)

    def release(self) -> None:
        """Let it go."""
        self.held = ("", "")
        self.loop.call_soon_threadsafe(self.let_go.set)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Know everybody."""
        envelope.rcpt_tos.append(address)
        await self._hold("RCPT", address)
        return "250 known"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        """Keep a message, and answer when let go."""
        answer = await super().handle_DATA(server, session, envelope)
        await self._hold("DATA", envelope.rcpt_tos[0])
        return answer

    async def _hold(self, at: str, address: str) -> None:
        if (at, address) == self.held:
            self.held = ("", "")
            self.reached.set()
            await self.let_go.wait()


@contextmanager
def _listening(sink: Sink, settings: Any) -> Iterator[Any]:
    from aiosmtpd.controller import Controller

    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield controller
    controller.stop()


@pytest.fixture
def smtp(settings: Any) -> Iterator[Sink]:
    """A real SMTP server on a free port; the settings point at it."""
    sink = Sink()
    with _listening(sink, settings):
        yield sink


@pytest.fixture
def holding(settings: Any) -> Iterator[HoldingSink]:
    """The holding sink on a free port; the settings point at it."""
    sink = HoldingSink()
    with _listening(sink, settings) as controller:
        sink.loop = controller.loop
        yield sink
        sink.release()


@pytest.fixture
def worker_loop(environment: Callable[[str], dict[str, str]]) -> Iterator[subprocess.Popen[bytes]]:
    """The dispatcher, `manage.py work`, as a process of its own."""
    process = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=environment("worker"))
    yield process
    process.terminate()
    process.wait(timeout=20)
