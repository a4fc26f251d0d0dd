"""Many events at once: the same log, the same order, the same checks as one append, and nothing left behind."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from consultations.domain.opening import CaseSuspended
from consultations.eventlog import read
from consultations.eventlog.append import Entry, Fresh, VersionConflict, append
from consultations.eventlog.bulk import Decided, append_all
from tests.eventlog.writing import ENVELOPE


def decided(stream_id: UUID, expected: int, count: int = 1, event_id: UUID | None = None) -> Decided:
    entry = Entry(
        stream_id=stream_id,
        stream_kind="case",
        actor="Åse\tfrom the \\registry\n",
        command_id=uuid4(),
        correlation_id=uuid4(),
        envelope=ENVELOPE,
    )
    fresh = tuple(
        Fresh(event_id=event_id or uuid4(), event=CaseSuspended(reason=f"{nth} \\N\t«»"))
        for nth in range(count)
    )
    return Decided(entry=entry, fresh=fresh, expected=expected)


@pytest.fixture
def admin(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["admin"], autocommit=True) as connection:
        yield connection


class TestAppendAll:
    def test_stores_the_same_as_one_append_after_another(self, admin: psycopg.Connection) -> None:
        bulk, single = decided(uuid4(), 0, 3), decided(uuid4(), 0, 3)
        assert append_all([bulk]) == 3
        with transaction.atomic():
            append(single.entry, single.fresh, 0)
        for each in (bulk, single):
            stored = read.stream(each.entry.stream_id)
            assert [record.version for record in stored] == [1, 2, 3]
            assert [record.event_id for record in stored] == [fresh.event_id for fresh in each.fresh]
            assert [record.event for record in stored] == [fresh.event for fresh in each.fresh]
            assert {(record.actor, record.envelope) for record in stored} == {(each.entry.actor, ENVELOPE)}
        query = """select distinct stream_id, stream_kind, role, length(salt), schema_version, envelope
                   from consultations_event where stream_id = any(%s)"""
        found = admin.execute(query, ([bulk.entry.stream_id, single.entry.stream_id],)).fetchall()
        assert len({row[1:] for row in found}) == 1

    def test_numbers_events_in_the_order_of_their_versions(self, admin: psycopg.Connection) -> None:
        streams = [uuid4() for _ in range(5)]
        append_all([decided(stream_id, nth) for nth in range(20) for stream_id in streams])
        query = "select version from consultations_event where stream_id = %s order by number"
        for stream_id in streams:
            assert [row[0] for row in admin.execute(query, (stream_id,))] == list(range(1, 21))

    def test_appends_nothing_at_all_where_one_stream_has_moved_on(self) -> None:
        moved, others = uuid4(), [uuid4() for _ in range(3)]
        append_all([decided(moved, 0)])
        with pytest.raises(VersionConflict):
            append_all([decided(stream_id, 0) for stream_id in (*others, moved)])
        assert [len(read.stream(each)) for each in others] == [0, 0, 0]

    def test_does_not_mistake_another_fault_for_a_conflict(self) -> None:
        event_id = uuid4()
        append_all([decided(uuid4(), 0, event_id=event_id)])
        with pytest.raises(psycopg.errors.UniqueViolation):
            append_all([decided(uuid4(), 0, event_id=event_id)])

    def test_gives_way_to_the_transaction_around_it(self) -> None:
        stream_id = uuid4()
        with transaction.atomic():
            append_all([decided(stream_id, 0)])
            transaction.set_rollback(True)
        assert read.stream(stream_id) == []

    def test_of_several_at_once_on_the_same_streams_only_one_succeeds(self) -> None:
        streams = [uuid4() for _ in range(50)]

        def try_all(nth: int) -> int:
            try:
                # In opposite orders, which would be a deadlock if they were written in the order given.
                return append_all([decided(each, 0) for each in (streams if nth % 2 else streams[::-1])])
            except VersionConflict:
                return 0
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as writers:
            assert sorted(writers.map(try_all, range(4))) == [0, 0, 0, 50]
        assert {len(read.stream(each)) for each in streams} == {1}


class TestHistories:
    def test_give_each_stream_whole_and_in_order(self) -> None:
        streams = [uuid4() for _ in range(3)]
        append_all([decided(stream_id, nth) for nth in range(4) for stream_id in streams])
        found = [(each.stream_id, each.version) for each in read.histories(streams)]
        assert found == [(each, version) for each in sorted(streams) for version in range(1, 5)]

    def test_of_one_kind_leave_out_the_others(self) -> None:
        stream_id = uuid4()
        append_all([decided(stream_id, 0, 2)])
        assert [each.event for each in read.ask_history(stream_id, "case")()] == [
            each.event for each in read.stream(stream_id)
        ]
        assert read.ask_history(stream_id, "person")() == []
