"""An officer takes over the consultations of 2025, on two days of that year, and reads the brief."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client

from consultations.scenarios import player, scenario
from consultations.scenarios.demonstration import STORY
from tests.api.desk import Desk, Settled, is_problem, officer
from tests.projections.stories import with_something_of_every_topic

SAYS_RU = "according to Russian Federation"


@pytest.fixture(scope="module")
def talks(settled: Settled) -> UUID:
    """The consultations, played and projected."""
    story = scenario.read(STORY.read_bytes())
    player.play(story)
    settled()
    return story.id_of("talks")


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


def sections(desk: Desk, case_id: UUID, axes: str = "") -> dict[str, list[dict[str, Any]]]:
    """The lines of the brief, by the name of their section."""
    answer = desk.get(f"/cases/{case_id}/brief/?{axes}")
    assert answer.status_code == 200, answer.content
    return {each["name"]: each["lines"] for each in answer.json()["sections"]}


def told(lines: list[dict[str, Any]]) -> list[str]:
    return [each["told"] for each in lines]


def starting(lines: list[dict[str, Any]], words: str) -> dict[str, Any]:
    (line,) = (each for each in lines if each["told"].startswith(words))
    return line


class TestOn11April:
    AXES = "asserted_until=2025-04-11"

    def test_says_what_the_file_is_and_who_is_in_charge(self, desk: Desk, talks: UUID) -> None:
        assert told(sections(desk, talks, self.AXES)["file"]) == [
            "Consultations: Normal operation of embassies, and reducing irritants in bilateral relations; restricted",
            "The file is open",
            "Parties: Russian Federation, United States of America",
            "In charge: ingrid",
        ]

    def test_knows_two_rounds_and_no_third(self, desk: Desk, talks: UUID) -> None:
        rounds = sections(desk, talks, self.AXES)["rounds"]
        assert [each["told"].partition(",")[0] for each in rounds] == ["Round 1: held", "Round 2: held"]
        assert [each["sides"] for each in rounds] == [["RU", "US"]] * 2

    def test_has_on_the_table_what_both_sides_placed_there_and_where_each_stands(
        self, desk: Desk, talks: UUID
    ) -> None:
        table = sections(desk, talks, self.AXES)["table"]
        both = "on the agenda, according to Russian Federation and United States of America (10 April 2025)"
        assert told(table)[:3] == [
            f"Banking services for diplomatic missions: {both}",
            f"The issuing of visas: {both}",
            f"The mobility of diplomats: {both}",
        ]
        of_us = starting(table, "Position of United States of America: A further round: restated")
        assert of_us["told"].endswith("“[Summary] A further round ‘as needed’; place and time are open.”")
        assert of_us["sides"] == ["US"]
        assert not any("awaits the answer" in each for each in told(table))

    def test_has_no_word_yet_of_the_move_to_the_capitals(self, desk: Desk, talks: UUID) -> None:
        assert sections(desk, talks, self.AXES)["agreed"] == []

    def test_lists_what_each_party_owes_and_on_whose_word(self, desk: Desk, talks: UUID) -> None:
        owed = sections(desk, talks, self.AXES)["commitments"]
        russian = [each for each in owed if each["told"].startswith("Russian Federation: ")]
        assert [(each["kind"], each["sides"]) for each in russian] == [
            ("assurances", ["RU", "US"]),
            *[("actions", ["RU"])] * 3,
        ]
        assert len(owed) == 2 * len(russian)

    def test_looks_ahead_to_the_record_and_to_the_reviews(self, desk: Desk, talks: UUID) -> None:
        ahead = sections(desk, talks, self.AXES)["deadlines"]
        assert "Round 2: record of discussion, due 14 April 2025: ahead" in told(ahead)
        reviews = [each for each in told(ahead) if "no-activity review, due 8 May 2025" in each]
        assert len(reviews) == 3

    def test_tells_both_sides_words_on_a_further_round_as_new(self, desk: Desk, talks: UUID) -> None:
        new = " ".join(told(sections(desk, talks, self.AXES)["changed"]))
        assert "A further round ‘as needed’" in new
        assert "The timing of the next round is being coordinated" in new
        assert "Alexander Darchiev (Ambassador to the United States of America), head" in new
        assert "Round 1 held" not in new


class TestOn1July:
    AXES = "asserted_until=2025-07-01"

    def test_says_that_the_third_round_is_cancelled_on_one_sides_word(self, desk: Desk, talks: UUID) -> None:
        third = starting(sections(desk, talks, self.AXES)["rounds"], "Round 3")
        assert third["told"].startswith(f"Round 3: cancelled, {SAYS_RU} (16 June 2025)")
        assert "at the initiative of United States of America" in third["told"]
        assert third["sides"] == ["RU"]
        (entry,) = desk.get(f"/cases/{talks}/timeline/?type=RoundCancelled").json()["results"]
        assert third["event_id"] == entry["event_id"]

    def test_tells_whose_priority_it_is_and_whose_answer_is_open(self, desk: Desk, talks: UUID) -> None:
        table = sections(desk, talks, self.AXES)["table"]
        property_ = starting(table, "Russian diplomatic property confiscated in the United States")
        assert property_["told"].endswith(f"priority: Russian Federation first, {SAYS_RU} (10 June 2025)")
        roadmap = starting(table, "Roadmap with time frames on the six properties")
        assert roadmap["told"].endswith("awaits the answer of United States of America")

    def test_calls_the_move_to_the_capitals_agreed_in_principle_its_reversibility_not_stated(
        self, desk: Desk, talks: UUID
    ) -> None:
        (move,) = told(sections(desk, talks, self.AXES)["agreed"])
        assert move == (
            f"The rounds move to the capitals: agreed in principle, {SAYS_RU} (10 June 2025); "
            "reversibility: not stated"
        )

    def test_says_what_to_do_next(self, desk: Desk, talks: UUID) -> None:
        readings = {
            each["told"].partition(",")[0]: each["reading"]
            for each in sections(desk, talks, self.AXES)["next"]
        }
        assert readings == {
            "Round 1: record of discussion": "overdue",
            "Round 2: record of discussion": "overdue",
            "Further measures to ease the issuing of visas: no-activity review": "review due",
            "Further measures to ease the mobility of diplomats: no-activity review": "review due",
        }

    def test_tells_what_became_known_in_june_alone(self, desk: Desk, talks: UUID) -> None:
        new = told(sections(desk, talks, self.AXES)["changed"])
        assert new[0].endswith("a ‘pause’, hopefully not long")
        assert not any("10 April" in each for each in new)


class TestBrief:
    def test_is_what_one_side_says_where_that_is_asked(self, desk: Desk, talks: UUID) -> None:
        of_us = sections(desk, talks, "side=US")
        assert len(of_us["rounds"]) == 2
        assert of_us["agreed"] == of_us["actions"] == []

    def test_names_related_files_to_those_alone_who_see_them(self, talks: UUID) -> None:
        seeing = sections(Desk(officer(level="secret", compartments=("nominations",))), talks)["related"]
        assert [each["told"].partition(":")[0] for each in seeing] == ["Nomination in"]
        assert seeing[0]["other_case_id"]

    def test_tells_nobody_of_a_relation_to_a_file_they_do_not_see(self, desk: Desk, settled: Settled) -> None:
        cleared = Desk(officer(level="secret"))
        closed, opened = cleared.opens(level="secret", title="Kept closer"), desk.opens()
        body = {"other_case_id": closed, "nature": "continues"}
        assert cleared.post(f"/cases/{opened}/relate-cases", body).status_code == 201
        settled()
        of_all = sections(cleared, UUID(opened))
        assert [each["told"] for each in of_all["related"]] == [
            "Continues: Kept closer (consultations, open)"
        ]
        below = desk.get(f"/cases/{opened}/brief/")
        assert "Kept closer" not in below.content.decode()
        assert sections(desk, UUID(opened))["changed"][0]["told"].startswith("File opened")
        is_problem(desk.get(f"/cases/{closed}/brief/"), 404, "unknown_case")
        is_problem(desk.get(f"/cases/{closed}/brief.md"), 404, "unknown_case")
        is_problem(desk.get(f"/cases/{uuid4()}/brief/"), 404, "unknown_case")

    def test_knows_of_no_file_before_it_was_opened(self, desk: Desk, talks: UUID) -> None:
        is_problem(desk.get(f"/cases/{talks}/brief/?known_at=2020-01-01T00:00:00Z"), 404, "unknown_case")
        is_problem(desk.get(f"/cases/{talks}/brief/?side=XX"), 400, "side_unknown")

    def test_names_an_entry_of_the_file_under_every_line(self, desk: Desk, settled: Settled) -> None:
        case_id = with_something_of_every_topic()
        settled()
        entries = desk.get(f"/cases/{case_id}/timeline/?limit=200").json()["results"]
        lines = [each for some in sections(desk, case_id).values() for each in some]
        assert {each["event_id"] for each in lines} <= {each["event_id"] for each in entries}
        assert {each["kind"] for each in lines} >= {"rounds", "outcomes", "actions", "assurances"}
        disputed = told(sections(desk, case_id)["disputed"])
        assert any(each.startswith("Banking for missions: disputed by ") for each in disputed)

    def test_is_bounded_and_says_what_it_leaves_out(self, desk: Desk, settled: Settled) -> None:
        case_id = UUID(desk.opens())
        for number in range(1, 30):
            desk.proposes(str(case_id), number)
        settled()
        found = {each["name"]: each for each in desk.get(f"/cases/{case_id}/brief/").json()["sections"]}
        assert (len(found["rounds"]["lines"]), found["rounds"]["left_out"]) == (20, 9)
        text = desk.get(f"/cases/{case_id}/brief.md").content.decode()
        assert "9 more are on the file." in text

    def test_takes_as_many_statements_for_a_long_file_as_for_a_short_one(
        self, desk: Desk, settled: Settled
    ) -> None:
        short, long = UUID(desk.opens()), with_something_of_every_topic()
        settled()
        with counting() as of_short:
            sections(desk, short)
        with counting() as of_long:
            sections(desk, long)
        assert 4 < len(of_short) < 20
        assert len(of_long) <= len(of_short) + 2  # a relation: its other end, and the label of that

    def test_is_a_text_too_whose_words_are_no_markup(self, desk: Desk, settled: Settled) -> None:
        case_id = desk.opens(title="*Irritants* <b>", subject="Missions\n# not a heading")
        settled()
        answer = desk.get(f"/cases/{case_id}/brief.md")
        assert answer["Content-Type"] == "text/markdown; charset=utf-8"
        assert answer["Content-Disposition"] == f'attachment; filename="brief-{case_id}.md"'
        text = answer.content.decode()
        assert text.startswith("# Handover brief: \\*Irritants\\* \\<b\\>\n\nEvaluated at ")
        assert "\n# not" not in text
        assert "- Consultations: Missions \\# not a heading; restricted (entry " in text


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        of = psycopg.Cursor.execute

        def execute(self: Any, query: Any, *arguments: Any, **more: Any) -> Any:
            sent.append(str(query))
            return of(self, query, *arguments, **more)

        patched.setattr(psycopg.Cursor, "execute", execute)
        yield sent


class TestPage:
    def test_shows_the_brief_with_its_entries(self, talks: UUID) -> None:
        client = Client()
        user = officer()
        user.is_staff = True
        user.save()
        client.force_login(user)
        page = client.get(f"/admin/cases/{talks}/brief/?asserted_until=2025-07-01")
        shown = page.content.decode()
        assert f"Round 3: cancelled, {SAYS_RU}" in shown
        assert "Evaluated at 2025-07-02 00:00 UTC; asserted until 2025-07-01." in shown
        assert f'href="/admin/cases/{talks}/brief.md?asserted_until=2025-07-01"' in shown
        text = client.get(f"/admin/cases/{talks}/brief.md?asserted_until=2025-07-01").content.decode()
        assert f"Round 3: cancelled, {SAYS_RU}" in text
        assert client.get(f"/admin/cases/{talks}/brief/?side=XX").status_code == 400
        assert client.get(f"/admin/cases/{uuid4()}/brief/").status_code == 404
