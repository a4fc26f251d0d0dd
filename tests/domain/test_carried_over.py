"""What is asked for is recorded, and what is recorded is held: field by field, on histories drawn at random."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from hypothesis import Phase, given, seed, settings

from consultations.domain.message import Command, Event, Recorded, Refused
from tests.domain.test_decider import (
    ANY_TOPIC,
    DEEP,
    OWN,
    REGISTER_OPENED,
    Envelope,
    Topic,
    commands,
    parts_of,
    stream_id_of,
)
from tests.dsl import folded, recorded

PROVENANCE: Final = frozenset(each.name for each in fields(Command))
"""What a command says of where it is known from; that goes into the envelope."""
TAKEN_FROM_ELSEWHERE: Final = {
    ("NoteDispatched", "from_party"): "the draft says so",
    ("NoteDispatched", "to_party"): "the draft says so",
    ("NoteDispatched", "subject"): "the draft says so",
    ("NoteDispatched", "form"): "the draft says so",
    ("NoteNumbered", "register_id"): "the register that gave the number",
    ("MeasureTookEffect", "effects"): "none named: all of them",
    ("PropertyHandedOver", "property_id"): "the premises on the file say so",
    ("AccessDenied", "property_id"): "the premises on the file say so",
    ("ReturnRequested", "property_id"): "the premises on the file say so",
    ("AccessGranted", "property_id"): "the premises on the file say so",
}
"""What an event may have, or lack, that its command did not say, and why."""
KEPT_ELSEWHERE: Final = {
    ("ClearanceWithheld", "reason"): "with the clearance",
    ("AssuranceBreachAlleged", "reason"): "with the breach",
    ("DueDateMoved", "reason"): "with the date",
    ("TermExtended", "reason"): "with the term",
}
"""What a part has not under the name that the event has for it, and where it is."""


@dataclass(frozen=True)
class Step:
    """One event of a history, with what was asked for and what it was about, before and after."""

    command: Command
    record: Recorded
    before: dict[Any, Any]
    after: dict[Any, Any]


def steps(topic: Topic, asked: list[Command]) -> Iterator[Step]:
    """What follows from those of the commands that are not refused, event by event."""
    stream = topic[0]
    stream_id = stream_id_of(stream.kind)
    state = stream.new(stream_id)
    if stream.kind == "case":
        state.register = folded(replace(REGISTER_OPENED, party="RU"))
    version = 0
    for command in asked:
        envelope = Envelope(asserted=command.asserted or OWN.asserted)
        try:
            decided = list(stream.decide(command, state))
        except Refused:
            continue
        for event in decided:
            version += 1
            record = recorded((event, envelope), version, kind=stream.kind)
            before = _held(stream.kind, state, stream_id)
            stream.evolve(state, record)
            yield Step(command, record, before, _held(stream.kind, state, stream_id))


def _held(kind: str, state: Any, stream_id: Any) -> dict[Any, Any]:
    held = parts_of(state) if kind == "case" else {stream_id: state}
    return {each: replace(part) for each, part in held.items()}


def every_step(topic: Topic, look: Callable[[Step], None]) -> None:
    """Look at each event of some histories, always the same ones."""

    @seed(20250227)
    @settings(DEEP, max_examples=12, database=None, phases=[Phase.generate])
    @given(asked=commands(topic))
    def draw(asked: list[Command]) -> None:
        for each in steps(topic, asked):
            look(each)

    draw()


def shared(event: Event, other: Any) -> list[str]:
    """The fields of an event that the other has by the same name."""
    return [each.name for each in fields(event) if hasattr(other, each.name)]


class TestEveryHistory:
    @ANY_TOPIC
    def test_records_what_was_asked_for(self, topic: Topic) -> None:
        def look(step: Step) -> None:
            event = step.record.event
            for name in shared(event, step.command):
                if name not in PROVENANCE and (type(event).__name__, name) not in TAKEN_FROM_ELSEWHERE:
                    assert getattr(event, name) == getattr(step.command, name), (event, name)

        every_step(topic, look)

    @ANY_TOPIC
    def test_holds_what_was_recorded_or_what_was_said_before(self, topic: Topic) -> None:
        def look(step: Step) -> None:
            event = step.record.event
            for key in event.entities:
                part, was = step.after.get(key), step.before.get(key)
                for name in shared(event, part):
                    if (type(event).__name__, name) in KEPT_ELSEWHERE:
                        continue
                    said, holds = getattr(event, name), getattr(part, name)
                    if said in (None, "", ()) or isinstance(holds, tuple):
                        continue
                    stays = was is not None and holds == getattr(was, name) and holds not in (None, "")
                    assert holds == said or stays, (event, name, holds)

        every_step(topic, look)

    @ANY_TOPIC
    def test_knows_on_whose_word_a_status_rests(self, topic: Topic) -> None:
        def look(step: Step) -> None:
            for key in step.record.event.entities:
                part, was = step.after.get(key), step.before.get(key)
                if not hasattr(part, "status_asserted") or (was is not None and part.status == was.status):
                    continue
                assert part.status_asserted == step.record.envelope.asserted, step.record.event

        every_step(topic, look)
