"""Signing in: tokens for programs, sessions with their CSRF token for people."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from consultations.api.tokens import Token
from tests.api.desk import Desk, is_problem, officer


def token_of(user: User, *scopes: str, days: int = 90) -> str:
    said = StringIO()
    given = [each for scope in scopes for each in ("--scope", scope)]
    call_command("create_token", user.get_username(), *given, "--days", str(days), stdout=said)
    return said.getvalue().strip()


def bearing(token: str) -> Desk:
    return Desk(Authorization=f"Bearer {token}")


@pytest.fixture
def integrator() -> User:
    return officer("integrator")


def kept(user: User) -> Any:
    return Token.objects.get(user=user)


class TestToken:
    def test_signs_in_within_its_scopes(self, integrator: User) -> None:
        reads, writes = bearing(token_of(integrator)), bearing(token_of(integrator, "write"))
        both = bearing(token_of(integrator, "read", "write"))
        assert reads.get("/cases/").status_code == 200
        assert is_problem(reads.post("/cases/", {}), 403, "scope_missing")["particulars"] == {
            "scope": "write"
        }
        assert is_problem(writes.get("/cases/"), 403, "scope_missing")["particulars"] == {"scope": "read"}
        assert writes.opens()
        assert both.opens()

    def test_does_not_outdo_the_role(self) -> None:
        auditor = bearing(token_of(officer("auditor"), "read", "write"))
        is_problem(auditor.post("/cases/", {}), 403, "role_may_only_read")

    def test_is_kept_only_as_a_digest(self, integrator: User) -> None:
        token = token_of(integrator)
        row = Token.objects.filter(user=integrator).values().get()
        assert token.startswith("cns_")
        assert len(token) > 40
        assert not any(
            token in str(value)
            or token.encode() in bytes(value if isinstance(value, bytes | memoryview) else b"")
            for value in row.values()
        )

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"revoked_at": datetime(2026, 1, 1, tzinfo=UTC)}, "token_revoked"),
            ({"expires_at": datetime(2026, 1, 1, tzinfo=UTC)}, "token_expired"),
        ],
    )
    def test_that_no_longer_stands_is_refused(
        self, integrator: User, change: dict[str, Any], code: str
    ) -> None:
        token = token_of(integrator)
        Token.objects.filter(user=integrator).update(**change)
        answer = bearing(token).get("/cases/")
        is_problem(answer, 401, code)
        assert answer["WWW-Authenticate"] == 'Bearer realm="consultations"'

    @pytest.mark.parametrize("token", ["", "cns_x", "cns_" + "ы" * 40, "a b c"])
    def test_that_is_none_is_refused(self, token: str) -> None:
        is_problem(bearing(token).get("/cases/"), 401, "token_unknown")

    def test_of_someone_who_left_is_refused(self, integrator: User) -> None:
        token = token_of(integrator)
        integrator.is_active = False
        integrator.save()
        is_problem(bearing(token).get("/cases/"), 401, "token_unknown")

    def test_keeps_its_last_use_to_the_minute(self, integrator: User) -> None:
        program = bearing(token_of(integrator))
        program.get("/cases/")
        first = kept(integrator).last_used_at
        program.get("/cases/")
        assert kept(integrator).last_used_at == first
        Token.objects.filter(user=integrator).update(last_used_at=first - timedelta(minutes=1))
        program.get("/cases/")
        assert kept(integrator).last_used_at >= first

    def test_is_made_for_somebody_and_for_a_time(self, integrator: User) -> None:
        said = StringIO()
        call_command("create_token", integrator.get_username(), "--json", stdout=said)
        assert json.loads(said.getvalue())["scopes"] == ["read"]
        left = kept(integrator).expires_at - datetime.now(UTC)
        assert timedelta(days=89) < left <= timedelta(days=90)
        for user, days in (
            ("nobody-of-that-name", 1),
            (integrator.get_username(), 0),
            (integrator.get_username(), 400),
        ):
            with pytest.raises(CommandError):
                call_command("create_token", user, "--days", str(days))


class TestSession:
    def test_needs_its_csrf_token_to_record(self) -> None:
        user, client = officer(), Client(enforce_csrf_checks=True)
        client.force_login(user)
        assert client.get("/api/v1/cases/").status_code == 200
        is_problem(client.post("/api/v1/cases/", "{}", content_type="application/json"), 403, "not_permitted")

    def test_is_not_needed_for_a_program(self, integrator: User) -> None:
        client = Client(enforce_csrf_checks=True)
        headers = {"Authorization": f"Bearer {token_of(integrator, 'write')}"}
        sent = json.dumps({"title": "T", "subject": "S", "parties": [{"code": "RU"}]})
        assert (
            client.post("/api/v1/cases/", sent, content_type="application/json", headers=headers).status_code
            == 201
        )

    def test_is_asked_for_everywhere_but_in_the_description(self) -> None:
        nobody = Desk()
        for path in ("/cases/", "/events/", "/persons/", "/nowhere"):
            is_problem(nobody.get(path), 401, "not_signed_in")
        assert nobody.client.get("/api/openapi.json").status_code == 200
