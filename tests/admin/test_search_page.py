"""The page of what was found: readable, safe, and empty in a way that helps."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.admin.conftest import a_file

Settled = Callable[[], None]
PAGE = "/admin/search/"
LONG = "Обсуждение раздражителей, æøå ÆØÅ <script>alert(1)</script> " + "Veldig lang tittel " * 12


def shown(client: Client, sought: str, **more: str) -> str:
    answer = client.get(PAGE, {"q": sought, **more})
    assert answer.status_code == 200
    return answer.content.decode()


class TestBox:
    @pytest.mark.parametrize("page", ["/admin/", PAGE, "/admin/consultations/timeline/"])
    def test_stands_on_every_page(self, officer: Client, page: str) -> None:
        assert f'action="{PAGE}"' in officer.get(page).content.decode()

    def test_is_not_there_before_one_has_signed_in(self) -> None:
        assert "search-all" not in Client().get("/admin/login/").content.decode()


class TestPage:
    @pytest.mark.parametrize("name", ["Darchiev", "Dartsjiev", "Дарчиев"])
    def test_leads_to_the_person_and_to_the_entry_in_the_file(
        self, officer: Client, the_story: UUID, name: str
    ) -> None:
        told = shown(officer, name)
        assert "<mark>Darchiev</mark>" in told
        assert f'href="/admin/cases/{the_story}/#event-' in told
        assert 'href="/admin/consultations/persons/' in told

    def test_tells_of_an_entry_that_has_no_title(self, officer: Client, the_story: UUID) -> None:
        lines = officer.get(PAGE, {"q": "pause spokeswoman"}).context["lines"]
        called = [each.called for each in lines]
        assert any("Round 3 cancelled at the initiative of United States" in each for each in called), called

    def test_leads_to_an_entry_that_is_there(self, officer: Client, the_story: UUID) -> None:
        told = shown(officer, "credentials originals")
        file, _, anchor = told.split('<ol class="found">')[1].split('href="')[1].split('"')[0].partition("#")
        assert f'id="{anchor}"' in officer.get(file).content.decode()

    def test_shows_long_names_whole_and_as_text(self, officer: Client, settled: Settled) -> None:
        # Begun by a letter: PostgreSQL reads 234e09 as a number.
        title = f"{LONG} {(word := f'q{uuid4().hex}')}"[-299:]
        a_file(title)
        settled()
        told = shown(officer, word)
        assert "<script>alert" not in told
        assert "Veldig lang tittel" in told
        assert f"<mark>{word}</mark>" in told

    def test_says_how_to_seek_and_that_nothing_answers(self, officer: Client) -> None:
        assert "in any way of writing them" in shown(officer, "")
        told = shown(officer, "<b>nowhere</b>")
        assert "Nothing that is open to you answers to “&lt;b&gt;nowhere&lt;/b&gt;”." in told

    def test_says_what_is_wrong_with_a_query(self, officer: Client) -> None:
        assert "There is no word to look for." in shown(officer, "-")
        assert "A query has at most 200 characters." in shown(officer, "a" * 201)
        assert "The cursor is none that this list has given." in shown(officer, "a", cursor="forged")

    def test_goes_on_where_there_is_more(
        self, officer: Client, settled: Settled, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from consultations.admin import search

        monkeypatch.setattr(search, "LISTED", 1)
        word = f"w{uuid4().hex}"
        older, newer = (a_file(f"{word} {nth}") for nth in range(2))
        settled()
        first = officer.get(PAGE, {"q": word})
        second = officer.get(f"{PAGE}?{first.context['more']}")
        addresses = [each.address for page in (first, second) for each in page.context["lines"]]
        assert [address.split("/")[3] for address in addresses] == [str(newer), str(older)]
        assert second.context["more"] == ""

    def test_shows_nothing_of_files_above_the_reader(
        self, signed_in: Callable[..., Client], settled: Settled
    ) -> None:
        word = f"w{uuid4().hex}"
        a_file(word, level="secret")
        settled()
        assert "Nothing that is open to you" in shown(signed_in(), word)
        assert f"<mark>{word}</mark>" in shown(signed_in(level="secret"), word)
