"""Deciding the entries of one stream in memory, one after another, on top of what stands on it already.

An entry that was recorded before is known by its command id, which is made from the import's name and what the
entry says, and which stands on each of its events; one that changed nothing left an answer under its key.

A stream stops at its first fault, for what follows may have rested on it: the rest of its lines are decided all
the same, so that all faults are told, and held back.
"""

import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

from consultations.domain.decider import STREAMS, Stream
from consultations.domain.message import Recorded, Refused
from consultations.domain.notes import NumberingCommand
from consultations.eventlog.append import Entry as Common
from consultations.eventlog.append import Fresh
from consultations.eventlog.bulk import Decided
from consultations.handler import envelope_of, stream_of
from consultations.scenarios import faults
from consultations.scenarios.entries import SCENARIOS, Entry
from consultations.scenarios.faults import Fault

ANOTHER_KIND: Final = "The command is for a stream of another kind than this one is."
NEEDS_REGISTER: Final = "An import takes no numbers out of a register: say the number that the note bears."
TWO_STREAMS: Final = (
    "It is recorded on two streams at once, and an import takes each by itself: record it over REST."
)
SAID_TWICE: Final = "It says the same as line {first}: an entry that says the same is the same."


def command_id_of(import_name: str, entry: Entry) -> UUID:
    """The id of an entry's command: the same whenever an import of this name says the same."""
    return uuid5(SCENARIOS, f"import {import_name} {entry.digest.hex()}")


@dataclass(kw_only=True, slots=True)
class Tally:
    """What an import came to, in entries; and the events."""

    recorded: int = 0
    """In a dry run, those that would be."""
    repeated: int = 0
    """Recorded before, and left as they are."""
    refused: int = 0
    held_back: int = 0
    """Nothing is wrong with them, but they follow a fault."""
    events: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            recorded=self.recorded + other.recorded,
            repeated=self.repeated + other.repeated,
            refused=self.refused + other.refused,
            held_back=self.held_back + other.held_back,
            events=self.events + other.events,
        )


@dataclass(kw_only=True, slots=True)
class Outcome:
    """What some lines come to, before anything of it is recorded."""

    tally: Tally = field(default_factory=Tally)
    faults: list[Fault] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    unchanging: list[Decided] = field(default_factory=list)
    """Entries that change nothing, which is to be remembered."""


@dataclass(kw_only=True, slots=True)
class Course:
    """One stream, as far as its entries have come."""

    stream_id: UUID
    import_name: str
    halts_at: int = sys.maxsize
    """A line from which nothing is recorded, whatever happens."""
    stopped_at: int = sys.maxsize
    """The line of its first fault."""
    said: dict[UUID, int] = field(default_factory=dict)
    """The line of each entry so far, by its command id."""
    stream: Stream[Any] | None = None
    state: Any = None
    """What the stream folds to; none: it is to be loaded."""
    known: set[UUID] = field(default_factory=set)
    """The command ids on the stream when it was loaded."""

    def load(self, history: Sequence[Recorded], entries: Iterable[Entry | list[Fault]]) -> None:
        """Begin with what stands on the stream; its first entry says what kind it is of where nothing does."""
        commands = (each.command for each in entries if isinstance(each, Entry))
        kinds = [STREAMS[each.stream_kind] for each in history[:1]] or [stream_of(each) for each in commands]
        if not kinds:
            return
        self.stream, self.state = kinds[0], kinds[0].new(self.stream_id)
        self.known = {each.command_id for each in history}
        for record in history:
            self.stream.evolve(self.state, record)

    def begin_at(self, line: int) -> None:
        """Forget what was found out from this line on: it is decided anew."""
        if self.stopped_at >= line:
            self.stopped_at = sys.maxsize

    def take(
        self, line: int, read: Entry | list[Fault], remembered: Collection[UUID], outcome: Outcome
    ) -> None:
        """Decide what stands on a line, and fold what follows from it into the state."""
        found = read if isinstance(read, list) else self._decide(line, read, remembered, outcome)
        if found:
            self.stopped_at = min(self.stopped_at, line)
            outcome.tally.refused += 1
            outcome.faults.extend(found)

    def _decide(self, line: int, entry: Entry, remembered: Collection[UUID], outcome: Outcome) -> list[Fault]:
        command_id = command_id_of(self.import_name, entry)
        if (first := self.said.setdefault(command_id, line)) != line:
            return [Fault(line=line, code="said_twice", detail=SAID_TWICE.format(first=first))]
        if command_id in self.known or command_id in remembered:
            outcome.tally.repeated += 1
            return []
        if self.stream is None or stream_of(entry.command) is not self.stream:
            return [Fault(line=line, code="another_kind", detail=ANOTHER_KIND, pointer="/in")]
        if isinstance(entry.command, NumberingCommand):
            return [Fault(line=line, code="needs_register", detail=NEEDS_REGISTER, pointer="/do")]
        if entry.command.also:
            return [Fault(line=line, code="two_streams", detail=TWO_STREAMS, pointer="/do")]
        try:
            decided = self._decided(entry, command_id, self.stream)
        except Refused as refusal:
            return [faults.refused(line, refusal)]
        if line > min(self.stopped_at, self.halts_at):
            outcome.tally.held_back += 1
        else:
            _count(outcome, decided)
        return []

    def _decided(self, entry: Entry, command_id: UUID, stream: Stream[Any]) -> Decided:
        """What an entry leads to, folded into the state. Raises Refused."""
        common = Common(
            stream_id=self.stream_id,
            stream_kind=stream.kind,
            actor=entry.actor,
            command_id=command_id,
            correlation_id=uuid5(SCENARIOS, f"import {self.import_name}"),
            envelope=envelope_of(entry.command),
        )
        expected = self.state.version
        events = stream.decide(entry.command, self.state)
        fresh = tuple(Fresh(event_id=uuid7(), event=event) for event in events)
        for version, each in enumerate(fresh, start=expected + 1):
            stream.evolve(self.state, _as_recorded(common, each, version))
        return Decided(entry=common, fresh=fresh, expected=expected)


def _as_recorded(common: Common, fresh: Fresh, version: int) -> Recorded:
    return Recorded(
        event=fresh.event,
        envelope=common.envelope,
        event_id=fresh.event_id,
        stream_id=common.stream_id,
        stream_kind=common.stream_kind,
        version=version,
        actor=common.actor,
        recorded_at=datetime.now(UTC),
        command_id=common.command_id,
        correlation_id=common.correlation_id,
        type=type(fresh.event).__name__,
    )


def _count(outcome: Outcome, decided: Decided) -> None:
    outcome.tally.recorded += 1
    outcome.tally.events += len(decided.fresh)
    if decided.fresh:
        outcome.decided.append(decided)
    else:
        outcome.unchanging.append(decided)
