"""Which events of a file a question is about: by when they were recorded, by when they were said, by whose word."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from consultations.domain.axes import Axes, subset
from consultations.domain.decider import CaseEvent
from consultations.domain.message import Envelope, Recorded
from consultations.domain.opening import CaseOpened
from consultations.domain.outcomes import OutcomeConfirmed, OutcomeReported
from consultations.domain.rounds import RoundCancelled, RoundProposed
from consultations.domain.statements import StatementPublished
from consultations.domain.values import Asserted, Participant, Wording
from consultations.domain.when import When, not_before, on, within

CASE, THIRD, MOVE = uuid4(), uuid4(), uuid4()
OPENED = CaseOpened(
    kind="consultations",
    title="Irritants",
    subject="Missions",
    level="restricted",
    parties=(Participant(code="RU"), Participant(code="US")),
)
PROPOSED, CANCELLED = RoundProposed(round_id=THIRD), RoundCancelled(round_id=THIRD)


def record(
    version: int,
    event: CaseEvent,
    *sides: str,
    said: When | None = None,
    learned: When | None = None,
    day: int = 1,
) -> Recorded:
    return Recorded(
        event=event,
        envelope=Envelope(
            asserted=Asserted(
                sides=sides or ("NO",), standing="official text" if sides else "own record", on=said
            ),
            learned_on=learned,
        ),
        event_id=UUID(int=version),
        stream_id=CASE,
        stream_kind="case",
        version=version,
        actor="astrid",
        recorded_at=datetime(2025, 7, day, 12, tzinfo=UTC),
        command_id=uuid4(),
        correlation_id=uuid4(),
    )


def versions(history: list[Recorded], axes: Axes) -> list[int]:
    return [each.version for each in subset(history, axes).records]


class TestKnownAt:
    def test_takes_what_was_recorded_by_that_instant(self) -> None:
        history = [
            record(1, OPENED, day=1),
            record(2, PROPOSED, "RU", day=2),
            record(3, CANCELLED, "RU", day=3),
        ]
        noon = datetime(2025, 7, 2, 12, tzinfo=UTC)
        assert versions(history, Axes(known_at=noon)) == [1, 2]
        assert versions(history, Axes(known_at=noon.replace(hour=11))) == [1]
        assert versions(history, Axes(known_at=noon.replace(year=2020))) == []

    def test_takes_a_prefix_where_the_clock_went_back(self) -> None:
        history = [record(1, OPENED, day=1), record(2, PROPOSED, day=3), record(3, CANCELLED, day=2)]
        assert versions(history, Axes(known_at=datetime(2025, 7, 2, 23, tzinfo=UTC))) == [1]


class TestAssertedUntil:
    def test_takes_what_sources_had_said_by_the_end_of_that_day(self) -> None:
        history = [
            record(1, OPENED),
            record(2, PROPOSED, "RU", said=on("2025-06-10")),
            record(3, CANCELLED, "RU", said=on("2025-06-16")),
        ]
        assert versions(history, Axes(asserted_until=date(2025, 6, 9))) == [1]
        assert versions(history, Axes(asserted_until=date(2025, 6, 10))) == [1, 2]
        assert versions(history, Axes(asserted_until=date(2025, 6, 16))) == [1, 2, 3]

    def test_counts_an_imprecise_date_from_its_latest_day_and_lists_what_it_leaves_out(self) -> None:
        history = [
            record(1, PROPOSED, "RU", said=within("2025-07")),
            record(2, CANCELLED, "RU", said=not_before("2025-06-16")),
            record(3, PROPOSED, "RU", said=on("2025-08-02")),
        ]
        amid = subset(history, Axes(asserted_until=date(2025, 7, 15)))
        assert (amid.records, amid.left_out) == ((), (UUID(int=1), UUID(int=2)))
        ended = subset(history, Axes(asserted_until=date(2025, 7, 31)))
        assert ([each.version for each in ended.records], ended.left_out) == ([1], (UUID(int=2),))

    def test_goes_by_the_day_it_was_learned_and_else_recorded_where_the_source_bears_none(self) -> None:
        history = [
            record(1, PROPOSED, "RU", learned=on("2025-06-11"), day=3),
            record(2, CANCELLED, "RU", day=3),
        ]
        assert versions(history, Axes(asserted_until=date(2025, 6, 11))) == [1]
        assert versions(history, Axes(asserted_until=date(2025, 7, 3))) == [1, 2]

    def test_keeps_what_the_register_did_with_the_file(self) -> None:
        assert versions([record(1, OPENED)], Axes(asserted_until=date(1999, 1, 1))) == [1]


class TestSide:
    def test_takes_what_that_side_asserted_alone_or_with_others(self) -> None:
        history = [record(1, OPENED), record(2, PROPOSED, "RU"), record(3, CANCELLED, "RU", "US")]
        assert versions(history, Axes(side="US")) == [1, 3]
        assert versions(history, Axes(side="RU")) == [1, 2, 3]
        assert versions(history, Axes(side="TR")) == [1]

    def test_takes_what_was_said_of_a_part_before_that_side_stood_by_it(self) -> None:
        other = uuid4()
        history = [
            record(1, OutcomeReported(outcome_id=MOVE, kind="decision", title="Capitals"), "RU"),
            record(2, OutcomeReported(outcome_id=other, kind="decision", title="Roadmap"), "RU"),
            record(3, OutcomeConfirmed(outcome_id=MOVE, party="US"), "US"),
        ]
        assert versions(history, Axes(side="US")) == [1, 3]

    def test_takes_what_the_ministry_heard_from_that_side_itself(self) -> None:
        said = StatementPublished(
            statement_id=MOVE,
            speaker="Department of State",
            side="US",
            wording=Wording(text="as needed", language="en"),
            published_on=on("2025-04-10"),
        )
        history = [
            record(1, OutcomeReported(outcome_id=MOVE, kind="decision", title="Capitals"), "RU"),
            record(2, OutcomeConfirmed(outcome_id=MOVE, party="US")),
            record(3, said),
        ]
        assert versions(history, Axes(side="US")) == [1, 2, 3]
        assert versions(history[2:], Axes(asserted_until=date(2025, 4, 10))) == [3]
        assert versions(history[2:], Axes(asserted_until=date(2025, 4, 9))) == []

    def test_takes_no_confirmation_from_the_mouth_of_another(self) -> None:
        history = [
            record(1, OutcomeReported(outcome_id=MOVE, kind="decision", title="Capitals"), "RU"),
            record(2, OutcomeConfirmed(outcome_id=MOVE, party="US"), "RU"),
        ]
        assert versions(history, Axes(side="US")) == []


class TestAxes:
    def test_narrow_each_other(self) -> None:
        history = [
            record(1, OPENED, day=1),
            record(2, PROPOSED, "RU", said=on("2025-06-10"), day=2),
            record(3, CANCELLED, "US", said=on("2025-06-10"), day=2),
            record(4, PROPOSED, "US", said=on("2025-06-10"), day=4),
            record(5, PROPOSED, "US", said=on("2025-06-11"), day=2),
        ]
        axes = Axes(known_at=datetime(2025, 7, 3, tzinfo=UTC), asserted_until=date(2025, 6, 10), side="US")
        assert versions(history, axes) == [1, 3]
        assert versions(history, replace(axes, known_at=None)) == [1, 3, 4]

    def test_take_everything_where_nothing_is_asked(self) -> None:
        assert not Axes().asked
        assert versions([record(1, OPENED), record(2, PROPOSED, "RU")], Axes()) == [1, 2]

    def test_take_readings_at_the_instant_that_is_asked_about(self) -> None:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        assert Axes().evaluated_at(now) == now
        assert Axes(side="US").evaluated_at(now) == now
        assert Axes(asserted_until=date(2025, 6, 12)).evaluated_at(now) == datetime(2025, 6, 13, tzinfo=UTC)
        assert Axes(asserted_until=date.max).evaluated_at(now) == now
        assert Axes(known_at=datetime(2027, 1, 1, tzinfo=UTC)).evaluated_at(now) == now
        earlier = datetime(2025, 6, 12, 9, tzinfo=UTC)
        assert Axes(known_at=earlier).evaluated_at(now) == earlier
        assert Axes(known_at=earlier, asserted_until=date(2025, 6, 20)).evaluated_at(now) == earlier
