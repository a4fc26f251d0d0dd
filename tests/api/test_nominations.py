"""Nominations over REST: claims side by side, and a file of its own that the head of the desk opens."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from consultations.eventlog import read
from tests.api.desk import Desk, Settled, is_problem, officer

COMPARTMENT = "RU-US"
NOMINATION = {
    "person_id": str(uuid4()),
    "sending": "RU",
    "receiving": "US",
    "post": "Ambassador to the United States",
    "kind": "head of mission",
}
PREFERRED = {"sides": ["US"], "standing": "official text", "on": {"edtf": "2025-02-27"}}
SENATOR = {"sides": ["RU"], "standing": "press", "capacity": "Senator", "on": {"edtf": "2025-01-20"}}


@pytest.fixture
def protocol() -> Desk:
    return Desk(officer("protocol", compartments=(COMPARTMENT,)))


@pytest.fixture
def head() -> Desk:
    return Desk(officer("head of desk", compartments=(COMPARTMENT,)))


@pytest.fixture
def case_id(protocol: Desk) -> str:
    return protocol.opens(kind="nomination", level="confidential", compartments=[COMPARTMENT])


def told(desk: Desk, case_id: str, what: str, **body: Any) -> Any:
    answer = desk.post(f"/cases/{case_id}/{what}", body)
    assert answer.status_code == 201, answer.content
    return answer


class TestClaims:
    def test_of_one_grant_stand_side_by_side(self, protocol: Desk, case_id: str, settled: Settled) -> None:
        nomination = told(protocol, case_id, "request-agrement", **NOMINATION).json()["entity_id"]
        about = {"nomination_id": nomination}
        said = about | {"occurred": {"latest": "2025-01-20"}, "asserted": SENATOR}
        told(protocol, case_id, "grant-agrement", **said)
        told(
            protocol, case_id, "grant-agrement", **about, occurred={"edtf": "2025-02-27"}, asserted=PREFERRED
        )
        again = protocol.post(f"/cases/{case_id}/grant-agrement", said)
        is_problem(again, 409, "agrement_granted_already")
        settled()
        row = protocol.get(f"/cases/{case_id}/nominations/{nomination}/").json()
        assert [each["asserted"]["sides"] for each in row["grants"]] == [["RU"], ["US"]]
        assert (row["status"], row["granted_on"]["edtf"]) == ("granted", "2025-02-27")
        assert row["status_asserted"]["standing"] == "official text"
        by_the_senator = protocol.get(
            f"/cases/{case_id}/nominations/{nomination}/?asserted_until=2025-02-01"
        ).json()
        assert by_the_senator["granted_on"]["latest"] == "2025-01-20"


class TestWarning:
    def test_is_named_in_the_receipt_and_in_its_repetition(self, protocol: Desk, case_id: str) -> None:
        key = {"Idempotency-Key": str(uuid4())}
        body = NOMINATION | {"nomination_id": str(uuid4())}
        answers = [protocol.post(f"/cases/{case_id}/announce-nomination", body, **key) for _ in range(2)]
        assert [each.json()["warnings"] for each in answers] == [["publicity_before_agrement"]] * 2


class TestDowngradeCase:
    BODY = {"level": "restricted", "compartments_removed": [COMPARTMENT], "reason": "the grant was announced"}

    def test_opens_the_file_to_those_who_are_cleared_then(
        self, protocol: Desk, head: Desk, case_id: str, settled: Settled
    ) -> None:
        person = protocol.post("/persons/", {"names": [{"text": "A. Darchiev"}]}).json()["person_id"]
        body = NOMINATION | {"person_id": person}
        nomination = told(protocol, case_id, "request-agrement", **body).json()["entity_id"]
        told(protocol, case_id, "grant-agrement", nomination_id=nomination, occurred={"edtf": "2025-02-27"})
        settled()
        outsider = Desk(officer(level="restricted"))
        paths = [
            f"/cases/{case_id}/",
            f"/cases/{case_id}/nominations/{nomination}/",
            f"/persons/{person}/",
        ]
        assert [outsider.get(path).status_code for path in paths] == [404, 404, 404]
        tag = head.get(f"/cases/{case_id}/")["ETag"]
        opened = head.post(f"/cases/{case_id}/downgrade-case", self.BODY, **{"If-Match": tag})
        assert (opened.status_code, opened.json()["events"]) == (201, ["CaseDowngraded"])
        settled()
        assert [outsider.get(path).status_code for path in paths] == [200, 200, 200]
        assert outsider.get(f"/nominations/?case_id={case_id}").json()["results"]
        shown = outsider.get(f"/cases/{case_id}/").json()
        assert (shown["level"], shown["compartments"]) == ("restricted", [])

    def test_is_for_the_head_of_the_desk(self, protocol: Desk, case_id: str) -> None:
        answer = protocol.post(f"/cases/{case_id}/downgrade-case", self.BODY, **{"If-Match": '"1"'})
        problem = is_problem(answer, 403, "reserved_to_another_role")
        assert problem["particulars"] == {"role": "head of desk"}
        assert len(read.stream(UUID(case_id))) == 1
