"""The demonstration's processes: stopped in time, and found again after a kill, but nobody else's."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from consultations.scenarios import children
from consultations.scenarios.children import Children, EndedTooSoon, StepFailed, began

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"
HERE = dict(os.environ)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def wait_for(path: Path) -> None:
    for _ in range(200):
        if path.exists() and path.read_bytes():
            return
        Event().wait(0.02)
    raise AssertionError(f"nothing was written to {path}")


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "99"])
    yield process
    process.kill()
    process.wait()


class TestChild:
    def test_runs_as_long_as_the_block_and_is_written_down(self, tmp_path: Path) -> None:
        family = Children(tmp_path)
        with family.child("sleeper", ["sleep", "99"], HERE) as process:
            assert json.loads(family.register.read_text()) == {str(process.pid): began(process.pid)}
            family.must_run()
        assert process.returncode == -signal.SIGTERM
        assert json.loads(family.register.read_text()) == {}

    def test_that_does_not_stop_is_killed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(children, "PATIENCE", 0.2)
        family = Children(tmp_path)
        with family.child("stubborn", python(STUBBORN), HERE) as process:
            wait_for(family.log("stubborn"))
        assert process.returncode == -signal.SIGKILL

    def test_that_ends_by_itself_is_reported_with_its_last_words(self, tmp_path: Path) -> None:
        family = Children(tmp_path)
        with family.child("brief", python("raise SystemExit('no more')"), HERE) as process:
            process.wait(10)
            with pytest.raises(EndedTooSoon, match=r"exit code 1(.|\n)*no more"):
                family.must_run()


class TestLeftovers:
    def test_are_ended_by_the_next_start(self, tmp_path: Path) -> None:
        left = subprocess.Popen(["sleep", "99"], start_new_session=True)
        tmp_path.joinpath("demo.pids").write_text(json.dumps({left.pid: began(left.pid)}))
        Children(tmp_path)
        assert left.wait(10) == -signal.SIGTERM

    def test_are_not_taken_for_another_process_with_the_same_number(
        self, tmp_path: Path, bystander: subprocess.Popen[bytes]
    ) -> None:
        for since in ("another boot 1", ""):
            tmp_path.joinpath("demo.pids").write_text(json.dumps({bystander.pid: since}))
            Children(tmp_path)
        assert bystander.poll() is None

    def test_of_a_register_cut_short_do_not_stand_in_the_way(self, tmp_path: Path) -> None:
        tmp_path.joinpath("demo.pids").write_text('{"12')
        Children(tmp_path)
        assert not tmp_path.joinpath("demo.pids").exists()


class TestStep:
    def test_gives_what_it_printed(self, tmp_path: Path) -> None:
        assert Children(tmp_path).step("say", python("print('done')"), HERE) == "done\n"

    def test_that_fails_is_reported_with_its_last_words(self, tmp_path: Path) -> None:
        with pytest.raises(StepFailed, match="cannot go on"):
            Children(tmp_path).step("fail", python("raise SystemExit('cannot go on')"), HERE)
