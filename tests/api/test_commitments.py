"""Commitments: assurances and agreed actions per obliged party, of one file and across files, on any axis."""

from typing import Any

import pytest

from tests.api.desk import Desk, Settled, officer

RU = {"sides": ["RU"], "standing": "official text", "on": {"edtf": "2025-04-10"}}
US = {"sides": ["US"], "standing": "official text", "on": {"edtf": "2025-06-10"}}


def said(desk: Desk, case_id: str, command: str, **body: Any) -> str:
    """The id of the part that something was recorded of."""
    answer = desk.post(f"/cases/{case_id}/{command}", body)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["entity_id"])


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


@pytest.fixture
def owed(desk: Desk, settled: Settled) -> dict[str, str]:
    """A file with an assurance of both, an action of Russia that the United States contests, and one of the US."""
    case_id = desk.opens()
    both = ["RU", "US"]
    banking = said(
        desk, case_id, "give-assurance", given_by=both, given_to=both, subject="Banking", asserted=RU
    )
    visas = said(
        desk, case_id, "agree-action", title="Visas", kind="visas", obliged=["RU"], asserted=RU,
        occurred={"edtf": "2025-04-10"},
    )  # fmt: skip
    said(desk, case_id, "complete-action", action_id=visas, asserted=RU)
    said(desk, case_id, "contest-completion", action_id=visas, party="US", reason="no change", asserted=US)
    access = said(
        desk, case_id, "agree-action", title="Access", obliged=["US"], occurred={"edtf": "2025-04-10"}
    )
    settled()
    return {"case": case_id, "banking": banking, "visas": visas, "access": access}


def listed(desk: Desk, path: str) -> dict[str, Any]:
    answer = desk.get(path)
    assert answer.status_code == 200, answer.content
    return {each["part_id"]: each for each in answer.json()["results"]}


class TestCommitments:
    def test_are_assurances_and_agreed_actions_with_who_owes_them(
        self, desk: Desk, owed: dict[str, str]
    ) -> None:
        found = listed(desk, f"/cases/{owed['case']}/commitments/")
        assert {each["title"]: (each["kind"], each["obliged"], each["state"]) for each in found.values()} == {
            "Banking": ("assurance", ["RU", "US"], "open"),
            "Visas": ("action", ["RU"], "disputed"),
            "Access": ("action", ["US"], "open"),
        }
        visas = found[owed["visas"]]
        assert (visas["status_asserted"]["sides"], visas["contested_by"]) == (["US"], ["US"])

    def test_are_asked_per_obliged_party_and_by_how_they_stand(
        self, desk: Desk, owed: dict[str, str]
    ) -> None:
        path = f"/cases/{owed['case']}/commitments/"
        assert set(listed(desk, f"{path}?obliged=US")) == {owed["banking"], owed["access"]}
        assert set(listed(desk, f"{path}?obliged=RU&state=disputed")) == {owed["visas"]}
        assert set(listed(desk, f"{path}?towards=US&kind=assurance")) == {owed["banking"]}
        assert set(listed(desk, f"{path}?contested_by=US")) == {owed["visas"]}

    def test_are_read_at_the_moment_of_asking(self, desk: Desk, owed: dict[str, str]) -> None:
        path = f"/cases/{owed['case']}/commitments/"
        now = listed(desk, path)[owed["access"]]
        assert (now["reading"], now["due"]["latest"]) == ("review due", "2025-05-08")
        assert set(listed(desk, f"{path}?reading=review due")) >= {owed["access"]}
        (early,) = desk.get(f"{path}?asserted_until=2025-04-12&obliged=RU&kind=action").json()["results"]
        assert (early["state"], early["status_asserted"]["sides"]) == ("claimed done", ["RU"])

    def test_are_those_of_one_side_where_that_is_asked(self, desk: Desk, owed: dict[str, str]) -> None:
        found = listed(desk, f"/cases/{owed['case']}/commitments/?side=RU")
        assert {each["title"]: each["state"] for each in found.values()} == {
            "Banking": "open",
            "Visas": "claimed done",
        }

    def test_are_listed_across_files_to_those_alone_who_see_them(
        self, desk: Desk, owed: dict[str, str], settled: Settled
    ) -> None:
        cleared = Desk(officer(level="secret"))
        closed = cleared.opens(level="secret")
        said(cleared, closed, "agree-action", title="Closed", obliged=["RU"])
        settled()
        mine = desk.get("/commitments/?obliged=RU&limit=200&ordering=-changed").json()["results"]
        theirs = cleared.get(f"/commitments/?obliged=RU&case_id={closed}").json()["results"]
        assert closed not in {each["case_id"] for each in mine}
        assert owed["visas"] in {each["part_id"] for each in mine}
        assert [each["title"] for each in theirs] == ["Closed"]
        assert desk.get(f"/cases/{closed}/commitments/").status_code == 404
