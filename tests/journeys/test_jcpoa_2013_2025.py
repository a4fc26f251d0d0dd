"""The plan of 2013 to 2025, played, and asked its questions over REST: terms, zones, conditions, two positions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from consultations.access.tables import Clearance
from consultations.reminders.schedule import plan
from consultations.reminders.send import send_due
from consultations.scenarios import player, scenario
from consultations.scenarios.scenario import Scenario
from tests.api.desk import Desk, Settled, officer
from tests.conftest import Sink

STORY = Path(scenario.__file__).with_name("jcpoa_2013_2025.json")
AsWorker = Callable[[], AbstractContextManager[None]]


def reader_in(zone: str) -> User:
    user = officer()
    Clearance.objects.filter(user=user).update(zone=zone)
    user.email = f"{user.username}@mfa.example"
    user.save()
    return user


@pytest.fixture(scope="module")
def story(settled: Settled) -> Scenario:
    read = scenario.read(STORY.read_bytes())
    player.play(read)
    settled()
    return read


@pytest.fixture
def desk() -> Desk:
    return Desk(reader_in("America/New_York"))


def milestone(desk: Desk, story: Scenario, name: str, query: str = "") -> dict[str, Any]:
    answer = desk.get(f"/cases/{story.id_of('talks')}/milestones/{story.id_of(name)}/{query}")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def deadline(desk: Desk, story: Scenario, name: str, query: str = "") -> dict[str, Any]:
    answer = desk.get(f"/cases/{story.id_of('talks')}/deadlines/?rule=date%20of%20a%20milestone{query}")
    assert answer.status_code == 200, answer.content
    (found,) = [each for each in answer.json()["results"] if each["part_id"] == str(story.id_of(name))]
    return dict(found)


class TestAnswer1:
    def test_ninety_days_after_the_endorsement_is_18_october_2015(self, desk: Desk, story: Scenario) -> None:
        due = deadline(desk, story, "adoption")
        assert (due["earliest"], due["latest"]) == ("2015-10-18", "2015-10-18")
        assert due["explanation"].startswith('90 calendar days after "the endorsement of this JCPOA')
        assert "that day not counted (ETS 76, article 3)" in due["explanation"]

    def test_the_timelines_that_said_19_october_stand_beside_it(self, desk: Desk, story: Scenario) -> None:
        said = milestone(desk, story, "adoption")["dates"]
        assert [each["due_on"]["edtf"] for each in said if each["asserted"]["standing"] == "press"] == [
            "2015-10-19",
            "2015-10-19",
        ]


class TestAnswer2:
    def test_the_thirtieth_day_is_27_september_and_ends_at_midnight_gmt(
        self, desk: Desk, story: Scenario
    ) -> None:
        due = deadline(desk, story, "snapback")
        assert due["due"] == {"earliest": "2025-09-27", "latest": "2025-09-27", "zone": "GMT"}
        assert datetime.fromisoformat(due["due_latest"]) == datetime(2025, 9, 28, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("zone", "local"),
        [
            ("America/New_York", "2025-09-27T20:00"),
            ("Europe/Oslo", "2025-09-28T02:00"),
            ("Asia/Tehran", "2025-09-28T03:30"),
            ("GMT", "2025-09-28T00:00"),
        ],
    )
    def test_every_reader_sees_it_in_their_zone_with_the_zone_named(
        self, story: Scenario, zone: str, local: str
    ) -> None:
        assert deadline(Desk(reader_in(zone)), story, "snapback")["ends"] == {"at": local, "zone": zone}

    def test_a_published_27_september_is_kept_as_a_claim(self, desk: Desk, story: Scenario) -> None:
        found = milestone(desk, story, "snapback")
        published = found["positions"][0]
        assert (published["asserted"]["standing"], published["on"]["edtf"]) == ("press", "2025-09-27")
        assert (found["reached_on"]["latest"], found["reached_on"]["zone"]) == ("2025-09-28T00:00", "GMT")


class TestAnswer3:
    def test_each_extension_has_its_reason_and_every_earlier_date_stays_visible(
        self, desk: Desk, story: Scenario
    ) -> None:
        dates = milestone(desk, story, "comprehensive")["dates"]
        assert [(each["how"], each["due_on"]["edtf"]) for each in dates] == [
            ("set", "2014-07-20"),
            ("extended", "2014-11-24"),
            ("extended", "2015-06-30"),
            ("extended", "2015-07-07"),
            ("extended", "2015-07-10"),
            ("extended", "2015-07-13"),
        ]
        assert all(each["reason"] for each in dates[1:])
        told = desk.get(f"/cases/{story.id_of('talks')}/timeline/?type=TermExtended").json()["results"]
        assert len(told) == 5
        assert "until 24 November 2014" in told[0]["sentence"]

    @pytest.mark.parametrize(
        ("asked", "stood"),
        [("2014-07-18", "2014-07-20"), ("2014-08-01", "2014-11-24"), ("2015-07-01", "2015-07-07")],
    )
    def test_the_date_that_stood_on_a_day_can_be_asked_for(
        self, desk: Desk, story: Scenario, asked: str, stood: str
    ) -> None:
        due = deadline(desk, story, "comprehensive", f"&asserted_until={asked}")
        assert (due["status"], due["latest"], due["reading"]) == ("open", stood, "ahead")

    def test_reminders_for_an_old_date_that_were_not_yet_sent_are_silenced(
        self, settled: Settled, as_worker: AsWorker, smtp: Sink
    ) -> None:
        user = reader_in("Europe/Oslo")
        desk, now = Desk(user), datetime(2014, 7, 18, 9, tzinfo=UTC)
        case_id = desk.opens()
        assert desk.post(f"/cases/{case_id}/assign-case", {"officer": user.username}).status_code == 201
        made = {"title": "A comprehensive plan", "due_on": {"edtf": "2014-07-20"}}
        milestone_id = desk.post(f"/cases/{case_id}/set-milestone", made).json()["entity_id"]
        settled()
        with as_worker():
            plan(now)
        moved = {"milestone_id": milestone_id, "until": {"edtf": "2014-11-24"}, "reason": "gaps remain"}
        assert desk.post(f"/cases/{case_id}/extend-term", moved).status_code == 201
        settled()
        with as_worker():
            send_due(now)
            assert [each for each in smtp.messages if each["To"] == user.email] == []
            send_due(datetime(2014, 11, 21, 9, tzinfo=UTC))
        (mail,) = [each for each in smtp.messages if each["To"] == user.email]
        assert "24 November 2014" in mail.get_content()
        assert "20 July 2014" not in mail.get_content()


class TestAnswer4:
    def test_a_condition_instead_of_a_date_is_awaited_and_never_overdue(
        self, desk: Desk, story: Scenario
    ) -> None:
        while_awaited = "asserted_until=2015-12-31"
        found = milestone(desk, story, "implementation", f"?{while_awaited}")
        assert (found["status"], found["due_on"]) == ("awaiting its condition", None)
        due = deadline(desk, story, "implementation", f"&{while_awaited}")
        assert (due["status"], due["due"], due["reading"], due["ladder"]) == ("dormant", None, None, [])

    def test_it_was_reached_when_the_condition_was_met(self, desk: Desk, story: Scenario) -> None:
        found = milestone(desk, story, "implementation")
        assert (found["status"], found["reached_on"]["edtf"]) == ("reached", "2016-01-16")
        assert "International Atomic Energy Agency" in found["condition"]


class TestAnswer5:
    @pytest.mark.parametrize(
        ("name", "reached_by", "contested_by"),
        [
            ("snapback", ["FR", "DE", "GB"], ["RU", "CN", "IR"]),
            ("termination", ["RU", "CN", "IR"], ["FR", "DE", "GB"]),
        ],
    )
    def test_the_two_positions_stand_side_by_side_and_neither_overwrites_the_other(
        self, desk: Desk, story: Scenario, name: str, reached_by: list[str], contested_by: list[str]
    ) -> None:
        found = milestone(desk, story, name)
        assert (found["status"], found["status_asserted"]["sides"]) == ("contested", contested_by)
        assert (found["reached_by"], found["contested_by"]) == (reached_by, contested_by)
        held = {tuple(each["asserted"]["sides"]): each["view"] for each in found["positions"]}
        assert (held[tuple(reached_by)], held[tuple(contested_by)]) == ("reached", "void")

    def test_as_each_side_has_it_there_is_one_position(self, desk: Desk, story: Scenario) -> None:
        assert milestone(desk, story, "snapback", "?side=FR")["status"] == "reached"
        assert milestone(desk, story, "snapback", "?side=IR")["status"] == "contested"
        assert milestone(desk, story, "termination", "?side=IR")["status"] == "reached"

    def test_termination_day_is_ten_years_after_adoption_day(self, desk: Desk, story: Scenario) -> None:
        assert deadline(desk, story, "termination")["latest"] == "2025-10-18"


class TestPlay:
    def test_again_records_nothing(self, story: Scenario) -> None:
        again = player.play(story)
        assert (again.repeated, again.events) == (len(story.entries), 0)
