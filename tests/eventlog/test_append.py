"""The append: one statement, versions in order, a conflict told by its name, and nothing half done."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from consultations.domain.message import Envelope
from consultations.domain.opening import CaseResumed, CaseSuspended
from consultations.domain.values import Asserted
from consultations.eventlog import read
from consultations.eventlog.answers import Kept
from consultations.eventlog.append import Entry, Fresh, VersionConflict, append, wait_for_turn
from consultations.eventlog.connection import cursor, driver
from tests.conftest import logged_in


def entry(stream_id: UUID) -> Entry:
    return Entry(
        stream_id=stream_id,
        stream_kind="case",
        actor="astrid",
        command_id=uuid4(),
        correlation_id=uuid4(),
        envelope=Envelope(asserted=Asserted(sides=("NO",))),
    )


def fresh(count: int = 1) -> list[Fresh]:
    return [Fresh(event_id=uuid4(), event=CaseSuspended(reason=f"{nth}")) for nth in range(count)]


ANSWERS = "select owner, key, fingerprint, receipt, stream_id from consultations_answer where stream_id = %s"


def kept(stream_id: UUID) -> Kept:
    return "astrid", str(uuid4()), b"one", b"{}", stream_id


@pytest.fixture
def admin(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["admin"], autocommit=True) as connection:
        yield connection


class TestAppend:
    def test_gives_several_events_their_versions_in_order(self) -> None:
        stream_id, events = uuid4(), fresh(12)
        with transaction.atomic():
            assert append(entry(stream_id), events, 0) == 12
        stored = read.stream(stream_id)
        assert [each.version for each in stored] == list(range(1, 13))
        assert [each.event_id for each in stored] == [each.event_id for each in events]
        assert [each.event for each in stored] == [each.event for each in events]

    def test_stores_a_single_event_as_it_stores_several(self, admin: psycopg.Connection) -> None:
        given, alone, together = entry(uuid4()), fresh(), fresh(2)
        with transaction.atomic():
            append(given, alone, 0)
            append(given, together, 1)
        query = """select event_id, version, stream_kind, type, schema_version, actor, command_id, correlation_id,
            causation_id, envelope, payload from consultations_event where stream_id = %s order by version"""
        first, second, _ = admin.execute(query, (given.stream_id,)).fetchall()
        assert first[:2] == (alone[0].event_id, 1)
        assert first[2:] == second[2:]

    @pytest.mark.parametrize("answering", [False, True])
    @pytest.mark.parametrize("count", [1, 2])
    def test_waits_for_whoever_has_the_stream_alone_and_for_nobody_else(
        self, addresses: dict[str, str], count: int, answering: bool
    ) -> None:
        stream_id, end = uuid4(), monotonic() + 20
        waiting = "select exists (select from pg_locks where locktype = 'advisory' and not granted and pid = any(%s))"
        holding_back = (
            "select exists (select from pg_locks where locktype = 'transactionid' and pid = any(%s))"
        )

        def appends() -> int:
            with logged_in(addresses["app"]):
                pids.append(driver().info.backend_pid)
                return append(entry(stream_id), fresh(count), 0, kept(stream_id) if answering else None)

        pids: list[int] = []
        other = ThreadPoolExecutor(1)
        with transaction.atomic():
            wait_for_turn(stream_id)
            append(entry(uuid4()), fresh(count), 0)
            behind = other.submit(appends)
            while cursor().execute(waiting, (pids,)).fetchone() != (True,):
                assert monotonic() < end, "it did not wait"
                assert not behind.done()
            assert cursor().execute(holding_back, (pids,)).fetchone() == (False,)
            assert append(entry(stream_id), fresh(), 0) == 1
        with other, pytest.raises(VersionConflict):
            behind.result()

    @pytest.mark.parametrize("count", [1, 2])
    def test_keeps_one_answer_however_many_events_there_are(self, count: int) -> None:
        stream_id = uuid4()
        answer = kept(stream_id)
        with transaction.atomic():
            assert append(entry(stream_id), fresh(count), 0, answer) == count
        assert [each.version for each in read.stream(stream_id)] == list(range(1, count + 1))
        asked = cursor().execute(ANSWERS, (stream_id,)).fetchall()
        assert asked == [answer]

    @pytest.mark.parametrize("count", [1, 2])
    def test_keeps_no_answer_where_the_version_is_taken(self, count: int) -> None:
        stream_id = uuid4()
        append(entry(stream_id), fresh(), 0)
        with pytest.raises(VersionConflict), transaction.atomic():
            append(entry(stream_id), fresh(count), 0, kept(stream_id))
        assert cursor().execute(ANSWERS, (stream_id,)).fetchall() == []
        assert len(read.stream(stream_id)) == 1

    def test_appends_nothing_where_the_answer_is_kept_already(self) -> None:
        stream_id = uuid4()
        answer = kept(stream_id)
        append(entry(stream_id), fresh(), 0, answer)
        with pytest.raises(psycopg.errors.UniqueViolation, match="answer_once"), transaction.atomic():
            append(entry(stream_id), fresh(), 1, answer)
        assert len(read.stream(stream_id)) == 1

    def test_is_planned_once_where_it_is_repeated(self) -> None:
        stream_id = uuid4()
        for version in range(7):
            append(entry(stream_id), fresh(), version)
        query = "select count(*) from pg_prepared_statements where statement like '%insert into consultations_event%'"
        with connection.cursor() as asking:
            asking.execute(query)
            assert asking.fetchone() == (1,)

    def test_numbers_events_in_the_order_of_their_versions(self, admin: psycopg.Connection) -> None:
        stream_id = uuid4()
        with transaction.atomic():
            append(entry(stream_id), fresh(20), 0)
        query = "select version from consultations_event where stream_id = %s order by number"
        assert [version for (version,) in admin.execute(query, (stream_id,))] == list(range(1, 21))

    def test_refuses_a_version_that_is_taken(self) -> None:
        stream_id = uuid4()
        with transaction.atomic():
            append(entry(stream_id), fresh(2), 0)
        with pytest.raises(VersionConflict), transaction.atomic():
            append(entry(stream_id), fresh(3), 1)
        assert len(read.stream(stream_id)) == 2

    def test_does_not_mistake_another_fault_for_a_conflict(self) -> None:
        twice = fresh()
        with transaction.atomic():
            append(entry(uuid4()), twice, 0)
        with pytest.raises(psycopg.errors.UniqueViolation), transaction.atomic():
            append(entry(uuid4()), twice, 0)

    def test_leaves_nothing_where_the_transaction_is_rolled_back(self) -> None:
        stream_id = uuid4()
        with transaction.atomic():
            append(entry(stream_id), fresh(2), 0)
            transaction.set_rollback(True)
        assert read.stream(stream_id) == []

    def test_keeps_the_envelope(self) -> None:
        stream_id, given = uuid4(), entry(uuid4())
        with transaction.atomic():
            append(entry(stream_id), [Fresh(event_id=uuid4(), event=CaseResumed())], 0)
        (stored,) = read.stream(stream_id)
        assert (stored.envelope, stored.actor, stored.stream_kind) == (given.envelope, "astrid", "case")
        assert (stored.position, stored.type) == (None, "CaseResumed")
