"""Officers at their desks: users with a role and a clearance, signed in to the interface for programs."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group, User
from django.test import Client

from consultations.access.tables import Clearance

V1 = "/api/v1"


def officer(
    role: str = "desk officer", level: str = "confidential", compartments: tuple[str, ...] = ()
) -> User:
    user = User.objects.create_user(f"{role.replace(' ', '-')}-{uuid4()}")
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    Clearance.objects.create(user=user, level=level, compartments=list(compartments))
    return user


class Desk:
    """A client that is signed in."""

    def __init__(self, user: User | None = None, **headers: str) -> None:
        self.client = Client(raise_request_exception=False, headers=headers)
        self.user = user
        if user:
            self.client.force_login(user)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        sent = body if isinstance(body, bytes | str) else json.dumps(body or {})
        return self.client.post(V1 + path, sent, content_type="application/json", headers=headers)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(V1 + path, headers=headers)

    def opens(self, **more: Any) -> str:
        body = {
            "title": "Irritants",
            "subject": "Missions",
            "parties": [{"code": "RU"}, {"code": "US"}],
        } | more
        answer = self.post("/cases/", body)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["case_id"])

    def proposes(self, case_id: str, ordinal: int = 1) -> tuple[str, str]:
        """A new round: its id and its entity tag."""
        answer = self.post(f"/cases/{case_id}/propose-round", {"ordinal": ordinal})
        assert answer.status_code == 201, answer.content
        return str(answer.json()["entity_id"]), str(answer["ETag"])


def is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The answer is this problem, as RFC 9457 has it; gives its body."""
    body: dict[str, Any] = json.loads(answer.content)
    assert (answer.status_code, body.get("code")) == (status, code), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert body["type"] == f"/problems/{code}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["request_id"] == answer["X-Request-ID"]
    return body


Settled = Callable[[], None]
