"""Properties over REST: each shows only through a file that its reader sees, and lists such files alone."""

import pytest

from tests.api.desk import Desk, Settled, is_problem, officer

NAMES = [{"text": "Norwich House", "language": "en"}]


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


def registered(desk: Desk) -> str:
    answer = desk.post("/properties/", {"names": NAMES, "country": "US", "party": "RU", "tenure": "owned"})
    assert answer.status_code == 201, answer.content
    assert answer["Location"] == f"/api/v1/properties/{answer.json()['property_id']}/"
    return str(answer.json()["property_id"])


def denied(desk: Desk, case_id: str, property_id: str) -> str:
    body = {"property_id": property_id, "party": "US", "to_party": "RU"}
    answer = desk.post(f"/cases/{case_id}/deny-access", body)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["entity_id"])


class TestProperties:
    def test_show_through_a_file_their_reader_sees_and_to_whoever_registered_them(
        self, desk: Desk, settled: Settled
    ) -> None:
        registrar = Desk(officer())
        property_id, case_id = registered(registrar), desk.opens()
        settled()
        assert registrar.get(f"/properties/{property_id}/").json()["files"] == []
        is_problem(desk.get(f"/properties/{property_id}/"), 404, "unknown_property")
        premises_id = denied(desk, case_id, property_id)
        settled()
        found = desk.get(f"/properties/{property_id}/").json()
        assert (found["names"][0]["text"], found["tenure"]) == ("Norwich House", "owned")
        assert [each["case_id"] for each in found["files"]] == [case_id]
        assert desk.get(f"/cases/{case_id}/premises/{premises_id}/").json()["access"] == "denied"
        listed = desk.get(f"/premises/?property_id={property_id}&access=denied").json()["results"]
        assert [each["premises_id"] for each in listed] == [premises_id]
        told = desk.get(f"/timeline/?entity={premises_id}").json()["results"][0]["sentence"]
        assert told.endswith("denied access to Norwich House")
        for path in (f"/properties/{property_id}/", f"/cases/{case_id}/premises/{premises_id}/"):
            assert Desk(officer(level="public")).get(path).status_code == 404

    def test_show_through_the_effect_of_a_measure_too(self, desk: Desk, settled: Settled) -> None:
        property_id, hidden = registered(desk), desk.opens(level="confidential", compartments=[])
        measure = {"title": "Closing", "party": "US", "against": "RU", "announced_on": {"edtf": "2017-08-31"}}
        effect = {"text": "closed", "property_id": property_id}
        answer = desk.post(f"/cases/{hidden}/announce-measure", measure | {"effects": [effect]})
        assert answer.status_code == 201, answer.content
        written = answer.json()["written"]
        settled()
        found = desk.get(f"/properties/{property_id}/?written={written}").json()
        assert [each["case_id"] for each in found["files"]] == [hidden]
        measures = desk.get(f"/measures/?property_id={property_id}").json()["results"]
        assert [each["title"] for each in measures] == ["Closing"]
        less = Desk(officer(level="restricted"))
        is_problem(less.get(f"/properties/{property_id}/"), 404, "unknown_property")
        listed = less.get("/properties/?limit=200").json()["results"]
        assert property_id not in [each["property_id"] for each in listed]

    def test_list_no_file_that_their_reader_does_not_see(self, desk: Desk, settled: Settled) -> None:
        property_id = registered(desk)
        seen, hidden = desk.opens(level="restricted"), desk.opens(level="confidential")
        for case_id in (seen, hidden):
            denied(desk, case_id, property_id)
        settled()
        path = f"/properties/{property_id}/"
        assert {each["case_id"] for each in desk.get(path).json()["files"]} == {seen, hidden}
        less = Desk(officer(level="restricted"))
        assert [each["case_id"] for each in less.get(path).json()["files"]] == [seen]

    def test_are_sent_again_when_another_file_speaks_of_them(self, desk: Desk, settled: Settled) -> None:
        property_id = registered(desk)
        denied(desk, desk.opens(), property_id)
        settled()
        path = f"/properties/{property_id}/"
        had = {"If-None-Match": desk.get(path)["ETag"]}
        assert desk.get(path, **had).status_code == 304
        denied(desk, desk.opens(), property_id)
        settled()
        assert len(desk.get(path, **had).json()["files"]) == 2


class TestPersonsDeclared:
    def test_show_through_the_measure_that_names_them(self, desk: Desk, settled: Settled) -> None:
        case_id = desk.opens()
        person = desk.post("/persons/", {"names": [{"text": "A. Petrov", "language": "en"}]}).json()
        named = {"title": "Expulsion", "party": "US", "against": "RU"}
        body = named | {"persons": [{"person_id": person["person_id"], "title": "Attaché"}]}
        answer = desk.post(f"/cases/{case_id}/declare-person-non-grata", body)
        assert answer.status_code == 201, answer.content
        settled()
        assert desk.get(f"/persons/{person['person_id']}/").status_code == 200
        less = Desk(officer(level="public"))
        is_problem(less.get(f"/persons/{person['person_id']}/"), 404, "unknown_person")
        told = desk.get(f"/cases/{case_id}/timeline/?type=PersonDeclaredNonGrata").json()["results"][0]
        assert told["sentence"].endswith("declared non grata A. Petrov: Expulsion")
