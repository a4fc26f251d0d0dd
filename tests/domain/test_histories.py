"""Known histories, entry by entry: what the domain records of each command, and what it then holds.

What it holds is written in `histories/`, one file for each history: a change of a rule shows there what it changes of
four cases that are known, and of a file with something of every topic. Where that is meant, copy what the test names.
"""

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec
import pytest

from consultations.domain import commitments
from consultations.domain.decider import STREAMS, Stream
from consultations.domain.message import Command, Envelope, Event, Recorded
from consultations.domain.opening import OpenCase
from consultations.domain.registers import OpenRegister, register_id
from consultations.domain.values import Asserted, Participant
from consultations.projections import deadlines
from consultations.projections.projection import fold
from consultations.scenarios.player import of_events
from consultations.scenarios.scenario import read
from tests.dsl import CASE
from tests.projections.stories import of_every_topic

HERE = Path(__file__).parent / "histories"
SCENARIOS = Path(__file__).parents[2] / "consultations" / "scenarios"
MEANT = Path(__file__).parents[2] / "var" / "histories"
NAMES = [each.stem for each in sorted(SCENARIOS.glob("*.json"))]
UNTOLD = frozenset({"records", "register", "tags"})
"""What a file holds of the log itself, or of a register beside it."""
NOTHING: tuple[Any, ...] = (None, "", (), [], {})


class Ministry:
    """Carries commands out in memory, as the handler does in the log."""

    def __init__(self) -> None:
        self.states: dict[UUID, Any] = {}
        self.records: dict[UUID, list[Recorded]] = {}

    def carry_out(self, command: Command, stream_id: UUID, actor: str) -> list[Recorded]:
        """Decide, and append what follows to every stream that it concerns."""
        stream = next(each for each in STREAMS.values() if isinstance(command, each.commands))
        state = self._state(stream, stream_id)
        register = stream.register_beside(command, state)
        if register:
            state.register = self.states[register]
        events = list(stream.decide(command, state))
        if command.also:
            beside = getattr(command, command.also)
            for event in events:
                stream.admit(event, self._state(stream, beside))
            self._append(stream, beside, events, command, actor)
        appended = self._append(stream, stream_id, events, command, actor)
        if register:
            meant = [each for event in events if (each := stream.in_register(event, state))]
            self._append(STREAMS["register"], register, meant, command, actor)
        return appended

    def told(self) -> Iterator[str]:
        """Every stream with its events, and what they leave."""
        for stream_id, records in self.records.items():
            state = self.states[stream_id]
            yield f"{records[0].stream_kind} {stream_id}"
            for each in records:
                yield f"  {each.version} {each.type} {_json(each.event)}"
            yield from _held("  ", state)
            if records[0].stream_kind == "case":
                yield from (f"  owed {_json(each)}" for each in commitments.commitments(state))
                due = fold(deadlines.PROJECTION, {}, records).values()
                yield from (f"  due {_json(each)}" for each in due if each is not None)

    def _state(self, stream: Stream[Any], stream_id: UUID) -> Any:
        return self.states.setdefault(stream_id, stream.new(stream_id))

    def _append(
        self, stream: Stream[Any], stream_id: UUID, events: list[Any], command: Command, actor: str
    ) -> list[Recorded]:
        before = self.records.setdefault(stream_id, [])
        appended = [
            _recorded(each, nth, stream, stream_id, command, actor)
            for nth, each in enumerate(events, start=len(before) + 1)
        ]
        for each in appended:
            stream.evolve(self._state(stream, stream_id), each)
        before += appended
        return appended


def _recorded(
    event: Event, version: int, stream: Stream[Any], stream_id: UUID, command: Command, actor: str
) -> Recorded:
    envelope = Envelope(
        asserted=command.asserted or Asserted(sides=("NO",)),
        occurred=command.occurred,
        evidence=command.evidence,
        learned_on=command.learned_on,
        on_behalf_of=command.on_behalf_of,
        language=command.language,
    )
    place = uuid5(stream_id, str(version))
    return Recorded(
        event=event,
        envelope=envelope,
        event_id=place,
        stream_id=stream_id,
        stream_kind=stream.kind,
        version=version,
        actor=actor,
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        command_id=place,
        correlation_id=place,
        type=type(event).__name__,
    )


def _held(indent: str, state: Any) -> Iterator[str]:
    for each in fields(state):
        value = getattr(state, each.name)
        if each.name in UNTOLD or value in NOTHING:
            continue
        if isinstance(value, dict):
            yield from (f"{indent}{each.name} {_json(part)}" for part in value.values())
        else:
            yield f"{indent}{each.name}: {_json(value)}"


def _json(told: Any) -> str:
    return msgspec.json.encode(msgspec.to_builtins(_plain(told), str_keys=True)).decode()


def _plain(told: Any) -> Any:
    """What differs from what it would be by itself."""
    if is_dataclass(told):
        kept = ((each, getattr(told, each.name)) for each in fields(told))
        return {each.name: _plain(value) for each, value in kept if value not in (*NOTHING, each.default)}
    if isinstance(told, tuple | list):
        return [_plain(each) for each in told]
    if isinstance(told, dict):
        return {str(key): _plain(value) for key, value in told.items()}
    return None if told is MISSING else told


def _is_as_written(name: str, ministry: Ministry) -> None:
    held = "\n".join(ministry.told()) + "\n"
    written = HERE / f"{name}.txt"
    if not written.exists() or written.read_text() != held:
        MEANT.mkdir(parents=True, exist_ok=True)
        (MEANT / written.name).write_text(held)
        pytest.fail(f"diff tests/domain/histories/{written.name} var/histories/{written.name}")


@pytest.mark.parametrize("name", NAMES)
def test_a_known_history_is_held_as_it_was(name: str) -> None:
    ministry, known = Ministry(), dict[UUID, UUID]()
    for entry in read((SCENARIOS / f"{name}.json").read_bytes()).entries:
        appended = ministry.carry_out(of_events(entry.command, known), entry.stream_id, entry.actor)
        if entry.known_as and appended:
            known[entry.known_as] = appended[0].event_id
    _is_as_written(name, ministry)


def test_something_of_every_topic_is_held_as_it_was() -> None:
    ministry, new = Ministry(), _ids()
    case_id = new()
    numbered = register_id("Ministry", "Verbal notes", 2025, "restricted", ())
    parties = (Participant(code="RU"), Participant(code="US"))
    opening = OpenCase(case_id=case_id, title="Irritants", subject="Missions", parties=parties)
    register = OpenRegister(registry="Ministry", series="Verbal notes", year=2025, party="NO")
    ministry.carry_out(register, numbered, "astrid")
    for command in (opening, *of_every_topic(new(), numbered, new)):
        ministry.carry_out(command, case_id, "astrid")
    _is_as_written("every_topic", ministry)


def _ids() -> Callable[[], UUID]:
    nth = count(1)
    return lambda: uuid5(CASE, str(next(nth)))
