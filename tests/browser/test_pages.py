"""What an officer meets in a real browser: sign-in, docket, case file, a form and its result, the log."""

import re
from uuid import UUID

from playwright.sync_api import expect

from consultations.eventlog import verifier
from tests.admin.conftest import a_file
from tests.browser.conftest import Seen
from tests.eventlog.evidence import SIGNER

LONG = (
    "Консультации о раздражителях в двусторонних отношениях; gjensidige irritasjonsmomenter på "
    "ambassadenes arbeid, æøå ÆØÅ: "
) + "an exceedingly long name that a ministry may well give to a file " * 3


def test_sign_in_and_docket(seen: Seen, officer: str, the_story: UUID) -> None:
    seen.go("/admin/")
    seen.picture("sign-in")
    seen.is_sound()
    seen.sign_in(officer)
    expect(seen.page.locator("#needs-me")).to_be_visible()
    expect(seen.page.locator(f'a[href="/admin/cases/{the_story}/"]').first).to_be_visible()
    seen.picture("dashboard")
    seen.is_sound()


def test_case_file(seen: Seen, officer: str, the_story: UUID) -> None:
    seen.sign_in(officer)
    seen.go(f"/admin/cases/{the_story}/")
    expect(seen.page.locator("#timeline li").first).to_be_visible()
    seen.picture("case")
    seen.is_sound()
    seen.page.locator("details.act > summary").click()
    seen.picture("case-act")
    seen.is_sound()


def test_search(seen: Seen, officer: str, the_story: UUID) -> None:
    seen.sign_in(officer)
    seen.page.get_by_role("searchbox", name="Words or names in any file").fill("Дарчиев")
    seen.page.get_by_role("searchbox", name="Words or names in any file").press("Enter")
    expect(seen.page.locator(".found mark", has_text="Darchiev").first).to_be_visible()
    seen.picture("search")
    seen.is_sound()
    seen.page.locator(f'.found a[href^="/admin/cases/{the_story}/"]').first.click()
    expect(seen.page.locator("li:target")).to_be_visible()
    seen.go("/admin/search/?q=nothing-of-the-kind")
    expect(seen.page.get_by_text("Nothing that is open to you")).to_be_visible()
    seen.picture("search-nothing")
    seen.is_sound()


def test_form_and_its_result(seen: Seen, officer: str, the_story: UUID) -> None:
    seen.sign_in(officer)
    seen.go(f"/admin/cases/{the_story}/")
    card = seen.page.locator("article.card", has_text="Round 3")
    card.locator("summary").click()
    card.get_by_role("link", name="Indicate round date").click()
    seen.picture("form")
    seen.is_sound()
    seen.page.get_by_label("Date or period").first.fill("2025-02-31")
    seen.page.get_by_role("button", name="Record").click()
    expect(seen.page.get_by_text("There is no such date.")).to_be_visible()
    seen.picture("form-wrong")
    seen.complaints = [each for each in seen.complaints if "422" not in each]
    seen.is_sound()
    seen.page.get_by_label("Date or period").first.fill("2025-12")
    seen.page.get_by_role("button", name="Record").click()
    expect(seen.page.locator(".messagelist")).to_contain_text("Recorded: ")
    expect(seen.page).to_have_url(re.compile(r"#part-"))
    expect(seen.page.locator("article.card:target")).to_contain_text("December 2025")
    seen.picture("result")
    seen.is_sound()


def test_a_long_name_and_an_empty_file(seen: Seen, officer: str) -> None:
    case_id = a_file(LONG[:300].strip())
    seen.sign_in(officer)
    seen.page.wait_for_function(
        "address => fetch(address).then(answer => answer.ok)", arg=f"/admin/cases/{case_id}/", polling=200
    )
    seen.complaints.clear()
    seen.go(f"/admin/cases/{case_id}/")
    seen.picture("empty-file")
    seen.is_sound()
    seen.page.locator("dl.header").get_by_role("link", name="Made by these events").click()
    seen.picture("causes-long")
    seen.is_sound()
    seen.page.locator(".timeline a").click()
    seen.picture("event-long")
    seen.is_sound()
    seen.go("/admin/cases/open/")
    seen.picture("open")
    seen.is_sound()
    seen.go("/admin/")
    seen.is_sound()


def test_what_is_not_there(seen: Seen, officer: str) -> None:
    seen.sign_in(officer)
    seen.go("/admin/cases/00000000-0000-0000-0000-000000000000/")
    seen.picture("not-found")
    seen.complaints = [each for each in seen.complaints if "404" not in each]
    seen.is_sound()


def test_log_and_read_models(seen: Seen, officer: str, the_story: UUID) -> None:
    seen.sign_in(officer)
    for name in ("timeline", "docket", "rounds", "correspondence"):
        seen.go(f"/admin/consultations/{name}/")
        seen.picture(f"list-{name}")
        seen.is_sound()
    assert seen.complaints == []


def test_prints(seen: Seen, officer: str, the_story: UUID) -> None:
    seen.sign_in(officer)
    seen.go(f"/admin/cases/{the_story}/")
    seen.page.emulate_media(media="print")
    expect(seen.page.locator("#header")).to_be_hidden()
    expect(seen.page.locator("details.act")).to_be_hidden()
    seen.picture("print")


def test_handover_brief(seen: Seen, officer: str, the_story: UUID) -> None:
    seen.sign_in(officer)
    seen.go(f"/admin/cases/{the_story}/")
    seen.page.get_by_role("link", name="Handover brief").click()
    expect(seen.page.locator("#rounds li", has_text="Round 3")).to_contain_text("according to Russia")
    seen.picture("brief")
    seen.is_sound()
    with seen.page.expect_download() as saving:
        seen.page.get_by_role("link", name="Take it away as text").click()
    assert saving.value.suggested_filename == f"brief-{the_story}.md"
    seen.page.emulate_media(media="print")
    expect(seen.page.locator("#header")).to_be_hidden()
    expect(seen.page.get_by_role("link", name="Take it away as text")).to_be_hidden()
    seen.picture("brief-print")


def test_texts_are_compared(seen: Seen, officer: str, the_story: UUID) -> None:
    seen.sign_in(officer)
    seen.go(f"/admin/cases/{the_story}/")
    expect(seen.page.locator("#owed li").first).to_be_visible()
    compared = seen.page.locator("details.compared").first
    compared.locator("summary").click()
    expect(compared.locator("mark.second").first).to_be_visible()
    seen.picture("compared")
    seen.is_sound()


def test_an_event_and_its_proof(seen: Seen, officer: str, signed: UUID) -> None:
    seen.sign_in(officer)
    seen.go(f"/admin/cases/{signed}/")
    seen.page.locator("#timeline li").first.get_by_role("link", name="no. ").click()
    expect(seen.page.locator("#proof")).to_contain_text("Yes, proved just now.")
    seen.picture("event")
    seen.is_sound()
    with seen.page.expect_download() as saving:
        seen.page.get_by_role("link", name="Download the proof").click()
    assert saving.value.suggested_filename.endswith(".tlog-proof")
    assert "stands at position" in verifier.check_proof(str(saving.value.path()), [str(SIGNER.verifier)])


def test_the_events_that_made_a_row(seen: Seen, officer: str, the_story: UUID) -> None:
    seen.sign_in(officer)
    seen.go(f"/admin/cases/{the_story}/")
    card = seen.page.locator("article.card", has_text="Round 3")
    card.get_by_role("link", name="Made by these events").click()
    expect(seen.page.locator(".timeline li").first).to_be_visible()
    seen.picture("causes")
    seen.is_sound()
    seen.page.locator(".breadcrumbs a").last.click()
    expect(seen.page.get_by_role("link", name="Made by these events")).to_be_visible()
    seen.picture("row")
    seen.is_sound()


def test_a_person_is_entered_and_given_a_title(seen: Seen, officer: str, the_story: UUID) -> None:
    seen.sign_in(officer)
    seen.go("/admin/consultations/persons/")
    seen.is_sound()
    seen.page.get_by_role("link", name="Register person").click()
    seen.page.fill('[name="names.0.text"]', "Åse Ørjasæter-Дарчиева " + "av og til " * 9)
    seen.page.fill('[name="names.0.language"]', "nb")
    seen.picture("register-person")
    seen.is_sound()
    seen.page.get_by_role("button", name="Record").click()
    expect(seen.page.locator(".messagelist")).to_contain_text("Recorded: Person registered")
    seen.page.locator("details.act summary").click()
    seen.picture("person")
    seen.is_sound()
    seen.page.get_by_role("link", name="Record title").click()
    seen.page.fill('[name="title"]', "Ambassadør")
    seen.page.get_by_role("button", name="Record").click()
    expect(seen.page.locator("dl.facts")).to_contain_text("Ambassadør")


def test_the_slider_takes_the_page_back_in_time(seen: Seen, officer: str, the_story: UUID) -> None:
    seen.sign_in(officer)
    seen.go(f"/admin/cases/{the_story}/")
    seen.page.locator("details.then summary").click()
    slider = seen.page.get_by_label("Through the days on which a source said something")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowLeft")
        seen.page.wait_for_url("**asserted_until=**")
        expect(seen.page.locator(".banner")).to_contain_text("as far as sources had said so by the end of")
        slider.focus()
    seen.picture("then")
    seen.is_sound()
    expect(seen.page.locator("details.act")).to_have_count(0)
    seen.page.get_by_role("link", name="Back to today").click()
    expect(seen.page.locator("details.act").first).to_be_visible()
