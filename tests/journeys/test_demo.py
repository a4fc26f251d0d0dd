"""The demonstration as whoever tries it meets it: run once, stopped by Ctrl-C, and killed on the way."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from consultations.scenarios.children import began

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in OURS} | {
    "SECRET_KEY": "unused"
}
SECONDS = 150


@contextmanager
def started(var: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "manage.py", "demo", "--var", str(var), *options]
    with subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        yield running


def until(running: subprocess.Popen[str], words: str) -> None:
    """Read what it says until those words."""
    said = ""
    for line in running.stdout or ():
        said += line
        if words in line:
            return
    raise AssertionError(f"it ended with {running.wait()}:\n{said}")


def children_of(var: Path) -> dict[int, str]:
    register = json.loads((var / "demo.pids").read_text())
    return {int(pid): since for pid, since in register.items()}


def wait_until_gone(processes: dict[int, str]) -> None:
    for _ in range(400):
        if not any(began(pid) == since for pid, since in processes.items()):
            return
        Event().wait(0.05)
    raise AssertionError(f"still there: {processes}")


def kill_when_up(var: Path) -> dict[int, str]:
    """Kill a demonstration as soon as its processes run; gives those processes."""
    with started(var) as running:
        until(running, "web server are up")
        running.kill()
    return children_of(var)


def stop_by_ctrl_c(var: Path) -> dict[int, str]:
    """Stop a demonstration that is up; gives what were its processes."""
    with started(var) as running:
        until(running, "Ctrl-C stops all of it")
        processes = children_of(var)
        running.send_signal(signal.SIGINT)
        said, _ = running.communicate(timeout=SECONDS)
    assert running.returncode == 0, said
    return processes


def once(var: Path) -> str:
    """What a demonstration shows that ends by itself."""
    with started(var, "--once") as running:
        said, _ = running.communicate(timeout=SECONDS)
    assert running.returncode == 0, said
    return said


def must_tell_the_story(shown: str) -> None:
    told = " ".join(shown.split())
    for heading in ("Docket", "Timeline", "Rounds", "Open deadlines", "Mail 1 of"):
        assert f"{heading} " in told
    assert re.search(r"1 held 2025-02-27 Istanbul", told)
    assert re.search(r"2 held 2025-04-10 Istanbul", told)


def must_be_plain(shown: str) -> None:
    after = shown[shown.index("Docket") :]
    assert "\x1b" not in shown
    assert max(len(line) for line in after.splitlines() if "http" not in line) <= 100


def must_be_as_the_first_page_shows_it(shown: str) -> None:
    (excerpt,) = re.findall(r"```text\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    printed = {line.rstrip() for line in shown.splitlines()} | {"…"}
    assert [line for line in excerpt.splitlines() if line not in printed] == []


class TestDemo:
    # One test, though it tells of several things: each start takes a while, and tests are dealt out to processes.
    def test_survives_a_kill_stops_on_ctrl_c_and_shows_the_story(self, tmp_path: Path) -> None:
        var = tmp_path / "var"
        killed = kill_when_up(var)
        stopped = stop_by_ctrl_c(var)
        assert (len(killed), len(stopped)) == (3, 3)
        wait_until_gone(killed)
        wait_until_gone(stopped)

        shown = once(var)
        assert "0 events recorded" in shown
        must_tell_the_story(shown)
        must_be_plain(shown)
        must_be_as_the_first_page_shows_it(shown)

        assert len(list((var / "mail").glob("*-ingrid@mfa.example.eml"))) == 1
        kept = ("secret", "demo-users.json")
        assert {oct((var / name).stat().st_mode & 0o777) for name in kept} == {"0o600"}
