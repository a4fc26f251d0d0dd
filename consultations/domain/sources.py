"""Sources: where claims come from: ministries, agencies, newspapers, documents."""

from dataclasses import dataclass
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused

SourceKind = Literal[
    "ministry", "news agency", "newspaper", "broadcaster", "official site", "document", "other"
]


@dataclass(kw_only=True, slots=True)
class Source:
    """One source, folded; also the row that answers for it."""

    source_id: UUID
    version: int = 0
    name: str = ""
    kind: SourceKind = "other"
    former_names: tuple[str, ...] = ()

    @property
    def tags(self) -> dict[UUID, int]:
        """Version at which the source last changed."""
        return {self.source_id: self.version}


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRegistered(Event):
    """A source was entered in the register."""

    name: str
    kind: SourceKind


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRenamed(Event):
    """The source goes by another name."""

    name: str


SourceEvent = SourceRegistered | SourceRenamed


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterSource(Command):
    """Enter a source in the register."""

    source_id: NewId
    name: str
    kind: SourceKind = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class RenameSource(Command):
    """Give a source another name."""

    guarded: ClassVar[bool] = True
    name: str


SourceCommand = RegisterSource | RenameSource


class SourceUnknown(Refused):
    """There is no such source in the register."""


class SourceRegisteredAlready(Refused):
    """This source is in the register already."""


class SourceNamedSo(Refused):
    """The source goes by this name already."""


def decide(command: SourceCommand, source: Source) -> list[SourceEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case RegisterSource(name=name, kind=kind):
            if source.version:
                raise SourceRegisteredAlready(source_id=source.source_id)
            return [SourceRegistered(name=name, kind=kind)]
        case RenameSource(name=name):
            if not source.version:
                raise SourceUnknown(source_id=source.source_id)
            if name == source.name:
                raise SourceNamedSo(name=name)
            return [SourceRenamed(name=name)]
        case _:
            assert_never(command)


def evolve(source: Source, event: SourceEvent, record: Recorded) -> None:
    """Fold an event into the source. Never fails, on any subset of a stream."""
    source.version = record.version
    match event:
        case SourceRegistered(name=name, kind=kind):
            source.name, source.kind = name, kind
        case SourceRenamed(name=name):
            source.former_names = (*source.former_names, source.name)
            source.name = name
        case _:
            assert_never(event)
