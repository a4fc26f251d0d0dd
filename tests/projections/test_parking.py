"""One bad event: its own file is parked, where it fails; every other is current, and the file comes back."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from consultations.domain.message import Recorded
from consultations.domain.rounds import CancelRound, ProposeRound, RoundCancelled
from consultations.eventlog import read
from consultations.projections import checkpoints, docket, parking, retry, rounds, runner
from consultations.projections.progress import CaseIsParked, lag, wait_for
from consultations.projections.rows import load
from consultations.projections.runner import ALL
from consultations.projections.verify import differences
from tests.projections.conftest import Apart
from tests.projections.stories import RUSSIA, opened, record, with_something_of_every_topic

ROOT = Path(__file__).resolve().parents[2]
UNKNOWN = """
insert into consultations_event (event_id, stream_id, stream_kind, version, type, schema_version, actor,
    command_id, correlation_id, envelope, payload)
select gen_random_uuid(), stream_id, stream_kind, version + 1, 'RoundDreamt', 1, actor, command_id,
    correlation_id, envelope, payload
from consultations_event where stream_id = %s order by version desc limit 1 returning event_id
"""
OF_FILES = {each.name for each in ALL if each.kind == "case"}


@pytest.fixture
def files(apart: Apart) -> Iterator[tuple[UUID, UUID]]:
    """A file whose last event is of a type that nobody knows, and another that has moved on since."""
    with apart.as_("app"):
        bad, good = with_something_of_every_topic(), with_something_of_every_topic()
        with psycopg.connect(apart.urls["app"]) as app:
            app.execute(UNKNOWN, (bad,))
        record(ProposeRound(round_id=uuid4(), ordinal=4), good)
    apart.settle()
    with apart.as_("worker"):
        yield bad, good


def before(good: UUID) -> int:
    """How many events both files had before the last one: the other has moved on by one."""
    return len(read.stream(good)) - 1


def parked() -> set[tuple[str, UUID]]:
    return set(retry.parked_cases([each.name for each in ALL]))


def versions(*files: UUID) -> list[int]:
    """How far the docket has each file; it is told everything of a file, and the story of both is the same."""
    held = load(docket.PROJECTION, list(files))
    return [held[each].version for each in files]


def broken(*names: str) -> tuple[Any, ...]:
    """The projections, some of which fail at a round that is cancelled."""

    def failing(evolve: Any) -> Any:
        def evolve_or_fail(row: Any, event: Recorded) -> Any:
            if isinstance(event.event, RoundCancelled):
                if row is not None and hasattr(row, "ordinal"):
                    row.ordinal = 99  # a fold may have half changed its row when it fails
                raise ZeroDivisionError("the content of the file")
            return evolve(row, event)

        return evolve_or_fail

    return tuple(replace(each, evolve=failing(each.evolve)) if each.name in names else each for each in ALL)


class TestAnEventOfAnUnknownType:
    def test_parks_its_own_file_and_no_other(self, files: tuple[UUID, UUID]) -> None:
        bad, good = files
        assert parked() == {(name, bad) for name in OF_FILES}
        assert set(lag().behind.values()) == {0}
        assert versions(good, bad) == [len(read.stream(good)), len(read.stream(good)) - 1]
        assert list(differences(ALL)) == []

    def test_keeps_what_follows_on_the_file_out(self, apart: Apart, files: tuple[UUID, UUID]) -> None:
        bad, good = files
        with psycopg.connect(apart.urls["app"]) as app:
            app.execute(UNKNOWN, (bad,))
        apart.settle()
        known = len(read.stream(good)) - 1
        assert versions(bad) == [known]
        row = parking.ParkedCase._default_manager.get(projection="docket", stream_id=bad)
        assert (row.version, row.type, row.error) == (known + 1, "RoundDreamt", "UnknownEventType")
        assert row.place.startswith("eventlog/codec.py:")

    def test_is_told_to_who_waits_for_it(self, apart: Apart, files: tuple[UUID, UUID]) -> None:
        with psycopg.connect(apart.urls["app"]) as app:
            ((event_id,),) = app.execute(UNKNOWN, (files[0],)).fetchall()
        apart.settle()
        with pytest.raises(CaseIsParked):
            wait_for(event_id, seconds=0.0, projections=["rounds", "labels"])
        assert wait_for(event_id, seconds=0.0, projections=["parties"])

    def test_is_shown_by_readyz_which_stays_ready(self, files: tuple[UUID, UUID]) -> None:
        said = Client().get("/readyz").json()
        assert (said["figures"]["parked"], said["warnings"]) == (1, ["parked"])
        assert not {"projections", "seal"} & set(said["failed"])

    def test_is_shown_by_the_pages_without_content(self, apart: Apart, files: tuple[UUID, UUID]) -> None:
        with apart.as_("app"):
            client = Client()
            client.force_login(User.objects.create_superuser(f"root-{uuid4().hex[:8]}"))
            page = client.get("/admin/consultations/parkedcase/").content.decode()
        assert "UnknownEventType" in page
        assert "RoundDreamt" in page
        assert f"?q={files[0]}" in page
        assert "Missions" not in page

    def test_is_not_shown_to_who_may_not_know_of_the_file(
        self, apart: Apart, files: tuple[UUID, UUID]
    ) -> None:
        with apart.as_("app"):
            client = Client()
            client.force_login(User.objects.create_user(f"clerk-{uuid4().hex[:8]}", is_staff=True))
            page = client.get("/admin/consultations/parkedcase/").content.decode()
        assert "UnknownEventType" not in page

    def test_stays_parked_when_retried_in_vain(self, files: tuple[UUID, UUID]) -> None:
        said = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("retry_parked", "--case", str(files[0]), "--json", stdout=said)
        assert ended.value.code == 1
        assert len(json.loads(said.getvalue())["parked"]) == len(OF_FILES)
        attempts = parking.ParkedCase._default_manager.values_list("attempts", flat=True)
        assert set(attempts) == {2}
        bad, good = files
        assert versions(bad) == [len(read.stream(good)) - 1]


class TestAFoldThatFails:
    @pytest.fixture
    def bad(self, apart: Apart, monkeypatch: pytest.MonkeyPatch) -> Iterator[UUID]:
        """A file with a cancelled round that the rounds cannot take in, and an event after it."""
        with apart.as_("app"):
            bad = opened()
            record(ProposeRound(round_id=ROUND, ordinal=3), bad)
            record(CancelRound(round_id=ROUND, asserted=RUSSIA), bad)
            record(ProposeRound(round_id=uuid4(), ordinal=4), bad)
        with monkeypatch.context() as patched:
            patched.setattr(runner, "ALL", broken("rounds"))
            apart.settle()
        with apart.as_("worker"):
            yield bad

    def test_parks_the_file_in_that_projection_alone(self, bad: UUID) -> None:
        assert parked() == {("rounds", bad)}
        assert load(docket.PROJECTION, [bad])[bad].version == 4

    def test_leaves_the_rows_as_they_were_before_the_event(self, bad: UUID) -> None:
        row = load(rounds.PROJECTION, [ROUND])[ROUND]
        assert (row.status, row.ordinal, row.version) == ("proposed", 3, 2)

    def test_names_the_place_and_keeps_no_message(self, bad: UUID) -> None:
        row = parking.ParkedCase._default_manager.get()
        assert (row.error, row.version, row.type) == ("ZeroDivisionError", 3, "RoundCancelled")
        assert "content" not in row.place

    def test_resumes_once_it_is_mended(self, bad: UUID) -> None:
        said = StringIO()
        call_command("retry_parked", "--projection", "rounds", stdout=said)
        assert "1 resumed; 0 still parked" in said.getvalue()
        assert parked() == set()
        assert load(rounds.PROJECTION, [ROUND])[ROUND].status == "cancelled"
        assert list(differences(ALL)) == []

    def test_goes_on_with_what_comes_after_the_retry(self, apart: Apart, bad: UUID) -> None:
        assert retry.retry(rounds.PROJECTION, bad)
        with apart.as_("app"):
            record(ProposeRound(round_id=uuid4(), ordinal=5), bad)
        apart.settle()
        assert list(differences(ALL)) == []


ROUND = UUID("6d6f72e0-0000-4000-8000-000000000001")


class TestAnEventThatKillsItsWorker:
    SCRIPT = """
import os, signal, sys
from dataclasses import replace
import django
django.setup()
from consultations.domain.rounds import RoundCancelled
from consultations.projections import runner

def lethal(evolve):
    def evolve_or_die(row, record):
        if isinstance(record.event, RoundCancelled):
            os.kill(os.getpid(), signal.SIGKILL)
        return evolve(row, record)
    return evolve_or_die

runner.ALL = tuple(
    replace(each, evolve=lethal(each.evolve)) if each.name == "rounds" else each for each in runner.ALL)
runner.catch_up()
"""

    def test_is_parked_at_the_fifth_attempt_and_its_neighbours_are_not(self, apart: Apart) -> None:
        with apart.as_("app"):
            bad, good = opened(), with_two_rounds()
            record(ProposeRound(round_id=ROUND, ordinal=3), bad)
            record(CancelRound(round_id=ROUND, asserted=RUSSIA), bad)
        ended = [self._project(apart) for _ in range(6)]
        assert ended == [-signal.SIGKILL] * 5 + [0]
        with apart.as_("worker"):
            assert parked() == {("rounds", bad)}
            row = parking.ParkedCase._default_manager.get()
            assert (row.error, row.attempts, row.type) == (parking.KILLED, 5, "RoundCancelled")
            assert set(checkpoints.positions().values()) == {read.head()}
            assert load(docket.PROJECTION, [good])[good].version == 3
            assert list(differences(ALL)) == []

    def _project(self, apart: Apart) -> int:
        return subprocess.run(
            [sys.executable, "-c", self.SCRIPT], cwd=ROOT, env=apart.environment("worker"), timeout=60
        ).returncode


def with_two_rounds() -> UUID:
    case_id = opened()
    for ordinal in (1, 2):
        record(ProposeRound(round_id=uuid4(), ordinal=ordinal), case_id)
    return case_id
