"""Waiting for what was written, and saying how far behind each projection is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from time import monotonic
from uuid import uuid4

from consultations.domain.rounds import ProposeRound
from consultations.projections import rounds
from consultations.projections.progress import lag, wait_for
from consultations.projections.runner import run
from tests.eventlog.writing import seal_all
from tests.projections.stories import opened, record

AsWorker = Callable[[], AbstractContextManager[None]]


class TestWaitFor:
    def test_says_no_within_its_bound_and_yes_when_all_have_passed(
        self, settled: Callable[[], None], as_worker: AsWorker
    ) -> None:
        settled()
        (event_id,) = record(ProposeRound(round_id=uuid4()), opened()).event_ids
        began = monotonic()
        assert not wait_for(event_id, seconds=0.1)
        assert monotonic() - began < 2.5
        with as_worker():
            seal_all()
            run(rounds.PROJECTION)
        assert wait_for(event_id, seconds=0.0, projections=["rounds"])
        assert not wait_for(event_id, seconds=0.0)
        settled()
        assert wait_for(event_id)

    def test_says_no_for_an_event_that_is_not_there(self) -> None:
        assert not wait_for(uuid4(), seconds=0.0)

    def test_says_no_for_a_projection_that_never_ran(self, settled: Callable[[], None]) -> None:
        (event_id,) = record(ProposeRound(round_id=uuid4()), opened()).event_ids
        settled()
        assert not wait_for(event_id, seconds=0.0, projections=["rounds", "unheard of"])


class TestLag:
    def test_counts_what_is_not_sealed_and_what_is_not_projected(
        self, settled: Callable[[], None], as_worker: AsWorker
    ) -> None:
        settled()
        assert (lag().unsealed, set(lag().behind.values())) == (0, {0})
        record(ProposeRound(round_id=uuid4()), opened())
        assert (lag().unsealed, lag().behind["docket"]) == (2, 0)
        with as_worker():
            seal_all()
        assert (lag().unsealed, lag().behind["docket"]) == (0, 2)
        settled()
        assert set(lag().behind.values()) == {0}
