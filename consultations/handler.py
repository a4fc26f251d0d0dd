"""The one door for writing: load the stream, decide, append, keep the answer, ring the projectors."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from uuid_utils.compat import uuid7

from consultations.domain.decider import REGISTER, STREAMS, Stream
from consultations.domain.message import Command, Envelope, Recorded
from consultations.domain.notes import Style
from consultations.domain.parts.registers import Register
from consultations.domain.values import Asserted
from consultations.eventlog import answers, read
from consultations.eventlog.answers import Key, Receipt
from consultations.eventlog.append import (
    Entry,
    Fresh,
    VersionConflict,
    append,
    wait_for_turn,
)
from consultations.eventlog.connection import driver

__all__ = [
    "ATTEMPTS",
    "EntityMoved",
    "Key",
    "Receipt",
    "VersionConflict",
    "envelope_of",
    "handle",
    "ring",
    "rung",
    "stream_of",
]

log = logging.getLogger(__name__)

ATTEMPTS = 5
"""Decisions on a stream that keeps moving before the caller is told of the conflict."""

rung: list[Callable[[], None]] = []
"""Called after each commit that appended something: best effort, for the sweep finds whatever a lost ring leaves."""


class EntityMoved(Exception):
    """What you are changing has been changed since you saw it."""

    def __init__(self, entity_id: UUID, seen: int, now: int, since: tuple[Recorded, ...]) -> None:
        """Keep what changed, so that a door can show it."""
        super().__init__(self.__doc__)
        self.entity_id, self.seen, self.now, self.since = entity_id, seen, now, since


def handle(
    command: Command,
    *,
    stream_id: UUID,
    actor: str,
    command_id: UUID,
    correlation_id: UUID | None = None,
    causation_id: UUID | None = None,
    seen: int | None = None,
    key: Key | None = None,
) -> Receipt:
    """Carry out a command and give its receipt; what is acknowledged is durable.

    `seen` is the version of the part that the caller has before it. A conflict with another writer is decided
    again in a new transaction, so that the caller hears of it only if that part moved or the command no longer
    stands. What a command records on a second stream too, as a number in its register, is appended to both or to
    neither; the receipt is of the first. Raises a Refused of the domain, EntityMoved, VersionConflict after 5
    attempts, KeyReused, KeyInFlight.
    """
    entry = Entry(
        stream_id=stream_id,
        stream_kind=stream_of(command).kind,
        actor=actor,
        command_id=command_id,
        correlation_id=correlation_id or command_id,
        causation_id=causation_id,
        envelope=envelope_of(command),
    )
    for nth in range(ATTEMPTS - 1):
        try:
            return _attempt(command, entry, seen, key, in_turn=nth > 0)
        except VersionConflict:
            continue
    return _attempt(command, entry, seen, key, in_turn=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Decided:
    """What a command leads to on one stream."""

    entry: Entry
    fresh: list[Fresh]
    expected: int
    """The stream's version before it."""


@transaction.atomic(durable=True)
def _attempt(command: Command, entry: Entry, seen: int | None, key: Key | None, *, in_turn: bool) -> Receipt:
    also_id: UUID | None = getattr(command, command.also) if command.also else None
    # One wait for all of these. Each is a statement of its own, for the answer must be looked for with the key held.
    with driver().pipeline():
        for stream_id in _turns(entry.stream_id, also_id, in_turn=in_turn):
            wait_for_turn(stream_id)
        earlier = answers.look_up(key) if key else None
        history = read.ask_history(entry.stream_id, entry.stream_kind)
        beside = read.ask_history(also_id, entry.stream_kind) if also_id else None
    if earlier and (answered := earlier()):
        return answered
    receipt, decided = _decide(command, entry, seen, history(), in_turn=in_turn)
    kept = answers.answer(key, receipt) if key else None
    if decided:
        if beside and also_id:
            decided.append(_admitted(decided[0].fresh, replace(entry, stream_id=also_id), beside()))
        _append(decided, kept)
        transaction.on_commit(ring)
    elif kept:
        answers.keep(kept)
    return receipt


def _turns(stream_id: UUID, also_id: UUID | None, *, in_turn: bool) -> list[UUID]:
    """The streams to have alone, in one order, so that no two commands wait for each other."""
    if also_id:  # with both from the start, the second append waits for nobody and holds no seal back
        return sorted({stream_id, also_id})
    return [stream_id] if in_turn else []


def _append(decided: list[_Decided], kept: answers.Kept | None) -> None:
    *before, last = decided
    for each in before:
        append(each.entry, each.fresh, each.expected)
    append(last.entry, last.fresh, last.expected, kept)


def _admitted(fresh: list[Fresh], entry: Entry, history: list[Recorded]) -> _Decided:
    """The same events on a second stream, where nothing on it stands in their way. Raises a Refused."""
    stream = STREAMS[entry.stream_kind]
    state = _folded(stream, entry.stream_id, history)
    for each in fresh:
        stream.admit(each.event, state)
    again = [Fresh(event_id=uuid7(), event=each.event) for each in fresh]
    return _Decided(entry=entry, fresh=again, expected=state.version)


def _folded(stream: Stream[Any], stream_id: UUID, history: list[Recorded]) -> Any:
    state = stream.new(stream_id)
    for record in history:
        stream.evolve(state, record)
    return state


def _decide(
    command: Command, entry: Entry, seen: int | None, history: list[Recorded], *, in_turn: bool
) -> tuple[Receipt, list[_Decided]]:
    """The receipt, and what is to be appended: to the stream itself, and to the register beside it."""
    stream = stream_of(command)
    state = _folded(stream, entry.stream_id, history)
    register_id = stream.register_beside(command, state)
    if register_id:
        state.register = _register(register_id, in_turn=in_turn)
    entity_id = getattr(command, command.about) if command.about else entry.stream_id
    _must_be_as_seen(entity_id, seen, state, history)
    fresh = [Fresh(event_id=uuid7(), event=event) for event in stream.decide(command, state)]
    decided = [_Decided(entry=entry, fresh=fresh, expected=state.version)] if fresh else []
    if register_id and fresh:
        decided.append(_in_register(stream, entry, fresh, state))
    receipt = Receipt(
        stream_id=entry.stream_id,
        stream_kind=entry.stream_kind,
        version=state.version + len(fresh),
        entity_id=entity_id,
        entity_version=_entity_version(entity_id, entry, fresh, state),
        beside=decided[1].fresh[-1].event_id if len(decided) > 1 else None,
        events=tuple(type(each.event).__name__ for each in fresh),
        event_ids=tuple(each.event_id for each in fresh),
        warnings=tuple(each.code() for each in stream.warnings(command, state, _style())) if fresh else (),
    )
    return receipt, decided


def _register(register_id: UUID, *, in_turn: bool) -> Register:
    # Always the file first and the register after it, in turns as in appends: two commands never wait in a ring.
    if in_turn:
        wait_for_turn(register_id)
    register: Register = _folded(REGISTER, register_id, read.ask_history(register_id, REGISTER.kind)())
    return register


def _in_register(stream: Stream[Any], entry: Entry, fresh: list[Fresh], state: Any) -> _Decided:
    """What these events mean for the register beside the file."""
    register: Register = state.register
    meant = (stream.in_register(each.event, state) for each in fresh)
    return _Decided(
        entry=replace(entry, stream_id=register.register_id, stream_kind=REGISTER.kind),
        fresh=[Fresh(event_id=uuid7(), event=each) for each in meant if each],
        expected=register.version,
    )


def _style() -> Style:
    return Style(side=settings.OWN_SIDE, needs=settings.NOTE_FORMS)


def stream_of(command: Command) -> Stream[Any]:
    """The kind of stream that a command is for."""
    return next(stream for stream in STREAMS.values() if isinstance(command, stream.commands))


def _must_be_as_seen(entity_id: UUID, seen: int | None, state: Any, history: list[Recorded]) -> None:
    now = state.tags.get(entity_id, 0)
    if seen is None or seen == now:
        return
    since = tuple(
        each
        for each in history
        if each.version > seen and entity_id in (each.event.entities or (each.stream_id,))
    )
    raise EntityMoved(entity_id, seen, now, since)


def _entity_version(entity_id: UUID, entry: Entry, fresh: list[Fresh], state: Any) -> int:
    versions = [state.tags.get(entity_id, 0)]
    for nth, each in enumerate(fresh, start=1):
        if entity_id in (each.event.entities or (entry.stream_id,)):
            versions.append(state.version + nth)
    return int(max(versions))


def envelope_of(command: Command) -> Envelope:
    """What is known of the events that a command leads to; left unsaid, they are the ministry's own record."""
    return Envelope(
        asserted=command.asserted or Asserted(sides=(settings.OWN_SIDE,)),
        occurred=command.occurred,
        evidence=command.evidence,
        learned_on=command.learned_on,
        on_behalf_of=command.on_behalf_of,
        language=command.language,
    )


def ring() -> None:
    """Ring the projectors; never raises, for a ring that is lost makes them late and nothing else."""
    for each in rung:
        try:
            each()
        except Exception:
            log.warning("the projectors could not be rung; the sweep will find the work", exc_info=True)
