"""The pages of persons, properties and parties: whole names, and each person and property only through a file."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from consultations.domain.nominations import RequestAgrement
from consultations.domain.opening import CloseCase
from consultations.domain.parties import (
    AddPartyName,
    OtherName,
    PartyName,
    RegisterParty,
    RenameParty,
    party_id,
)
from consultations.domain.persons import (
    AddName,
    MergePersons,
    PersonName,
    RecordTitle,
    RegisterPerson,
    UndoMerge,
)
from consultations.domain.premises import DenyAccess
from consultations.domain.properties import PropertyName, RegisterProperty
from consultations.domain.values import Participant
from consultations.domain.when import on
from tests.admin.conftest import a_file, record

Settled = Callable[[], None]
PERSONS = "/admin/consultations/persons/"
LONG = "Дарчиев æøå ÆØÅ <script>alert(1)</script> " + "Søren Kierkegård " * 14


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def a_person(name: str, *further: PersonName) -> UUID:
    person_id = uuid4()
    record(RegisterPerson(person_id=person_id, names=(PersonName(text=name, language="en"),)), person_id)
    for each in further:
        record(AddName(name=each), person_id)
    return person_id


def nominated(case_id: UUID, person_id: UUID) -> None:
    asked = RequestAgrement(
        nomination_id=uuid4(), person_id=person_id, sending="RU", receiving="US", post="Ambassador"
    )
    record(asked, case_id)


class TestPersonPage:
    def test_shows_names_titles_and_files_whole_and_as_text(self, officer: Client, settled: Settled) -> None:
        title = f"File {uuid4()}"
        cyrillic = PersonName(text="Александр Дарчиев", language="ru", script="Cyrl", kind="variant")
        person_id, case_id = a_person(LONG[:300], cyrillic), a_file(title)
        record(RecordTitle(title="Ambassadør i Tromsø", since=on("2025-03-06")), person_id)
        nominated(case_id, person_id)
        settled()
        shown = text(officer.get(f"{PERSONS}{person_id}/change/"))
        for told in (
            "Søren Kierkegård Søren",
            "Александр Дарчиев",
            "variant, ru, Cyrl",
            "Ambassadør i Tromsø",
        ):
            assert told in shown
        assert f'href="/admin/cases/{case_id}/">{title}' in shown
        assert "<script>alert" not in shown
        assert str(person_id) in text(officer.get(f"{PERSONS}?o=-1"))

    def test_of_a_merged_record_is_that_of_the_one_that_is_kept(
        self, officer: Client, signed_in: Callable[..., Client], settled: Settled
    ) -> None:
        names = [f"{each} {uuid4().hex[:8]}" for each in ("Open", "Closed")]
        open_id, closed_id = map(a_person, names)
        nominated(a_file("Open"), open_id)
        nominated(a_file("Closed", "secret"), closed_id)
        record(MergePersons(into_id=closed_id, reason=f"{names[1]} has this passport"), open_id)
        settled()
        cleared = signed_in(level="secret")
        answer = cleared.get(f"{PERSONS}{open_id}/change/")
        assert (answer.status_code, answer["Location"]) == (302, f"{PERSONS}{closed_id}/change/")
        shown = text(cleared.get(answer["Location"]))
        assert "Also recorded as" in shown
        assert names[0] in shown
        less = text(officer.get(f"{PERSONS}{open_id}/change/"))
        assert names[0] in less
        assert "Also recorded as" not in less
        for hidden in (names[1], str(closed_id), "passport"):
            assert hidden not in less
        assert officer.get(f"{PERSONS}{closed_id}/change/").status_code == 404
        causes = text(officer.get(f"/admin/rows/persons/{open_id}/events/"))
        assert "PersonRegistered" in causes or "person registered" in causes.lower()
        assert "merged" not in causes.lower()
        record(UndoMerge(into_id=closed_id, reason="two passports"), open_id)
        settled()
        assert names[0] in text(cleared.get(f"{PERSONS}{open_id}/change/"))

    @pytest.mark.parametrize("key", ["nobody", str(UUID(int=0))])
    def test_is_not_there_for_nobody(self, officer: Client, key: str) -> None:
        assert officer.get(f"{PERSONS}{key}/change/").status_code == 404


class TestPropertyPage:
    def test_shows_every_file_that_speaks_of_it_and_that_the_reader_sees(
        self, officer: Client, signed_in: Callable[..., Client], settled: Settled
    ) -> None:
        property_id = uuid4()
        registered = RegisterProperty(
            property_id=property_id,
            names=(PropertyName(text="Дом æøå"),),
            country="US",
            party="RU",
            tenure="owned",
            used_as="chancery",
            address="2650 Wisconsin Avenue",
        )
        record(registered, property_id)
        seen, hidden = a_file("Seen by many"), a_file("Seen by few", "secret")
        for case_id in (seen, hidden):
            record(DenyAccess(premises_id=uuid4(), property_id=property_id, party="US"), case_id)
        settled()
        path = f"/admin/consultations/properties/{property_id}/change/"
        shown = text(officer.get(path))
        for told in ("Дом æøå", "2650 Wisconsin Avenue", "chancery", "owned", "Seen by many"):
            assert told in shown
        assert "Seen by few" not in shown
        assert "Seen by few" in text(signed_in(level="secret").get(path))


class TestPartyPage:
    @pytest.fixture
    def code(self) -> str:
        code = f"Z{uuid4().hex[:9].upper()}"
        names = (PartyName(text=f"Oldland {code}", language="en"),)
        record(RegisterParty(code=code, names=names), party_id(code))
        ours = PartyName(text=f"Ourland {code}", language="en", audience="own")
        renamed = (PartyName(text=f"Newland {code}", language="en"), ours)
        record(RenameParty(names=renamed, since=on("2019-02-12")), party_id(code))
        record(AddPartyName(name=OtherName(text="Ветхая æøå", kind="former")), party_id(code))
        return code

    def test_says_what_it_is_called_before_whom_and_since_when(
        self, officer: Client, code: str, settled: Settled
    ) -> None:
        settled()
        shown = text(officer.get(f"/admin/consultations/parties/{party_id(code)}/change/"))
        for told in (
            f"Oldland {code}",
            f"Newland {code}",
            "12 February 2019, en, own",
            "Ветхая æøå",
            "former",
        ):
            assert told in shown
        assert f"Ourland {code}" in text(officer.get("/admin/consultations/parties/", {"q": code}))
        assert officer.get(f"/admin/consultations/parties/{uuid4()}/change/").status_code == 404

    def test_is_called_in_the_header_of_a_closed_file_as_it_was_then(
        self, officer: Client, code: str, settled: Settled
    ) -> None:
        case_id = _with(code)
        settled()
        assert f"Ourland {code}" in _header(officer, case_id)
        record(CloseCase(result="agreed", occurred=on("2015-07-14")), case_id)
        settled()
        shown = _header(officer, case_id)
        assert f"Oldland {code}" in shown
        assert "Ourland" not in shown


def _with(code: str) -> UUID:
    from consultations.domain.opening import OpenCase

    case_id, then = uuid4(), on("2015-01-01")
    parties = (Participant(code=code), Participant(code="RU"))
    record(OpenCase(case_id=case_id, title="With it", subject="It", parties=parties, occurred=then), case_id)
    return case_id


def _header(client: Client, case_id: UUID) -> str:
    return text(client.get(f"/admin/cases/{case_id}/")).split('<dl class="header">')[1].split("</dl>")[0]


class TestFound:
    @pytest.mark.parametrize("register", ["persons", "parties", "properties", "sources"])
    def test_leads_to_a_page_that_is_there(self, officer: Client, the_story: UUID, register: str) -> None:
        sought = {"persons": "Darchiev", "parties": "Russian", "properties": "Killenworth", "sources": "TASS"}
        shown = text(officer.get("/admin/search/", {"q": sought[register]}))
        address = shown.split(f'href="/admin/consultations/{register}/')[1].split('"')[0]
        assert officer.get(f"/admin/consultations/{register}/{address}").status_code == 200
