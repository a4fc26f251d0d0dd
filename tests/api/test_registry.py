"""The registry over REST: who may do what with a file, and a file that is closed to a reader is closed at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from tests.api.desk import Desk, Settled, is_problem, officer

DAY = {"edtf": "2045-12-31"}
HOLD = {"reason": "an inquiry", "authority": "Storting"}
RESERVED = {
    "classify-case": ("registry", {"plan_code": "313.1"}),
    "set-retention": ("registry", {"rule": "20 years", "until": DAY, "after": "review"}),
    "place-hold": ("holds", HOLD),
    "authorise-disposal": ("disposal", {"authority": "National Archivist", "authorised_on": DAY}),
    "transfer-case-to-archive": ("registry", {"archive": "National Archives"}),
    "raise-classification": ("head of desk", {"level": "confidential", "reason": "names"}),
    "add-compartment": ("head of desk", {"compartment": "RU-US", "reason": "names"}),
    "remove-compartment": ("head of desk", {"compartment": "RU-US", "reason": "names"}),
}


def also(user: User, permission: str) -> User:
    user.groups.add(Group.objects.get_or_create(name=permission)[0])
    return user


def tag_of(desk: Desk, case_id: str) -> dict[str, str]:
    return {"If-Match": desk.get(f"/cases/{case_id}/")["ETag"]}


@pytest.fixture
def head() -> Desk:
    return Desk(officer("head of desk", level="secret", compartments=("RU-US",)))


class TestARight:
    @pytest.mark.parametrize("command", RESERVED)
    def test_is_reserved(self, command: str) -> None:
        role, body = RESERVED[command]
        desk = Desk(officer("desk officer"))
        answer = desk.post(f"/cases/{desk.opens()}/{command}", body)
        assert is_problem(answer, 403, "reserved_to_another_role")["particulars"] == {"role": role}

    @pytest.mark.parametrize("permission", ["holds", "disposal"])
    def test_records_nothing_by_itself(self, permission: str) -> None:
        case_id = Desk(officer("registry")).opens()
        answer = Desk(officer(permission)).post(f"/cases/{case_id}/place-hold", HOLD)
        is_problem(answer, 403, "role_may_only_read")

    def test_is_given_beside_an_office(self, settled: Settled) -> None:
        desk = Desk(also(officer("legal adviser"), "holds"))
        case_id = desk.opens()
        placed = desk.post(f"/cases/{case_id}/place-hold", HOLD)
        assert placed.status_code == 201, placed.content
        assert placed["Location"].endswith(f"/holds/{placed.json()['entity_id']}/")
        lifting = {"hold_id": placed.json()["entity_id"], "reason": "it ended", "authority": "Storting"}
        lifted = desk.post(f"/cases/{case_id}/lift-hold", lifting, **{"If-Match": placed["ETag"]})
        assert lifted.status_code == 201, lifted.content


class TestDisposal:
    @pytest.fixture
    def desk(self) -> Desk:
        return Desk(also(also(officer("registry"), "holds"), "disposal"))

    @pytest.fixture
    def case_id(self, desk: Desk, settled: Settled) -> str:
        """Closed, and kept until the end of 2020."""
        case_id = desk.opens()
        settled()
        closing = desk.post(f"/cases/{case_id}/close-case", {"result": "agreed"}, **tag_of(desk, case_id))
        assert closing.status_code == 201, closing.content
        until = {"rule": "5 years", "until": {"edtf": "2020-12-31"}, "after": "disposal"}
        answer = desk.post(f"/cases/{case_id}/set-retention", until, **{"If-Match": closing["ETag"]})
        assert answer.status_code == 201, answer.content
        settled()
        return case_id

    def disposes(self, desk: Desk, case_id: str, on: str = "2025-11-25") -> Any:
        body = {"authority": "National Archivist", "authorised_on": {"edtf": on}}
        return desk.post(f"/cases/{case_id}/authorise-disposal", body, **tag_of(desk, case_id))

    def test_waits_for_the_end_of_retention_and_of_every_hold(
        self, desk: Desk, case_id: str, settled: Settled
    ) -> None:
        is_problem(self.disposes(desk, case_id, on="2020-12-31"), 409, "retention_not_ended")
        placed = desk.post(f"/cases/{case_id}/place-hold", HOLD)
        held = is_problem(self.disposes(desk, case_id), 409, "case_is_under_hold")
        hold_id = placed.json()["entity_id"]
        assert held["particulars"] == {"holds": [hold_id]}
        settled()
        (custody,) = desk.get(f"/cases/{case_id}/custody/").json()["results"]
        assert (custody["status"], custody["holds"]) == ("under hold", [hold_id])
        lifting = {"hold_id": hold_id, "reason": "it ended", "authority": "Storting"}
        assert (
            desk.post(f"/cases/{case_id}/lift-hold", lifting, **{"If-Match": placed["ETag"]}).status_code
            == 201
        )
        assert self.disposes(desk, case_id).status_code == 201
        settled()
        (custody,) = desk.get("/custody/?status=disposal+authorised&ordering=-changed").json()["results"][:1]
        assert custody["case_id"] == case_id

    def test_shows_among_the_deadlines_when_a_review_is_due(
        self, desk: Desk, case_id: str, settled: Settled
    ) -> None:
        def deadline() -> dict[str, Any]:
            rows = desk.get(f"/cases/{case_id}/deadlines/?rule=end+of+retention").json()["results"]
            (row,) = rows
            return dict(row)

        assert (deadline()["status"], deadline()["reading"]) == ("open", "review due")
        assert deadline()["latest"] == "2020-12-31"
        desk.post(f"/cases/{case_id}/place-hold", HOLD)
        settled()
        assert (deadline()["status"], deadline()["reading"]) == ("suspended", None)


class TestAFileThatIsClosedFurther:
    CLOSING = (
        ("raise-classification", {"level": "confidential", "reason": "names"}),
        ("add-compartment", {"compartment": "RU-US", "reason": "names"}),
    )

    @pytest.mark.parametrize(("command", "body"), CLOSING, ids=[name for name, _ in CLOSING])
    def test_is_gone_for_a_reader_before_any_projection_has_moved(
        self, head: Desk, settled: Settled, command: str, body: dict[str, str]
    ) -> None:
        reader = Desk(officer(level="restricted"))
        case_id = head.opens(title="Kept from view")
        settled()
        reads: dict[str, Callable[[], Any]] = {
            "case": lambda: reader.get(f"/cases/{case_id}/"),
            "timeline": lambda: reader.get(f"/cases/{case_id}/timeline/"),
            "as it was": lambda: reader.get(f"/cases/{case_id}/?known_at=2100-01-01T00:00:00Z"),
            "rests on": lambda: reader.get(f"/cases/{case_id}/rests-on/{case_id}/"),
            "rounds": lambda: reader.get(f"/cases/{case_id}/rounds/"),
        }
        assert reads["case"]().status_code == 200
        tag = reads["case"]()["ETag"]
        assert head.post(f"/cases/{case_id}/{command}", body, **tag_of(head, case_id)).status_code == 201
        for name, read in reads.items():
            assert read().status_code == 404, name
        not_modified = reader.get(f"/cases/{case_id}/", **{"If-None-Match": tag})
        is_problem(not_modified, 404, "unknown_case")
        is_problem(reader.post(f"/cases/{case_id}/propose-round", {"ordinal": 1}), 404, "unknown_case")
        assert case_id not in str(reader.get("/cases/?ordering=-changed").json())
        assert case_id not in str(reader.get("/events/?ordering=-recorded").json())
        assert case_id not in str(reader.get("/search/?q=kept+from+view").json())
        assert head.get(f"/cases/{case_id}/").status_code == 200
        settled()
        assert reads["case"]().status_code == 404
        assert head.get(f"/cases/{case_id}/").status_code == 200

    def test_names_its_level_when_it_is_raised_and_takes_no_lower_one(self, head: Desk) -> None:
        case_id = head.opens(level="confidential")
        lower = {"level": "restricted", "reason": "names"}
        tag = {"If-Match": '"1"'}
        is_problem(
            head.post(f"/cases/{case_id}/raise-classification", lower, **tag), 409, "level_would_not_rise"
        )
