"""The log's own stream: with which keys its checkpoints are signed."""

import re
from dataclasses import dataclass, field
from typing import assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, Recorded, Refused

LOG = UUID("6d0c8f0e-5b0f-4c1b-9a54-0f6f3f1a7c55")
"""The id of the one stream that tells of the log itself."""

KEY = re.compile(r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}")


@dataclass(frozen=True, kw_only=True, slots=True)
class LogKeyIntroduced(Event):
    """A key was introduced with which checkpoints of the log are signed from then on."""

    verifier_key: str
    """The public key, as signed notes write it: name+id+key."""
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LogKeyWithdrawn(Event):
    """A key was withdrawn: it got lost, or into other hands, or another has taken its place."""

    verifier_key: str
    reason: str


LogKeyEvent = LogKeyIntroduced | LogKeyWithdrawn


@dataclass(frozen=True, kw_only=True, slots=True)
class IntroduceLogKey(Command):
    """Introduce a key, before anything is signed with it."""

    verifier_key: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawLogKey(Command):
    """Withdraw a key, the first included, which nothing introduced; nothing more is signed with it."""

    verifier_key: str
    reason: str


LogKeyCommand = IntroduceLogKey | WithdrawLogKey


class LogKeyMalformed(Refused):
    """A verifier key reads name+id+key, as in signed notes."""


class LogKeyIntroducedAlready(Refused):
    """This key has been introduced already."""


class LogKeyWithdrawnAlready(Refused):
    """This key has been withdrawn already."""


@dataclass(kw_only=True, slots=True)
class LogKeys:
    """The keys of the log, folded."""

    log_id: UUID
    version: int = 0
    keys: list[str] = field(default_factory=list)
    """Every key that was introduced, as signed notes write it."""
    withdrawn: list[str] = field(default_factory=list)

    @property
    def tags(self) -> dict[UUID, int]:
        """Version at which the keys last changed."""
        return {self.log_id: self.version}


def decide(command: LogKeyCommand, log: LogKeys) -> list[LogKeyEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case IntroduceLogKey(verifier_key=key, reason=reason):
            _must_be_a_key(key)
            if key in log.keys:
                raise LogKeyIntroducedAlready()
            return [LogKeyIntroduced(verifier_key=key, reason=reason)]
        case WithdrawLogKey(verifier_key=key, reason=reason):
            _must_be_a_key(key)
            if key in log.withdrawn:
                raise LogKeyWithdrawnAlready()
            return [LogKeyWithdrawn(verifier_key=key, reason=reason)]
        case _:
            assert_never(command)


def _must_be_a_key(key: str) -> None:
    if not KEY.fullmatch(key):
        raise LogKeyMalformed()


def evolve(log: LogKeys, event: LogKeyEvent, record: Recorded) -> None:
    """Fold an event into the keys. Never fails, on any subset of a stream."""
    log.version = record.version
    match event:
        case LogKeyIntroduced(verifier_key=key):
            log.keys.append(key)
        case LogKeyWithdrawn(verifier_key=key):
            log.withdrawn.append(key)
        case _:
            assert_never(event)
