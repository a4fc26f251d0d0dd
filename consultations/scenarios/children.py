"""The processes of the demonstration: started, watched, stopped in time, and found again after a kill.

Each is written down with the moment the system says it began, before anything else is done with it. So the
next start can tell a process that a killed supervisor left behind from another that has its number now.
(That needs /proc, so Linux; elsewhere a process left behind has to be stopped by hand.)
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Final

from config.trouble import Trouble

PATIENCE: Final = 20.0
"""Seconds a process is given to stop by itself."""
PAUSE: Final = 0.05
PROC: Final = Path("/proc")


class EndedTooSoon(Trouble):
    """The {name} ended by itself (exit code {code}). The end of {log}:

    {tail}
    """


class StepFailed(Trouble):
    """{name} failed (exit code {code}). The end of {log}:

    {tail}
    """


class Children:
    """The processes of one demonstration, under one directory."""

    def __init__(self, var: Path) -> None:
        """Take the directory, which the caller holds alone; end what a killed supervisor left running."""
        self.logs = var / "log"
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.register = var / "demo.pids"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._end_leftovers()

    @contextmanager
    def child(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], *, keep: Sequence[int] = ()
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Run a process for as long as the block runs; `keep` are open files it inherits."""
        with self.log(name).open("ab") as log:
            # A session of its own: Ctrl-C reaches the supervisor alone, which stops its children in order.
            process = subprocess.Popen(  # noqa: S603
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=keep,
            )
        self.running[name] = process
        self._write_register()
        try:
            yield process
        finally:
            _stop(process)
            del self.running[name]
            self._write_register()

    def step(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> str:
        """Run a command to its end and give what it printed. Raises StepFailed."""
        with self.log(name).open("ab") as log:
            done = subprocess.run(  # noqa: S603
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                check=False,
            )
        if done.returncode:
            raise StepFailed(name=name, code=done.returncode, log=self.log(name), tail=tail(self.log(name)))
        return done.stdout.decode()

    def must_run(self) -> None:
        """Raise EndedTooSoon for a process that has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                log = self.log(name)
                raise EndedTooSoon(name=name, code=process.returncode, log=log, tail=tail(log))

    def log(self, name: str) -> Path:
        """Where a process writes."""
        return self.logs / f"{name}.log"

    def _write_register(self) -> None:
        part = self.register.with_suffix(".part")
        part.write_text(json.dumps({each.pid: began(each.pid) for each in self.running.values()}))
        part.rename(self.register)

    def _end_leftovers(self) -> None:
        with suppress(OSError, ValueError):
            for pid, since in json.loads(self.register.read_text()).items():
                _end_leftover(int(pid), since)
        self.register.unlink(missing_ok=True)


def began(pid: int) -> str:
    """The boot and the tick at which a process began; empty where it does not say or there is none."""
    with suppress(OSError, IndexError):
        boot = PROC.joinpath("sys/kernel/random/boot_id").read_text().strip()
        # The name stands in brackets and may hold spaces; what follows it does not.
        fields = PROC.joinpath(str(pid), "stat").read_text().rpartition(")")[2].split()
        return "" if fields[0] == "Z" else f"{boot} {fields[19]}"
    return ""


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log."""
    with suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    return ""


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    # Its own children too: they are in the session that it leads.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _end_leftover(pid: int, since: str) -> None:
    for sign, patience in ((signal.SIGTERM, PATIENCE / 2), (signal.SIGKILL, PATIENCE / 2)):
        if not since or began(pid) != since:
            return
        with suppress(ProcessLookupError):
            (os.killpg if sign is signal.SIGKILL else os.kill)(pid, sign)
        end = time.monotonic() + patience
        while began(pid) == since and time.monotonic() < end:
            Event().wait(PAUSE)
