"""Search: four languages, names in any way of writing, the best first, and only what the reader may see."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations.access.filter import VISIBLE, Reader
from consultations.api import finding, reads
from consultations.api.finding import find
from consultations.api.snippets import MARKING
from consultations.projections.search import PARTIES, PERSONS, PROPERTIES, SOURCES
from consultations.scenarios.player import play
from consultations.scenarios.scenario import named_id, read
from tests.api import test_reads
from tests.api.desk import Desk, Settled, is_problem, officer

STORY = Path(__file__).parents[2] / "consultations" / "scenarios" / "russia_us_2025.json"
DIGITS = str.maketrans("0123456789", "ghijklmnop")
DARCHIEV = ["Darchiev", "Dartsjiev", "Dartchiev", "Darčiev", "Дарчиев", "дарчиева", "DARCHIEV"]


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


@pytest.fixture
def story(settled: Settled) -> Any:
    """The consultations of 2025, played and projected."""
    scenario = read(STORY.read_bytes())
    play(scenario)
    settled()
    return scenario


def search(desk: Desk, sought: str, **more: Any) -> list[dict[str, Any]]:
    """Everything that is found, page by page."""
    found, cursor = [], ""
    while True:
        answer = desk.client.get(
            "/api/v1/search/", {"q": sought, **more, **({"cursor": cursor} if cursor else {})}
        )
        assert answer.status_code == 200, answer.content
        body = answer.json()
        assert bool(body["next"]) == ('rel="next"' in answer.get("Link", ""))
        found += body["results"]
        if not (cursor := body["next"]):
            return found


def told(found: dict[str, Any]) -> str:
    return "".join(each["text"] for each in found["snippet"])


def hits(found: dict[str, Any]) -> list[str]:
    return [each["text"] for each in found["snippet"] if each["hit"]]


def says(desk: Desk, case_id: str, text: str, language: str) -> str:
    """A statement on the file; gives its id."""
    statement = {"speaker": "Press service", "wording": {"text": text, "language": language}}
    answer = desk.post(
        f"/cases/{case_id}/publish-statement", statement | {"published_on": {"edtf": "2025-06-10"}}
    )
    assert answer.status_code == 201, answer.content
    return str(answer.json()["entity_id"])


class TestName:
    @pytest.mark.parametrize("written", DARCHIEV)
    def test_is_found_however_it_is_written(self, desk: Desk, story: Any, written: str) -> None:
        found = search(desk, written)
        assert str(story.id_of("person:darchiev")) in {each["person_id"] for each in found}
        statement = str(story.id_of("darchiev-10-june"))
        assert statement in {each["part_id"] for each in found if each["kind"] == "statement"}
        assert any("Darchiev" in hit for each in found for hit in hits(each))

    def test_is_found_beside_a_word_in_another_language(self, desk: Desk, story: Any) -> None:
        kinds = {each["kind"] for each in search(desk, "Дарчиев credentials")}
        assert "statement" in kinds
        assert "person" not in kinds

    def test_leads_to_the_person_and_to_the_part(self, desk: Desk, story: Any) -> None:
        for each in search(desk, "Dartsjiev"):
            assert desk.get(each["address"].removeprefix("/api/v1")).status_code == 200, each

    def test_of_another_is_not_found(self, desk: Desk, story: Any) -> None:
        darchiev = str(story.id_of("person:darchiev"))
        assert darchiev not in {each["person_id"] for each in search(desk, "Лавров")}


class TestWord:
    @pytest.mark.parametrize(
        ("text", "language", "sought"),
        [
            (
                "Møtene om eiendommene ble utsatt av vertslandet",
                "nb",
                ["møte", "eiendommer", "MØTET", "motene"],
            ),
            (
                "Стороны обсудили возвращение посольствам собственности",
                "ru",
                ["посольство", "сторона", "возвращения"],
            ),
            (
                "Les négociations ont été suspendues à Genève",
                "fr",
                ["negociation", "suspendu", "Geneve", "négociation"],
            ),
            (
                "The embassies discussed the properties confiscated",
                "en",
                ["embassy", "confiscate", "property"],
            ),
            ("The embassies discussed the properties confiscated", "en-GB", ["embassy"]),
            ("Die Verhandlungen wurden vertagt", "de", ["verhandlungen"]),
            ("Ещё один раунд, о котором объявлено", "ru", ["еще раунде", "объявлено"]),
        ],
    )
    def test_is_found_in_another_form(
        self, desk: Desk, settled: Settled, text: str, language: str, sought: list[str]
    ) -> None:
        case_id = desk.opens(title=f"Vår sak {uuid4()}")
        statement_id = says(desk, case_id, text, language)
        settled()
        for each in sought:
            found = [one for one in search(desk, each) if one["part_id"] == statement_id]
            assert found, each
            assert found[0]["case_id"] == case_id

    def test_is_marked_where_it_stands(self, desk: Desk, settled: Settled) -> None:
        case_id = desk.opens()
        one = says(desk, case_id, "Les négociations ont été <suspendues>", "fr")
        settled()
        (found,) = [each for each in search(desk, "negociation suspendu") if each["part_id"] == one]
        assert "<suspendues>" in told(found)
        assert hits(found) == ["négociations", "suspendues"]

    def test_is_shown_between_whole_words(self, desk: Desk, settled: Settled) -> None:
        case_id, word = desk.opens(), f"w{uuid4().hex}"
        for before in (0, 7, 30):
            says(desk, case_id, f"{'among ' * before}{word} {'others ' * 60}".strip(), "en")
        settled()
        found = search(desk, word)
        assert len(found) == 3
        for each in found:
            assert hits(each) == [word]
            assert {*told(each).split()} <= {word, "among", "others", "…"}
            assert len(told(each)) < 300

    @pytest.mark.parametrize(
        "around", ["–{}—", "“{}”", "‘{}’,", "«{}»", "a/{}/b", "<{}>", "l’{}", "l'{}.", "({})-x", "№{}…"]
    )
    def test_is_found_within_any_punctuation(self, desk: Desk, settled: Settled, around: str) -> None:
        case_id = desk.opens(title=around.format(word := f"w{uuid4().hex}"))
        settled()
        (found,) = search(desk, word)
        assert (found["case_id"], found["label"], hits(found)) == (case_id, around.format(word), [word])
        assert [each["case_id"] for each in search(desk, around.format(word))] == [case_id]

    def test_is_found_in_a_title_whose_language_nobody_stated(self, desk: Desk, settled: Settled) -> None:
        case_id = desk.opens(title="Discussions on overflights", subject="Дипломатическая собственность")
        settled()
        for sought in ("overflight", "собственности"):
            assert case_id in {each["case_id"] for each in search(desk, sought) if each["kind"] == "case"}

    def test_of_no_meaning_is_left_out(self, desk: Desk, settled: Settled) -> None:
        case_id = desk.opens(title=f"Overflights {(word := uuid4().hex)}")
        settled()
        for sought in (f"the {word}", f"og {word}", f"{word} и не"):
            assert {each["case_id"] for each in search(desk, sought)} == {case_id}

    @pytest.mark.parametrize("first", ["a", "Zhukov ", "я", "Щука", "\u4e00", "\U0001d49c", "éø"])
    def test_is_found_at_the_beginning_of_a_text_as_long_as_there_may_be(
        self, desk: Desk, settled: Settled, first: str
    ) -> None:
        word = f"w{uuid4().hex}"
        distinct = " ".join(f"{first}{nth:x}".translate(DIGITS) for nth in range(20_000))
        case_id = desk.opens(subject=f"{word} {distinct}"[:100_000])
        settled()
        assert [each["case_id"] for each in search(desk, word)] == [case_id]

    def test_stays_found_when_it_was_corrected_and_retracted(self, desk: Desk, settled: Settled) -> None:
        case_id, earlier, later = desk.opens(), uuid4().hex, uuid4().hex
        statement_id = says(desk, case_id, f"Progress {earlier}", "en")
        answer = desk.get(f"/cases/{case_id}/statements/{statement_id}/")
        settled()
        tag = desk.get(f"/cases/{case_id}/statements/{statement_id}/")["ETag"]
        answer = desk.post(
            f"/cases/{case_id}/correct-statement",
            {"statement_id": statement_id, "wording": {"text": f"No progress {later}", "language": "en"}},
            **{"If-Match": tag},
        )
        assert answer.status_code == 201, answer.content
        answer = desk.post(
            f"/cases/{case_id}/retract-statement",
            {"statement_id": statement_id, "reason": "never said"},
            **{"If-Match": answer["ETag"]},
        )
        assert answer.status_code == 201, answer.content
        settled()
        for word in (earlier, later):
            assert [each["part_id"] for each in search(desk, word)] == [statement_id]


class TestQuery:
    def test_takes_words_together_and_words_away(self, desk: Desk, settled: Settled) -> None:
        word = uuid4().hex
        one = desk.opens(title=f"{word} Return of the property in New York")
        other = desk.opens(title=f"{word} New property in York")
        settled()
        assert {each["case_id"] for each in search(desk, f'{word} "New York"')} == {one}
        assert {each["case_id"] for each in search(desk, f"{word} -returning")} == {other}
        assert {each["case_id"] for each in search(desk, f"{word} York")} == {one, other}

    @pytest.mark.parametrize("sought", ["", "   ", "-", '""', "&|!()", "-nothing", "\u2014"])
    def test_without_a_word_is_refused(self, desk: Desk, sought: str) -> None:
        is_problem(desk.client.get("/api/v1/search/", {"q": sought}), 400, "query_empty")

    def test_that_is_too_long_is_refused(self, desk: Desk) -> None:
        is_problem(desk.client.get("/api/v1/search/", {"q": "a" * 201}), 400, "query_too_long")
        assert desk.client.get("/api/v1/search/", {"q": "å" * 200}).status_code == 200

    def test_takes_the_parameters_it_has_and_no_others(self, desk: Desk) -> None:
        is_problem(desk.get("/search/?q=a&side=RU"), 400, "time_axis_not_offered")
        is_problem(desk.get("/search/?q=a&order=x"), 400, "unknown_parameter")
        is_problem(desk.get("/search/?q=a&limit=0"), 400, "parameter_malformed")

    def test_of_words_of_no_meaning_is_not_of_everything_that_lacks_a_name(self) -> None:
        sense = finding._sense(finding.read_terms("the -Coulter"), [(1, "'coulter'", ["an id"])])
        without = f"not ({finding.IN_WORD.format(nth=1)} or {finding.IN_NAME.format(nth=1)})"
        assert sense.conditions == (finding.IN_WORDS, without)

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        sought=st.text(st.sampled_from("abДé'\"\\&|!():*<->- \u0000\ufffd٣中1/.@%"), max_size=30)
        | st.text(max_size=30)
    )
    def test_never_fails(self, sought: str) -> None:
        try:
            find(Reader(username="astrid", level="secret"), sought, 1)
        except finding.QueryEmpty:
            assert not any(each.text for each in _positive(sought))


def _positive(sought: str) -> list[finding.Term]:
    try:
        return [each for each in finding.read_terms(sought) if not each.absent]
    except finding.QueryEmpty:
        return []


class TestOrder:
    def test_has_the_best_first_and_goes_on_page_by_page(self, desk: Desk, settled: Settled) -> None:
        word = f"w{uuid4().hex}"
        long = desk.opens(title="Long", subject=f"{'other words ' * 20} {word}")
        short = desk.opens(title=word, subject=word)
        rest = [desk.opens(title=f"{word} and more {nth}") for nth in range(3)]
        settled()
        whole = [each["case_id"] for each in search(desk, word)]
        assert (whole[0], whole[-1]) == (short, long)
        assert set(whole) == {long, short, *rest}
        assert [each["case_id"] for each in search(desk, word, limit=2)] == whole

    def test_keeps_to_the_query_it_is_of(self, desk: Desk, settled: Settled) -> None:
        word = f"w{uuid4().hex}"
        for _ in range(2):
            desk.opens(title=word)
        settled()
        cursor = desk.get(f"/search/?q={word}&limit=1").json()["next"]
        is_problem(desk.get(f"/search/?q=other&cursor={cursor}"), 400, "cursor_malformed")
        is_problem(desk.get("/search/?q=other&cursor=forged"), 400, "cursor_malformed")


class TestReader:
    def test_finds_nothing_of_files_above_them(self, settled: Settled) -> None:
        cleared, word = Desk(officer(level="secret", compartments=("RU-US",))), f"w{uuid4().hex}"
        outsiders = [
            Desk(officer(level="")),
            Desk(officer(level="confidential", compartments=("RU-US",))),
            Desk(officer(level="secret")),
        ]
        before = [desk.get(f"/search/?q={word}").json() for desk in outsiders]
        hidden = cleared.opens(title=word, level="secret", compartments=["RU-US"])
        says(cleared, hidden, f"{word} {word}", "en")
        settled()
        assert len(search(cleared, word)) == 2
        assert [desk.get(f"/search/?q={word}").json() for desk in outsiders] == before
        assert before == [{"results": [], "next": None}] * 3

    def test_sees_the_same_order_whatever_is_hidden(self, desk: Desk, settled: Settled) -> None:
        cleared, word = Desk(officer(level="secret")), f"w{uuid4().hex}"
        for nth in range(3):
            desk.opens(title=f"{word} {'x ' * nth}")
        settled()
        before = search(desk, word, limit=1)
        for _ in range(3):
            cleared.opens(title=word, level="secret")
        settled()
        assert search(desk, word, limit=1) == before
        assert len(search(cleared, word)) == 6

    def test_finds_a_person_only_through_a_file_they_see_or_registered(self, settled: Settled) -> None:
        cleared, less = Desk(officer(level="secret")), Desk(officer(level="restricted"))
        name = f"Xenia {uuid4().hex}"
        registrar = Desk(officer(level="public"))
        answer = registrar.post("/persons/", {"names": [{"text": name, "language": "en"}]})
        person_id = answer.json()["person_id"]
        settled()
        assert [each["person_id"] for each in search(registrar, name)] == [person_id]
        assert search(cleared, name) == search(less, name) == []
        hidden = cleared.opens(level="secret")
        answer = cleared.post(
            f"/cases/{hidden}/request-agrement",
            {
                "person_id": person_id,
                "sending": "RU",
                "receiving": "US",
                "post": "Ambassador",
                "kind": "head of mission",
            },
        )
        assert answer.status_code == 201, answer.content
        settled()
        assert [each["person_id"] for each in search(cleared, name)] == [person_id, None]
        assert [each["person_id"] for each in search(registrar, name)] == [person_id]
        assert search(less, name) == []

    def test_is_asked_to_sign_in(self) -> None:
        is_problem(Desk().get("/search/?q=a"), 401, "not_signed_in")

    def test_waits_for_what_was_written(
        self, desk: Desk, settled: Settled, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reads, "WAIT_SECONDS", 0.0)
        title = f"Written {uuid4().hex}"
        answer = desk.post(
            "/cases/", {"title": title, "subject": "x", "parties": [{"code": "RU"}, {"code": "US"}]}
        )
        asked = {"q": title, "written": answer.json()["written"]}
        is_problem(desk.client.get("/api/v1/search/", asked), 503, "not_caught_up")
        settled()
        found = desk.client.get("/api/v1/search/", asked)
        assert [each["label"] for each in found.json()["results"]] == [title]


class TestStatement:
    INDEXES_ONLY = "set local enable_seqscan = off; set local enable_indexscan = off"

    WORD = (0, "'darchiev' | 'дарчев'", [])
    NAME = (0, "'darchiev' | 'дарчев'", [str(named_id("any", "person"))])

    def plan(self, statement: str, **parameters: Any) -> str:
        with transaction.atomic(), connection.cursor() as asking:
            asking.execute(self.INDEXES_ONLY)
            asking.execute(f"explain {statement}", parameters)
            return "\n".join(line for (line,) in asking.fetchall())

    @pytest.mark.parametrize("going_on", [False, True])
    @pytest.mark.parametrize("word", [WORD, NAME], ids=["by words", "by a name"])
    def test_finds_words_and_names_in_their_indexes_under_the_filter(self, word: Any, going_on: bool) -> None:
        (term,) = finding.read_terms("Darchiev")
        sense = finding._sense([term], [word])
        reader = Reader(username="astrid", level="secret").parameters()
        mark = {"rank": "0.5", "position": 7, "key": str(named_id("any", "thing"))}
        plan = self.plan(
            sense.statement(going_on=going_on),
            **reader,
            **mark,
            **sense.parameters,
            query=self.WORD[1],
            limit=50,
            marking=MARKING,
        )
        assert "Bitmap Index Scan on search_2" in plan
        assert ("Bitmap Index Scan on search_3" in plan) is (word is self.NAME)
        for register in ("persons", "parties", "properties", "sources"):
            assert f"Bitmap Index Scan on search_{register}_1" in plan
        assert "label.rank <= 3" in plan or "rank <= 3" in plan

    def test_looks_names_up_in_their_indexes(self) -> None:
        terms = finding.read_terms("Darchiev -Coulter")
        statement, parameters = finding._asked(Reader(username="astrid", level="secret"), terms)
        plan = self.plan(statement, **parameters)
        for register in ("persons", "parties", "properties"):
            assert f"Bitmap Index Scan on search_{register}_1" in plan
        assert "Bitmap Index Scan on persons_1" in plan

    def test_reads_no_file_without_its_label(self) -> None:
        whole = finding.FIND + finding.QUERY
        read = test_reads.TestStatement.TABLE.findall(whole.replace(VISIBLE, "visible"))
        free = {
            *test_reads.TestStatement.FREE,
            *(each.table._meta.db_table for each in (PERSONS, PARTIES, PROPERTIES, SOURCES)),
        }
        assert {"consultations_search", "consultations_docket"} <= {table for table, _, _ in read}
        assert [table for table, _, label in read if table not in free and not label] == []
        assert whole.count(VISIBLE) == whole.count("consultations_labels label")
