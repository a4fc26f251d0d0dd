"""Any history of a case file, in or out of order, as Hypothesis draws it."""

from datetime import UTC, datetime
from typing import get_args
from uuid import UUID

from hypothesis import strategies as st

from consultations.domain.decider import STREAMS, CaseEvent
from consultations.domain.message import Envelope, Event, Recorded
from consultations.domain.periods import Period
from consultations.domain.state import KINDS
from consultations.domain.values import Asserted, PartOnFile
from consultations.domain.when import When, by, not_before, on, said, within

IDS = [UUID(int=nth) for nth in range(1, 4)]
TIMES = [
    on("2025-04-10", zone="Europe/Istanbul"),
    within("2025-04"),
    within("2025-09~/2025-11~"),
    by("2025-04-30"),
    not_before("2025-03-15"),
    said("in the near future", language="en", earliest="2025-06-10", review_on="2025-07-01"),
    said("unknown", language="en", review_on="2025-07-01"),
]
TEXTS = st.sampled_from(["", "Visas", "Визы", "100 % “as agreed” {now} \\u0000"])

st.register_type_strategy(When, st.sampled_from(TIMES))
st.register_type_strategy(
    Period,
    st.sampled_from(
        [Period(amount=72, unit="hours", zone="America/New_York"), Period(amount=1, unit="weeks")]
    ),
)
st.register_type_strategy(UUID, st.sampled_from(IDS))
st.register_type_strategy(str, TEXTS)
st.register_type_strategy(
    PartOnFile, st.builds(PartOnFile, kind=st.sampled_from([*KINDS]), part_id=st.sampled_from(IDS))
)
st.register_type_strategy(int, st.integers(1, 9))

EVENTS = get_args(CaseEvent)


@st.composite
def histories(draw: st.DrawFn) -> list[Recorded]:
    """Up to a dozen events of any type, in any order, of one file."""
    events = draw(st.lists(st.sampled_from(EVENTS).flatmap(st.from_type), min_size=1, max_size=12))
    return [_recorded(draw, event, nth) for nth, event in enumerate(events, start=1)]


@st.composite
def register_histories(draw: st.DrawFn, kind: str) -> list[Recorded]:
    """The same of one stream of a register: merges, corrections and names of every kind, in any order."""
    types = get_args(STREAMS[kind].events)
    events = draw(st.lists(st.sampled_from(types).flatmap(st.from_type), min_size=1, max_size=12))
    return [_recorded(draw, event, nth, kind) for nth, event in enumerate(events, start=1)]


def _recorded(draw: st.DrawFn, event: Event, nth: int, kind: str = "case") -> Recorded:
    return Recorded(
        event=event,
        envelope=Envelope(
            asserted=draw(st.from_type(Asserted)), occurred=draw(st.none() | st.sampled_from(TIMES))
        ),
        event_id=UUID(int=1000 + nth),
        stream_id=UUID(int=7),
        stream_kind=kind,
        version=nth,
        type=type(event).__name__,
        actor="astrid",
        recorded_at=datetime(2025, 6, 12, 9, 0, nth, 123456, tzinfo=UTC),
        command_id=UUID(int=2000 + nth),
        correlation_id=UUID(int=2000 + nth),
        position=nth,
    )
