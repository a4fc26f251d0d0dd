"""The consultations of 2025, played and asked the questions that the spine can answer."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from consultations.domain.axes import Axes, subset
from consultations.domain.decider import fold
from consultations.domain.state import Case
from consultations.eventlog import read
from consultations.scenarios import player, scenario
from consultations.scenarios.demonstration import STORY
from consultations.scenarios.player import Played
from consultations.scenarios.scenario import Scenario

MINISTRY_TITLE = "Director, North Atlantic Department, Ministry of Foreign Affairs"


@pytest.fixture(scope="module")
def story() -> Scenario:
    return scenario.read(STORY.read_bytes())


@pytest.fixture(scope="module")
def played(story: Scenario) -> Played:
    return player.play(story)


@pytest.fixture(scope="module")
def case(story: Scenario, played: Played) -> Case:
    case_id = story.id_of("talks")
    return fold(case_id, read.stream(case_id))


@pytest.fixture
def rows(settled: Callable[[], None], played: Played) -> Callable[[str, UUID], list[dict[str, Any]]]:
    """Rows of a read model, for one file."""
    settled()

    def of(table: str, case_id: UUID) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(f"select * from consultations_{table} where case_id = %s", [case_id])
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return of


class TestPlay:
    def test_records_every_entry_once(self, story: Scenario, played: Played) -> None:
        assert played.repeated in (0, played.entries)
        before = len(read.stream(story.id_of("talks")))
        again = player.play(story)
        assert (again.repeated, again.events) == (len(story.entries), 0)
        assert len(read.stream(story.id_of("talks"))) == before

    def test_records_what_was_found_right(self, case: Case, story: Scenario) -> None:
        on_file = [entry for entry in story.entries if entry.stream_id == case.case_id]
        assert case.version == len(on_file)


class TestRounds:
    def test_two_were_held_in_istanbul(self, case: Case, story: Scenario) -> None:
        first, second = (case.rounds[story.id_of(f"round-{nth}")] for nth in (1, 2))
        assert [each.status for each in (first, second)] == ["held", "held"]
        assert [each.on.edtf for each in (first, second) if each.on] == ["2025-02-27", "2025-04-10"]
        assert [each.duration for each in (first, second)] == ["over 6 hours", "about 5.5 to 6 hours"]
        places = [venue.place for each in (first, second) for venue in each.venues]
        assert {place.city for place in places} == {"Istanbul"}
        assert [place.premises for place in places] == [
            "residence of the US Consul General",
            "Russian Consulate General",
        ]

    def test_the_same_head_sits_under_the_title_of_each_day(self, case: Case, story: Scenario) -> None:
        heads = [
            next(member for member in each.members if member.head)
            for nth in (1, 2)
            for each in case.rounds[story.id_of(f"round-{nth}")].delegations
            if each.party == "RU"
        ]
        assert {head.person_id for head in heads} == {story.id_of("person:darchiev")}
        assert [head.title for head in heads] == [
            MINISTRY_TITLE,
            "Ambassador to the United States of America",
        ]

    def test_the_third_has_one_identity_and_never_a_day(self, case: Case, story: Scenario) -> None:
        third = case.rounds[story.id_of("round-3")]
        assert len(case.rounds) == 3
        assert third.status == "tentative"
        assert str(third.dates[0].on) == "in the near future"
        assert not any(each.on.is_exact_day for each in third.dates)
        history = [
            type(each.event).__name__
            for each in read.stream(case.case_id)
            if third.round_id in each.event.entities
        ]
        assert history == [
            "RoundTentativelyAgreed",
            "RoundDateIndicated",
            "VenueIndicated",
            "RoundCancelled",
            "RoundRevived",
            "RoundDateIndicated",
        ]

    def test_the_cancellation_is_the_word_of_one_side(self, case: Case) -> None:
        (cancelled,) = (each for each in read.stream(case.case_id) if each.type == "RoundCancelled")
        assert cancelled.envelope.asserted.sides == ("RU",)
        assert getattr(cancelled.event, "initiative_of", None) == "US"

    def test_the_indicated_venue_rests_on_the_outcome(self, case: Case, story: Scenario) -> None:
        (venue,) = case.rounds[story.id_of("round-3")].venues
        assert (venue.place.city, venue.rests_on, venue.confirmed) == (
            "Moscow",
            story.id_of("capitals"),
            False,
        )

    def test_the_us_side_asserts_two_and_no_third(self, case: Case) -> None:
        told = [each for each in read.stream(case.case_id) if "US" in each.envelope.asserted.sides]
        rounds = fold(case.case_id, told).rounds.values()
        assert [each.status for each in rounds] == ["held", "held"]


class TestWhatWasAgreed:
    def test_notes_on_banking_were_exchanged_as_a_pair(self, case: Case, story: Scenario) -> None:
        note = case.notes[story.id_of("banking-note")]
        assert note.exchanged_with == story.id_of("banking-note-in-return")
        assert note.exchanged_on is not None
        assert note.exchanged_on.edtf == "2025-04-10"

    def test_the_assurance_has_a_text_per_party_and_rests_on_the_notes(
        self, case: Case, story: Scenario
    ) -> None:
        assurance = case.assurances[story.id_of("banking")]
        assert [text.parties for text in assurance.texts] == [("RU",), ("US",)]
        assert str(story.id_of("banking-note")) in assurance.rests_on

    def test_three_actions_are_open_as_one_side_says(self, case: Case) -> None:
        kinds = {each.kind: each.agreed_by for each in case.actions.values()}
        assert kinds == {"visas": ("RU",), "mobility of diplomats": ("RU",), "return of property": ("RU",)}

    def test_the_move_to_the_capitals_was_reported_in_june_of_april(
        self, case: Case, story: Scenario
    ) -> None:
        outcome = case.outcomes[story.id_of("capitals")]
        assert (outcome.status, outcome.reversibility) == ("agreed in principle", "not stated")
        (agreed,) = (each for each in read.stream(case.case_id) if each.type == "OutcomeAgreedInPrinciple")
        assert agreed.envelope.asserted.on is not None
        assert agreed.envelope.occurred is not None
        assert (agreed.envelope.occurred.edtf, agreed.envelope.asserted.on.edtf) == (
            "2025-04-10",
            "2025-06-10",
        )

    def test_fully_reversible_was_said_of_the_progress(self, case: Case, story: Scenario) -> None:
        (wording,) = case.statements[story.id_of("darchiev-10-june")].wordings
        assert "there is progress, ‘though fully reversible’" in wording.text
        assert all(each.declarations == () for each in case.outcomes.values())


class TestWhatIsOnTheTable:
    def test_four_irritants_were_on_the_agenda_of_the_second_round(self, case: Case, story: Scenario) -> None:
        assert {each.status for each in case.irritants.values()} == {"on the agenda"}
        placed = {
            each.kind: {(said.round_id, said.asserted.sides) for said in each.placements}
            for each in case.irritants.values()
        }
        second, both = story.id_of("round-2"), ("RU", "US")
        assert placed == {
            "banking for missions": {(second, both)},
            "visas": {(second, both)},
            "mobility of diplomats": {(second, both)},
            "return of property": {(second, ("RU",))},
        }

    def test_the_return_of_property_is_the_priority_of_one_side(self, case: Case, story: Scenario) -> None:
        irritant = case.irritants[story.id_of("irritant-property")]
        assert (irritant.raised_by, irritant.disputed_by) == (("RU",), ())
        (declared,) = irritant.priorities
        assert (declared.party, declared.priority) == ("RU", "first")
        assert declared.asserted.capacity == "Ambassador Darchiev, to TASS"

    def test_a_roadmap_and_a_demand_await_an_answer_as_one_side_says(
        self, case: Case, story: Scenario
    ) -> None:
        assert {each.kind for each in case.proposals.values()} == {"roadmap", "demand"}
        for each in case.proposals.values():
            assert (each.status, each.reported_by, each.awaiting) == ("put forward", ("RU",), ("US",))
            assert each.irritant_ids == (str(story.id_of("irritant-property")),)

    def test_before_june_each_side_has_its_word_on_a_follow_up_and_there_is_no_third_round(
        self, case: Case, story: Scenario
    ) -> None:
        until = subset(read.stream(case.case_id), Axes(asserted_until=date(2025, 6, 9)))
        then = fold(case.case_id, until.records)
        assert [each.status for each in then.rounds.values()] == ["held", "held"]
        stated = {each.party: [text.text for text in each.texts] for each in then.positions.values()}
        assert stated == {
            "US": [
                "[Summary] A follow-up meeting ‘in the near term’.",
                "[Summary] A further round ‘as needed’; place and time are open.",
            ],
            "RU": ["[Summary] The timing of the next round is being coordinated."],
        }

    def test_the_ministers_met_in_riyadh_as_one_side_tells_it(self, case: Case, story: Scenario) -> None:
        (met,) = case.contacts.values()
        assert (met.kind, met.level, met.place and met.place.city) == ("meeting", "ministers", "Riyadh")
        assert [text.parties for text in met.texts] == [("US",)]
        titles = {each.party: [member.title for member in each.members] for each in met.participants}
        assert titles == {"RU": ["Minister of Foreign Affairs"], "US": ["Secretary of State"]}

    def test_the_us_side_has_its_own_position_and_no_proposal(self, case: Case) -> None:
        told = subset(read.stream(case.case_id), Axes(side="US"))
        theirs = fold(case.case_id, told.records)
        assert [each.party for each in theirs.positions.values()] == ["US"]
        assert (theirs.proposals, len(theirs.irritants), len(theirs.contacts)) == ({}, 3, 1)


class TestReadModels:
    def test_the_docket_has_the_file(self, rows: Callable[..., list[dict[str, Any]]], case: Case) -> None:
        (docket,) = rows("docket", case.case_id)
        assert (docket["status"], docket["rounds_held"], docket["open_actions"]) == ("open", 2, 3)
        assert json.loads(docket["next_round"])["ordinal"] == 3

    def test_the_timeline_has_every_event(
        self, rows: Callable[..., list[dict[str, Any]]], case: Case
    ) -> None:
        versions = sorted(row["version"] for row in rows("timeline", case.case_id))
        assert versions == list(range(1, case.version + 1))

    def test_the_reviews_of_2025_are_due(
        self, rows: Callable[..., list[dict[str, Any]]], case: Case, story: Scenario
    ) -> None:
        due = {
            (row["part_id"], row["rule"]): row["earliest"]
            for row in rows("deadlines", case.case_id)
            if row["status"] == "open"
        }
        quiet = {part_id: day for (part_id, rule), day in due.items() if part_id in case.actions}
        assert quiet == {
            story.id_of("visas"): "2025-05-08",
            story.id_of("mobility"): "2025-05-08",
            story.id_of("property"): "2025-07-09",
        }
