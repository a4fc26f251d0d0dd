"""One server process on one data directory: started, stopped, killed, found again after a crash."""

import os
import secrets
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import IO, ClassVar, Final

from config.programs import User, as_user
from config.trouble import Trouble

HOST: Final = "127.0.0.1"
PATIENCE: Final = 30.0
"""Seconds a server is given to answer, and to stop."""
PAUSE: Final = 0.05
"""Seconds between two looks at a server."""
PROC: Final = Path("/proc")


class DidNotStart(Trouble):
    """{program} did not start. The end of {log}:

    {tail}
    """


class Server(ABC):
    """One server process on one data directory. It keeps its port for as long as this object lives."""

    names: ClassVar[frozenset[str]]
    """What the system may call the process."""
    pid_file: ClassVar[str]
    """Where in its data directory the server writes its process id."""
    stop_with: ClassVar[signal.Signals]
    """The signal at which it lets its clients go and stops."""
    user: User | None = None

    def __init__(self, directory: Path, log: IO[bytes]) -> None:
        """Take the directory, whose lock the caller holds, and the open log."""
        self.data = directory / "data"
        self.password = _password(directory / "password")
        self.log = log
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.guard: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The server's address with its password."""

    @property
    def pid(self) -> int:
        """The process id of the running server; 0 where it does not run."""
        return self.process.pid if self.process else 0

    def start(self) -> None:
        """Start the server and return once it answers, on the port it had before, if any; else DidNotStart.

        It ends when this process does, however that ends. Nothing happens where it runs already. A port may be
        taken between finding and using it, and a killed PostgreSQL's children may take a moment to leave, so a
        server that gives up at once is started again for a while.
        """
        if self.process and self.process.poll() is None:
            return
        self.prepare()
        end, pinned = time.monotonic() + PATIENCE / 6, self.port
        while not self._started(pinned or _free_port()):
            if time.monotonic() > end:
                raise DidNotStart(program=type(self).__name__, log=self.log.name, tail=tail(self.log))
            Event().wait(PAUSE * 4)

    def stop(self) -> None:
        """Stop the server the orderly way, by force if that takes too long; nothing where it does not run."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.stop_with)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE)
        self.kill()

    def kill(self) -> None:
        """End the server at once, as a crash would (SIGKILL), and wait until it is gone."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
        if self.guard:
            self.guard.kill()
            self.guard.communicate()
            self.guard = None

    @abstractmethod
    def prepare(self) -> None:
        """Make the data directory where there is none, and stop what a killed supervisor left running."""

    @abstractmethod
    def command(self) -> list[str]:
        """The program and its arguments, to be run inside the data directory."""

    def settings(self) -> str:
        """What the program reads from its standard input: here it is in no list of processes."""
        return ""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server answers to our password, so that it cannot be another one on the same port."""

    def orphan(self) -> int:
        """The process id of this very server, left behind by a killed supervisor; 0 where there is none."""
        with suppress(OSError, ValueError, IndexError):
            pid = int(self.data.joinpath(self.pid_file).read_text().split()[0])
            if _program(pid) in self.names and _stands_in(pid, self.data):
                return pid
        return 0

    def end_orphan(self) -> None:
        """Stop the server a killed supervisor left behind: the orderly way first, then by force."""
        for sign in (self.stop_with, signal.SIGKILL):
            end = time.monotonic() + PATIENCE
            if pid := self.orphan():
                os.kill(pid, sign)
            while self.orphan() and time.monotonic() < end:
                Event().wait(PAUSE)

    def _started(self, port: int) -> bool:
        self.port = port
        self.process = self._spawned()
        try:
            self.guard = self._guarded(self.process.pid)
            up = self._came_up(self.process)
        except BaseException:
            self.kill()
            raise
        if not up:
            self.kill()
        return up

    def _spawned(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches whoever runs us, who stops the servers last.
        process = subprocess.Popen(
            self.command(),
            cwd=self.data,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
            **as_user(self.user),
        )
        if process.stdin:
            with suppress(BrokenPipeError), process.stdin as settings:
                settings.write(self.settings().encode())
        return process

    def _guarded(self, pid: int) -> subprocess.Popen[bytes]:
        # It reads from a pipe that nobody writes to. Our end closes when we end, even by SIGKILL; then it stops
        # the server. We end the guard ourselves only after the server.
        return subprocess.Popen(
            ["/bin/sh", "-c", 'read -r _; kill -"$0" "$1"', str(int(self.stop_with)), str(pid)],
            cwd="/",
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _came_up(self, process: subprocess.Popen[bytes]) -> bool:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.answers():
                return True
            with suppress(subprocess.TimeoutExpired):
                process.wait(PAUSE)
                return False
        return False


def environment() -> dict[str, str]:
    """Little enough that no secret of ours, and no PostgreSQL setting of the shell's, reaches the servers."""
    return {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"}


def tail(log: IO[bytes]) -> str:
    """The last lines of an open log."""
    return "\n".join(Path(log.name).read_text(errors="replace").splitlines()[-8:])


def _password(path: Path) -> str:
    """The password kept there, drawn at the first start."""
    if not path.exists():
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(24))
        part.rename(path)
    return path.read_text()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _program(pid: int) -> str:
    return PROC.joinpath(str(pid), "comm").read_text().strip()


def _stands_in(pid: int, directory: Path) -> bool:
    return PROC.joinpath(str(pid), "cwd").samefile(directory)
