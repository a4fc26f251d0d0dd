"""An agrément by silence, 2015 to 2016: told over REST entry by entry, and asked what it must answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from consultations.scenarios import scenario
from consultations.scenarios.scenario import Scenario
from tests.api.desk import Desk, is_problem, officer
from tests.journeys.telling import Telling, read

STORY = Path(scenario.__file__).with_name("dayan_2015.json")


@pytest.fixture(scope="module")
def story() -> Scenario:
    return scenario.read(STORY.read_bytes())


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(officer("protocol", compartments=("nominations",)))


@pytest.fixture(scope="module")
def answers(story: Scenario, desk: Desk, settled: Callable[[], None]) -> dict[str, Any]:
    """The answer to each entry, by command and stream; everything is sealed and projected then."""
    telling = Telling(lambda actor: desk)
    telling.tell(story.entries)
    settled()
    return {f"{type(each.command).__name__} {each.stream_id}": told for each, told in telling.answers.items()}


@pytest.fixture
def brazil(story: Scenario, answers: dict[str, Any]) -> UUID:
    """The file of the nomination to Brazil, once all is told."""
    return story.id_of("brazil")


class TestAnswer:
    def test_1_announcing_before_the_request_is_recorded_with_a_warning_and_blocks_nothing(
        self, brazil: UUID, answers: dict[str, Any]
    ) -> None:
        announced = answers[f"AnnounceNomination {brazil}"]
        assert announced.status_code == 201
        assert announced.json()["warnings"] == ["publicity_before_agrement"]
        assert announced.json()["events"] == ["NominationAnnounced"]
        requested = answers[f"RequestAgrement {brazil}"]
        assert (requested.status_code, requested.json()["warnings"]) == (201, [])

    def test_2_the_reviews_are_not_before_30_and_60_days_and_silence_is_never_a_refusal(
        self, brazil: UUID, desk: Desk, story: Scenario
    ) -> None:
        in_january = "asserted_until=2016-01-31"
        reviews = read(desk, f"/cases/{brazil}/deadlines/?{in_january}")["results"]
        assert sorted(each["due"]["earliest"] for each in reviews) == ["2015-10-06", "2015-11-05"]
        assert {each["due"]["latest"] for each in reviews} == {None}
        assert {(each["status"], each["reading"]) for each in reviews} == {("open", "review due")}
        ambassador = f"/cases/{brazil}/nominations/{story.id_of('ambassador')}/"
        silent = read(desk, f"{ambassador}?{in_january}")
        assert (silent["status"], silent["silence_noted_on"]["edtf"]) == ("requested", "2015-11-05")
        assert silent["requested_on"]["earliest"] == "2015-09-06"
        assert silent["requested_on"]["latest"] is None

        final = read(desk, ambassador)
        assert (final["status"], final["status_asserted"]["sides"]) == ("withdrawn", ["IL"])
        assert (final["refused_on"], final["grants"]) == (None, [])
        told = {each["type"] for each in read(desk, f"/cases/{brazil}/timeline/")["results"]}
        assert "SilenceNoted" in told
        assert "AgrementRefused" not in told
        now = read(desk, f"/cases/{brazil}/deadlines/")["results"]
        assert {each["status"] for each in now} == {"withdrawn"}

    def test_3_the_statement_published_and_withdrawn_on_one_day_stays_as_retracted(
        self, brazil: UUID, desk: Desk, story: Scenario
    ) -> None:
        vacancy = read(desk, f"/cases/{brazil}/statements/{story.id_of('vacancy')}/")
        assert (vacancy["status"], vacancy["reason"]) == ("retracted", "“technical error”")
        assert vacancy["wordings"][0]["text"].startswith("[Summary] The post")
        entries = read(desk, f"/cases/{brazil}/timeline/?entity={story.id_of('vacancy')}")["results"]
        assert [(each["type"], each["occurred"]["edtf"]) for each in entries] == [
            ("StatementPublished", "2016-03-17"),
            ("StatementRetracted", "2016-03-17"),
        ]


class TestFile:
    def test_stays_closed_to_those_outside_its_compartment(self, brazil: UUID) -> None:
        outsider = Desk(officer("protocol", level="secret"))
        is_problem(outsider.get(f"/cases/{brazil}/"), 404, "unknown_case")
        assert read(outsider, f"/nominations/?case_id={brazil}")["results"] == []

    def test_stays_closed_for_good_since_the_request_was_withdrawn(self, brazil: UUID) -> None:
        head = Desk(officer("head of desk", compartments=("nominations",)))
        tag = head.get(f"/cases/{brazil}/")["ETag"]
        body = {"level": "public", "compartments_removed": ["nominations"], "reason": "long past"}
        answer = head.post(f"/cases/{brazil}/downgrade-case", body, **{"If-Match": tag})
        is_problem(answer, 409, "nomination_stays_closed")

    def test_of_the_post_that_followed_is_another_nomination_of_the_same_person(
        self, brazil: UUID, desk: Desk, story: Scenario
    ) -> None:
        dayan = story.id_of("person:dayan")
        posts = read(desk, f"/nominations/?person_id={dayan}")["results"]
        assert {(each["post"], each["status"]) for each in posts} == {
            ("Ambassador to Brazil", "withdrawn"),
            ("Consul General in New York", "appointed"),
        }
        assert read(desk, f"/persons/{dayan}/")["names"][0]["text"] == "Dani Dayan"
