"""The consultations of 2025: told over REST entry by entry, and asked what they must answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from consultations.domain.classification import DowngradeCase
from consultations.scenarios import player, scenario
from consultations.scenarios.demonstration import STORY
from consultations.scenarios.scenario import Scenario
from tests.api.desk import Desk, Settled, is_problem, officer
from tests.journeys.telling import Telling, read

NAME = '"scenario": "russia-us-2025"'
Files = Callable[[str], Any]
"""What is found at an address of the file of the talks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """The story as it was told, and what somebody outside the compartment was shown before the grant was announced."""

    story: Scenario
    telling: Telling
    outsider: Desk
    before: dict[str, Any]


def where_it_would_show(story: Scenario) -> dict[str, str]:
    """Every list of files and parts in which the nomination would be, beside its own addresses."""
    nomination = story.id_of("nomination")
    return {
        "file": f"/cases/{nomination}/",
        "part": f"/cases/{nomination}/nominations/{story.id_of('ambassador')}/",
        "timeline": f"/cases/{nomination}/timeline/",
        "nominations": f"/nominations/?case_id={nomination}",
        "deadlines": f"/deadlines/?case_id={nomination}",
        "entries": f"/timeline/?case_id={nomination}",
        "links": f"/cases/{story.id_of('talks')}/relations/",
        "found": "/search/?q=Washington",
    }


@pytest.fixture(scope="module")
def told(settled: Settled) -> Told:
    # Under a name of its own, after the persons are as the story has them: other tests play it as it stands.
    player.play(scenario.read(STORY.read_bytes()))
    story = scenario.read(
        STORY.read_bytes().replace(NAME.encode(), b'"scenario": "russia-us-2025-over-rest"')
    )
    inside = Desk(officer("protocol", compartments=("nominations",)))
    head = Desk(officer("head of desk", compartments=("nominations",)))
    outsider = Desk(officer())
    telling = Telling(lambda actor: head if actor == "hanne" else inside)
    opened = next(n for n, each in enumerate(story.entries) if isinstance(each.command, DowngradeCase))
    telling.tell(story.entries[:opened])
    settled()
    before = {name: outsider.get(path) for name, path in where_it_would_show(story).items()}
    telling.tell(story.entries[opened:])
    settled()
    return Told(story=story, telling=telling, outsider=outsider, before=before)


@pytest.fixture
def id_of(told: Told) -> Callable[[str], str]:
    return lambda name: str(told.story.id_of(name))


@pytest.fixture
def talks(told: Told) -> Files:
    return lambda path: read(told.outsider, f"/cases/{told.story.id_of('talks')}/{path}")


def rounds(talks: Files, axes: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = talks(f"rounds/?{axes}")["results"]
    return sorted(found, key=lambda each: each["ordinal"])


class TestAnswer:
    def test_1_two_rounds_were_held_and_a_third_has_one_identity(
        self, talks: Files, id_of: Callable[[str], str]
    ) -> None:
        first, second, third = rounds(talks)
        assert [first["status"], second["status"], third["status"]] == ["held", "held", "tentative"]
        assert third["round_id"] == id_of("round-3")
        course = talks(f"timeline/?entity={third['round_id']}&ordering=recorded")["results"]
        assert [(each["type"], each["asserted"]["sides"]) for each in course] == [
            ("RoundTentativelyAgreed", ["RU"]),
            ("RoundDateIndicated", ["RU"]),
            ("VenueIndicated", ["RU"]),
            ("RoundCancelled", ["RU"]),
            ("RoundRevived", ["RU"]),
            ("RoundDateIndicated", ["RU"]),
        ]

    def test_2_what_had_been_said_by_a_day_of_june(self, talks: Files) -> None:
        until = "asserted_until=2025-06-"
        assert [each["status"] for each in rounds(talks, f"{until}09")] == ["held", "held"]
        words = {each["party"]: each["texts"] for each in talks(f"positions/?{until}09")["results"]}
        assert {party: [text["text"] for text in texts] for party, texts in words.items()} == {
            "US": [
                "[Summary] A follow-up meeting ‘in the near term’.",
                "[Summary] A further round ‘as needed’; place and time are open.",
            ],
            "RU": ["[Summary] The timing of the next round is being coordinated."],
        }
        *_, third = rounds(talks, f"{until}12")
        (indicated,) = third["dates"]
        assert (third["status"], third["on"]) == ("tentative", indicated["on"])
        assert (indicated["on"]["phrase"], indicated["on"]["review_on"]) == (
            "in the near future",
            "2025-07-08",
        )
        assert [each["place"]["city"] for each in third["venues"]] == ["Moscow"]
        *_, third = rounds(talks, f"{until}17")
        assert (third["status"], third["status_asserted"]["sides"]) == ("cancelled", ["RU"])
        assert third["initiative_of"] == "US"

    def test_3_one_side_has_exactly_two_rounds_and_a_statement(self, talks: Files) -> None:
        assert [each["status"] for each in rounds(talks, "side=US")] == ["held", "held"]
        said = talks("statements/?side=US")["results"]
        assert any("‘as needed’" in each["wordings"][0]["text"] for each in said)

    def test_4_the_third_round_never_is_an_event_of_a_day(
        self, talks: Files, id_of: Callable[[str], str]
    ) -> None:
        for day in ("2025-06-12", "2025-06-17", "2025-07-31", "2025-12-31"):
            *_, third = rounds(talks, f"asserted_until={day}")
            indicated = [third["on"], *(each["on"] for each in third["dates"])]
            assert not any(each["edtf"] or each["earliest"] == each["latest"] for each in indicated)
            due = talks(f"deadlines/?asserted_until={day}")["results"]
            of_it = [each for each in due if each["part_id"] == id_of("round-3") and each["status"] == "open"]
            assert {each["rule"] for each in of_it} <= {"round without a day"}

    def test_5_the_assurance_on_banking_has_two_texts_and_rests_on_notes(
        self, talks: Files, id_of: Callable[[str], str]
    ) -> None:
        assurance = talks(f"assurances/{id_of('banking')}/")
        texts = {tuple(each["parties"]): each["text"] for each in assurance["texts"]}
        assert list(texts) == [("RU",), ("US",)]
        assert "international organisations" in texts[("RU",)]
        assert "‘understanding’" in texts[("US",)]
        assert assurance["rests_on"] == [id_of("banking-note"), id_of("banking-note-in-return")]
        (exchanged,) = talks("timeline/?type=NotesExchanged")["results"]
        assert exchanged["asserted"]["sides"] == ["RU"]

    def test_6_the_move_to_the_capitals_is_a_report_of_june_of_a_decision_in_april(
        self, talks: Files, id_of: Callable[[str], str]
    ) -> None:
        outcome = talks(f"outcomes/{id_of('capitals')}/")
        assert (outcome["status"], outcome["status_asserted"]["sides"]) == ("agreed in principle", ["RU"])
        (agreed,) = talks("timeline/?type=OutcomeAgreedInPrinciple")["results"]
        assert (agreed["occurred"]["edtf"], agreed["asserted"]["on"]["edtf"]) == ("2025-04-10", "2025-06-10")
        everything = talks("outcomes/")["results"]
        assert {each["reversibility"] for each in everything} == {"not stated"}
        said = talks(f"statements/{id_of('darchiev-10-june')}/")
        assert said["speaker"] == "Alexander Darchiev"
        assert "there is progress, ‘though fully reversible’" in said["wordings"][0]["text"]

    def test_7_three_actions_are_open_and_none_is_overdue(
        self, talks: Files, id_of: Callable[[str], str]
    ) -> None:
        on_12_june = "asserted_until=2025-06-12"
        actions = {each["action_id"]: each for each in talks(f"actions/?{on_12_june}")["results"]}
        names = ("visas", "mobility", "property")
        assert set(actions) == {id_of(name) for name in names}
        assert {each["status"] for each in actions.values()} == {"agreed", "in progress"}
        assert {each["agreed_by"] == ["RU"] for each in actions.values()} == {True}
        assert {each["due_on"] for each in actions.values()} == {None}
        discussed = talks(f"statements/{id_of('visas-us')}/")
        assert "discussed visas and the mobility of diplomats" in discussed["wordings"][0]["text"]
        reviews = {
            each["part_id"]: each
            for each in talks(f"deadlines/?{on_12_june}")["results"]
            if each["part_id"] in actions and each["status"] == "open"
        }
        assert {each["rule"] for each in reviews.values()} == {"no-activity review"}
        found = {
            name: (reviews[id_of(name)]["due"]["earliest"], reviews[id_of(name)]["reading"]) for name in names
        }
        assert found == {
            "visas": ("2025-05-08", "review due"),
            "mobility": ("2025-05-08", "review due"),
            "property": ("2025-07-09", "ahead"),
        }
        (first,) = [each for each in talks(f"irritants/?{on_12_june}")["results"] if each["priorities"]]
        assert (first["irritant_id"], first["priorities"][0]["party"]) == (id_of("irritant-property"), "RU")

    def test_8_who_said_when_agrement_was_granted_and_what_is_held_true(
        self, told: Told, talks: Files, id_of: Callable[[str], str]
    ) -> None:
        titles = [
            member["title"]
            for each in rounds(talks)
            for delegation in each["delegations"]
            for member in delegation["members"]
            if member["person_id"] == id_of("person:darchiev")
        ]
        assert titles == [
            "Director, North Atlantic Department, Ministry of Foreign Affairs",
            "Ambassador to the United States of America",
        ]
        nomination = read(told.outsider, f"/cases/{id_of('nomination')}/nominations/{id_of('ambassador')}/")
        claims = [(each["asserted"]["capacity"], _day(each["on"])) for each in nomination["grants"]]
        assert claims == [
            ("Minister of Foreign Affairs", "by 2024-12-25"),
            ("Senator", "by 2025-01-20"),
            ("Russian Ministry of Foreign Affairs", "2025-02-27"),
            ("A news agency", "after the first round"),
        ]
        stances = {each["stance"]: each for each in nomination["stances"]}
        assert stances["denied"]["event_id"] == nomination["grants"][1]["event_id"]
        assert stances["denied"]["asserted"]["capacity"] == "Spokeswoman of the Ministry of Foreign Affairs"
        assert stances["preferred"]["event_id"] == nomination["grants"][2]["event_id"]
        assert nomination["granted_on"]["edtf"] == "2025-02-27"

    def test_9_the_nomination_is_not_there_for_others_until_a_named_officer_opens_it(
        self, told: Told, id_of: Callable[[str], str]
    ) -> None:
        for name in ("file", "part", "timeline"):
            is_problem(told.before[name], 404, "unknown_case")
        for name in ("nominations", "deadlines", "entries", "links"):
            assert told.before[name].json()["results"] == []
        after = {name: told.outsider.get(path) for name, path in where_it_would_show(told.story).items()}
        assert {answer.status_code for answer in after.values()} == {200}
        assert after["file"].json()["status"] == "open"
        assert after["nominations"].json()["results"]
        (link,) = after["links"].json()["results"]
        assert (link["nature"], link["other_case_id"]) == ("nomination in", id_of("nomination"))
        found = [
            {each["case_id"] for each in answers["found"].json()["results"]}
            for answers in (told.before, after)
        ]
        assert [id_of("nomination") in each for each in found] == [False, True]
        (opened,) = read(told.outsider, f"/cases/{id_of('nomination')}/timeline/?type=CaseDowngraded")[
            "results"
        ]
        head = told.telling.desk_of("hanne").user
        assert head is not None
        assert (opened["actor"], opened["occurred"]["edtf"]) == (head.username, "2025-02-28")

    def test_10_a_reversed_decision_marks_what_rests_on_it_and_nothing_else(
        self, told: Told, talks: Files, id_of: Callable[[str], str], settled: Settled
    ) -> None:
        before = rounds(talks)
        outcome = f"/cases/{id_of('talks')}/outcomes/{id_of('capitals')}/"
        answer = told.outsider.post(
            f"/cases/{id_of('talks')}/reverse-outcome",
            {
                "outcome_id": id_of("capitals"),
                "extent": "in full",
                "occurred": {"edtf": "2025-10-01"},
                "asserted": {"sides": ["RU"], "standing": "press", "capacity": "an invented report"},
            },
            **{"If-Match": told.outsider.get(outcome)["ETag"]},
        )
        assert answer.status_code == 201, answer.content
        settled()
        first, second, third = rounds(talks)
        assert [first, second] == before[:2]
        assert third["rests_on_reversed"] == [id_of("capitals")]
        assert (third["status"], third["status_asserted"]) == ("tentative", before[2]["status_asserted"])
        assert read(told.outsider, outcome)["status"] == "reversed in full"

        asked = f"/cases/{id_of('talks')}/rests-on/{id_of('capitals')}/"
        now, then = read(told.outsider, asked), read(told.outsider, f"{asked}?asserted_until=2025-06-30")
        (resting,) = now["resting"]
        assert (resting["kind"], resting["part_id"], resting["status"]) == (
            "rounds",
            id_of("round-3"),
            "tentative",
        )
        assert resting["rests_on_reversed"] == [id_of("capitals")]
        assert (now["part"]["status"], now["rests_on"]) == ("reversed in full", [])
        assert [each["rests_on_reversed"] for each in then["resting"]] == [[]]
        assert then["part"]["status"] == "agreed in principle"


def _day(on: dict[str, Any]) -> str:
    return str(on["phrase"] or on["edtf"] or f"by {on['latest']}")
