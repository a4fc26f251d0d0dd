"""Relations over REST: one shows from both ends, to those alone who see both, wherever a file is read."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.api.desk import Desk, Settled, is_problem, officer
from tests.api.test_time_axes import later, zulu

NOMINATIONS = ("nominations",)
CLOSE = {"kind": "nomination", "level": "confidential", "compartments": list(NOMINATIONS)}


@pytest.fixture
def near() -> Desk:
    """An officer who sees the file of a nomination."""
    return Desk(officer(compartments=NOMINATIONS))


@pytest.fixture
def far() -> Desk:
    """An officer who sees the consultations alone: public, as no other test's related files are."""
    return Desk(officer(level="public"))


def relate(desk: Desk, case_id: str, other: str, **more: Any) -> Any:
    body = {"other_case_id": other, "nature": "nomination for"} | more
    return desk.post(f"/cases/{case_id}/relate-cases", body)


def related(desk: Desk, case_id: str, other: str, **more: Any) -> str:
    answer = relate(desk, case_id, other, **more)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["entity_id"])


def results(desk: Desk, path: str) -> list[dict[str, Any]]:
    answer = desk.get(path)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


class TestARelation:
    def test_shows_from_both_ends(self, near: Desk, settled: Settled) -> None:
        wide, close = near.opens(), near.opens(title="Ambassador to the US", **CLOSE)
        relation_id = related(near, close, wide, occurred={"edtf": "2025-02-27"})
        settled()
        (here,), (there,) = (results(near, f"/cases/{each}/relations/") for each in (close, wide))
        assert (here["nature"], here["other_case_id"], here["on"]["edtf"]) == (
            "nomination for",
            wide,
            "2025-02-27",
        )
        assert (there["nature"], there["other_case_id"]) == ("nomination in", close)
        assert here["relation_id"] == there["relation_id"] == relation_id
        assert here["recorded_on"] == there["recorded_on"] == close
        assert there["other"] == {"title": "Ambassador to the US", "kind": "nomination", "status": "open"}
        for case_id, row in ((close, here), (wide, there)):
            assert near.get(f"/cases/{case_id}/relations/{relation_id}/").json() == row
            assert near.get(f"/cases/{case_id}/").json()["relations_count"] == 1
            assert results(near, f"/relations/?case_id={case_id}") == [row]
            assert results(near, f"/cases/{case_id}/relations/?nature={row['nature'].replace(' ', '+')}") == [
                row
            ]

    def test_is_told_on_the_timeline_by_the_title_of_the_other_file(
        self, near: Desk, settled: Settled
    ) -> None:
        wide, close = near.opens(title="Irritants of 2025"), near.opens(**CLOSE)
        relation_id = related(near, close, wide)
        settled()
        (entry,) = results(near, f"/cases/{close}/timeline/?entity={relation_id}")
        assert entry["sentence"] == "This file holds a nomination for “Irritants of 2025”"
        assert "other_case_id" not in entry

    def test_ends_when_it_is_withdrawn(self, near: Desk, settled: Settled) -> None:
        wide, close = near.opens(), near.opens(**CLOSE)
        relation_id = related(near, close, wide)
        settled()
        tag = near.get(f"/cases/{close}/relations/{relation_id}/")["ETag"]
        body = {"relation_id": relation_id, "reason": "the wrong file"}
        answer = near.post(f"/cases/{close}/withdraw-relation", body, **{"If-Match": tag})
        assert answer.status_code == 201, answer.content
        settled()
        for case_id in (close, wide):
            (row,) = results(near, f"/cases/{case_id}/relations/?status=withdrawn")
            assert row["reason"] == "the wrong file"

    def test_changes_the_tag_of_both_files_and_not_what_is_named_to_change_them(
        self, near: Desk, settled: Settled
    ) -> None:
        wide, close = near.opens(), near.opens(**CLOSE)
        settled()
        before = {each: near.get(f"/cases/{each}/")["ETag"] for each in (wide, close)}
        related(near, close, wide)
        settled()
        for case_id, tag in before.items():
            assert near.get(f"/cases/{case_id}/", **{"If-None-Match": tag}).status_code == 200
            answer = near.post(f"/cases/{case_id}/amend-title", {"title": "New"}, **{"If-Match": tag})
            assert answer.status_code == 201, answer.content


class TestWhoeverSeesOneEnd:
    @pytest.fixture(params=["the open file", "the closed file"])
    def shown(self, request: pytest.FixtureRequest, near: Desk, settled: Settled) -> tuple[str, str, str]:
        """The file both readers see, the one that only one of them sees, and the relation, recorded on either."""
        wide = near.opens(title="Irritants of 2025", level="public")
        close = near.opens(title="Their ambassador", **CLOSE)
        if request.param == "the open file":
            relation_id = related(near, wide, close, nature="arises from", words="a quarrel")
        else:
            relation_id = related(near, close, wide, words="a quarrel")
        settled()
        return wide, close, relation_id

    def test_is_listed_none_and_counted_none(
        self, near: Desk, far: Desk, shown: tuple[str, str, str]
    ) -> None:
        wide, close, relation_id = shown
        for path in (
            f"/cases/{wide}/relations/",
            f"/cases/{wide}/relations/?known_at={later()}",
            f"/relations/?case_id={wide}",
            f"/relations/?other_case_id={wide}",
            f"/relations/?other_case_id={close}",
            f"/timeline/?entity={relation_id}",
            "/timeline/?type=CasesRelated",
            "/events/?type=CasesRelated",
            "/search/?q=quarrel",
        ):
            assert results(near, path), path
            assert results(far, path) == [], path
        for axis in ("", f"?known_at={later()}", "?side=NO"):
            assert near.get(f"/cases/{wide}/{axis}").json()["relations_count"] == 1
            assert far.get(f"/cases/{wide}/{axis}").json()["relations_count"] == 0
        one = f"/cases/{wide}/relations/{relation_id}/"
        assert near.get(one).status_code == 200
        is_problem(near.get(f"/cases/{wide}/rests-on/{relation_id}/"), 404, "unknown_part")
        unknown = f"/cases/{wide}/relations/{uuid4()}/"
        hidden, missing = (is_problem(far.get(each), 404, "unknown_relation") for each in (one, unknown))
        assert hidden | {"request_id": ""} == missing | {"request_id": ""}

    def test_is_told_of_none_on_the_timeline(
        self, near: Desk, far: Desk, shown: tuple[str, str, str]
    ) -> None:
        wide, close, _ = shown
        for axis in ("", f"?known_at={later()}"):
            told = [each["type"] for each in results(far, f"/cases/{wide}/timeline/{axis}")]
            assert told == ["CaseOpened"]
        everything = "".join(
            far.get(path).content.decode()
            for path in (f"/cases/{wide}/", f"/cases/{wide}/timeline/", f"/events/?case_id={wide}", "/cases/")
        )
        assert [each for each in (close, "Their ambassador", "a quarrel") if each in everything] == []

    def test_sees_no_change_of_the_file_itself(
        self, near: Desk, far: Desk, shown: tuple[str, str, str]
    ) -> None:
        wide, _, _ = shown
        row = far.get(f"/cases/{wide}/")
        assert (row["ETag"], row.json()["version"]) == ('"1-1-0"', 1)
        assert near.get(f"/cases/{wide}/")["ETag"] == '"1-1-1"'

    def test_may_not_withdraw_it(self, far: Desk, shown: tuple[str, str, str]) -> None:
        wide, _, relation_id = shown
        told = []
        for each in (relation_id, str(uuid4())):
            body = {"relation_id": each, "reason": "x"}
            answer = far.post(f"/cases/{wide}/withdraw-relation", body, **{"If-Match": '"1"'})
            told.append(is_problem(answer, 409, "not_on_file") | {"particulars": {}, "request_id": ""})
        assert told[0] == told[1]

    def test_finds_nothing_of_it_on_the_pages(
        self, near: Desk, far: Desk, shown: tuple[str, str, str]
    ) -> None:
        wide, close, relation_id = shown
        pages = (
            f"/admin/cases/{wide}/",
            "/admin/consultations/relations/",
            f"/admin/consultations/timeline/?q={wide}",
            f"/admin/rows/docket/{wide}/events/",
        )
        for desk, seen in ((near, True), (far, False)):
            assert desk.user
            desk.user.is_staff = True
            desk.user.save()
            shown_there = {each: page(desk.client, each) for each in pages}
            for text in (relation_id, close, "Their ambassador", "CasesRelated"):
                found = [each for each, content in shown_there.items() if text in content]
                assert bool(found) == seen, (text, found)
            row = desk.client.get(f"/admin/consultations/relations/{relation_id}/change/")
            causes = desk.client.get(f"/admin/rows/relations/{relation_id}/events/")
            form = desk.client.get(f"/admin/cases/{wide}/act/withdraw-relation/")
            assert (row.status_code, causes.status_code) == ((200, 200) if seen else (404, 404))
            assert (relation_id in form.content.decode()) <= seen


def page(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200, address
    return response.content.decode()


class TestRelateCases:
    def test_knows_no_file_that_its_officer_does_not_see(
        self, near: Desk, far: Desk, settled: Settled
    ) -> None:
        wide, close = far.opens(level="public"), near.opens(**CLOSE)
        told = [is_problem(relate(far, wide, close), 404, "other_case_unknown")]
        settled()
        told += [
            is_problem(relate(far, wide, each), 404, "other_case_unknown") for each in (close, str(uuid4()))
        ]
        assert all(each | {"request_id": ""} == told[0] | {"request_id": ""} for each in told)

    def test_is_refused_for_the_file_itself_and_the_second_time(self, near: Desk) -> None:
        wide, close = near.opens(), near.opens(**CLOSE)
        is_problem(relate(near, wide, wide), 409, "related_to_itself")
        relation_id = related(near, close, wide)
        body = is_problem(relate(near, close, wide), 409, "related_already")
        assert body["particulars"] == {"relation_id": relation_id}


class TestKnownAt:
    def test_takes_relations_from_either_end_as_the_register_held_them(
        self, near: Desk, settled: Settled
    ) -> None:
        wide, close = near.opens(), near.opens(**CLOSE)
        relation_id = related(near, close, wide)
        settled()
        (entry,) = results(near, f"/timeline/?entity={relation_id}")
        tag = near.get(f"/cases/{close}/relations/{relation_id}/")["ETag"]
        body = {"relation_id": relation_id, "reason": "the wrong file"}
        near.post(f"/cases/{close}/withdraw-relation", body, **{"If-Match": tag})
        settled()
        then = zulu(entry["recorded_at"])
        for case_id in (close, wide):
            path = f"/cases/{case_id}/relations/?known_at="
            assert [each["status"] for each in results(near, path + then)] == ["stated"]
            assert [each["status"] for each in results(near, path + later())] == ["withdrawn"]


class TestReopenCase:
    def test_is_for_those_who_were_given_the_permission(self) -> None:
        desk, head = Desk(officer()), Desk(officer("head of desk"))
        case_id = desk.opens()
        body = {"result": "settled"}
        closed = desk.post(f"/cases/{case_id}/close-case", body, **{"If-Match": '"1"'})
        assert closed.status_code == 201, closed.content
        again = {"reason": "a new round"}
        for each in (desk, head):
            answer = each.post(f"/cases/{case_id}/reopen-case", again, **{"If-Match": closed["ETag"]})
            assert is_problem(answer, 403, "reserved_to_another_role")["particulars"] == {"role": "reopening"}
        permitted(desk)
        answer = desk.post(f"/cases/{case_id}/reopen-case", again, **{"If-Match": closed["ETag"]})
        assert answer.status_code == 201, answer.content

    def test_permits_nothing_else_by_itself(self) -> None:
        alone = Desk(officer("reopening"))
        is_problem(alone.post("/cases/", {}), 403, "role_may_only_read")


def permitted(desk: Desk) -> None:
    from django.contrib.auth.models import Group

    assert desk.user
    desk.user.groups.add(Group.objects.get_or_create(name="reopening")[0])


class TestVenueRule:
    def test_shows_on_the_file_with_whose_word_it_is(self, settled: Settled) -> None:
        desk = Desk(officer())
        case_id = desk.opens()
        for said in (
            {"rule": "third country", "country": "TR", "occurred": {"edtf": "2025-02-27"}},
            {"rule": "capitals in turn", "asserted": {"sides": ["RU"], "standing": "official text"}},
        ):
            answer = desk.post(f"/cases/{case_id}/agree-venue-rule", said)
            assert answer.status_code == 201, answer.content
        settled()
        first, last = desk.get(f"/cases/{case_id}/").json()["venue_rules"]
        assert (first["rule"], first["country"], first["on"]["edtf"]) == ("third country", "TR", "2025-02-27")
        assert (last["rule"], last["asserted"]["sides"]) == ("capitals in turn", ["RU"])
        (by_russia,) = desk.get(f"/cases/{case_id}/?side=RU").json()["venue_rules"]
        assert by_russia == last
