"""Reading a scenario: commands in the order of their recording, checked whole before any is recorded.

The form of a file is told in docs/scenarios.md, and in docs/scenario.schema.json for editors. Everything is
checked before anything is recorded: the text, the fields and their types, the names for ids, and every decision,
by folding the whole file in memory. All that is wrong is named, each with its line.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from consultations.domain.decider import REGISTER, Stream
from consultations.domain.message import Command, Envelope, Event, Recorded, Refused
from consultations.domain.values import Asserted
from consultations.scenarios import faults, head, names, places
from consultations.scenarios.entries import (
    COMMANDS,
    SCENARIOS,
    Entry,
    Head,
    Wrong,
    entry_of,
    filled,
    named_id,
    stream_named,
)
from consultations.scenarios.faults import Fault
from consultations.scenarios.places import Document, Unreadable

__all__ = ["SCENARIOS", "Entry", "Scenario", "ScenarioRefused", "named_id", "read"]


class ScenarioRefused(Exception):
    """The scenario file is wrong; nothing of it has been recorded."""

    def __init__(self, wrong: Iterable[Fault]) -> None:
        """Keep each thing that is wrong once, in the order of the lines."""
        told = dict.fromkeys(sorted(wrong, key=lambda fault: (fault.line, fault.column or 0)))
        self.wrong = tuple(told)
        super().__init__("\n".join((str(self.__doc__), *map(str, self.wrong))))


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """A scenario that was read and found right."""

    name: str
    about: str
    entries: tuple[Entry, ...]

    def id_of(self, name: str) -> UUID:
        """The id that `@name` stands for in this scenario."""
        return named_id(self.name, name)


def read(text: bytes) -> Scenario:
    """The scenario that a file holds. Raises ScenarioRefused, which names all that is wrong."""
    try:
        document = places.read(text)
    except Unreadable as unreadable:
        raise ScenarioRefused(unreadable.faults) from unreadable
    wrong = list(head.wrong_with(document.said, document.fault))
    if wrong:
        raise ScenarioRefused([*wrong, *_without_head(document)])
    reading = _Reading(document, wrong)
    said = document.said
    entries = reading.entries(said["scenario"], said["actor"], said.get("words", {}), said["entries"])
    if wrong:
        raise ScenarioRefused(wrong)
    return Scenario(name=said["scenario"], about=said["about"], entries=tuple(entries))


def _without_head(document: Document) -> list[Fault]:
    """What is wrong with the entries, so far as it can be told where the head is wrong."""
    said, wrong = document.said, list[Fault]()
    if isinstance(said, dict) and isinstance(said.get("entries"), list):
        words = said.get("words")
        _Reading(document, wrong).entries("?", "?", words if isinstance(words, dict) else {}, said["entries"])
    return wrong


@dataclass(slots=True)
class _Reading:
    """The entries of one document, as far as they are read; and what is wrong with them."""

    document: Document
    wrong: list[Fault]
    stopped: dict[UUID | None, int] = field(default_factory=dict)
    """The place, from 0, of the first wrong entry of each stream; none: it could be of any stream."""

    def entries(
        self, name: str, actor: str, words: Mapping[str, Any], said: Sequence[Any]
    ) -> Sequence[Entry]:
        """Read them all, then decide those that stand on nothing that is wrong."""
        at = self.document.fault
        whole = Head(name=name, actor=actor, words=head.words_of(name, words, at, self.wrong))
        read = [self._entry(whole, words, each, nth) for nth, each in enumerate(said)]
        for nth, fault in names.wrong_with(said, words, at):
            self.wrong.append(fault)
            self._stop(whole, said[nth], nth)
        entries = [each for each in read if each is not None]
        self.wrong.extend(self._repeated(entries))
        self.wrong.extend(self._rehearse(entries))
        return entries

    def _entry(self, whole: Head, words: Mapping[str, Any], said: Any, nth: int) -> Entry | None:
        place = f"/entries/{nth}"
        named = [each for each in head.strings(said, place) if each[1][:1] == "$"]
        missing = [each for each in named if each[1][1:] not in whole.words]
        self.wrong.extend(
            head.unknown_word(pointer, text, words, self.document.fault)
            for pointer, text in missing
            if text[1:] not in words
        )
        entry = self._read(_with_blanks(whole, missing), said, nth, [pointer for pointer, _ in missing])
        if entry is not None and not missing:
            return entry
        self._stop(whole, said, nth)
        return None

    def _stop(self, whole: Head, said: Any, nth: int) -> None:
        stream_id = _stream_of(whole, said)
        self.stopped[stream_id] = min(nth, self.stopped.get(stream_id, nth))

    def _read(self, whole: Head, said: Any, nth: int, aside: Sequence[str]) -> Entry | None:
        """Read one entry, saying nothing of what stands at the pointers that are left aside."""
        line, _ = self.document.place(f"/entries/{nth}")
        try:
            return entry_of(whole, said, nth=nth + 1, line=line)
        except Wrong as wrong:
            for each in faults.misfit(line, wrong):
                pointer = f"/entries/{nth}{each.pointer}"
                if not pointer.startswith(tuple(aside)):
                    self.wrong.append(self.document.fault(pointer, each.code, each.detail))
            return None

    def _repeated(self, entries: Iterable[Entry]) -> Iterator[Fault]:
        first: dict[bytes, Entry] = {}
        called: dict[UUID, Entry] = {}
        for entry in entries:
            if entry.digest in first:
                said = f"It says the same as line {first[entry.digest].line}: an entry that says the same is the same."
                yield self._at(entry, "said_twice", said)
            first.setdefault(entry.digest, entry)
            if entry.known_as in called:
                said = f"The event of line {called[entry.known_as].line} is called so already."
                yield self._at(entry, "called_twice", said, "/as")
            elif entry.known_as:
                called[entry.known_as] = entry

    def _rehearse(self, entries: Iterable[Entry]) -> Iterator[Fault]:
        """Decide every entry in memory, on streams that begin empty; gives what the domain refuses."""
        states: dict[UUID, Any] = {}
        for entry in entries:
            if any(self.stopped.get(each, entry.nth) < entry.nth for each in (None, entry.stream_id)):
                continue
            stream = COMMANDS[type(entry.command).__name__][0]
            state = states.setdefault(entry.stream_id, stream.new(entry.stream_id))
            if register_id := stream.register_beside(entry.command, state):
                if (
                    register_id not in states
                ):  # another file opened it, so what it gives is found out at playing
                    self.stopped[entry.stream_id] = entry.nth - 1
                    continue
                state.register = states[register_id]
            try:
                events = stream.decide(entry.command, state)
            except Refused as refusal:
                told = faults.refused(entry.line, refusal)
                yield self._at(entry, told.code, told.detail, told.pointer)
                continue
            _fold(events, entry, stream, state, stream.evolve)
            if register_id:
                meant = [each for event in events if (each := stream.in_register(event, state))]
                beside = replace(entry, stream_id=register_id, known_as=None)
                _fold(meant, beside, REGISTER, states[register_id], REGISTER.evolve)

    def _at(self, entry: Entry, code: str, detail: str, pointer: str = "") -> Fault:
        return self.document.fault(f"/entries/{entry.nth - 1}{pointer}", code, detail)


def _with_blanks(whole: Head, missing: Iterable[tuple[str, str]]) -> Head:
    """The same head with nothing under the words that are missing, so that the rest of an entry can be read."""
    return replace(whole, words={text[1:]: "" for _, text in missing} | dict(whole.words))


def _stream_of(whole: Head, said: Any) -> UUID | None:
    """The stream of an entry that could not be read; none where that cannot be told either."""
    try:
        return stream_named(filled(whole, said["in"]))
    except (Wrong, KeyError, TypeError):
        return None


def _fold(
    events: Iterable[Event], entry: Entry, stream: Stream[Any], state: Any, evolve: Callable[..., None]
) -> None:
    for nth, event in enumerate(events):
        place = uuid5(entry.stream_id, str(state.version + 1))
        record = Recorded(
            event=event,
            envelope=_envelope(entry.command),
            event_id=entry.known_as if entry.known_as and nth == 0 else place,
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
