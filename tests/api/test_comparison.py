"""How the texts of a part differ, over REST and on the card of the part."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.desk import Desk, Settled, is_problem, officer

OURS = {"text": "Guaranteed banking services", "language": "en", "parties": ["RU"]}
THEIRS = {"text": "Stable banking services", "language": "en", "parties": ["US"]}
US = {"sides": ["US"], "standing": "official text"}


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


@pytest.fixture
def banking(desk: Desk, settled: Settled) -> tuple[str, str]:
    """A file, and an assurance on it with a text of either party."""
    case_id, both = desk.opens(), ["RU", "US"]
    body: dict[str, Any] = {"given_by": both, "given_to": both, "subject": "Banking", "texts": [OURS]}
    given = desk.post(f"/cases/{case_id}/give-assurance", body)
    assert given.status_code == 201, given.content
    assurance_id = given.json()["entity_id"]
    text = {"assurance_id": assurance_id, "text": THEIRS, "asserted": US}
    assert desk.post(f"/cases/{case_id}/add-assurance-text", text).status_code == 201
    settled()
    return case_id, assurance_id


class TestComparison:
    def test_marks_what_stands_in_one_text_alone(self, desk: Desk, banking: tuple[str, str]) -> None:
        case_id, assurance_id = banking
        answer = desk.get(f"/cases/{case_id}/comparison/{assurance_id}/")
        assert answer.status_code == 200, answer.content
        (compared,) = answer.json()["comparisons"]
        assert (compared["first"]["parties"], compared["second"]["parties"]) == (["RU"], ["US"])
        assert [(each["stands"], each["text"]) for each in compared["passages"]] == [
            ("in the first", "Guaranteed"),
            ("in the second", "Stable"),
            ("in both", " banking services"),
        ]
        assert "evaluated_at" in answer.json()

    def test_is_of_what_one_side_says_where_that_is_asked(self, desk: Desk, banking: tuple[str, str]) -> None:
        case_id, assurance_id = banking
        of_one = desk.get(f"/cases/{case_id}/comparison/{assurance_id}/?side=US").json()
        assert (of_one["comparisons"], of_one["as_of"]["side"]) == ([], "US")

    def test_is_nowhere_for_whoever_may_not_see_the_file_or_where_there_are_no_texts(
        self, desk: Desk, banking: tuple[str, str]
    ) -> None:
        case_id, assurance_id = banking
        below = Desk(officer(level="public"))
        is_problem(below.get(f"/cases/{case_id}/comparison/{assurance_id}/"), 404, "unknown_case")
        is_problem(desk.get(f"/cases/{case_id}/comparison/{uuid4()}/"), 404, "unknown_part")
