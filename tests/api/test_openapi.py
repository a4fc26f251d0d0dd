"""The description of the interface: valid, current, and kept by the interface under odd requests."""

from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any, get_args

import schemathesis
import yaml
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from consultations.api.openapi import document
from consultations.api.tokens import make
from consultations.api.urls import OF_ONE
from consultations.domain.decider import STREAMS
from tests.api.desk import Desk, Settled, officer

EXAMPLES = 250
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


class TestDescription:
    def test_is_valid(self) -> None:
        described = yaml.load(COMMITTED.read_text(), Loader=yaml.CSafeLoader)
        assert described["openapi"].startswith("3.1")
        validate(described)

    def test_has_not_drifted(self) -> None:
        call_command("openapi", "--check", stderr=StringIO())

    def test_names_every_operation_once_and_every_command(self) -> None:
        named = [operation["operationId"] for _, _, operation in operations(document())]
        assert len(named) == len(set(named))
        commands = {each for kind in OF_ONE for each in get_args(STREAMS[kind].commands) if each.by_name}
        posted = [path for path, method, _ in operations(document()) if method == "post"]
        assert len(posted) == len(commands)

    def test_shows_an_example_of_every_command(self) -> None:
        for path, method, operation in operations(document()):
            if method == "post":
                assert operation["requestBody"]["content"]["application/json"]["examples"], path


class TestDocs:
    def test_load_nothing_from_elsewhere_and_run_no_script_of_the_page(self) -> None:
        page = Client().get("/api/docs/")
        text = page.content.decode()
        assert page.status_code == 200
        assert "http" not in text
        assert "<style" not in text
        assert "<script>" not in text
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert Client().get("/api/docs/start.js")["Content-Type"] == "text/javascript"


def _leave_parties_their_names(case: schemathesis.Case) -> None:
    """A party's name is the same for all tests of a process: what is recorded of one is recorded of a stranger."""
    if "code" in (case.path_parameters or {}):
        case.path_parameters["code"] = "ZZ"
    if isinstance(case.body, dict) and "kind" in case.body and "code" in case.body:
        case.body["code"] = "ZZ"


class TestInterface:
    def test_keeps_its_description_under_odd_requests(self, settled: Settled) -> None:
        user = officer(level="secret")
        desk = Desk(user)
        case_id = desk.opens()
        desk.proposes(case_id)
        settled()
        headers = {"Authorization": f"Bearer {make(user, ['read', 'write'], 1)}"}
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
        answered = Counter[int]()
        cases = st.one_of([each.ok().as_strategy() for each in schema.get_all_operations()])

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(cases)
        def answers_as_described(case: schemathesis.Case) -> None:
            if "case_id" in (case.path_parameters or {}):
                case.path_parameters["case_id"] = case_id
            _leave_parties_their_names(case)
            answered[case.call_and_validate(headers=headers, checks=CHECKS).status_code] += 1

        answers_as_described()
        assert answered[200] > 10, answered
        assert answered[201], answered
        assert {400, 404, 422} <= answered.keys(), answered
