"""Relations on the pages: stated by form, shown from both ends, and as if they were not where one end is not seen."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from consultations.admin import desk
from consultations.domain.opening import AgreeVenueRule, CloseCase
from consultations.domain.relations import RelateCases
from tests.admin.conftest import a_file, a_user, record
from tests.admin.test_act import form, text

Settled = Callable[[], None]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker runs here, so there is nothing to wait for."""
    monkeypatch.setattr(desk, "PATIENCE", 0.05)


@pytest.fixture
def files(settled: Settled) -> tuple[UUID, UUID]:
    """A file that many see, and one that is kept closer."""
    both = a_file("Irritants of 2025"), a_file("Their ambassador", "confidential", ("nominations",))
    settled()
    return both


@pytest.fixture
def cleared(signed_in: Callable[..., Client]) -> Client:
    """An officer who sees both."""
    return signed_in(compartments=("nominations",))


class TestForm:
    def test_relates_a_file_to_one_of_those_its_officer_sees(
        self, cleared: Client, officer: Client, files: tuple[UUID, UUID], settled: Settled
    ) -> None:
        wide, close = files
        address = f"/admin/cases/{close}/act/relate-cases/"
        assert f'<option value="{wide}"' in text(cleared.get(address))
        assert f'<option value="{close}"' not in text(officer.get(f"/admin/cases/{wide}/act/relate-cases/"))
        sent = form(cleared, address) | {"other_case_id": str(wide), "nature": "nomination for", "words": ""}
        assert cleared.post(address, sent).status_code == 303
        settled()
        for case_id, nature, other in ((close, "Nomination for", wide), (wide, "Nomination in", close)):
            shown = text(cleared.get(f"/admin/cases/{case_id}/"))
            assert f">{nature}</h3>" in shown
            assert f'<a href="/admin/cases/{other}/">' in shown
        assert "This file holds a nomination for “Irritants of 2025”" in text(
            cleared.get(f"/admin/cases/{close}/")
        )

    def test_knows_no_file_that_its_officer_does_not_see(
        self, officer: Client, files: tuple[UUID, UUID]
    ) -> None:
        wide, close = files
        address = f"/admin/cases/{wide}/act/relate-cases/"
        for other in (close, uuid4()):
            sent = form(officer, address) | {"other_case_id": str(other), "nature": "continues"}
            answer = officer.post(address, sent)
            assert (answer.status_code, "no such case to relate" in text(answer)) == (409, True)

    def test_offers_to_withdraw_a_relation_to_those_alone_who_see_both_files(
        self, cleared: Client, officer: Client, files: tuple[UUID, UUID], settled: Settled
    ) -> None:
        wide, close = files
        relation_id = uuid4()
        record(RelateCases(relation_id=relation_id, other_case_id=close, nature="arises from"), wide)
        settled()
        address = f"/admin/cases/{wide}/act/withdraw-relation/"
        assert address in text(cleared.get(f"/admin/cases/{wide}/"))
        assert address not in text(officer.get(f"/admin/cases/{wide}/"))
        assert str(relation_id) not in text(officer.get(address))
        sent = form(officer, address) | {"relation_id": str(relation_id), "reason": "x"}
        assert officer.post(address, sent).status_code == 409
        sent = form(cleared, address) | {"relation_id": str(relation_id), "reason": "the wrong file"}
        assert cleared.post(address, sent).status_code == 303


class TestReopenCase:
    def test_is_offered_to_those_who_were_given_the_permission(
        self, files: tuple[UUID, UUID], settled: Settled
    ) -> None:
        wide, _ = files
        record(CloseCase(result="settled"), wide)
        settled()
        user, client = a_user("desk officer"), Client()
        client.force_login(user)
        address = f"/admin/cases/{wide}/act/reopen-case/"
        assert client.get(address).status_code == 404
        user.groups.add(Group.objects.get_or_create(name="reopening")[0])
        assert address in text(client.get(f"/admin/cases/{wide}/"))
        assert client.post(address, form(client, address) | {"reason": "a new round"}).status_code == 303


class TestVenueRule:
    def test_stands_at_the_head_of_the_file_with_whose_word_it_is(
        self, officer: Client, files: tuple[UUID, UUID], settled: Settled
    ) -> None:
        wide, _ = files
        assert "Rule on the venue" not in text(officer.get(f"/admin/cases/{wide}/"))
        record(AgreeVenueRule(rule="third country", country="TR"), wide)
        settled()
        assert ">third country, T" in text(officer.get(f"/admin/cases/{wide}/"))
