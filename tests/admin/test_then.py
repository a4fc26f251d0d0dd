"""The page of a file as of another time, or as one side has it: the same parts as over REST, and nothing to record."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client

from consultations.access.tables import Clearance
from consultations.admin.reading import PARTS
from consultations.api.questions import PARTS as LISTS
from consultations.domain.relations import RelateCases
from tests.admin.conftest import a_file, a_user, record
from tests.admin.test_act import text
from tests.api.desk import Desk

SHOWN = re.compile(r'<article class="card" id="part-([0-9a-f-]{36})"')
BY_NAME = {each.table.removeprefix("consultations_"): each for each in LISTS}
Settled = Callable[[], None]


@pytest.fixture
def user() -> User:
    return a_user("desk officer")


@pytest.fixture
def officer(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def parts_over_rest(desk: Desk, case_id: UUID, asked: str) -> set[str]:
    """The ids of all parts that the REST interface lists."""
    found: set[str] = set()
    for name in PARTS:
        question = BY_NAME[name]
        answer = desk.get(f"/cases/{case_id}/{question.name}/?limit=200&{asked}").json()
        found |= {each[question.key] for each in answer["results"]}
    return found


class TestAsOfAnotherTime:
    @pytest.mark.parametrize(
        "asked",
        [
            "asserted_until=2025-02-27",
            "asserted_until=2025-04-11",
            "asserted_until=2025-06-10&side=RU",
            "side=US",
            "known_at=2999-01-01T00:00:00%2B00:00",
        ],
    )
    def test_shows_the_parts_that_there_were_and_nothing_to_record(
        self, officer: Client, user: User, the_story: UUID, asked: str
    ) -> None:
        shown = text(officer.get(f"/admin/cases/{the_story}/?{asked}"))
        over_rest = parts_over_rest(Desk(user), the_story, asked)
        assert set(SHOWN.findall(shown)) == over_rest
        assert over_rest
        assert 'class="banner" role="status"' in shown
        assert "/act/" not in shown
        assert "<title>" in shown

    def test_is_told_in_words_and_goes_on_from_day_to_day(self, officer: Client, the_story: UUID) -> None:
        shown = text(officer.get(f"/admin/cases/{the_story}/?asserted_until=2025-04-11&side=RU"))
        assert "as far as sources had said so by the end of 11 April 2025" in shown
        assert "as Russian Federation alone has it" in shown
        assert 'href="?asserted_until=2025-04-10&side=RU" rel="prev"' in shown
        (after,) = re.findall(r'href="\?asserted_until=([0-9-]+)&side=RU" rel="next"', shown)
        assert after > "2025-04-11"
        assert "Round 3" not in shown
        assert f"/admin/cases/{the_story}/brief/?asserted_until=2025-04-11&side=RU" in shown
        assert "?asserted_until=2025-04-11&side=RU&order=oldest#timeline" in shown
        today = text(officer.get(f"/admin/cases/{the_story}/?asserted_until=&known_at=&side="))
        assert 'class="banner"' not in today
        assert "/act/" in today
        assert 'rel="next"' not in today

    def test_takes_readings_as_of_then(self, officer: Client, the_story: UUID) -> None:
        read = re.compile(
            r'<span class="mark \w+">(\w+)</span>\s*<div><a href="[^"]+">Round 2</a>: record of discussion'
        )
        address = f"/admin/cases/{the_story}/"
        assert read.findall(text(officer.get(address))) == ["overdue"]
        assert read.findall(text(officer.get(f"{address}?asserted_until=2025-04-11"))) == ["soon"]

    def test_says_so_where_there_was_no_file(self, officer: Client, the_story: UUID) -> None:
        answer = officer.get(f"/admin/cases/{the_story}/?known_at=2020-01-01T00:00")
        assert answer.status_code == 200
        assert "There was no such file on the register then" in text(answer)
        assert SHOWN.findall(text(answer)) == []

    def test_takes_an_instant_by_the_readers_clock(
        self, officer: Client, user: User, settled: Settled
    ) -> None:
        case_id = a_file()
        settled()
        here = datetime.now(UTC) + timedelta(hours=1)
        there = f"{here:%Y-%m-%dT%H:%M}"  # an hour from now in UTC; in Tokyo that was eight hours ago
        assert 'class="topic"' not in text(officer.get(f"/admin/cases/{case_id}/?known_at={there}"))
        assert "There was no such file" not in text(officer.get(f"/admin/cases/{case_id}/?known_at={there}"))
        Clearance.objects.filter(user=user).update(zone="Asia/Tokyo")
        shown = text(officer.get(f"/admin/cases/{case_id}/?known_at={there}"))
        assert "There was no such file" in shown
        assert "(Asia/Tokyo)" in shown
        assert f'value="{there}"' in shown

    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            ("asserted_until=2025-02-30", "parameter"),
            ("known_at=yesterday", "parameter"),
            ("side=XX", "party"),
            ("side=%00", "party"),
        ],
    )
    def test_of_what_is_none_is_refused_beside_the_file_of_today(
        self, officer: Client, the_story: UUID, asked: str, told: str
    ) -> None:
        answer = officer.get(f"/admin/cases/{the_story}/?{asked}")
        shown = text(answer)
        assert answer.status_code == 400
        assert "shown as it stands today" in shown
        assert told in shown
        assert "Round 3" in shown

    def test_shows_nothing_that_the_reader_may_not_see_now(self, officer: Client, settled: Settled) -> None:
        opened, closed = a_file("Open"), a_file("Kept closer", level="secret")
        record(RelateCases(relation_id=UUID(int=7), other_case_id=closed, nature="continues"), opened)
        settled()
        now = (datetime.now(UTC) + timedelta(hours=1)).isoformat().replace("+", "%2B")
        shown = text(officer.get(f"/admin/cases/{opened}/?known_at={now}"))
        assert 'class="banner"' in shown
        assert "Kept closer" not in shown
        assert SHOWN.findall(shown) == []
        assert officer.get(f"/admin/cases/{closed}/?known_at={now}").status_code == 404
