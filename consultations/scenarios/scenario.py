"""Reading a scenario: commands in the order of their recording, checked whole before any is recorded.

A scenario file is JSON:

    {"scenario": "a short name, unique and never changed",
     "about":    "what it tells, for people",
     "actor":    "who records it",
     "words":    {"ru-tass": {"sides": ["RU"], ...}},
     "entries":  [{"in": "@talks", "do": "HoldRound", "round_id": "@round-1", ...}, ...]}

An entry names the stream it belongs to (`in`), the command (`do`) and the command's own fields; `by` names
another actor. Where a whole string is

- `@name`, it stands for an id that is always the same for that name in this scenario;
- `@person:name` or `@source:name`, for an id that all scenarios share;
- `@party:RU`, for the id of that party;
- `$name`, for what `words` has under that name.

Everything is checked before anything is recorded: fields and types, misspelt fields at any depth, and every
decision, by folding the whole file in memory. What is wrong is named with its line.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, get_args
from uuid import UUID, uuid5

import msgspec

from consultations.domain.decider import STREAMS, Stream
from consultations.domain.message import Command, Envelope, Event, Recorded, Refused
from consultations.domain.parties import party_id
from consultations.domain.values import Asserted

SCENARIOS: Final = UUID("6f1c9f1e-3c1b-5d0a-9a51-0c6f3d7a2b10")
"""Name space of every id that a scenario draws."""

COMMANDS: Final[Mapping[str, tuple[Stream[Any], type[Command]]]] = {
    command.__name__: (stream, command)
    for stream in STREAMS.values()
    for command in get_args(stream.commands)
}
"""Every command there is, by the name an entry gives it."""


class ScenarioRefused(Exception):
    """The scenario file is wrong; nothing of it has been recorded."""

    def __init__(self, wrong: Iterable[str]) -> None:
        """Keep each thing that is wrong, with its line."""
        self.wrong = tuple(wrong)
        super().__init__("\n".join((str(self.__doc__), *self.wrong)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One command of a scenario, ready to be handled."""

    nth: int
    """Its place in the file, from 1."""
    line: int
    """The line of the file it begins on, from 1."""
    stream_id: UUID
    command: Command
    actor: str
    digest: bytes
    """SHA-256 of what the entry says: an entry that says the same is the same."""

    def __str__(self) -> str:
        """Where it stands and what it does."""
        return f"line {self.line}, entry {self.nth}, {type(self.command).__name__}"


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


class _Wrong(ValueError):
    """Something is wrong with an entry."""


def read(text: bytes) -> Scenario:
    """The scenario that a file holds. Raises ScenarioRefused, which names all that is wrong."""
    try:
        file = msgspec.json.decode(text, type=_File)
    except msgspec.MsgspecError as malformed:
        raise ScenarioRefused([str(malformed)]) from malformed
    entries: list[Entry] = []
    wrong: list[str] = []
    for nth, (line, said) in enumerate(_with_lines(text, file.entries), start=1):
        try:
            entries.append(_entry(file, nth, line, said))
        except ValueError as reason:
            wrong.append(f"line {line}, entry {nth}: {reason}")
    wrong = wrong or [*_repeated(entries), *_rehearse(entries)]
    if wrong:
        raise ScenarioRefused(wrong)
    return Scenario(name=file.scenario, about=file.about, entries=tuple(entries))


def named_id(scenario: str, name: str) -> UUID:
    """The id that `@name` stands for: a party's own, one all scenarios share, or one of this scenario."""
    register, _, known_as = name.partition(":")
    if register == "party":
        return party_id(known_as)
    return uuid5(SCENARIOS, name if known_as else f"{scenario}/{name}")


def _with_lines(text: bytes, entries: Iterable[msgspec.Raw]) -> Iterator[tuple[int, Any]]:
    begins = 0
    for entry in entries:
        begins = text.index(bytes(entry), begins)
        yield text.count(b"\n", 0, begins) + 1, msgspec.json.decode(entry)
        begins += len(bytes(entry))


def _entry(file: _File, nth: int, line: int, said: Any) -> Entry:
    filled = _filled(file, said)
    if not isinstance(filled, dict) or not {"in", "do"} <= filled.keys():
        raise _Wrong("an entry names its stream (in) and its command (do)")
    fields = {name: value for name, value in filled.items() if name not in ("in", "do", "by")}
    return Entry(
        nth=nth,
        line=line,
        stream_id=msgspec.convert(filled["in"], UUID),
        command=_command(filled["do"], fields),
        actor=filled.get("by", file.actor),
        digest=sha256(json.dumps(filled, sort_keys=True, ensure_ascii=False).encode()).digest(),
    )


def _command(name: str, fields: dict[str, Any]) -> Command:
    if name not in COMMANDS:
        raise _Wrong(f"there is no command {name}")
    try:
        command: Command = msgspec.convert(fields, COMMANDS[name][1], str_keys=True)
    except msgspec.ValidationError as invalid:
        raise _Wrong(f"{name}: {invalid}") from invalid
    if unknown := list(_unknown(fields, msgspec.to_builtins(command))):
        raise _Wrong(f"{name} has no field {', '.join(unknown)}")
    return command


def _unknown(given: Any, understood: Any, path: str = "") -> Iterator[str]:
    """Fields that were given but not understood, at any depth: a dataclass skips what it does not know."""
    if isinstance(given, dict) and isinstance(understood, dict):
        for name, value in given.items():
            if name in understood:
                yield from _unknown(value, understood[name], f"{path}{name}.")
            else:
                yield path + name
    elif isinstance(given, list) and isinstance(understood, list):
        for nth, (value, other) in enumerate(zip(given, understood, strict=True)):
            yield from _unknown(value, other, f"{path}{nth}.")


def _filled(file: _File, said: Any) -> Any:
    """The same with every `@name` and `$name` replaced by what it stands for."""
    if isinstance(said, dict):
        return {name: _filled(file, value) for name, value in said.items()}
    if isinstance(said, list):
        return [_filled(file, value) for value in said]
    if not isinstance(said, str) or said[:1] not in ("@", "$"):
        return said
    if said[0] == "@":
        return str(named_id(file.scenario, said[1:]))
    if said[1:] not in file.words:
        raise _Wrong(f"{said} is not among the words")
    return _filled(file, file.words[said[1:]])


def _repeated(entries: Iterable[Entry]) -> Iterator[str]:
    first: dict[bytes, Entry] = {}
    for entry in entries:
        if entry.digest in first:
            yield f"{entry}: says the same as line {first[entry.digest].line}"
        first.setdefault(entry.digest, entry)


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
    for event in events:
        place = uuid5(entry.stream_id, str(state.version + 1))
        record = Recorded(
            event=event,
            envelope=_envelope(entry.command),
            event_id=place,
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
