"""Parties: states, organisations and others, each under a code, with the names they go by."""

from dataclasses import dataclass
from typing import ClassVar, Literal, assert_never
from uuid import UUID, uuid5

from consultations.domain.message import Command, Event, Recorded, Refused
from consultations.domain.values import PartyCode
from consultations.domain.when import When

PARTIES = UUID("452a0804-4798-401b-a426-094a70592a98")
"""Namespace of the ids that are made of party codes (RFC 9562, version 5)."""

PartyKind = Literal["state", "organisation", "other"]


def party_id(code: PartyCode) -> UUID:
    """The id of the party with this code: the same in every installation."""
    return uuid5(PARTIES, code)


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyName:
    """What a party is called in one language."""

    text: str
    language: str
    """Language of the name (BCP 47)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """The names a party was given, and from when."""

    names: tuple[PartyName, ...]
    since: When | None = None


@dataclass(kw_only=True, slots=True)
class Party:
    """One party, folded; also the row that answers for it."""

    party_id: UUID
    version: int = 0
    code: PartyCode = ""
    kind: PartyKind = "state"
    names: tuple[PartyName, ...] = ()
    """The names last given, one for each language; a language that was left out keeps its name."""
    namings: tuple[Naming, ...] = ()
    """All names in the order they were given, for a reader who asks what it was called then."""

    @property
    def tags(self) -> dict[UUID, int]:
        """Version at which the party last changed."""
        return {self.party_id: self.version}


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyRegistered(Event):
    """A party was entered in the register."""

    code: PartyCode
    kind: PartyKind
    names: tuple[PartyName, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyRenamed(Event):
    """The party goes by other names from a date."""

    names: tuple[PartyName, ...]
    since: When


PartyEvent = PartyRegistered | PartyRenamed


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterParty(Command):
    """Enter a party in the register."""

    code: PartyCode
    names: tuple[PartyName, ...]
    kind: PartyKind = "state"


@dataclass(frozen=True, kw_only=True, slots=True)
class RenameParty(Command):
    """Give a party other names, from a date."""

    guarded: ClassVar[bool] = True
    names: tuple[PartyName, ...]
    since: When


PartyCommand = RegisterParty | RenameParty


class PartyUnknown(Refused):
    """There is no such party in the register."""


class PartyRegisteredAlready(Refused):
    """A party with this code is in the register already."""


class PartyUnderAnotherCode(Refused):
    """A party is kept under the id that its code makes."""


class PartyWithoutName(Refused):
    """A party is entered under at least one name."""


class PartyNamedTwiceInOneLanguage(Refused):
    """A party has one name in each language."""


def decide(command: PartyCommand, party: Party) -> list[PartyEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case RegisterParty(code=code, kind=kind, names=names):
            if party_id(code) != party.party_id:
                raise PartyUnderAnotherCode(code=code)
            if party.version:
                raise PartyRegisteredAlready(code=code)
            _must_name(names)
            return [PartyRegistered(code=code, kind=kind, names=names)]
        case RenameParty(names=names, since=since):
            if not party.version:
                raise PartyUnknown(party_id=party.party_id)
            _must_name(names)
            return [PartyRenamed(names=names, since=since)]
        case _:
            assert_never(command)


def _must_name(names: tuple[PartyName, ...]) -> None:
    languages = [name.language for name in names]
    if not languages:
        raise PartyWithoutName()
    if len(set(languages)) < len(languages):
        raise PartyNamedTwiceInOneLanguage(languages=languages)


def evolve(party: Party, event: PartyEvent, record: Recorded) -> None:
    """Fold an event into the party. Never fails, on any subset of a stream."""
    party.version = record.version
    match event:
        case PartyRegistered(code=code, kind=kind, names=names):
            party.code, party.kind = code, kind
            _name(party, Naming(names=names))
        case PartyRenamed(names=names, since=since):
            _name(party, Naming(names=names, since=since))
        case _:
            assert_never(event)


def _name(party: Party, naming: Naming) -> None:
    given = {name.language for name in naming.names}
    kept = (name for name in party.names if name.language not in given)
    party.names = (*naming.names, *kept)
    party.namings = (*party.namings, naming)
