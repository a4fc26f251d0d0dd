"""Parties: states, organisations and others, each under a code, with the names they go by: when, and before whom.

What a party is called is a political choice of the ministry, so it is recorded and never built in: from a date, in
each language, and where need be in another way before one audience than before all others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, assert_never
from uuid import UUID, uuid5

from consultations.domain.message import Command, Event, Recorded, Refused
from consultations.domain.values import PartyCode
from consultations.domain.when import When, begun_by

PARTIES = UUID("452a0804-4798-401b-a426-094a70592a98")
"""Namespace of the ids that are made of party codes (RFC 9562, version 5)."""

PartyKind = Literal["state", "organisation", "other"]
OtherNameKind = Literal["variant", "former"]
FALLBACK = "en"
"""Language of the name where there is none in the one that was asked for."""


def party_id(code: PartyCode) -> UUID:
    """The id of the party with this code: the same in every installation."""
    return uuid5(PARTIES, code)


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyName:
    """What a party is called in one language."""

    text: str
    language: str
    """Language of the name (BCP 47)."""
    audience: str = ""
    """Before whom it is called so; none: before all for whom nothing else is said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherName:
    """A name by which a party is known or found, and not called."""

    text: str
    language: str = ""
    """Language of the name (BCP 47)."""
    kind: OtherNameKind = "variant"


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """The names a party was given, and from when."""

    names: tuple[PartyName, ...]
    since: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DisplayName:
    """What a party is called on a day, before an audience, and which of its names that is."""

    text: str
    language: str
    """Language of the name, which may be another than was asked for."""
    audience: str
    """The audience it is meant for; none: all for whom nothing else is said."""
    since: When | None
    """From when it has gone by it."""


@dataclass(kw_only=True, slots=True)
class Party:
    """One party, folded; also the row that answers for it."""

    party_id: UUID
    version: int = 0
    code: PartyCode = ""
    kind: PartyKind = "state"
    names: tuple[PartyName, ...] = ()
    """The names last given for all audiences, one for each language; a language that was left out keeps its name."""
    namings: tuple[Naming, ...] = ()
    """All names in the order they were given, for a reader who asks what it was called then, or before whom."""
    other_names: tuple[OtherName, ...] = ()
    """Variants and former names, by which it is found."""

    @property
    def tags(self) -> dict[UUID, int]:
        """Version at which the party last changed."""
        return {self.party_id: self.version}


def display_name(
    namings: Iterable[Naming], day: date, *, audience: str = "", language: str = FALLBACK
) -> DisplayName | None:
    """What a party is called on a day, before an audience, in a language; none where it had no name yet.

    A name holds from the latest day of its date. What is said for the audience goes before the language: a name
    chosen for them in English is truer than one in their language that was chosen for others.
    """
    held: dict[tuple[str, str], DisplayName] = {}
    for naming in _in_force(namings, day):
        for each in naming.names:
            held[each.audience, each.language] = DisplayName(
                text=each.text, language=each.language, audience=each.audience, since=naming.since
            )
    return next((name for each in dict.fromkeys((audience, "")) if (name := _in(language, each, held))), None)


def _in_force(namings: Iterable[Naming], day: date) -> list[Naming]:
    """The namings that had surely begun by a day, in the order they began; what began together as recorded."""
    begun = [(begin, each) for each in namings if (begin := begun_by(each.since)) and begin <= day]
    return [naming for _, naming in sorted(begun, key=lambda each: each[0])]


def _in(language: str, audience: str, held: dict[tuple[str, str], DisplayName]) -> DisplayName | None:
    """The name for an audience in the language, else in the one it is a kind of, else in English, else the first."""
    meant = [name for (each, _), name in held.items() if each == audience]
    for wanted in (language, language.partition("-")[0], FALLBACK):
        for name in meant:
            if name.language == wanted:
                return name
    return meant[0] if meant else None


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyRegistered(Event):
    """A party was entered in the register."""

    code: PartyCode
    kind: PartyKind
    names: tuple[PartyName, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyRenamed(Event):
    """The party goes by other names from a date, before all or before one audience."""

    names: tuple[PartyName, ...]
    since: When


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyNameAdded(Event):
    """A name was entered by which the party is known, besides those it is called by."""

    name: OtherName


PartyEvent = PartyRegistered | PartyRenamed | PartyNameAdded


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterParty(Command):
    """Enter a party in the register."""

    code: PartyCode
    names: tuple[PartyName, ...]
    kind: PartyKind = "state"


@dataclass(frozen=True, kw_only=True, slots=True)
class RenameParty(Command):
    """Give a party other names, from a date, before all or before one audience."""

    guarded: ClassVar[bool] = True
    names: tuple[PartyName, ...]
    since: When


@dataclass(frozen=True, kw_only=True, slots=True)
class AddPartyName(Command):
    """Enter a variant or a former name of a party, by which it is found."""

    name: OtherName


PartyCommand = RegisterParty | RenameParty | AddPartyName


class PartyUnknown(Refused):
    """There is no such party in the register."""


class PartyRegisteredAlready(Refused):
    """A party with this code is in the register already."""


class PartyUnderAnotherCode(Refused):
    """A party is kept under the id that its code makes."""


class PartyWithoutName(Refused):
    """A party is entered under at least one name that is meant for all audiences."""


class PartyNamedTwiceInOneLanguage(Refused):
    """A party has one name in each language for each audience."""


class PartyNameKnownAlready(Refused):
    """The register has this name of the party already."""


def decide(command: PartyCommand, party: Party) -> list[PartyEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, RegisterParty):
        return [_registered(command, party)]
    if not party.version:
        raise PartyUnknown(party_id=party.party_id)
    match command:
        case RenameParty(names=names, since=since):
            if not names:
                raise PartyWithoutName()
            _must_name_once(names)
            return [PartyRenamed(names=names, since=since)]
        case AddPartyName(name=name):
            if name in party.other_names:
                raise PartyNameKnownAlready(text=name.text)
            return [PartyNameAdded(name=name)]
        case _:
            assert_never(command)


def _registered(command: RegisterParty, party: Party) -> PartyRegistered:
    if party_id(command.code) != party.party_id:
        raise PartyUnderAnotherCode(code=command.code)
    if party.version:
        raise PartyRegisteredAlready(code=command.code)
    if all(each.audience for each in command.names):
        raise PartyWithoutName()
    _must_name_once(command.names)
    return PartyRegistered(code=command.code, kind=command.kind, names=command.names)


def _must_name_once(names: tuple[PartyName, ...]) -> None:
    named = [(each.audience, each.language) for each in names]
    if len(set(named)) < len(named):
        raise PartyNamedTwiceInOneLanguage(languages=[language for _, language in named])


def evolve(party: Party, event: PartyEvent, record: Recorded) -> None:
    """Fold an event into the party. Never fails, on any subset of a stream."""
    party.version = record.version
    match event:
        case PartyRegistered(code=code, kind=kind, names=names):
            party.code, party.kind = code, kind
            _name(party, Naming(names=names))
        case PartyRenamed(names=names, since=since):
            _name(party, Naming(names=names, since=since))
        case PartyNameAdded(name=name):
            party.other_names = (*party.other_names, name)
        case _:
            assert_never(event)


def _name(party: Party, naming: Naming) -> None:
    for_all = tuple(each for each in naming.names if not each.audience)
    given = {each.language for each in for_all}
    kept = (each for each in party.names if each.language not in given)
    party.names = (*for_all, *kept)
    party.namings = (*party.namings, naming)
