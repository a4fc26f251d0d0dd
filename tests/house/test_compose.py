"""What docker-compose.yml promises: settings that exist, secrets from files, health checks for what stays."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
READERS = {"text", "flag", "number", "names", "table"}
STAYING = ("postgres", "valkey", "web", "worker", "beat")
PASSING = ("roles", "migrate")
BOUGHT = ("postgres", "valkey")


@cache
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"][name]
    return found


def settings_read_by(module: str) -> set[str]:
    """The names that a module asks `config.env` for."""
    tree = ast.parse((ROOT / "config" / module).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    return {
        str(ast.literal_eval(call.args[0]))
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in READERS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
    }


def settings_given_to(name: str) -> set[str]:
    return {given.removesuffix("_FILE") for given in service(name)["environment"]}


class TestServices:
    def test_are_these(self) -> None:
        assert set(compose()["services"]) == {*STAYING, *PASSING}

    @pytest.mark.parametrize("name", ["migrate", "web", "worker", "beat"])
    def test_are_given_settings_that_are_read(self, name: str) -> None:
        read = settings_read_by("settings.py") | settings_read_by("logs.py")
        assert settings_given_to(name) <= read

    def test_prepare_the_database_from_what_is_read(self) -> None:
        assert settings_given_to("roles") == settings_read_by("database.py")

    @pytest.mark.parametrize("name", STAYING)
    def test_that_stay_are_asked_how_they_are_and_come_back(self, name: str) -> None:
        assert service(name)["healthcheck"]["test"]
        assert service(name)["restart"] == "unless-stopped"

    @pytest.mark.parametrize("name", PASSING)
    def test_that_pass_are_run_once(self, name: str) -> None:
        assert service(name)["restart"] == "no"

    @pytest.mark.parametrize("name", ["web", "worker", "beat"])
    def test_wait_for_the_migration(self, name: str) -> None:
        assert service(name)["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "postgres": {"condition": "service_healthy"},
            "valkey": {"condition": "service_healthy"},
        }

    @pytest.mark.parametrize(
        ("name", "login"), [("migrate", "migrator"), ("web", "app"), ("worker", "worker"), ("beat", "worker")]
    )
    def test_log_in_as_the_role_they_need(self, name: str, login: str) -> None:
        named = [secret for secret in service(name)["secrets"] if secret.endswith("database_url")]
        assert named == [f"{login}_database_url"]
        assert service(name)["environment"]["DATABASE_URL_FILE"] == f"/run/secrets/{login}_database_url"

    @pytest.mark.parametrize("name", [name for name in (*STAYING, *PASSING) if name not in BOUGHT])
    def test_of_ours_have_no_rights_they_do_not_need(self, name: str) -> None:
        assert service(name)["read_only"] is True
        assert service(name)["cap_drop"] == ["ALL"]

    def test_open_no_port_to_the_network(self) -> None:
        ports = [port for name in compose()["services"] for port in service(name).get("ports", [])]
        assert ports == ["127.0.0.1:8000:8000"]


class TestSecrets:
    def test_come_from_files(self) -> None:
        for name, secret in compose()["secrets"].items():
            assert secret == {"file": f"./secrets/{name}"}

    @pytest.mark.parametrize("name", [*STAYING, *PASSING])
    def test_are_mounted_where_they_are_named(self, name: str) -> None:
        named = set(re.findall(r"/run/secrets/(\w+)", yaml.safe_dump(service(name))))
        assert named == set(service(name).get("secrets", []))
        assert named <= set(compose()["secrets"])

    @pytest.mark.parametrize("name", [*STAYING, *PASSING])
    def test_are_never_written_out(self, name: str) -> None:
        for setting, value in service(name).get("environment", {}).items():
            sensitive = re.search(r"SECRET|PASSWORD|TOKEN|_KEY(_|$)|(DATABASE|REDIS|EMAIL)_URL", setting)
            assert not sensitive or value.startswith("/run/secrets/")
            assert not re.search(r"://[^/]*:[^/]*@", value)

    def test_are_drawn_one_for_each_and_never_overwritten(self, tmp_path: Path) -> None:
        draw = [sys.executable, "-I", ROOT / "config" / "drawn.py", tmp_path / "secrets"]
        subprocess.run(draw, check=True, capture_output=True)
        drawn = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
        assert set(drawn) == set(compose()["secrets"])
        assert drawn["postgres_password"].strip() in drawn["admin_database_url"]
        again = subprocess.run(draw, capture_output=True, text=True)
        assert again.returncode == 1
        assert "remove the directory yourself" in again.stderr
        assert drawn == {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}

    def test_of_logins_that_a_release_adds_are_drawn_beside_the_others(self, tmp_path: Path) -> None:
        draw = [sys.executable, "-I", ROOT / "config" / "drawn.py", tmp_path / "secrets"]
        subprocess.run(draw, check=True, capture_output=True)
        (tmp_path / "secrets" / "auditor_database_url").unlink()
        before = {file: file.read_text() for file in (tmp_path / "secrets").iterdir()}
        subprocess.run(draw, check=True, capture_output=True)
        after = {file: file.read_text() for file in (tmp_path / "secrets").iterdir()}
        assert {file.name for file in after.keys() - before.keys()} == {"auditor_database_url"}
        assert {file: after[file] for file in before} == before


class TestImage:
    def test_holds_what_it_runs_and_nothing_else(self) -> None:
        copied = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
        assert copied == ["requirements.lock", "manage.py", "config", "consultations"]

    def test_does_not_run_as_root(self) -> None:
        users = re.findall(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
        assert users == ["10001"]
