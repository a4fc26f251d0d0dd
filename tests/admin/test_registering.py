"""Entering and keeping parties, persons, properties, sources and numbering registers by form."""

from collections.abc import Callable
from typing import get_args
from uuid import UUID, uuid4

import pytest
from django.test import Client

from consultations.admin import desk
from consultations.admin.registering import FIRST, REGISTERS
from consultations.domain.message import slug
from consultations.domain.parties import party_id
from consultations.domain.persons import PersonsMerged
from consultations.eventlog import read
from tests.admin.conftest import a_file
from tests.admin.test_act import form, text
from tests.admin.test_registers import a_person, nominated
from tests.projections.stories import a_register

Settled = Callable[[], None]
SignedIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no worker runs there is nothing to wait for."""
    monkeypatch.setattr(desk, "PATIENCE", 30.0 if "worker_loop" in request.fixturenames else 0.05)


def enters(client: Client, name: str, /, **answers: str) -> dict[str, str]:
    """Fill in the form that enters somebody or something; gives what was sent."""
    address = f"/admin/registers/{name}/enter/"
    sent = form(client, address) | {each.replace("__", "."): said for each, said in answers.items()}
    response = client.post(address, sent)
    assert response.status_code == 303, text(response)
    return sent


def keeps(client: Client, name: str, key: UUID | str, command: str, /, **answers: object) -> None:
    """Fill in the form of a command about a row."""
    address = f"/admin/registers/{name}/{key}/act/{command}/"
    sent = form(client, address) | {each.replace("__", "."): said for each, said in answers.items()}
    response = client.post(address, sent)
    assert response.status_code == 303, text(response)


class TestEntering:
    def test_leads_to_the_page_of_whom_it_entered(self, officer: Client, worker_loop: object) -> None:
        address = "/admin/registers/persons/enter/"
        listed = text(officer.get("/admin/consultations/persons/"))
        assert f'href="{address}"' in listed
        name = "Александр Дарчиев, Åse Ørjasæter"
        sent = form(officer, address) | {"names.0.text": name, "names.0.language": "ru"}
        response = officer.post(address, sent)
        page = f"/admin/consultations/persons/{sent['person_id']}/change/"
        assert (response.status_code, response["Location"]) == (303, page)
        shown = text(officer.get(page))
        assert "Recorded: Person registered" in shown
        assert name in shown

    def test_lets_a_person_be_named_on_a_file_at_once_by_whoever_entered_them(
        self, officer: Client, signed_in: SignedIn, settled: Settled
    ) -> None:
        name, case_id = f"Envoy {uuid4()}", a_file()
        enters(officer, "persons", names__0__text=name, names__0__language="en")
        settled()
        address = f"/admin/cases/{case_id}/act/request-agrement/"
        assert name in text(officer.get(address))
        assert name not in text(signed_in().get(address))

    def test_takes_a_party_a_source_and_a_property(self, officer: Client, settled: Settled) -> None:
        enters(officer, "parties", code="XSM", kind="other", names__0__text="Sápmi", names__0__language="se")
        source = enters(officer, "sources", name=f"Нота {uuid4()}", kind="document")
        house = enters(
            officer,
            "properties",
            names__0__text="Villa Fridheim",
            names__0__language="nb",
            country="NO",
            tenure="owned",
            party="RU",
        )
        settled()
        assert "Sápmi" in text(officer.get(f"/admin/consultations/parties/{party_id('XSM')}/change/"))
        assert source["name"] in text(officer.get("/admin/consultations/sources/?q=Нота"))
        shown = text(officer.get(f"/admin/consultations/properties/{house['property_id']}/change/"))
        assert "Villa Fridheim" in shown
        assert "/act/correct-property-name/" in shown

    def test_says_what_is_wrong_and_keeps_what_was_entered(self, officer: Client) -> None:
        address = "/admin/registers/parties/enter/"
        sent = form(officer, address) | {"code": "XSM", "names.0.text": "Kept <b>", "names.0.language": ""}
        response = officer.post(address, sent)
        assert response.status_code == 422
        assert "Kept <b>" in text(response)

    def test_is_refused_in_words_where_the_party_is_on_record(
        self, officer: Client, settled: Settled
    ) -> None:
        asked = {"code": "XRE", "names.0.text": "Realm", "names.0.language": "en"}
        for status in (303, 409):
            address = "/admin/registers/parties/enter/"
            response = officer.post(address, form(officer, address) | asked)
            assert response.status_code == status
        assert 'role="alert"' in text(response)


class TestKeeping:
    def test_takes_names_and_titles_and_what_was_wrong_with_them(
        self, officer: Client, settled: Settled
    ) -> None:
        person_id = UUID(
            enters(officer, "persons", names__0__text="Darchyev", names__0__language="en")["person_id"]
        )
        settled()
        keeps(officer, "persons", person_id, "record-title", title="Consul", since__edtf="2025-03-06")
        named, titled = (each.event_id for each in read.stream(person_id))
        keeps(
            officer,
            "persons",
            person_id,
            "correct-person-name",
            event_id=str(named),
            text="Darchyev",
            reason="misspelt",
            instead__text="Darchiev",
            instead__language="en",
        )
        keeps(officer, "persons", person_id, "withdraw-title", event_id=str(titled), reason="another person")
        settled()
        shown = text(officer.get(f"/admin/consultations/persons/{person_id}/change/"))
        assert "<title>Darchiev" in shown
        assert "misspelt" in shown
        assert "another person" in shown
        choice = text(officer.get(f"/admin/registers/persons/{person_id}/act/correct-person-name/"))
        assert "Darchiev</option>" in choice

    def test_merges_two_records_that_its_reader_sees_and_takes_it_back(
        self, officer: Client, settled: Settled
    ) -> None:
        kept, merged = (a_person(f"{name} {uuid4()}") for name in ("Kept", "Merged"))
        case_id, closed = a_file(), a_file(level="secret")
        unseen = a_person(f"Unseen {uuid4()}")
        for person_id, file in ((kept, case_id), (merged, case_id), (unseen, closed)):
            nominated(file, person_id)
        settled()
        address = f"/admin/registers/persons/{merged}/act/merge-persons/"
        asked = text(officer.get(address))
        assert str(kept) in asked
        assert str(unseen) not in asked
        sent = form(officer, address) | {"reason": "same letters"}
        told = {
            officer.post(address, sent | {"into_id": str(each)}).status_code for each in (unseen, uuid4())
        }
        assert told == {409}
        assert officer.post(address, sent | {"into_id": str(kept)}).status_code == 303
        assert isinstance(read.stream(merged)[-1].event, PersonsMerged)
        settled()
        shown = text(officer.get(f"/admin/consultations/persons/{kept}/change/"))
        undo = f"/admin/registers/persons/{merged}/act/undo-merge/?into_id={kept}"
        assert f'href="{undo}"' in shown
        keeps(officer, "persons", merged, "undo-merge", into_id=str(kept), reason="two people")
        settled()
        assert undo not in text(officer.get(f"/admin/consultations/persons/{kept}/change/"))

    def test_says_what_changed_since_the_form_was_opened(self, officer: Client, settled: Settled) -> None:
        source_id = enters(officer, "sources", name="Agency", kind="news agency")["source_id"]
        settled()
        address = f"/admin/registers/sources/{source_id}/act/rename-source/"
        early = form(officer, address)
        keeps(officer, "sources", source_id, "rename-source", name="Agency, renamed")
        response = officer.post(address, early | {"name": "Agency, renamed too"})
        assert response.status_code == 412
        assert "Source renamed" in text(response)

    def test_of_numbering_registers_is_for_the_registry_within_its_clearance(
        self, officer: Client, signed_in: SignedIn, settled: Settled
    ) -> None:
        registry = signed_in("registry", "confidential")
        opened = {"registry": "Oslo", "series": f"N {uuid4()}", "year": "2026", "party": "NO"}
        enters(registry, "registers", **opened, level="confidential")
        address = "/admin/registers/registers/enter/"
        above = registry.post(address, form(registry, address) | opened | {"level": "secret"})
        assert above.status_code == 409
        assert "is cleared for the series" in text(above)
        register_id, hidden = a_register(), a_register("secret")
        settled()
        keeps(registry, "registers", register_id, "close-register")
        closing = f"/admin/registers/registers/{hidden}/act/close-register/"
        assert registry.get(closing).status_code == 404
        assert officer.get(address).status_code == 404
        assert officer.get(f"/admin/registers/registers/{register_id}/act/close-register/").status_code == 404
        assert "/enter/" not in text(officer.get("/admin/consultations/registers/"))


class TestForms:
    @pytest.mark.parametrize("name", REGISTERS)
    def test_are_there_for_every_command(self, name: str, officer: Client, signed_in: SignedIn) -> None:
        registry = signed_in("registry")
        stream = REGISTERS[name]
        assert registry.get(f"/admin/registers/{name}/enter/").status_code == 200
        unknown = text(officer.get(f"/admin/registers/{name}/{uuid4()}/act/no-such-thing/"))
        for command in get_args(stream.commands):
            address = f"/admin/registers/{name}/{uuid4()}/act/{slug(command)}/"
            for answer in (registry.get(address), registry.post(address)):
                assert (answer.status_code, "Not found" in text(answer)) == (404, True), command
        assert "Not found" in unknown
        assert FIRST[name] in get_args(stream.commands)

    @pytest.mark.parametrize("path", ["cases/enter", "log/enter", "log/{}/act/introduce-log-key", "x/enter"])
    def test_are_not_there_for_anything_else(self, path: str, officer: Client) -> None:
        assert officer.get(f"/admin/registers/{path.format(uuid4())}/").status_code == 404

    def test_are_not_there_for_who_only_reads(self, signed_in: SignedIn, settled: Settled) -> None:
        auditor = signed_in("auditor")
        assert auditor.get("/admin/registers/persons/enter/").status_code == 404
        assert "/enter/" not in text(auditor.get("/admin/consultations/persons/"))
