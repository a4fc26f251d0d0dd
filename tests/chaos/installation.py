"""A whole installation that can be crashed piece by piece: two servers, worker, beat, dispatcher, clients."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from config.process import Server
from tests.chaos import client
from tests.chaos.client import Client
from tests.chaos.conftest import Ground, Place
from tests.chaos.process import FORKED
from tests.conftest import ROOT, until

CELERY: Final = [sys.executable, "-m", "celery", "-A", "config"]
COMMANDS: Final = {
    "worker": [*CELERY, "worker", "--without-mingle", "--without-gossip", "-c", "1", "--loglevel=ERROR"],
    "beat": [*CELERY, "beat", "--pidfile=", "--loglevel=ERROR"],
    "work": [sys.executable, "manage.py", "work"],
}


@dataclass
class Running:
    """A process of the application, begun again after each crash."""

    name: str
    environment: dict[str, str]
    directory: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process
        return self.process.pid

    def start(self) -> None:
        """Begin it, in a session of its own, so that its children can be found and killed with it."""
        schedule = [f"--schedule={self.directory / 'beat'}"] if self.name == "beat" else []
        with (self.directory / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMANDS[self.name], *schedule],
                cwd=ROOT,
                env=self.environment | {"PGAPPNAME": self.name},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End it and its children at once (SIGKILL)."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        if self.process:
            self.process.wait()

    def stop(self) -> None:
        """End it the orderly way."""
        if self.process:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
            self.kill()

    def children(self) -> list[int]:
        """The process ids of its children."""
        return [int(each) for each in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]


@dataclass
class RunningClient:
    """A client, forked from the process in which the application is loaded already."""

    client: Client
    process: BaseProcess | None = None

    def start(self) -> None:
        """Begin it; it goes on where its answers end."""
        self.process = FORKED.Process(target=client.run, args=(self.client,), daemon=True)
        self.process.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process
        return self.process.pid or 0

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        if self.process:
            self.process.kill()
            self.process.join()

    stop = kill

    def ends(self) -> None:
        """Wait for its own end, once it is over."""
        assert self.process
        self.process.join(60)
        assert self.process.exitcode == 0


@dataclass
class Installation:
    """All of it, by name."""

    ground: Ground
    place: Place
    directory: Path
    environment: dict[str, str]
    processes: dict[str, Running] = field(default_factory=dict)
    clients: dict[str, RunningClient] = field(default_factory=dict)

    def servers(self) -> dict[str, Server]:
        """PostgreSQL and Valkey."""
        return {"PostgreSQL": self.ground.postgres, "Valkey": self.ground.valkey}

    def acknowledged(self) -> int:
        """How many commands have been acknowledged so far."""
        return sum(len(each.client.acknowledged()) for each in self.clients.values())

    def goes_on(self, commands: int = 5) -> None:
        """Wait until so many more commands are acknowledged: the load is on."""
        wanted = self.acknowledged() + commands
        until(lambda: self.acknowledged() >= wanted, 60)

    def end_clients(self) -> None:
        """Let each client have its last answer and end."""
        (self.directory / "over").touch()
        for each in self.clients.values():
            each.ends()


@contextmanager
def installation(ground: Ground, place: Place, directory: Path, mail: str) -> Iterator[Installation]:
    """The servers run already; processes and clients are begun by the test, and ended here."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": place.worker,
        "REDIS_URL": ground.valkey.url,
        "EMAIL_URL": mail,
    }
    whole = Installation(ground, place, directory, environment)
    with ExitStack() as stack:
        stack.callback(_stop_all, whole)
        yield whole


def begin(whole: Installation, *names: str) -> None:
    """Begin processes of the application, by name."""
    for name in names:
        whole.processes[name] = Running(name, whole.environment, whole.directory)
        whole.processes[name].start()


def begin_clients(whole: Installation, officers: list[str]) -> None:
    """Begin a client for each officer, whose files that officer has in charge."""
    for nth, officer in enumerate(officers):
        name = f"client {nth}"
        made = Client(
            name=name,
            app=whole.place.app,
            redis=whole.ground.valkey.url,
            officer=officer,
            answers=whole.directory / f"{name}.answers",
            over=whole.directory / "over",
        )
        whole.clients[name] = RunningClient(made)
        whole.clients[name].start()


def _stop_all(whole: Installation) -> None:
    stops: list[Callable[[], None]] = [
        each.stop for each in (*whole.clients.values(), *whole.processes.values())
    ]
    for stop in stops:
        stop()
    for server in whole.servers().values():
        server.start()
