"""Shards: the same in SQL and in Python, and of no influence on what the rows become, however many work on them."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.domain.opening import OpenCase
from consultations.domain.rounds import CancelRound, ProposeRound
from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from consultations.eventlog.seal import seal
from consultations.eventlog.shards import OF_STREAM, SHARDS, shard_of
from consultations.projections import checkpoints, rounds
from consultations.projections.progress import lag, wait_for
from consultations.projections.rows import RowContested, load, write
from consultations.projections.runner import ALL, catch_up, run_shard
from consultations.projections.verify import differences
from tests.projections.conftest import Apart
from tests.projections.stories import PARTIES, RUSSIA, opened, record, with_something_of_every_topic

MANY = """
insert into consultations_event (event_id, stream_id, stream_kind, version, type, schema_version, actor,
    command_id, correlation_id, envelope, payload)
select gen_random_uuid(), stream_id, stream_kind, version, type, schema_version, actor, command_id, correlation_id,
    envelope, payload
from (select gen_random_uuid() stream_id from generate_series(1, 4000) offset 0) streams
cross join (select * from (select stream_kind, version, type, schema_version, actor, command_id, correlation_id,
    envelope, payload from consultations_event where version = 1 and stream_kind = 'case' limit 1) first) first
"""


def in_shard(shard: int) -> UUID:
    """A new id that falls into a shard."""
    return UUID(bytes=uuid4().bytes[:15] + bytes([shard]))


def opened_in(shard: int) -> UUID:
    case_id = in_shard(shard)
    command = OpenCase(
        case_id=case_id, title="Irritants", subject="Missions", parties=PARTIES, level="restricted"
    )
    record(command, case_id)
    return case_id


class TestTheShardOfAStream:
    @given(st.uuids())
    def test_is_the_same_in_sql(self, stream_id: UUID) -> None:
        with cursor() as reading:
            query = f"select {OF_STREAM.format(stream='%s::uuid')}"
            assert reading.execute(query, (stream_id,)).fetchone() == (shard_of(stream_id),)
        assert 0 <= shard_of(stream_id) < SHARDS


class TestABatch:
    def test_is_one_read_of_its_own_shard_by_the_index(self, apart: Apart) -> None:
        with apart.as_("app"):
            opened()
        with psycopg.connect(apart.urls["app"]) as app:
            app.execute(MANY)
        with apart.as_("worker"):
            while read.unsealed():
                seal()
        apart.admin.execute("vacuum analyze consultations_position")
        plan = apart.admin.execute(
            "explain (analyze, format json) "
            + read.OF_SHARD.replace("%s", "{}").format("3", "100", "4000", "50")
        ).fetchone()
        told = json.dumps(plan)
        assert "position_shard" in told
        assert '"Seq Scan"' not in told
        assert all(node["Actual Rows"] <= 50 for node in nodes(plan[0][0]["Plan"]))


def nodes(plan: dict) -> list[dict]:
    return [plan, *(below for each in plan.get("Plans", []) for below in nodes(each))]


class TestManyWorkers:
    def test_take_every_event_in_once(self, apart: Apart) -> None:
        with apart.as_("app"):
            files = [with_something_of_every_topic() for _ in range(4)]

        def works() -> int:
            with apart.as_("worker"):
                return sum(catch_up() for _ in range(3))

        def writes() -> int:
            with apart.as_("app"):
                return sum(len(record(ProposeRound(round_id=uuid4()), each).events) for each in files * 5)

        with ThreadPoolExecutor(4) as pool:
            working = [pool.submit(works) for _ in range(3)]
            pool.submit(writes).result()
            steps = sum(each.result() for each in working)
        with apart.as_("worker"):
            steps += sum(catch_up() for _ in range(5))
            assert steps == read.head() * len(ALL)
            assert set(checkpoints.in_shards().values()) == {read.head()}
            assert list(differences(ALL)) == []

    def test_leave_a_shard_alone_that_one_has_in_hand(self, apart: Apart) -> None:
        with apart.as_("app"):
            opened_in(2), opened_in(5)
        with psycopg.connect(apart.urls["worker"]) as other, apart.as_("worker"):
            catch_up()
            with apart.as_("app"):
                opened_in(2), opened_in(5)
            while read.unsealed():
                seal()
            other.execute("select from consultations_checkpoint where shard = 2 for update")
            assert run_shard(2, ALL) == 0
            assert run_shard(5, ALL) == len(ALL)

    def test_write_nothing_that_was_folded_from_rows_changed_since(self, apart: Apart) -> None:
        with apart.as_("app"):
            opened_in(2)
        with apart.as_("worker"):
            checkpoints.begin(["rounds"])
            seen = checkpoints.standing(2, ["rounds"])
            checkpoints.move(2, ["rounds"], 0)
            assert checkpoints.hold(2, seen) == set()
            assert checkpoints.hold(2, checkpoints.standing(2, ["rounds"])) == {"rounds"}


class TestAReaderWhoWaits:
    def test_waits_for_the_shard_of_the_stream_alone(self, apart: Apart) -> None:
        with apart.as_("app"):
            one, other = opened_in(1), opened_in(6)
        apart.settle()
        with apart.as_("app"):
            mine = record(ProposeRound(round_id=uuid4()), one).event_ids[-1]
            theirs = record(ProposeRound(round_id=uuid4()), other).event_ids[-1]
        with apart.as_("worker"):
            while read.unsealed():
                seal()
            run_shard(1, ALL)
            assert wait_for(mine, seconds=0.0)
            assert not wait_for(theirs, seconds=0.0)
            assert lag().behind["docket"] > 0


class TestAnIdThatTwoFilesUse:
    @pytest.mark.parametrize("order", [(1, 6), (6, 1)], ids=["in turn", "the later file's shard first"])
    def test_belongs_to_the_file_that_first_spoke_of_it(self, apart: Apart, order: tuple[int, int]) -> None:
        round_id = uuid4()
        with apart.as_("app"):
            first, second = opened_in(1), opened_in(6)
            record(ProposeRound(round_id=round_id, ordinal=3), first)
            record(ProposeRound(round_id=round_id, ordinal=4), second)
            record(CancelRound(round_id=round_id, asserted=RUSSIA), second)
        with apart.as_("worker"):
            while read.unsealed():
                seal()
            checkpoints.begin([each.name for each in ALL])
            for shard in order:
                run_shard(shard, ALL)
            catch_up()
            row = load(rounds.PROJECTION, [round_id])[round_id]
            assert (row.case_id, row.ordinal, row.status) == (first, 3, "proposed")
            assert list(differences(ALL)) == []

    def test_is_never_written_over(self, apart: Apart) -> None:
        round_id = uuid4()
        with apart.as_("app"):
            mine, other = opened_in(1), opened_in(6)
            record(ProposeRound(round_id=round_id, ordinal=3), mine)
        apart.settle()
        with apart.as_("worker"):
            row = load(rounds.PROJECTION, [round_id])[round_id]
            with pytest.raises(RowContested):
                write(rounds.PROJECTION, [replace(row, case_id=other)])
            assert load(rounds.PROJECTION, [round_id])[round_id].case_id == mine
