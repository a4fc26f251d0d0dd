"""Acting on a file by form: only what is possible, errors in their place, once and no more."""

import re
from collections.abc import Callable
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from consultations.admin import desk
from consultations.domain.milestones import MilestoneSet
from consultations.domain.parts.milestones import Term
from consultations.domain.rounds import CancelRound, IndicateRoundDate, ProposeRound
from consultations.domain.when import When
from consultations.eventlog import read
from tests.admin.conftest import a_file, record

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def text(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def form(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of a form as it was handed out."""
    return dict(HIDDEN.findall(client.get(address).content.decode()))


@pytest.fixture(autouse=True)
def patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no worker runs there is nothing to wait for; one that has just been started takes its time."""
    with_worker = "worker_loop" in request.fixturenames
    monkeypatch.setattr(desk, "PATIENCE", 30.0 if with_worker else 0.05)


@pytest.fixture
def file(settled: Callable[[], None]) -> UUID:
    case_id = a_file()
    settled()
    return case_id


@pytest.fixture
def round_id(file: UUID, settled: Callable[[], None]) -> UUID:
    new = uuid4()
    record(ProposeRound(round_id=new, ordinal=3), file)
    settled()
    return new


class TestForm:
    def test_of_a_measure_takes_effects_and_a_time_to_leave_and_shows_them(
        self, officer: Client, file: UUID, settled: Callable[[], None]
    ) -> None:
        announce = f"/admin/cases/{file}/act/announce-measure/"
        sent = form(officer, announce) | {
            "title": "Closing of a consulate",
            "party": "US",
            "against": "RU",
            "announced_on.edtf": "2018-03-26",
            "effects.0.text": "offices vacated",
            "effects.0.takes_effect.latest": "2018-04-02",
            "effects.0.takes_effect.zone": "America/Los_Angeles",
        }
        assert officer.post(announce, sent).status_code == 303
        declare = f"/admin/cases/{file}/act/declare-person-non-grata/?measure_id={sent['measure_id']}"
        leaving = form(officer, declare) | {
            "measure_id": sent["measure_id"],
            "number": "60",
            "period.amount": "1",
            "period.unit": "weeks",
            "period.zone": "America/New_York",
        }
        assert officer.post(declare, leaving).status_code == 303
        settled()
        shown = text(officer.get(f"/admin/cases/{file}/"))
        assert "offices vacated, by 2 April 2018: announced" in shown
        assert "60 persons declared non grata, 1 week after notice: announced" in shown

    def test_records_and_shows_the_result(self, officer: Client, file: UUID, worker_loop: object) -> None:
        address = f"/admin/cases/{file}/act/propose-round/"
        sent = form(officer, address) | {"ordinal": "4"}
        response = officer.post(address, sent)
        assert response.status_code == 303
        assert response["Location"] == f"/admin/cases/{file}/#part-{sent['round_id']}"
        shown = text(officer.get(response["Location"]))
        assert "Recorded: " in shown
        assert f'id="part-{sent["round_id"]}"' in shown

    def test_takes_a_term_and_what_it_is_counted_from(self, officer: Client, file: UUID) -> None:
        address = f"/admin/cases/{file}/act/set-milestone/"
        sent = form(officer, address) | {
            "title": "Adoption day",
            "term.amount": "90",
            "term.unit": "calendar days",
            "term.trigger.edtf": "2015-07-20",
        }
        assert officer.post(address, sent | {"key": "k" * 20}).status_code == 303
        (event,) = [each.event for each in read.stream(file) if each.type == "MilestoneSet"]
        assert event == MilestoneSet(
            milestone_id=UUID(sent["milestone_id"]),
            title="Adoption day",
            term=Term(amount=90, unit="calendar days", trigger=When(edtf="2015-07-20")),
        )
        wrong = officer.post(address, sent | {"key": "l" * 20, "term.amount": "0"})
        assert (wrong.status_code, "at least one unit" in text(wrong)) == (422, True)

    def test_takes_an_imprecise_date(self, officer: Client, file: UUID, round_id: UUID) -> None:
        address = f"/admin/cases/{file}/act/indicate-round-date/?round_id={round_id}"
        sent = form(officer, address) | {
            "round_id": str(round_id),
            "on.phrase": "в ближайшее время",
            "on.language": "ru",
            "on.extent": "within",
            "on.earliest": "2025-06-10",
            "on.review_on": "2025-07-08",
            "asserted.sides": ["RU"],
            "asserted.standing": "press",
            "asserted.capacity": "Ambassador",
        }
        assert officer.post(address, sent).status_code == 303
        last = read.stream(file)[-1]
        assert last.event.on == When(
            phrase="в ближайшее время", language="ru", earliest="2025-06-10", review_on="2025-07-08"
        )
        assert last.envelope.asserted.sides == ("RU",)

    def test_keeps_what_was_entered_beside_the_error(
        self, officer: Client, file: UUID, round_id: UUID
    ) -> None:
        address = f"/admin/cases/{file}/act/indicate-round-date/"
        sent = form(officer, address) | {
            "round_id": str(round_id),
            "on.edtf": "2025-02-31",
            "change_note": "Kept <b>",
        }
        response = officer.post(address, sent)
        assert response.status_code == 422
        assert "There is no such date." in text(response)
        assert 'value="2025-02-31"' in text(response)
        assert "Kept &lt;b&gt;" in response.content.decode()
        assert len(read.stream(file)) == 2

    def test_says_what_is_needed(self, officer: Client, file: UUID, round_id: UUID) -> None:
        address = f"/admin/cases/{file}/act/indicate-round-date/"
        response = officer.post(address, form(officer, address) | {"round_id": str(round_id)})
        assert response.status_code == 422
        assert "required" in text(response)

    def test_does_nothing_twice(self, officer: Client, file: UUID, worker_loop: object) -> None:
        address = f"/admin/cases/{file}/act/propose-round/"
        sent = form(officer, address) | {"ordinal": "4"}
        answers = [officer.post(address, sent) for _ in range(2)]
        assert [each.status_code for each in answers] == [303, 303]
        assert len(read.stream(file)) == 2
        assert "Recorded already" in text(officer.get(f"/admin/cases/{file}/"))

    def test_tells_a_second_sending_with_other_content(self, officer: Client, file: UUID) -> None:
        address = f"/admin/cases/{file}/act/propose-round/"
        sent = form(officer, address)
        officer.post(address, sent | {"ordinal": "4"})
        response = officer.post(address, sent | {"ordinal": "5"})
        assert response.status_code == 409
        assert "was sent before" in text(response)

    def test_says_what_changed_since_it_was_opened(self, officer: Client, file: UUID, round_id: UUID) -> None:
        address = f"/admin/cases/{file}/act/postpone-round/?round_id={round_id}"
        sent = form(officer, address) | {"round_id": str(round_id), "reason": "kept reason"}
        record(IndicateRoundDate(round_id=round_id, on=When(edtf="2025-07-01")), file)
        stale = officer.post(address, sent)
        assert stale.status_code == 412
        assert "1 July 2025" in text(stale)
        assert "kept reason" in text(stale)
        fresh = dict(HIDDEN.findall(stale.content.decode()))
        assert officer.post(address, sent | fresh).status_code == 303

    def test_shows_a_refusal_in_words(self, officer: Client, file: UUID, round_id: UUID) -> None:
        address = f"/admin/cases/{file}/act/confirm-round/"
        record(IndicateRoundDate(round_id=round_id, on=When(edtf="2025-07-01", zone="UTC")), file)
        sent = form(officer, address) | {"round_id": str(round_id), "party": "FR"}
        response = officer.post(address, sent)
        assert response.status_code == 409
        assert "That party does not take part in this case." in text(response)

    def test_is_late_honestly(self, officer: Client, file: UUID) -> None:
        address = f"/admin/cases/{file}/act/propose-round/"
        response = officer.post(address, form(officer, address))
        assert "Recorded. The pages are catching up." in text(officer.get(response["Location"]))

    def test_shows_a_warning_beside_what_was_recorded(self, officer: Client, file: UUID) -> None:
        address = f"/admin/cases/{file}/act/announce-nomination/"
        sent = form(officer, address) | {
            "person_id": str(uuid4()),
            "sending": "RU",
            "receiving": "US",
            "post": "Ambassador",
            "kind": "head of mission",
        }
        response = officer.post(address, sent)
        assert response.status_code == 303
        assert read.stream(file)[-1].type == "NominationAnnounced"
        assert "was announced in public before a request" in text(officer.get(response["Location"]))

    def test_names_the_actor(self, officer: Client, file: UUID) -> None:
        address = f"/admin/cases/{file}/act/propose-round/"
        officer.post(address, form(officer, address))
        assert read.stream(file)[-1].actor == User.objects.get(pk=officer.session["_auth_user_id"]).username

    def test_adds_a_row_without_losing_what_was_entered(self, officer: Client) -> None:
        address = "/admin/cases/open/"
        sent = form(officer, address) | {
            "title": "Kept title",
            "parties.0.code": "RU",
            "more": "parties",
            "rows:parties": "1",
        }
        response = officer.post(address, sent)
        assert 'name="parties.1.code"' in text(response)
        assert "Kept title" in text(response)
        assert 'value="RU"' in text(response)

    def test_wants_the_mark_of_the_form(self, file: UUID, officer: Client) -> None:
        officer.handler.enforce_csrf_checks = True
        assert officer.post(f"/admin/cases/{file}/act/propose-round/", {}).status_code == 403

    @pytest.mark.parametrize("key", ["", "x" * 5000])
    def test_refuses_a_form_that_is_not_its_own(self, officer: Client, file: UUID, key: str) -> None:
        address = f"/admin/cases/{file}/act/propose-round/"
        sent = form(officer, address) | {"key": key}
        assert officer.post(address, sent).status_code == 400

    def test_is_not_there_for_a_closed_file_or_an_unknown_command(
        self, officer: Client, file: UUID, settled
    ) -> None:
        closed = a_file(level="secret")
        settled()
        for address in (
            f"/admin/cases/{closed}/act/propose-round/",
            f"/admin/cases/{file}/act/no-such-thing/",
        ):
            assert officer.get(address).status_code == 404
            assert officer.post(address).status_code == 404


class TestMenu:
    def test_offers_only_what_is_possible(self, officer: Client, file: UUID, round_id: UUID) -> None:
        shown = text(officer.get(f"/admin/cases/{file}/"))
        assert f"act/cancel-round/?round_id={round_id}" in shown
        assert "act/resume-round/" not in shown
        assert "act/confirm-round/" not in shown

    def test_follows_the_status(self, officer: Client, file: UUID, round_id: UUID, settled) -> None:
        record(CancelRound(round_id=round_id), file)
        settled()
        shown = text(officer.get(f"/admin/cases/{file}/"))
        assert f"act/revive-round/?round_id={round_id}" in shown
        assert f"act/cancel-round/?round_id={round_id}" not in shown

    def test_offers_a_downgrade_to_the_head_of_the_desk_alone(
        self, officer: Client, signed_in: Callable[..., Client], file: UUID
    ) -> None:
        address = f"/admin/cases/{file}/act/downgrade-case/"
        assert address not in text(officer.get(f"/admin/cases/{file}/"))
        assert officer.get(address).status_code == 404
        head = signed_in("head of desk")
        assert address in text(head.get(f"/admin/cases/{file}/"))
        assert head.get(address).status_code == 200


class TestOpenCase:
    def test_opens_a_file(self, officer: Client, worker_loop: object) -> None:
        address = "/admin/cases/open/"
        sent = form(officer, address) | {
            "title": "Консультации, blåbær",
            "subject": "Посольства",
            "parties.0.code": "RU",
            "parties.0.role": "party",
            "parties.1.code": "US",
            "parties.1.role": "party",
            "kind": "consultations",
            "level": "restricted",
            "compartments": "",
        }
        response = officer.post(address, sent)
        assert response.status_code == 303
        assert "Консультации, blåbær" in text(officer.get(response["Location"]))
