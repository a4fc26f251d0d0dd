"""The dashboard, the page of a file, the read models and the log: what they show, and to whom."""

import re
from uuid import UUID, uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils.html import strip_tags

from consultations.admin import dashboard, site
from consultations.domain.agreements import EnterAgreementIntoForce, SignText
from consultations.domain.mandate import AmendMandate, SetRedLine
from consultations.domain.milestones import ContestMilestone, ExtendTerm, ReachMilestone, SetMilestone
from consultations.domain.nominations import GrantAgrement, RequestAgrement
from consultations.domain.opening import AssignCase
from consultations.domain.parts.milestones import Term
from consultations.domain.rounds import ProposeRound
from consultations.domain.values import Asserted
from consultations.domain.when import by, not_before, on
from consultations.eventlog import read
from consultations.projections.runner import ALL
from consultations.scenarios.scenario import named_id
from tests.admin.conftest import a_file, record
from tests.projections.stories import with_something_of_every_topic

NOT_LISTED = ("labels", "namings", *(each.name for each in ALL if each.name.startswith("search")))
"""Read models that only serve others."""
TITLE = "Обсуждение раздражителей, æøå ÆØÅ <script>alert(1)</script> " + "Veldig lang tittel " * 12


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


class TestDashboard:
    def test_shows_the_docket_of_whoever_is_cleared(self, officer: Client, the_story: UUID) -> None:
        shown = text(officer.get("/admin/"))
        assert f"/admin/cases/{the_story}/" in shown
        assert "tentative, according to Russian Federation" in shown

    def test_shows_nothing_of_files_above_the_reader(self, signed_in, settled) -> None:
        title = f"Closed {uuid4()}"
        a_file(title, level="secret")
        settled()
        assert title not in text(signed_in().get("/admin/"))
        assert title in text(signed_in(level="secret").get("/admin/"))

    def test_finds_a_file_by_its_title(self, officer: Client, settled) -> None:
        title = f"Sought {uuid4()}"
        a_file(title)
        settled()
        assert title in text(officer.get("/admin/", {"q": title.lower()}))
        assert title not in text(officer.get("/admin/", {"q": "nothing of the kind"}))

    def test_lists_the_files_that_changed_last_and_says_so(
        self, officer: Client, settled, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dashboard, "LISTED", 1)
        older, newer = (f"Listed {uuid4()}" for _ in range(2))
        for title in (older, newer):
            a_file(title)
        settled()
        shown = text(officer.get("/admin/"))
        assert newer in shown
        assert older not in shown
        assert "Only the files that changed last are listed" in shown
        assert older in text(officer.get("/admin/", {"q": older}))

    def test_says_what_is_due_to_whom(
        self, officer: Client, the_story: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dashboard, "MOST", 1)
        assert "Of each kind the 1 that are longest overdue are listed." in text(officer.get("/admin/"))
        monkeypatch.setattr(dashboard, "MOST", 100_000)
        shown = text(officer.get("/admin/"))
        assert "longest overdue are listed" not in shown
        told = " ".join(strip_tags(shown).split())
        assert "overdue Round 1 record of discussion, due 3 March 2025" in told
        assert "review due Further measures to ease the issuing of visas no-activity review" in told

    def test_asks_to_sign_in(self) -> None:
        response = Client().get("/admin/")
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")

    def test_escapes_and_bears_long_names(self, officer: Client, settled) -> None:
        case_id = a_file(TITLE[:300])
        settled()
        for address in ("/admin/", f"/admin/cases/{case_id}/", "/admin/consultations/docket/"):
            shown = text(officer.get(address))
            assert "Обсуждение" in shown
            assert "<script>alert" not in shown


class TestCaseFile:
    def test_tells_the_story(self, officer: Client, the_story: UUID) -> None:
        shown = text(officer.get(f"/admin/cases/{the_story}/"))
        for told in (
            "Alexander Darchiev (head), Director",
            "Sonata Coulter (head), Deputy Assistant Secretary of State",
            "Istanbul, Russian Consulate General",
            "tentative, according to Russian Federation",
            "Exchanged with",
            "fully reversible",
            "rests on “The rounds move to the capitals",
        ):
            assert told in shown

    def test_shows_what_is_on_the_table_and_whose_word_it_is(self, officer: Client, the_story: UUID) -> None:
        shown = " ".join(strip_tags(text(officer.get(f"/admin/cases/{the_story}/"))).split())
        for told in (
            "Russian Federation: first, [Summary] The priority for Moscow",
            "Round 2, 10 April 2025, according to Russian Federation and United States of America",
            "put forward, according to Russian Federation",
            "restated, according to United States of America",
            "Riyadh, SA",
            "United States of America: Marco Rubio (head), Secretary of State",
        ):
            assert told in shown

    def test_shows_both_texts_of_an_assurance(self, officer: Client, the_story: UUID) -> None:
        shown = text(officer.get(f"/admin/cases/{the_story}/"))
        commitments = shown.split('id="commitments"')[1].split('id="followups"')[0]
        assert commitments.count("<figure>") >= 2

    def test_puts_notes_that_were_exchanged_side_by_side(self, officer: Client, the_story: UUID) -> None:
        shown = text(officer.get(f"/admin/cases/{the_story}/"))
        assert 'class="pair"' in shown

    def test_shows_every_date_and_both_positions_of_a_milestone(self, officer: Client, settled) -> None:
        case_id, milestone_id = a_file(), uuid4()
        notified = Term(amount=30, unit="calendar days", trigger=on("2025-08-28", zone="GMT"))
        us, ru = (Asserted(sides=(side,), standing="official text") for side in ("US", "RU"))
        for command in (
            SetMilestone(milestone_id=milestone_id, title="Snapback", term=notified, asserted=us),
            ContestMilestone(milestone_id=milestone_id, view="void", reason="no standing", asserted=ru),
        ):
            record(command, case_id)
        settled()
        told = " ".join(strip_tags(text(officer.get(f"/admin/cases/{case_id}/"))).split())
        assert "due 27 September 2025 (GMT), to 28 September 2025 00:00 (UTC)" in told
        assert "set: 30 calendar days after 28 August 2025, according to" in told
        assert "void; no standing, according to" in told
        extended = ExtendTerm(milestone_id=milestone_id, until=on("2025-12-31"), reason="talks go on")
        record(extended, case_id)
        record(ReachMilestone(milestone_id=milestone_id, reached_on=on("2025-12-30"), asserted=us), case_id)
        settled()
        told = " ".join(strip_tags(text(officer.get(f"/admin/cases/{case_id}/"))).split())
        assert "extended: 31 December 2025; talks go on" in told
        assert "reached; 30 December 2025, according to" in told
        assert "contested, according to" in told

    def test_shows_what_each_party_did_towards_an_agreement_and_the_red_lines_of_a_mandate(
        self, officer: Client, settled
    ) -> None:
        case_id, agreement_id, mandate_id = a_file(), uuid4(), uuid4()
        for command in (
            SignText(
                agreement_id=agreement_id, title="Visa facilitation", parties=("RU",), ad_referendum=True
            ),
            EnterAgreementIntoForce(agreement_id=agreement_id, in_force_on=on("2025-06-01")),
            SetRedLine(mandate_id=mandate_id, title="Visas", red_line="No waiver of immunity."),
            AmendMandate(mandate_id=mandate_id, change="not in writing"),
        ):
            record(command, case_id)
        settled()
        told = " ".join(strip_tags(text(officer.get(f"/admin/cases/{case_id}/"))).split())
        assert "signed ad referendum" in told
        assert "In force: Visa facilitation, 1 June 2025" in told
        assert "No waiver of immunity." in told
        assert ": not in writing" in told

    def test_orders_the_timeline_either_way(self, officer: Client, the_story: UUID) -> None:
        def first(order: str) -> str:
            shown = text(officer.get(f"/admin/cases/{the_story}/", {"order": order}))
            return shown.split('<ol class="timeline">')[1].split("</li>")[0]

        assert first("oldest") != first("newest")

    def test_is_the_same_404_for_no_file_and_for_a_closed_one(self, officer: Client, settled) -> None:
        closed = a_file("Closed", level="secret")
        settled()
        answers = [officer.get(f"/admin/cases/{case_id}/") for case_id in (closed, uuid4())]
        assert [each.status_code for each in answers] == [404, 404]
        assert text(answers[0]).count("Closed") == 0
        assert len(text(answers[0])) == len(text(answers[1]))

    def test_shows_a_compartment_only_to_its_members(self, signed_in, settled) -> None:
        case_id = a_file("Kept apart", compartments=("nominations",))
        settled()
        assert signed_in().get(f"/admin/cases/{case_id}/").status_code == 404
        assert signed_in(compartments=("nominations",)).get(f"/admin/cases/{case_id}/").status_code == 200

    def test_bears_a_file_with_nothing_in_it(self, officer: Client, settled) -> None:
        case_id = a_file()
        settled()
        shown = text(officer.get(f"/admin/cases/{case_id}/"))
        assert "Not on the file yet: " in shown
        assert " rounds, notes, outcomes," in shown
        assert 'id="rounds"' not in shown
        assert "nobody yet" in shown

    @pytest.mark.parametrize("role", ["auditor", "administrator"])
    def test_lets_auditors_and_administrators_look_and_not_act(self, role: str, signed_in, settled) -> None:
        case_id = a_file()
        settled()
        client = signed_in(role)
        shown = text(client.get(f"/admin/cases/{case_id}/"))
        assert "/act/" not in shown
        assert client.get(f"/admin/cases/{case_id}/act/propose-round/").status_code == 404
        assert client.post(f"/admin/cases/{case_id}/act/propose-round/").status_code == 404
        assert client.get("/admin/cases/open/").status_code == 404

    def test_tells_a_nomination_with_its_claims_and_when_to_look_at_it_again(
        self, officer: Client, settled
    ) -> None:
        file, nomination = a_file(), uuid4()
        request = RequestAgrement(
            nomination_id=nomination,
            person_id=uuid4(),
            sending="RU",
            receiving="US",
            post="Ambassador to Washington",
            occurred=not_before("2015-09-06"),
        )
        record(request, file)
        settled()
        shown = text(officer.get(f"/admin/cases/{file}/"))
        assert "not before 6 October 2015" in shown
        assert "not before 5 November 2015" in shown
        minister = Asserted(sides=("RU",), standing="press", capacity="Minister", on=on("2024-12-25"))
        grant = GrantAgrement(nomination_id=nomination, occurred=by("2024-12-25"), asserted=minister)
        record(grant, file)
        settled()
        shown = text(officer.get(f"/admin/cases/{file}/"))
        assert "Ambassador to Washington" in shown
        assert re.search(r"granted, according to (Russia|RU)", shown)
        assert re.search(
            r"by 25 December 2024, according to (Russia\w*|RU).* \(Minister, 25 December 2024\)", shown
        )

    def test_names_the_officers_in_charge(self, officer: Client, settled) -> None:
        case_id = a_file()
        record(AssignCase(officer="øystein.ås"), case_id)
        settled()
        assert "øystein.ås" in text(officer.get(f"/admin/cases/{case_id}/"))


class TestReadModels:
    def test_can_each_be_looked_into_and_not_changed(self, officer: Client, the_story: UUID) -> None:
        models = [model for model in site._registry if model._meta.app_label == "consultations"]
        assert len(models) >= 12
        for model in models:
            address = f"/admin/consultations/{model._meta.model_name}/"
            assert officer.get(address).status_code == 200, address
            assert officer.get(f"{address}add/").status_code == 403
            columns = {each.name for each in model._meta.get_fields()}
            of_the_story = {"case_id": the_story, "person_id": named_id("", "person:darchiev")}
            ours = dict([(name, key) for name, key in of_the_story.items() if name in columns][:1])
            for row in model._default_manager.filter(**ours)[:1]:
                assert officer.get(f"{address}{row.pk}/change/").status_code in (200, 302), address
                assert officer.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code in (302, 403)
                assert model._default_manager.filter(pk=row.pk).exists()

    def test_are_filtered_by_clearance(self, signed_in, settled) -> None:
        case_id = a_file(f"Secret {uuid4()}", level="secret")
        record(ProposeRound(round_id=uuid4(), ordinal=77), case_id)
        settled()
        for name in ("docket", "rounds", "timeline"):
            address = f"/admin/consultations/{name}/?case_id={case_id}"
            assert signed_in().get(address).context["cl"].result_count == 0, name
            assert signed_in(level="secret").get(address).context["cl"].result_count > 0, name

    def test_show_a_row_only_to_whoever_is_cleared(self, signed_in, settled) -> None:
        case_id = a_file(level="secret")
        settled()
        address = f"/admin/consultations/docket/{case_id}/change/"
        assert signed_in().get(address).status_code == 404
        assert signed_in(level="secret").get(address).status_code == 200

    def test_leave_nothing_in_the_log_of_the_admin(self, officer: Client, the_story: UUID) -> None:
        before = LogEntry.objects.count()
        officer.get(f"/admin/consultations/docket/{the_story}/change/")
        officer.get(f"/admin/cases/{the_story}/")
        assert LogEntry.objects.count() == before


class TestTheEventsThatMadeARow:
    def test_are_listed_oldest_first_each_with_its_page(self, officer: Client, the_story: UUID) -> None:
        address = f"/admin/rows/docket/{the_story}/events/"
        assert address in text(officer.get(f"/admin/cases/{the_story}/"))
        assert address in text(officer.get(f"/admin/consultations/docket/{the_story}/change/"))
        shown = text(officer.get(address))
        positions = [int(each) for each in re.findall(r">no\. (\d+)</a>", shown)]
        assert positions == sorted(positions)
        assert len(positions) == len(read.stream(the_story))
        first = read.stream(the_story)[0]
        assert f"/admin/consultations/timeline/{first.event_id}/change/" in shown
        assert f"recorded by {first.actor}" in shown

    def test_are_those_of_the_part_and_no_others(self, officer: Client, settled) -> None:
        case_id, one, other = a_file(), uuid4(), uuid4()
        for round_id, ordinal in ((one, 1), (other, 2)):
            record(ProposeRound(round_id=round_id, ordinal=ordinal), case_id)
        settled()
        told = " ".join(strip_tags(text(officer.get(f"/admin/rows/rounds/{one}/events/"))).split())
        assert "Round 1" in told
        assert "Round 2" not in told
        assert f"/admin/rows/rounds/{other}/events/" in text(officer.get(f"/admin/cases/{case_id}/"))

    @pytest.mark.parametrize("name", [each.name for each in ALL if each.name not in NOT_LISTED])
    def test_are_told_of_every_read_model(self, officer: Client, the_story: UUID, settled, name: str) -> None:
        with_something_of_every_topic()
        settled()
        key = officer.get(f"/admin/consultations/{name}/").context["cl"].result_list[0].pk
        answer = officer.get(f"/admin/rows/{name}/{key}/events/")
        assert answer.status_code == 200
        assert re.search(r"no\. \d+", text(answer))

    def test_are_the_same_404_for_none_and_for_a_closed_one(self, officer: Client, settled) -> None:
        closed = a_file("Closed", level="secret")
        settled()
        addresses = [f"docket/{closed}", f"docket/{uuid4()}", f"labels/{closed}", f"nothing/{closed}"]
        answers = [officer.get(f"/admin/rows/{each}/events/") for each in addresses]
        assert {each.status_code for each in answers} == {404}
        assert len({len(text(each)) for each in answers}) == 1


class TestLog:
    def test_shows_a_sentence_for_each_event(self, officer: Client, the_story: UUID) -> None:
        # Of the one file: others have cancelled rounds too, and a page has fifty.
        asked = {"type": "RoundCancelled", "q": str(the_story)}
        shown = text(officer.get("/admin/consultations/timeline/", asked))
        assert "Round 3 cancelled at the initiative of United States of America" in shown
        assert f"/admin/cases/{the_story}/" in shown
