"""Sampled interleavings, statement by statement, of those who append, seal, project and send."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from consultations.domain.message import Command
from consultations.domain.opening import OpenCase
from consultations.domain.rounds import ProposeRound, RoundProposed
from consultations.eventlog import read
from consultations.eventlog.answers import KeyInFlight
from consultations.eventlog.append import Entry, Fresh, VersionConflict, append
from consultations.eventlog.connection import cursor
from consultations.eventlog.seal import seal
from consultations.handler import Key, Receipt, handle
from consultations.projections.progress import lag
from consultations.projections.runner import catch_up
from consultations.reminders.send import Run, send_due
from consultations.reminders.tables import SENT, ReminderMail
from tests.chaos import hostile, verdict
from tests.chaos.conftest import Place
from tests.chaos.sizes import SIZE, dice
from tests.chaos.stepping import interleave
from tests.conftest import Sink, logged_in
from tests.eventlog.writing import ENVELOPE
from tests.projections.stories import PARTIES, opened
from tests.reminders.desk import action, case_of, mails_to, officer

DEAR = max(1, SIZE.schedules // 5)
"""Schedules of the kinds that take hundreds of statements each."""
ENOUGH = 200
"""Schedules within which a design that loses events must have lost one."""


@pytest.fixture
def here(place: Place) -> Iterator[psycopg.Connection]:
    """This test is logged in to its own database, and watches who waits for whom."""
    with psycopg.connect(place.admin, autocommit=True) as watching, logged_in(place.app):
        watching.execute(hostile.ARENA)
        yield watching


def do(command: Command, stream_id: UUID, **more: Any) -> Receipt:
    return handle(command, stream_id=stream_id, actor="astrid", command_id=uuid4(), **more)


def appending(
    stream_id: UUID, expected: int | None = None, *, writes_first: bool = False, reads: UUID | None = None
) -> UUID:
    """One transaction that appends an event; its cause is what it has read as committed of another stream."""
    with transaction.atomic():
        if writes_first:
            with cursor() as writing:
                writing.execute("insert into chaos_scratch values (1)")
        causes = read.stream(reads) if reads else []
        entry = Entry(
            stream_id=stream_id,
            stream_kind="case",
            actor="hostile",
            command_id=uuid4(),
            correlation_id=uuid4(),
            causation_id=causes[-1].event_id if causes else None,
            envelope=ENVELOPE,
        )
        event = Fresh(event_id=uuid4(), event=RoundProposed(round_id=uuid4()))
        append(entry, [event], len(read.stream(stream_id)) if expected is None else expected)
    return event.event_id


def sealed(place: Place) -> None:
    with logged_in(place.worker):
        while read.unsealed():
            seal()


class TestASchedule:
    def test_is_played_again_by_the_same_seed(self, here: psycopg.Connection, place: Place) -> None:
        def order() -> list[int]:
            played, stream_id = list[int](), uuid4()
            interleave(here, dice("again"), [(place.app, partial(appending, stream_id, 0))] * 3, played)
            return played

        first = order()
        assert all(order() == first for _ in range(10))


class TestAppendBesideAppend:
    def test_of_one_stream_lets_exactly_one_win(self, here: psycopg.Connection, place: Place) -> None:
        for nth in range(SIZE.schedules):
            thrown, stream_id = dice("one stream", nth), uuid4()
            rivals = thrown.choice((2, 3))
            work = [
                (place.app, partial(appending, stream_id, 0, writes_first=thrown.random() < 0.5))
                for _ in range(rivals)
            ]
            outcomes = interleave(here, thrown, work)
            (won,) = [each for each in outcomes if isinstance(each, UUID)]
            assert [type(each) for each in outcomes].count(VersionConflict) == rivals - 1
            assert [each.event_id for each in read.stream(stream_id)] == [won]

    def test_of_several_streams_lets_all_win(self, here: psycopg.Connection, place: Place) -> None:
        for nth in range(SIZE.schedules):
            thrown, streams = dice("several streams", nth), [uuid4() for _ in range(3)]
            outcomes = interleave(
                here, thrown, [(place.app, partial(appending, stream_id, 0)) for stream_id in streams]
            )
            assert [read.stream(each)[0].event_id for each in streams] == outcomes

    def test_through_the_handler_decides_again_so_that_all_stand(
        self, here: psycopg.Connection, place: Place
    ) -> None:
        for nth in range(DEAR):
            thrown, case_id = dice("handler", nth), opened()
            work = [(place.app, partial(do, ProposeRound(round_id=uuid4()), case_id)) for _ in range(3)]
            receipts = interleave(here, thrown, work)
            assert sorted(each.version for each in receipts) == [2, 3, 4]

    def test_under_one_key_takes_effect_once(self, here: psycopg.Connection, place: Place) -> None:
        for nth in range(DEAR):
            thrown, case_id = dice("one key", nth), uuid4()
            command = OpenCase(case_id=case_id, title="Irritants", subject="Missions", parties=PARTIES)
            key = Key(owner="astrid", key=str(case_id), fingerprint=b"one")
            outcomes = interleave(here, thrown, [(place.app, partial(do, command, case_id, key=key))] * 3)
            answered = [each for each in outcomes if isinstance(each, Receipt)]
            assert {each.event_ids for each in answered} == {(read.stream(case_id)[0].event_id,)}
            assert [each.repeated for each in answered].count(False) == 1
            assert {type(each) for each in outcomes} <= {Receipt, KeyInFlight}


CAUSED_TOO_LATE = """
select count(*) from consultations_event effect
join consultations_position effect_place using (number)
join consultations_event cause on cause.event_id = effect.causation_id
join consultations_position cause_place on cause_place.number = cause.number
where cause_place.position >= effect_place.position
"""


class TestAppendBesideSeal:
    def test_seals_each_event_once_and_no_effect_before_its_cause(
        self, here: psycopg.Connection, place: Place
    ) -> None:
        for nth in range(SIZE.schedules):
            thrown, first, second = dice("seal", nth), uuid4(), uuid4()
            writers = [
                partial(appending, first, 0, writes_first=thrown.random() < 0.5),
                partial(appending, second, 0, writes_first=thrown.random() < 0.7, reads=first),
                partial(appending, uuid4(), 0),
            ]
            sealers = [partial(seal, wait_seconds=0.02)] * thrown.choice((1, 2))
            work = [(place.app, each) for each in writers] + [(place.worker, each) for each in sealers]
            outcomes = interleave(here, thrown, work)
            assert all(isinstance(each, UUID | int) for each in outcomes)
            sealed(place)
            verdict.the_log_is_dense()
            assert here.execute(CAUSED_TOO_LATE).fetchone() == (0,)

    def test_never_hides_what_is_left_from_whoever_asks(self, here: psycopg.Connection, place: Place) -> None:
        for nth in range(SIZE.schedules):
            appending(uuid4(), 0)
            work = [(place.worker, lag), (place.worker, partial(seal, wait_seconds=0.02))]
            left, _ = interleave(here, dice("lag", nth), work)
            assert left.unsealed + min(left.behind.values()) > nth  # so many events has nobody projected
            sealed(place)

    @pytest.mark.parametrize("name", ["bare", "early"])
    def test_would_show_a_design_that_loses_events(
        self, name: str, here: psycopg.Connection, place: Place
    ) -> None:
        assert any(self.loses(name, nth, here, place) for nth in range(ENOUGH))

    def loses(self, name: str, nth: int, here: psycopg.Connection, place: Place) -> bool:
        """The control: whether a design that is known to be wrong loses an event under this schedule."""
        follower = hostile.CONTROLS[name]()

        def follow() -> None:
            connection.ensure_connection()
            follower.poll(connection.connection)

        work = [(place.app, lambda: appending(uuid4(), 0))] * 2 + [(place.worker, follow)]
        *committed, _ = interleave(here, dice(name, nth), work)
        with logged_in(place.worker):
            follow()
        return not set(committed) <= follower.delivered


class TestClaimBesideClaim:
    def test_of_the_projections_takes_every_event_in_once(
        self, here: psycopg.Connection, place: Place
    ) -> None:
        for nth in range(DEAR):
            thrown, case_id = dice("projections", nth), opened()
            for _ in range(thrown.choice((1, 3))):
                do(ProposeRound(round_id=uuid4()), case_id)
            taken = interleave(here, thrown, [(place.worker, catch_up)] * thrown.choice((2, 3)))
            assert all(isinstance(each, int) for each in taken)
            with logged_in(place.worker):
                catch_up()
            assert verdict.caught_up()
            verdict.the_log_is_dense()
            verdict.every_projection_is_a_fresh_fold()

    def test_of_the_ledger_sends_every_mail_once(
        self, here: psycopg.Connection, place: Place, smtp: Sink
    ) -> None:
        for nth in range(DEAR):
            thrown, officers = dice("ledger", nth), [officer() for _ in range(2)]
            for each in officers:
                action(case_of(each))
            with logged_in(place.worker):
                catch_up()
            now = datetime.now(UTC)
            runs = interleave(here, thrown, [(place.worker, partial(send_due, now))] * thrown.choice((2, 3)))
            assert sum(each.sent for each in runs if isinstance(each, Run)) == len(officers)
            assert [len(mails_to(each, smtp.messages)) for each in officers] == [1, 1]
        ledger = ReminderMail.objects.values_list("status", "attempts")
        assert set(ledger) == {(SENT, 1)}
