"""Persons: who is named on the files, by id; their names, and the titles they held and from when."""

from dataclasses import dataclass
from typing import Annotated, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonName:
    """A name as it is written in one language and script."""

    text: str
    language: str = ""
    """Language it is written for (BCP 47)."""
    script: str = ""
    """Script it is written in (ISO 15924): "Cyrl"."""
    sort_as: str = ""
    """What it is sorted by, where that differs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TitleHeld:
    """A title or office, and from when it was held."""

    title: str
    since: When | None = None


@dataclass(kw_only=True, slots=True)
class Person:
    """One person, folded; also the row that answers for them."""

    person_id: UUID
    version: int = 0
    names: tuple[PersonName, ...] = ()
    titles: tuple[TitleHeld, ...] = ()

    @property
    def tags(self) -> dict[UUID, int]:
        """Version at which the person last changed."""
        return {self.person_id: self.version}


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRegistered(Event):
    """A person was entered in the register."""

    names: Annotated[tuple[PersonName, ...], "personal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class NameAdded(Event):
    """A further name, or a way of writing it, was entered for the person."""

    name: Annotated[PersonName, "personal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class TitleRecorded(Event):
    """A title that the person held was entered, and from when."""

    title: Annotated[str, "personal"]
    since: When | None = None


PersonEvent = PersonRegistered | NameAdded | TitleRecorded


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterPerson(Command):
    """Enter a person in the register."""

    person_id: NewId
    names: Annotated[tuple[PersonName, ...], "personal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class AddName(Command):
    """Enter a further name, or a way of writing it."""

    name: Annotated[PersonName, "personal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordTitle(Command):
    """Enter a title that a person held, and from when."""

    title: Annotated[str, "personal"]
    since: When | None = None


PersonCommand = RegisterPerson | AddName | RecordTitle


class PersonUnknown(Refused):
    """There is no such person in the register."""


class PersonRegisteredAlready(Refused):
    """This person is in the register already."""


class PersonWithoutName(Refused):
    """A person is entered under at least one name."""


class NameKnownAlready(Refused):
    """The register has this name of the person already."""


class TitleKnownAlready(Refused):
    """The register has this title of the person, from that time, already."""


def decide(command: PersonCommand, person: Person) -> list[PersonEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, RegisterPerson):
        return [_registered(command, person)]
    if not person.version:
        raise PersonUnknown(person_id=person.person_id)
    match command:
        case AddName(name=name):
            if name in person.names:
                raise NameKnownAlready()
            return [NameAdded(name=name)]
        case RecordTitle(title=title, since=since):
            if TitleHeld(title=title, since=since) in person.titles:
                raise TitleKnownAlready(title=title)
            return [TitleRecorded(title=title, since=since)]
        case _:
            assert_never(command)


def _registered(command: RegisterPerson, person: Person) -> PersonRegistered:
    if person.version:
        raise PersonRegisteredAlready(person_id=person.person_id)
    if not command.names:
        raise PersonWithoutName()
    return PersonRegistered(names=command.names)


def evolve(person: Person, event: PersonEvent, record: Recorded) -> None:
    """Fold an event into the person. Never fails, on any subset of a stream."""
    person.version = record.version
    match event:
        case PersonRegistered(names=names):
            person.names = names
        case NameAdded(name=name):
            person.names = (*person.names, name)
        case TitleRecorded(title=title, since=since):
            person.titles = (*person.titles, TitleHeld(title=title, since=since))
        case _:
            assert_never(event)
