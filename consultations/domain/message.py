"""What every message is: events, commands and refusals, and the envelope an event travels in."""

import inspect
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from consultations.domain.values import Asserted, PartOnFile, PartyCode
from consultations.domain.when import When

NewId = Annotated[UUID, "new"]
"""The id of something a command brings into being; the edge draws one where the caller gives none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened, in the past tense; never edited once stored."""

    schema_version: ClassVar[int] = 1
    entity: ClassVar[tuple[str, ...]] = ()
    """Names of the fields that hold the ids of what the event changes; none: the file itself."""
    claim: ClassVar[bool] = True
    """Whether it is somebody's word; what the register does with a file is nobody's."""
    affirms: ClassVar[bool] = False
    """Whether its sides thereby stand by what was said of its parts before."""

    @property
    def voices(self) -> tuple[PartyCode, ...]:
        """Parties whose own word is recorded here, where the ministry has it at first hand."""
        return ()

    @property
    def said_on(self) -> When | None:
        """The date of what it records of a source, where that is a field of its own."""
        return None

    @property
    def confirms(self) -> tuple[UUID, ...]:
        """The ids of the events that its sides confirm by it, one by one."""
        return ()

    @property
    def other_file(self) -> UUID | None:
        """Another file that it speaks of, if any: it shows only to those who see both."""
        return None

    @property
    def entities(self) -> tuple[UUID, ...]:
        """The ids of what the event changes; empty where it is the file itself."""
        return tuple(getattr(self, name) for name in self.entity)


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A request to record something, with where the knowledge of it comes from."""

    about: ClassVar[str] = ""
    """Name of the field that holds the id of the part it is about; none: the file itself."""
    guarded: ClassVar[bool] = False
    """Whether the caller must name the version of the entity it has seen (RFC 9110, If-Match)."""
    also: ClassVar[str] = ""
    """Name of the field that holds the id of a second stream of the same kind, on which the same is recorded."""
    reserved_to: ClassVar[str] = ""
    """The role that alone may ask for it; none: every role that records."""
    by_name: ClassVar[bool] = True
    """Whether it is asked for by its name; else the door asks for it that has done what it records."""

    occurred: When | None = None
    """When it happened or will happen; left out where that was not stated."""
    asserted: Asserted | None = None
    """Whose word it rests on; left out, it is the recording ministry's own record."""
    evidence: tuple[UUID, ...] = ()
    """Documents that bear it out."""
    learned_on: When | None = None
    """When the ministry knew, for what is recorded later; left out, the day it is recorded."""
    on_behalf_of: str = ""
    """The officer for whom it is recorded, where that is not the one who records it."""
    language: str = ""
    """Language of the record's own words (BCP 47)."""


class Refused(Exception):
    """The command contradicts what is on the file."""

    def __init__(self, **named: Any) -> None:
        """Keep the particulars, so that a door can show them beside the message."""
        super().__init__(inspect.cleandoc(self.__doc__ or ""))
        self.named: Mapping[str, Any] = named


class Warned:
    """What is worth knowing of something recorded; it blocks nothing."""

    @classmethod
    def code(cls) -> str:
        """Its name as programs read it: PublicityBeforeAgrement is publicity_before_agrement."""
        return slug(cls).replace("-", "_")

    @classmethod
    def told(cls) -> str:
        """The sentence for an officer."""
        return inspect.cleandoc(cls.__doc__ or "")


Warnings = tuple[type[Warned], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """What is known of an event besides its own fields, as given by whoever recorded it."""

    asserted: Asserted
    occurred: When | None = None
    evidence: tuple[UUID, ...] = ()
    learned_on: When | None = None
    on_behalf_of: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Marking(Event):
    """An event that changes parts of whichever topic."""

    parts: tuple[PartOnFile, ...]
    """The parts it changes."""

    @property
    def marks(self) -> Mapping[str, tuple[UUID, ...]]:
        """The parts, by the name of their collection."""
        marked = defaultdict[str, list[UUID]](list)
        for each in self.parts:
            marked[each.kind].append(each.part_id)
        return {kind: tuple(ids) for kind, ids in marked.items()}

    @property
    def entities(self) -> tuple[UUID, ...]:
        """The ids of the parts; empty where it is about the file itself."""
        return tuple(each.part_id for each in self.parts)


# Not frozen, as what it holds is: freezing costs more than decoding the event does, at every event that is loaded.
@dataclass(kw_only=True, slots=True)
class Recorded:
    """An event as it stands in the log; whoever reads it leaves it as it is."""

    event: Event
    envelope: Envelope
    event_id: UUID
    stream_id: UUID
    stream_kind: str
    version: int
    """Place in its own stream, from 1."""
    actor: str
    recorded_at: datetime
    """Instant in UTC at which the database server took it in."""
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None = None
    position: int | None = None
    """Place in the whole log, dense from 1; none until it is sealed."""
    type: str = field(default="")


def topic(message: type) -> str:
    """The topic of a message: the file of the domain that holds it, or the folder where it has several."""
    return message.__module__.removeprefix("consultations.domain.").partition(".")[0]


def slug(message: type) -> str:
    """The name of a message in addresses: ReceiveNote is receive-note."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", message.__name__).lower()
