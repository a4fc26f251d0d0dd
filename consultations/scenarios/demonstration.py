"""The demonstration: everything the application needs, started on this machine, filled, and stopped again.

It supervises; the work is done by the same processes as in production, each with its own login.
"""

import fcntl
import os
import secrets
import signal
import socket
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic
from types import FrameType
from typing import Final, NoReturn
from urllib.error import URLError
from urllib.request import urlopen

from config.database import OWNER, Logins, prepare
from config.embedded import servers
from config.trouble import Trouble
from consultations.eventlog.notes import Signer
from consultations.scenarios import users
from consultations.scenarios.children import Children
from consultations.scenarios.mailbox import Mailbox, mailbox

ROOT: Final = Path(__file__).resolve().parents[2]
STORY: Final = Path(__file__).with_name("russia_us_2025.json")
DATABASE: Final = "consultations_demo"
HOST: Final = "127.0.0.1"
USUAL_PORT: Final = 8000
PATIENCE: Final = 60.0
"""Seconds the web server is given to answer, and the worker to finish what there is to do."""
PAUSE: Final = 0.1
ORIGIN: Final = "localhost/log"
"""The name of its log, which checkpoints are signed under."""
OTHERS: Final = ("DATABASE_URL", "DATABASE_ASSUME_ROLE", "LOG_SIGNING_KEY", "LOG_VERIFIER_KEYS")
"""Settings that a process has of its own, or that are left as they are."""

Say = Callable[[str], None]


class AlreadyRunning(Trouble):
    """The demonstration runs in {directory} already: stop that one, or give another directory (--var)."""


class PortTaken(Trouble):
    """Port {port} is taken: leave --port out, and a free one is found."""


class DoesNotAnswer(Trouble):
    """The web server did not answer at {url} within {seconds:.0f} seconds; it writes to {log}."""


class Interrupted(BaseException):
    """Somebody asked for an end: Ctrl-C, or a signal to stop."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """A demonstration that is up and filled."""

    url: str
    mailbox: Mailbox
    passwords: users.Passwords
    children: Children
    worker: Mapping[str, str]
    """The environment of a process that logs in as the worker."""

    def until_stopped(self) -> NoReturn:
        """Wait for an end: raises Interrupted when somebody asks for it, EndedTooSoon where a process ends."""
        while True:
            self.children.must_run()
            Event().wait(1.0)

    def until_settled(self) -> None:
        """Wait until everything recorded is projected and every reminder that is due has been sent.

        Raises StepFailed, whose log says what was still outstanding when the time was over.
        """
        self.children.must_run()
        self.children.step("settled", [sys.executable, "-m", "consultations.scenarios.settled"], self.worker)

    def verified(self) -> str:
        """Sign what the log holds now, and verify it; gives what was found. Raises StepFailed where it is not right."""
        self.children.step("checkpoint", _manage("checkpoint_log"), self.worker)
        return self.children.step("verify", _manage("verify_log"), self.worker).strip()


@contextmanager
def running(var: Path, port: int | None, say: Say) -> Iterator[Running]:
    """The whole demonstration, for as long as the block runs; then all of it is stopped, in order.

    Raises Trouble of some kind, which says how to mend it, and Interrupted.
    """
    var = var.resolve()
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(_alone(var))
        stack.enter_context(_interruptible())
        children = Children(var)
        box = stack.enter_context(mailbox(var / "mail"))
        server = stack.enter_context(servers(var))
        say("PostgreSQL and Valkey are up")
        listening = stack.enter_context(_listening(port))
        url = f"http://localhost:{listening.getsockname()[1]}"
        logins = prepare(server.admin_url, DATABASE, kept_secret(var / "secret"))
        common = _environment(var, url=url, redis=server.redis_url, mail=box.url)
        environments = _per_login(common, logins, signing_key(var / "log-signing-key"))
        passwords = _prepared(children, environments, var, say)
        _start(stack, children, environments, listening, var)
        _must_answer(url, children)
        say("the worker, the clock (beat) and the web server are up")
        say(children.step("play", [*_manage("play"), str(STORY)], environments["app"]).strip())
        yield Running(
            url=url, mailbox=box, passwords=passwords, children=children, worker=environments["worker"]
        )
        say("stopping")


def kept_secret(file: Path, draw: Callable[[], str] = lambda: secrets.token_urlsafe(50)) -> str:
    """A secret of the installation, drawn at the first start, for its owner alone."""
    if not file.exists():
        part = file.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(draw())
        part.rename(file)
    return file.read_text()


def signing_key(file: Path) -> str:
    """The key that signs the log's checkpoints, likewise."""
    return kept_secret(file, lambda: b64encode(secrets.token_bytes(32)).decode())


def _prepared(
    children: Children, environments: Mapping[str, dict[str, str]], var: Path, say: Say
) -> users.Passwords:
    passwords, people = users.passwords(var / "demo-users.json"), str(var / "demo-users.json")
    children.step("migrate", [*_manage("migrate"), "--no-input"], environments["migrator"])
    children.step("static", [*_manage("collectstatic"), "--no-input"], environments["app"])
    children.step(
        "users", [sys.executable, "-m", "consultations.scenarios.users", people], environments["app"]
    )
    say("the database is migrated, and there is a user for each role")
    return passwords


def _start(
    stack: ExitStack,
    children: Children,
    environments: Mapping[str, dict[str, str]],
    listening: socket.socket,
    var: Path,
) -> None:
    celery = [sys.executable, "-m", "celery", "-A", "config"]
    worker = [*celery, "worker", "--without-mingle", "--without-gossip", "--concurrency=2", "--loglevel=INFO"]
    beat = [*celery, "beat", f"--schedule={var / 'beat-schedule'}", "--pidfile=", "--loglevel=INFO"]
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        "--threads=4",
        f"--bind=fd://{listening.fileno()}",
    ]
    stack.enter_context(children.child("worker", worker, environments["worker"]))
    stack.enter_context(children.child("beat", beat, environments["worker"]))
    stack.enter_context(children.child("web", web, environments["app"], keep=[listening.fileno()]))


def _manage(command: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), command]


def _environment(var: Path, *, url: str, redis: str, mail: str) -> dict[str, str]:
    ours = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": kept_secret(var / "secret"),
        "LOG_CHECKPOINT_DIR": str(var / "checkpoints"),
        "LOG_ORIGIN": ORIGIN,
        "REDIS_URL": redis,
        "EMAIL_URL": mail,
        "PUBLIC_URL": url,
        "INSECURE_HTTP": "1",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }
    # A setting of the shell's must not reach the demonstration by its other name.
    taken = {*ours, *(f"{name}_FILE" for name in (*ours, *OTHERS)), *OTHERS}
    return {name: value for name, value in os.environ.items() if name not in taken} | ours


def _per_login(common: dict[str, str], logins: Logins, key: str) -> dict[str, dict[str, str]]:
    return {
        "migrator": common | {"DATABASE_URL": logins.migrator, "DATABASE_ASSUME_ROLE": OWNER},
        "app": common | {"DATABASE_URL": logins.app, "LOG_VERIFIER_KEYS": str(Signer(ORIGIN, key).verifier)},
        "worker": common | {"DATABASE_URL": logins.worker, "LOG_SIGNING_KEY": key},
        "reader": common | {"DATABASE_URL": logins.reader},
        "auditor": common | {"DATABASE_URL": logins.auditor},
    }


def _must_answer(url: str, children: Children) -> None:
    end = monotonic() + PATIENCE
    while monotonic() < end:
        children.must_run()
        if _answers(f"{url}/healthz"):
            return
        Event().wait(PAUSE)
    raise DoesNotAnswer(url=url, seconds=PATIENCE, log=children.log("web"))


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 (an address of our own)
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    with var.joinpath("demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(directory=var) from error
        yield


@contextmanager
def _listening(port: int | None) -> Iterator[socket.socket]:
    """The web server's socket, opened here so that nobody can take the port between finding and using it."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for wanted in (USUAL_PORT, 0) if port is None else (port,):
            try:
                listening.bind((HOST, wanted))
                break
            except OSError as error:
                if port is not None:
                    raise PortTaken(port=port) from error
        listening.listen(64)
        yield listening


@contextmanager
def _interruptible() -> Iterator[None]:
    """The first signal to stop interrupts whatever is going on; further ones do not disturb the stopping."""
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {each: signal.getsignal(each) for each in asked}

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in asked:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted

    for each in asked:
        signal.signal(each, interrupt)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
