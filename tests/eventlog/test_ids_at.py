"""Which events stand at some places of some streams: looked up one by one, however long the streams are."""

from uuid import uuid4

from django.db import transaction

from consultations.domain.rounds import ProposeRound
from consultations.eventlog import read
from consultations.eventlog.connection import cursor
from tests.admin.conftest import a_file, record


class TestIdsAt:
    def test_gives_those_that_are_there(self) -> None:
        first, second = a_file(), a_file()
        record(ProposeRound(round_id=uuid4()), second)
        told = {
            (each.stream_id, each.version): each.event_id
            for each in (*read.stream(first), *read.stream(second))
        }
        asked = [(first, 1), (second, 2), (second, 3)]
        assert read.ids_at(asked) == {place: told[place] for place in asked[:2]}
        assert read.ids_at([]) == {}

    def test_reads_each_from_the_index(self) -> None:
        with transaction.atomic(), cursor() as asking:
            asking.execute("set local enable_seqscan = off")
            plan = asking.execute(f"explain {read.AT}", ([uuid4()], [1])).fetchall()
        told = "\n".join(str(line) for (line,) in plan)
        assert "Index Scan" in told
        assert "stream_id = " in told
        assert "version = " in told
