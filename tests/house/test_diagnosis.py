"""The doctor: finds nothing wrong where nothing is, and says how to mend what is."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config import checkups, diagnosis
from config.embedded import valkey

ROOT = Path(__file__).resolve().parents[2]
Environment = Callable[[str], dict[str, str]]


def doctor(environment: dict[str, str]) -> tuple[int, dict[str, Any]]:
    command = [sys.executable, "manage.py", "doctor", "--json"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    return ended.returncode, json.loads(ended.stdout)


class TestDoctor:
    def test_finds_a_good_installation_well(self, environment: Environment) -> None:
        code, findings = doctor(environment("app"))
        assert [name for name, finding in findings.items() if finding["state"] == "wrong"] == []
        assert [name for name, finding in findings.items() if finding["state"] == "left out"] == ["mail"]
        assert code == 0

    def test_warns_of_a_login_with_too_many_rights(self, environment: Environment) -> None:
        code, findings = doctor(environment("admin"))
        assert "superuser" in findings["database role"]["says"]
        assert "consultations_app" in findings["database role"]["mend"]
        assert code == 1

    def test_outlives_servers_that_are_not_there(self, environment: Environment) -> None:
        nowhere = {
            "DATABASE_URL": "postgresql://consultations_app:x@127.0.0.1:1/none",
            "REDIS_URL": "redis://127.0.0.1:1",
            "EMAIL_URL": "smtp://127.0.0.1:1",
        }
        code, findings = doctor(environment("app") | nowhere)
        wrong = {name for name, finding in findings.items() if finding["state"] == "wrong"}
        assert wrong == {"database", "database role", "clock", "migrations", "broker", "mail"}
        assert all(findings[name]["mend"] for name in wrong)
        assert code == 1

    def test_needs_no_setting_when_asked_directly(self) -> None:
        bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        command = [sys.executable, "-m", "config.diagnosis"]
        ended = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True)
        assert "FAIL secret key        SECRET_KEY is not set" in ended.stdout
        assert "-> set SECRET_KEY, or SECRET_KEY_FILE" in ended.stdout
        assert ended.returncode == 1


class TestChecks:
    def test_ask_the_broker_with_its_password(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with valkey(tmp_path) as server:
            monkeypatch.setenv("REDIS_URL", server.url)
            assert checkups.broker().state == "fine"
            monkeypatch.setenv("REDIS_URL", server.url.replace(server.password, "wrong"))
            assert diagnosis.examine()["broker"].state == "wrong"

    def test_want_a_key_that_is_long(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SECRET_KEY", "x" * 49)
        assert checkups.secret_key().state == "wrong"
        monkeypatch.setenv("SECRET_KEY", "x" * 50)
        assert checkups.secret_key().state == "fine"

    def test_compare_the_packages_with_the_lock(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert checkups.packages().state == "fine"
        lock = "django==1.0 \\\n    --hash=sha256:0\nnowhere==2 \\\nlater==3 ; python_version > '4' \\\n"
        (tmp_path / "requirements.lock").write_text(lock)
        monkeypatch.setattr(checkups, "ROOT", tmp_path)
        assert "nowhere missing, not 2" in checkups.packages().says
        assert "later" not in checkups.packages().says

    def test_want_room_on_the_disk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checkups, "LEAST_SPACE", 2**62)
        assert checkups.space().state == "wrong"
