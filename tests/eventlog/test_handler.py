"""The one door for writing: versions, re-decision, keys, what a caller hears of a conflict, a broken connection."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from consultations.domain import decider
from consultations.domain.decider import UnknownCase
from consultations.domain.message import Command
from consultations.domain.opening import AmendTitle, CaseAlreadyOpened, OpenCase
from consultations.domain.persons import (
    MergedTheOtherWayRound,
    MergePersons,
    PersonMergedAlready,
    PersonMergedIntoItself,
    PersonName,
    PersonsMerged,
    PersonUnknown,
    RegisterPerson,
)
from consultations.domain.rounds import CancelRound, HoldRound, ProposeRound, UnknownRound
from consultations.domain.values import Participant
from consultations.domain.when import When
from consultations.eventlog import read
from consultations.eventlog.answers import KeyInFlight, KeyReused
from consultations.eventlog.connection import cursor, driver
from consultations.handler import EntityMoved, Key, Receipt, handle
from tests.conftest import logged_in

PARTIES = (Participant(code="RU"), Participant(code="US"))


def do(command: Command, case_id: UUID, **more: object) -> Receipt:
    return handle(command, stream_id=case_id, actor="astrid", command_id=uuid4(), **more)


def opened() -> UUID:
    case_id = uuid4()
    do(OpenCase(case_id=case_id, title="Irritants", subject="Missions", parties=PARTIES), case_id)
    return case_id


class TestHandle:
    def test_appends_what_was_decided_and_says_so(self) -> None:
        case_id, round_id = opened(), uuid4()
        receipt = do(ProposeRound(round_id=round_id), case_id)
        assert (receipt.version, receipt.entity_id, receipt.entity_version) == (2, round_id, 2)
        assert receipt.events == ("RoundProposed",)
        stored = read.stream(case_id)
        assert [each.version for each in stored] == [1, 2]
        assert stored[1].event_id == receipt.event_ids[0]
        assert stored[1].envelope.asserted.sides == ("NO",)

    def test_appends_nothing_where_it_refuses(self) -> None:
        case_id = opened()
        with pytest.raises(UnknownRound):
            do(CancelRound(round_id=uuid4()), case_id)
        with pytest.raises(CaseAlreadyOpened):
            do(OpenCase(case_id=case_id, title="Again", subject="Missions", parties=PARTIES), case_id)
        assert len(read.stream(case_id)) == 1

    def test_refuses_a_case_that_is_not_there(self) -> None:
        with pytest.raises(UnknownCase):
            do(ProposeRound(round_id=uuid4()), uuid4())

    def test_must_not_be_called_in_a_transaction_of_the_caller(self) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            opened()

    def test_says_what_changed_since_the_caller_looked(self) -> None:
        case_id, round_id = opened(), uuid4()
        do(ProposeRound(round_id=round_id), case_id)
        do(CancelRound(round_id=round_id), case_id, seen=2)
        with pytest.raises(EntityMoved) as moved:
            do(HoldRound(round_id=round_id, on=When(edtf="2025-04-10")), case_id, seen=2)
        assert [type(each.event).__name__ for each in moved.value.since] == ["RoundCancelled"]

    def test_does_not_mind_another_part_moving(self) -> None:
        case_id, first, second = opened(), uuid4(), uuid4()
        do(ProposeRound(round_id=first), case_id)
        do(ProposeRound(round_id=second), case_id)
        assert do(CancelRound(round_id=first), case_id, seen=2).version == 4
        assert do(CancelRound(round_id=second), case_id, seen=3).version == 5

    def test_decides_again_when_others_write_to_the_same_file(self) -> None:
        case_id = opened()
        together = Barrier(4)

        def propose(_: int) -> int:
            together.wait()
            try:
                return do(ProposeRound(round_id=uuid4()), case_id).version
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as officers:
            versions = sorted(officers.map(propose, range(4)))
        assert versions == [2, 3, 4, 5]

    def test_lets_eight_officers_write_to_one_file_at_once(self) -> None:
        case_id, together = opened(), Barrier(8)

        def propose(_: int) -> list[int]:
            together.wait()
            try:
                return [do(ProposeRound(round_id=uuid4()), case_id).version for _ in range(10)]
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as officers:
            versions = [version for each in officers.map(propose, range(8)) for version in each]
        assert sorted(versions) == list(range(2, 82))
        assert [each.version for each in read.stream(case_id)] == list(range(1, 82))

    @pytest.mark.parametrize(
        "held",
        [
            "consultations_answer in access exclusive mode",
            "consultations_event in access exclusive mode",
            "consultations_event in share mode",
            "consultations_answer in share mode",
        ],
        ids=["looking up its answer", "loading", "appending", "keeping its answer"],
    )
    def test_takes_effect_once_though_its_connection_breaks_at_any_of_its_waits(
        self, addresses: dict[str, str], held: str
    ) -> None:
        case_id, key = opened(), Key(owner="astrid", key=str(uuid4()), fingerprint=b"one")
        command, pid, end = ProposeRound(round_id=uuid4()), driver().info.backend_pid, monotonic() + 20
        waits = "select exists (select from pg_locks where pid = %s and not granted)"

        def cut() -> None:
            while admin.execute(waits, (pid,)).fetchone() != (True,):
                assert monotonic() < end, "it did not wait"
            admin.execute("select pg_terminate_backend(%s)", (pid,))

        with (
            psycopg.connect(addresses["admin"], autocommit=True) as admin,
            ThreadPoolExecutor(1) as other,
            admin.transaction(),
        ):
            admin.execute(f"lock table {held}")
            cutting = other.submit(cut)
            with pytest.raises(psycopg.OperationalError):
                do(command, case_id, key=key)
            cutting.result()
        first = do(command, case_id, key=key)
        assert (first.repeated, do(command, case_id, key=key).repeated) == (False, True)
        assert len(read.stream(case_id)) == 2

    def test_needs_no_prepared_statements(self, addresses: dict[str, str]) -> None:
        with logged_in(addresses["app"], prepare_threshold=None):
            case_id = opened()
            for version in range(2, 10):
                key = Key(owner="astrid", key=str(uuid4()), fingerprint=b"one")
                assert do(ProposeRound(round_id=uuid4()), case_id, key=key).version == version
            assert cursor().execute("select count(*) from pg_prepared_statements").fetchone() == (0,)

    def test_records_nothing_when_nothing_changes(self) -> None:
        case_id = opened()
        assert do(AmendTitle(title="Irritants"), case_id).events == ()
        assert len(read.stream(case_id)) == 1


class TestTwoStreams:
    """A command that is recorded on two streams, in one transaction or on neither."""

    def test_have_the_same_events_of_one_command(self) -> None:
        one, other = person(), person()
        receipt = do(merging(other), one)
        assert (receipt.stream_id, receipt.version, receipt.events) == (one, 2, ("PersonsMerged",))
        here, there = read.stream(one)[1], read.stream(other)[1]
        assert here.event == there.event == PersonsMerged(merged_id=one, kept_id=other, reason="a passport")
        assert (here.command_id, here.envelope) == (there.command_id, there.envelope)
        assert here.event_id == receipt.event_ids[0] != there.event_id

    def test_have_none_where_either_stands_in_the_way(self) -> None:
        one, other, third = person(), person(), person()
        do(merging(third), other)
        with pytest.raises(PersonMergedAlready):
            do(merging(other), one)
        with pytest.raises(PersonUnknown):
            do(merging(uuid4()), one)
        with pytest.raises(PersonMergedIntoItself):
            do(merging(one), one)
        assert len(read.stream(one)) == 1

    def test_are_answered_again_under_a_key(self) -> None:
        one, other, key = person(), person(), Key(owner="astrid", key=str(uuid4()), fingerprint=b"one")
        first, again = (do(merging(other), one, key=key) for _ in range(2))
        assert (again.repeated, again.event_ids) == (True, first.event_ids)
        assert [len(read.stream(each)) for each in (one, other)] == [2, 2]

    def test_never_come_round_in_a_circle_however_many_write_at_once(self) -> None:
        ring, together = [person() for _ in range(6)], Barrier(6)

        def merge(nth: int) -> bool:
            try:
                together.wait()
                do(merging(ring[(nth + 1) % 6]), ring[nth])
                return True
            except (PersonMergedAlready, MergedTheOtherWayRound):
                return False
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as officers:
            merged = sum(officers.map(merge, range(6)))
        state = {each: decider.PERSON.new(each) for each in ring}
        for each in ring:
            for record in read.stream(each):
                decider.PERSON.evolve(state[each], record)
        into = {each: state[each].merged_into for each in ring}
        assert sum(map(bool, into.values())) == merged < 6
        for each in ring:
            met = {each}
            while each := into.get(each):
                assert each not in met
                met.add(each)


def person() -> UUID:
    person_id = uuid4()
    do(RegisterPerson(person_id=person_id, names=(PersonName(text="A. Darchiev"),)), person_id)
    return person_id


def merging(into_id: UUID) -> MergePersons:
    return MergePersons(into_id=into_id, reason="a passport")


class TestKey:
    def test_gives_the_same_answer_to_the_same_request(self) -> None:
        case_id, key = opened(), Key(owner="astrid", key=str(uuid4()), fingerprint=b"one")
        command = ProposeRound(round_id=uuid4())
        first = do(command, case_id, key=key)
        again = do(command, case_id, key=key)
        assert again.repeated
        assert (again.event_ids, again.version) == (first.event_ids, first.version)
        assert len(read.stream(case_id)) == 2

    def test_is_refused_for_another_request(self) -> None:
        case_id, name = opened(), str(uuid4())
        do(ProposeRound(round_id=uuid4()), case_id, key=Key(owner="astrid", key=name, fingerprint=b"one"))
        with pytest.raises(KeyReused):
            do(ProposeRound(round_id=uuid4()), case_id, key=Key(owner="astrid", key=name, fingerprint=b"two"))
        assert len(read.stream(case_id)) == 2

    def test_is_not_kept_where_the_command_is_refused(self) -> None:
        case_id, round_id = opened(), uuid4()
        key = Key(owner="astrid", key=str(uuid4()), fingerprint=b"one")
        with pytest.raises(UnknownRound):
            do(CancelRound(round_id=round_id), case_id, key=key)
        do(ProposeRound(round_id=round_id), case_id)
        assert not do(CancelRound(round_id=round_id), case_id, key=key).repeated

    def test_in_flight_is_told_at_once(self) -> None:
        case_id, key = opened(), Key(owner="astrid", key=str(uuid4()), fingerprint=b"one")

        def held_elsewhere() -> None:
            try:
                with pytest.raises(KeyInFlight):
                    do(ProposeRound(round_id=uuid4()), case_id, key=key)
            finally:
                connection.close()

        from consultations.eventlog import answers

        with transaction.atomic():
            answers.look_up(key)
            with ThreadPoolExecutor(1) as other:
                other.submit(held_elsewhere).result()
