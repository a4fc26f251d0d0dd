"""Reading a scenario: commands in the order of their recording, checked whole before any is recorded.

A scenario file is JSON:

    {"scenario": "a short name, unique and never changed",
     "about":    "what it tells, for people",
     "actor":    "who records it",
     "words":    {"ru-tass": {"sides": ["RU"], ...}},
     "entries":  [{"in": "@talks", "do": "HoldRound", "round_id": "@round-1", ...}, ...]}

What an entry may hold is told in entries.py. Here it may also give its first event a name (`as`), by which the
entries after it confirm, deny, prefer, correct or retract what that event claims.

Everything is checked before anything is recorded: fields and types, misspelt fields at any depth, and every
decision, by folding the whole file in memory. What is wrong is named with its line.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from consultations.domain.decider import Stream
from consultations.domain.message import Command, Envelope, Event, Recorded, Refused
from consultations.domain.values import Asserted
from consultations.scenarios.entries import COMMANDS, SCENARIOS, Entry, Head, Wrong, entry_of, named_id

__all__ = ["SCENARIOS", "Entry", "Scenario", "ScenarioRefused", "named_id", "read"]


class ScenarioRefused(Exception):
    """The scenario file is wrong; nothing of it has been recorded."""

    def __init__(self, wrong: Iterable[str]) -> None:
        """Keep each thing that is wrong, with its line."""
        self.wrong = tuple(wrong)
        super().__init__("\n".join((str(self.__doc__), *self.wrong)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """A scenario that was read and found right."""

    name: str
    about: str
    entries: tuple[Entry, ...]

    def id_of(self, name: str) -> UUID:
        """The id that `@name` stands for in this scenario."""
        return named_id(self.name, name)


class _File(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    scenario: str
    about: str
    actor: str
    entries: list[msgspec.Raw]
    words: dict[str, Any] = {}


def read(text: bytes) -> Scenario:
    """The scenario that a file holds. Raises ScenarioRefused, which names all that is wrong."""
    try:
        file = msgspec.json.decode(text, type=_File)
    except msgspec.MsgspecError as malformed:
        raise ScenarioRefused([str(malformed)]) from malformed
    head = Head(name=file.scenario, actor=file.actor, words=file.words)
    entries: list[Entry] = []
    wrong: list[str] = []
    for nth, (line, said) in enumerate(_with_lines(text, file.entries), start=1):
        try:
            entries.append(_entry(head, said, nth, line))
        except ValueError as reason:
            wrong.append(f"line {line}, entry {nth}: {reason}")
    wrong = wrong or [*_repeated(entries), *_rehearse(entries)]
    if wrong:
        raise ScenarioRefused(wrong)
    return Scenario(name=file.scenario, about=file.about, entries=tuple(entries))


def _entry(head: Head, said: Any, nth: int, line: int) -> Entry:
    if not isinstance(said, dict) or "as" not in said:
        return entry_of(head, said, nth=nth, line=line)
    rest = {name: value for name, value in said.items() if name != "as"}
    match said["as"]:
        case str(name) if name.startswith("@"):
            entry = entry_of(head, rest, nth=nth, line=line)
            return replace(entry, known_as=named_id(head.name, name[1:]))
        case _:
            raise Wrong("what an entry's event is called (as) begins with @", "invalid", "/as")


def _with_lines(text: bytes, entries: Iterable[msgspec.Raw]) -> Iterator[tuple[int, Any]]:
    begins = 0
    for raw in entries:
        begins = text.index(bytes(raw), begins)
        yield text.count(b"\n", 0, begins) + 1, msgspec.json.decode(raw)
        begins += len(bytes(raw))


def _repeated(entries: Iterable[Entry]) -> Iterator[str]:
    first: dict[bytes, Entry] = {}
    named: dict[UUID, Entry] = {}
    for entry in entries:
        if entry.digest in first:
            yield f"{entry}: says the same as line {first[entry.digest].line}"
        first.setdefault(entry.digest, entry)
        if entry.known_as in named:
            yield f"{entry}: is called (as) what line {named[entry.known_as].line} is called"
        if entry.known_as:
            named.setdefault(entry.known_as, entry)


def _rehearse(entries: Iterable[Entry]) -> Iterator[str]:
    """Decide every entry in memory, on streams that begin empty; gives what the domain refuses."""
    states: dict[UUID, Any] = {}
    for entry in entries:
        stream = COMMANDS[type(entry.command).__name__][0]
        state = states.setdefault(entry.stream_id, stream.new(entry.stream_id))
        try:
            events = stream.decide(entry.command, state)
        except Refused as refused:
            yield f"{entry}: {type(refused).__name__}: {refused}"
            continue
        _fold(events, entry, stream, state, stream.evolve)


def _fold(
    events: Iterable[Event], entry: Entry, stream: Stream[Any], state: Any, evolve: Callable[..., None]
) -> None:
    for nth, event in enumerate(events):
        place = uuid5(entry.stream_id, str(state.version + 1))
        record = Recorded(
            event=event,
            envelope=_envelope(entry.command),
            event_id=entry.known_as if nth == 0 and entry.known_as else place,
            stream_id=entry.stream_id,
            stream_kind=stream.kind,
            version=state.version + 1,
            actor=entry.actor,
            recorded_at=datetime.now(UTC),
            command_id=place,
            correlation_id=place,
            type=type(event).__name__,
        )
        evolve(state, record)


def _envelope(command: Command) -> Envelope:
    return Envelope(
        asserted=command.asserted or Asserted(sides=()), occurred=command.occurred, language=command.language
    )
