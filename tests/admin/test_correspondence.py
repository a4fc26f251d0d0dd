"""Notes and numbering registers on the pages: the form that numbers, the lists, and what a reader does not see."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from consultations.admin import desk
from consultations.domain.notes import (
    CancelNumber,
    DispatchNote,
    DraftNote,
    NumberNote,
    ReceiveNote,
    RequestClearance,
)
from consultations.domain.when import on
from consultations.projections import labels
from tests.admin.conftest import a_file, record
from tests.projections.stories import a_register

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def text(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no worker runs there is nothing to wait for."""
    monkeypatch.setattr(desk, "PATIENCE", 0.05)


def drafted(case_id: UUID) -> UUID:
    note_id = uuid4()
    record(DraftNote(note_id=note_id, from_party="NO", to_party="RU", subject="Air links"), case_id)
    return note_id


class TestTheFormThatNumbersANote:
    def test_offers_the_registers_of_the_files_label_and_tells_what_is_still_open(
        self, officer: Client, settled: Callable[[], None]
    ) -> None:
        case_id, register_id, other = a_file(), a_register(), a_register("confidential")
        note_id = drafted(case_id)
        record(RequestClearance(note_id=note_id, of_whom="legal adviser"), case_id)
        settled()
        address = f"/admin/cases/{case_id}/act/number-note/"
        form = officer.get(f"{address}?note_id={note_id}")
        assert str(register_id) in text(form)
        assert str(other) not in text(form)
        sent = dict(HIDDEN.findall(form.content.decode()))
        filled = sent | {"note_id": str(note_id), "register_id": str(register_id)}
        answer = officer.post(address, filled, follow=True)
        assert "A clearance that was asked for is still open." in text(answer)
        settled()
        shown = text(officer.get(f"/admin/cases/{case_id}/"))
        assert "1/2025" in shown
        assert "legal adviser, open" in shown
        assert f"/admin/cases/{case_id}/act/cancel-number/?note_id={note_id}" in shown

    def test_is_not_offered_where_the_reader_sees_no_such_register(
        self, officer: Client, settled: Callable[[], None]
    ) -> None:
        case_id = a_file(level="public")
        drafted(case_id)
        settled()
        shown = text(officer.get(f"/admin/cases/{case_id}/"))
        assert "act/dispatch-note" in shown
        assert "act/number-note" not in shown

    def test_finds_no_register_that_its_reader_does_not_see(
        self, signed_in: Callable[..., Client], settled: Callable[[], None]
    ) -> None:
        case_id, closed, opened = a_file(), a_register("confidential"), a_register()
        note_id = drafted(case_id)
        settled()
        less = signed_in(level="restricted")
        address = f"/admin/cases/{case_id}/act/number-note/"
        sent = dict(HIDDEN.findall(less.get(address).content.decode()))
        filled = sent | {"note_id": str(note_id), "register_id": str(closed)}
        answer = less.post(address, filled)
        assert "There is no such numbering register." in text(answer)
        assert str(opened) in text(answer)


class TestRegisters:
    def test_show_under_their_label_alone_with_what_was_cancelled(
        self, signed_in: Callable[..., Client], settled: Callable[[], None]
    ) -> None:
        case_id, register_id = a_file(level="confidential"), a_register("confidential")
        note_id = drafted(case_id)
        record(NumberNote(note_id=note_id, register_id=register_id), case_id)
        record(CancelNumber(note_id=note_id, reason="misprinted"), case_id)
        settled()
        numbers = f"/admin/consultations/numbers/?register_id={register_id}"
        shown = text(signed_in().get(numbers))
        assert "cancelled" in shown
        assert "misprinted" in shown
        assert f"/admin/cases/{case_id}/" in shown
        less = signed_in(level="restricted")
        assert less.get(numbers).context["cl"].result_count == 0
        page = f"/admin/consultations/registers/{register_id}/change/"
        assert signed_in().get(page).status_code == 200
        assert less.get(page).status_code == 404
        listed = text(signed_in().get(f"/admin/consultations/registers/?register_id={register_id}"))
        assert "2/2025" in listed
        assert f"/admin/consultations/numbers/?register_id={register_id}" in listed

    def test_do_not_say_by_what_a_number_was_taken_where_the_file_is_closed(
        self, officer: Client, settled: Callable[[], None], as_worker: Callable[[], Any]
    ) -> None:
        case_id, register_id = a_file(), a_register()
        note_id = drafted(case_id)
        record(NumberNote(note_id=note_id, register_id=register_id), case_id)
        record(CancelNumber(note_id=note_id, reason="a closed matter"), case_id)
        settled()
        with as_worker():
            labels.PROJECTION.table._default_manager.filter(case_id=case_id).update(rank=3)
        listed = officer.get(f"/admin/consultations/numbers/?register_id={register_id}")
        (number,) = listed.context["cl"].result_list
        page = officer.get(f"/admin/consultations/numbers/{number.pk}/change/")
        for shown in (text(listed), text(page)):
            assert "1/2025" in shown
            assert str(case_id) not in shown
            assert str(note_id) not in shown
            assert "a closed matter" not in shown


class TestNotes:
    def test_are_listed_by_whose_answer_is_to_come(
        self, officer: Client, settled: Callable[[], None]
    ) -> None:
        case_id, came = a_file(), uuid4()
        sent = drafted(case_id)
        drafted(case_id)
        record(DispatchNote(note_id=sent, sent_on=on("2025-04-10")), case_id)
        record(
            ReceiveNote(
                note_id=came,
                from_party="RU",
                to_party="NO",
                subject="Visas",
                received_on=on("2025-04-10"),
            ),
            case_id,
        )
        settled()

        def listed(**asked: str) -> set[UUID]:
            answer = officer.get("/admin/consultations/correspondence/", {"case_id": case_id} | asked)
            return {row.pk for row in answer.context["cl"].result_list}

        assert listed(awaiting="ours") == {came}
        assert listed(awaiting="theirs") == {sent}
        assert len(listed()) == 3
        assert len(listed(status="drafted")) == 1
