"""Importing old files while the house is at work: killed, run twice at once, and beside an officer who writes."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from consultations.domain.rounds import ProposeRound
from consultations.eventlog import bulk
from consultations.handler import handle
from consultations.scenarios.entries import named_id
from tests.conftest import ROOT
from tests.scenarios.test_import import Imported, amends, counts, holds, opens, told

Environment = Callable[[str], dict[str, str]]
STREAMS, ENTRIES = 300, 10


def begin(path: Path, environment: Environment, *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "manage.py", "import_cases", str(path), "--json", *options]
    return subprocess.Popen(command, cwd=ROOT, env=environment("app"), stdout=subprocess.PIPE, text=True)


def many(directory: Path) -> Imported:
    """A file of many streams that interleave from its first line to its last."""
    rows = [
        [opens(f"@{nth}"), *(holds(f"@{nth}", each) for each in range(1, ENTRIES))] for nth in range(STREAMS)
    ]
    return Imported(directory, *(row[each] for each in range(ENTRIES) for row in rows))


def recorded(admin: psycopg.Connection, file: Imported) -> int:
    ids = [named_id(file.name, str(nth)) for nth in range(STREAMS)]
    query = "select count(*) from consultations_event where stream_id = any(%s)"
    row = admin.execute(query, (ids,)).fetchone()
    return int(row[0]) if row else 0


@pytest.fixture
def admin(addresses: dict[str, str]) -> Any:
    with psycopg.connect(addresses["admin"], autocommit=True) as connected:
        yield connected


class TestAnImport:
    def test_that_is_killed_goes_on_where_it_stood(
        self, tmp_path: Path, environment: Environment, admin: psycopg.Connection
    ) -> None:
        file = many(tmp_path)
        first = begin(file.path, environment)
        while not (seen := recorded(admin, file)):
            assert first.poll() is None
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=20)
        seen = recorded(admin, file)
        assert 0 < seen < STREAMS * ENTRIES
        assert counts(file.run()) == (STREAMS * ENTRIES - seen, seen, 0, 0)
        assert recorded(admin, file) == STREAMS * ENTRIES

    def test_that_runs_twice_at_once_records_everything_once(
        self, tmp_path: Path, environment: Environment, admin: psycopg.Connection
    ) -> None:
        file = many(tmp_path)
        runs = [begin(file.path, environment) for _ in range(2)]
        reports = [json.loads(run.communicate(timeout=120)[0]) for run in runs]
        assert [run.returncode for run in runs] == [0, 0]
        assert sum(report["recorded"] for report in reports) == STREAMS * ENTRIES
        assert sum(report["repeated"] for report in reports) == STREAMS * ENTRIES
        assert recorded(admin, file) == STREAMS * ENTRIES

    def test_is_decided_again_where_an_officer_was_quicker(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = Imported(tmp_path, opens())
        file.run()
        file.write(opens(), holds(), opens("@coal"))
        quicker(monkeypatch, file.stream_id(), times=1)
        assert counts(file.run()) == (2, 1, 0, 0)
        assert file.recorded() == ["CaseOpened", "RoundProposed", "RoundHeld"]

    def test_is_refused_what_an_officers_entry_now_stands_against(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = Imported(tmp_path, opens())
        file.run()
        file.write(opens(), {"in": "@fish", "do": "AssignCase", "officer": "sigrid"}, opens("@coal"))
        quicker(monkeypatch, file.stream_id(), times=1, assign="sigrid")
        report = file.run(code=1)
        assert told(report) == [(3, "", "officer_in_charge_already")]
        assert counts(report) == (1, 1, 1, 0)

    def test_gives_up_on_a_stream_that_never_rests_and_goes_on_with_the_others(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = Imported(tmp_path, opens())
        file.run()
        file.write(opens(), holds(), amends("Cod"), opens("@coal"))
        quicker(monkeypatch, file.stream_id(), times=100)
        report = file.run(code=1)
        assert [(line, code) for line, _, code in told(report)] == [
            (2, "version_conflict"), (3, "version_conflict"), (4, "version_conflict")
        ]  # fmt: skip
        assert file.recorded("coal") == ["CaseOpened"]
        assert set(file.recorded()[1:]) == {"RoundProposed"}
        monkeypatch.undo()
        assert counts(file.run()) == (2, 2, 0, 0)

    def test_waits_for_an_open_transaction_and_then_decides_again(
        self, tmp_path: Path, environment: Environment, addresses: dict[str, str]
    ) -> None:
        from tests.eventlog.writing import write

        file = Imported(tmp_path, opens())
        file.run()
        file.write(opens(), holds())
        with psycopg.connect(addresses["app"]) as officer:
            # Beside other work the import takes longer to start than an officer may be idle.
            officer.execute("set local idle_in_transaction_session_timeout = 0")
            write(officer, file.stream_id(), 2)
            run = begin(file.path, environment)
            until_somebody_waits(addresses["admin"])
            officer.commit()
        assert counts(json.loads(run.communicate(timeout=60)[0])) == (1, 1, 0, 0)
        assert file.recorded() == ["CaseOpened", "CaseSuspended", "RoundHeld"]


def until_somebody_waits(admin_url: str) -> None:
    query = "select count(*) from pg_locks where not granted and locktype = 'transactionid'"
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for _ in range(6_000):
            if admin.execute(query).fetchone() != (0,):
                return
            Event().wait(0.01)
    raise AssertionError("the import never came to wait for the officer")


def quicker(monkeypatch: pytest.MonkeyPatch, case_id: UUID, *, times: int, assign: str = "") -> None:
    """An officer, at a desk of their own, who writes to the case just before the import appends to it."""
    from consultations.domain.opening import AssignCase

    left, really = [times], bulk.append_all

    def write() -> None:
        command = AssignCase(officer=assign) if assign else ProposeRound(round_id=uuid4())
        try:
            handle(command, stream_id=case_id, actor="astrid", command_id=uuid4())
        finally:
            connection.close()

    def append_all(entries: list[bulk.Decided]) -> int:
        if left[0] and any(each.entry.stream_id == case_id for each in entries):
            left[0] -= 1
            with ThreadPoolExecutor(1) as desk:
                desk.submit(write).result()
        return really(entries)

    monkeypatch.setattr(bulk, "append_all", append_all)
