"""Parties over REST: what each is called on a day, before an audience, in a language."""

from random import choices
from string import ascii_uppercase
from typing import Any

import pytest

from tests.api.desk import Desk, Settled, is_problem, officer
from tests.api.test_search import search


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


def a_code() -> str:
    return "Z" + "".join(choices(ascii_uppercase, k=9))


def named(text: str, language: str = "en", audience: str = "") -> dict[str, str]:
    return {"text": text, "language": language, "audience": audience}


@pytest.fixture
def code(desk: Desk, settled: Settled) -> str:
    """A party that was called otherwise, and is called in its own way before itself and the public."""
    made = a_code()
    names = [named(f"Oldland {made}"), named(f"Gamleland {made}", "nb")]
    answer = desk.post("/parties/", {"code": made, "names": names})
    assert answer.status_code == 201, answer.content
    renamed(desk, made, answer["ETag"], named(f"Newland {made}"), since="2019-02")
    settled()
    tag = desk.get(f"/parties/{made}/")["ETag"]
    renamed(desk, made, tag, named(f"Нова {made}", "mk", "with that party"), since="2020-01-01")
    settled()
    return made


def renamed(desk: Desk, code: str, tag: str, name: dict[str, str], since: str) -> None:
    body = {"names": [name], "since": {"edtf": since}}
    answer = desk.post(f"/parties/{code}/rename-party", body, **{"If-Match": tag})
    assert answer.status_code == 201, answer.content


class TestDisplayName:
    @pytest.mark.parametrize(
        ("asked", "name"),
        [
            ("on=2019-02-27", "Oldland"),
            ("on=2019-02-28", "Newland"),
            ("on=2019-02-28&language=nb", "Gamleland"),
            ("on=2019-02-28&language=nb-NO&audience=public", "Gamleland"),
            ("on=2019-12-31&audience=with that party", "Newland"),
            ("on=2020-01-01&audience=with that party", "Нова"),
            ("audience=with that party&language=en", "Нова"),
            ("", "Newland"),
        ],
    )
    def test_is_of_a_day_an_audience_and_a_language(
        self, desk: Desk, code: str, asked: str, name: str
    ) -> None:
        found = desk.get(f"/parties/{code}/?{asked}").json()
        assert found["display_name"]["text"] == f"{name} {code}"

    def test_says_which_name_it_is(self, desk: Desk, code: str) -> None:
        found = desk.get(f"/parties/{code}/?on=2020-01-01&audience=public&language=mk").json()
        assert (found["on"], found["audience"]) == ("2020-01-01", "public")
        told = found["display_name"]
        assert (told["language"], told["audience"], told["since"]["edtf"]) == ("en", "", "2019-02")
        assert [each["text"] for each in found["names"]] == [f"Newland {code}", f"Gamleland {code}"]

    def test_is_refused_for_an_audience_there_is_not(self, desk: Desk, code: str, settings: Any) -> None:
        body = is_problem(desk.get(f"/parties/{code}/?audience=press"), 400, "audience_unknown")
        assert body["particulars"]["choices"] == ["own", "public", "with that party"]
        settings.AUDIENCES = ("own", "press")
        assert desk.get(f"/parties/{code}/?audience=press").json()["display_name"]["audience"] == ""

    def test_is_not_recorded_for_an_audience_there_is_not(self, desk: Desk) -> None:
        body = {"code": a_code(), "names": [named("Oldland"), named("Oldland", "en", "press")]}
        problem = is_problem(desk.post("/parties/", body), 422, "not_valid")
        (fault,) = problem["errors"]
        assert (fault["pointer"], fault["code"]) == ("/names/1/audience", "audience_unknown")

    def test_of_a_day_that_cannot_be_read_is_refused(self, desk: Desk, code: str) -> None:
        is_problem(desk.get(f"/parties/{code}/?on=2019-02"), 400, "parameter_malformed")


class TestTimeline:
    def test_calls_parties_as_of_the_day_it_is_asked_about(
        self, desk: Desk, code: str, settled: Settled
    ) -> None:
        case_id = desk.opens(parties=[{"code": code}, {"code": "RU"}])
        settled()
        path = f"/cases/{case_id}/timeline/"
        assert f"Newland {code}" in desk.get(path).json()["results"][0]["sentence"]

    def test_is_told_before_the_ministrys_own_people(self, desk: Desk, code: str, settled: Settled) -> None:
        tag = desk.get(f"/parties/{code}/")["ETag"]
        renamed(desk, code, tag, named(f"Ourland {code}", audience="own"), since="2021-01-01")
        case_id = desk.opens(parties=[{"code": code}, {"code": "RU"}])
        settled()
        told = desk.get(f"/cases/{case_id}/timeline/").json()["results"][0]["sentence"]
        assert f"Ourland {code}" in told


class TestSearch:
    @pytest.mark.parametrize("name", ["Oldland", "Newland", "Gamleland", "Нова"])
    def test_finds_a_party_and_its_files_by_any_of_its_names(
        self, desk: Desk, code: str, settled: Settled, name: str
    ) -> None:
        case_id, hidden = (
            desk.opens(title="With it", parties=[{"code": code}, {"code": "RU"}], level=level)
            for level in ("public", "confidential")
        )
        settled()
        sought = f"{name} {code}"
        found = search(desk, sought)
        assert {each["case_id"] for each in found if each["kind"] == "case"} == {case_id, hidden}
        less = search(Desk(officer(level="public")), sought)
        assert {each["case_id"] for each in less if each["kind"] == "case"} == {case_id}
        (party,) = [each for each in less if each["kind"] == "party"]
        assert (party["party"], party["address"]) == (code, f"/api/v1/parties/{code}/")

    def test_finds_files_by_a_name_that_was_added_since(
        self, desk: Desk, code: str, settled: Settled
    ) -> None:
        case_id = desk.opens(title="With it", parties=[{"code": code}, {"code": "RU"}])
        settled()
        variant = f"Variantia {code[::-1]}"
        assert search(desk, variant) == []
        body = {"name": {"text": variant, "language": "en", "kind": "former"}}
        assert desk.post(f"/parties/{code}/add-party-name", body).status_code == 201
        settled()
        found = search(desk, variant)
        assert [each["case_id"] for each in found] == [None, case_id]
        assert search(desk, f"{variant} With -nothing")[-1]["case_id"] == case_id
        assert search(desk, f"overflights -{variant.split()[1]} {code[::-1]}") == []
