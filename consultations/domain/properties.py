"""Properties: what stands at an address, one thing across all files: its names, who owns or leases it, its use.

A name that turns out to be wrong is corrected, not struck out: it stays with who said it and who corrected it.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.values import Asserted, PartyCode
from consultations.domain.when import When

Tenure = Literal["owned", "leased", "not stated"]
"""Whether whoever holds it owns it or leases it; what either may claim depends on that."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyName:
    """What a property is called, in one language."""

    text: str
    language: str = "en"
    """Language of the name (BCP 47)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NameGiven:
    """A name it goes by, and who calls it so."""

    text: str
    language: str
    asserted: Asserted


@dataclass(frozen=True, kw_only=True, slots=True)
class NameCorrected:
    """A name it was given in error: who gave it, and who corrected that."""

    text: str
    given_by: tuple[Asserted, ...]
    reason: str
    corrected_by: Asserted


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """Who held it, as owner or lessee, and from when, according to whom."""

    party: PartyCode
    tenure: Tenure
    asserted: Asserted
    since: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """What it was used as, and from when, according to whom."""

    used_as: str
    asserted: Asserted
    since: When | None = None


@dataclass(kw_only=True, slots=True)
class Property:
    """One property, folded; also the row that answers for it."""

    property_id: UUID
    version: int = 0
    registered_by: str = ""
    names: tuple[NameGiven, ...] = ()
    """The names it rightly goes by."""
    corrected_names: tuple[NameCorrected, ...] = ()
    address: str = ""
    country: PartyCode = ""
    """Where it stands."""
    party: PartyCode = ""
    """Who holds it, as last said."""
    tenure: Tenure = "not stated"
    """As last said."""
    used_as: str = ""
    """As last said."""
    holdings: tuple[Holding, ...] = ()
    uses: tuple[Use, ...] = ()

    @property
    def tags(self) -> dict[UUID, int]:
        """Version at which the property last changed."""
        return {self.property_id: self.version}


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyRegistered(Event):
    """A property was entered in the register: owned or leased, and what it is used as."""

    names: tuple[PropertyName, ...]
    country: PartyCode
    address: str = ""
    party: PartyCode = ""
    tenure: Tenure = "not stated"
    used_as: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyNameAdded(Event):
    """The property is called by a further name."""

    name: PropertyName


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyNameCorrected(Event):
    """A name that the property had been given is not its own."""

    text: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyTenureRecorded(Event):
    """Who holds the property was entered, as owner or as lessee, and from when."""

    party: PartyCode
    tenure: Tenure
    since: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyUseRecorded(Event):
    """What the property is used as was entered, and from when."""

    used_as: str
    since: When | None = None


PropertyEvent = (
    PropertyRegistered
    | PropertyNameAdded
    | PropertyNameCorrected
    | PropertyTenureRecorded
    | PropertyUseRecorded
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterProperty(Command):
    """Enter a property in the register."""

    property_id: NewId
    names: tuple[PropertyName, ...]
    country: PartyCode
    """The state where it stands."""
    address: str = ""
    party: PartyCode = ""
    """Who owns or leases it."""
    tenure: Tenure = "not stated"
    used_as: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AddPropertyName(Command):
    """Enter a further name of a property, as whoever asserts it calls it."""

    name: PropertyName


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectPropertyName(Command):
    """Enter that a name was given to the property in error; the name stays, as corrected."""

    guarded: ClassVar[bool] = True
    text: str
    """The name as it was given."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordPropertyTenure(Command):
    """Enter who owns or leases a property, and from when."""

    party: PartyCode
    tenure: Tenure
    since: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordPropertyUse(Command):
    """Enter what a property is used as, and from when."""

    used_as: str
    since: When | None = None


PropertyCommand = (
    RegisterProperty | AddPropertyName | CorrectPropertyName | RecordPropertyTenure | RecordPropertyUse
)


class PropertyUnknown(Refused):
    """There is no such property in the register."""


class PropertyRegisteredAlready(Refused):
    """This property is in the register already."""


class PropertyWithoutName(Refused):
    """A property is entered under at least one name, and keeps one."""


class PropertyHolderMissing(Refused):
    """A property is owned or leased by somebody: say by whom."""


class PropertyNamedSoAlready(Refused):
    """The register has this name of the property already, on the same word."""


class NoSuchPropertyName(Refused):
    """The property does not go by this name."""


class PropertyHeldSoAlready(Refused):
    """The register has this holder and this title to the property, on the same word, already."""


class PropertyUsedSoAlready(Refused):
    """The register has this use of the property, on the same word, already."""


def decide(command: PropertyCommand, of: Property) -> list[PropertyEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, RegisterProperty):
        return [_registered(command, of)]
    if not of.version:
        raise PropertyUnknown(property_id=of.property_id)
    match command:
        case AddPropertyName(name=name):
            if any(
                (each.text, each.language) == (name.text, name.language) and _said(command, each.asserted)
                for each in of.names
            ):
                raise PropertyNamedSoAlready(text=name.text)
            return [PropertyNameAdded(name=name)]
        case CorrectPropertyName(text=text, reason=reason):
            _must_leave_a_name(text, of)
            return [PropertyNameCorrected(text=text, reason=reason)]
        case RecordPropertyTenure(party=party, tenure=tenure, since=since):
            if any(
                (each.party, each.tenure, each.since) == (party, tenure, since)
                and _said(command, each.asserted)
                for each in of.holdings
            ):
                raise PropertyHeldSoAlready(party=party, tenure=tenure)
            return [PropertyTenureRecorded(party=party, tenure=tenure, since=since)]
        case RecordPropertyUse(used_as=used_as, since=since):
            if any(
                (each.used_as, each.since) == (used_as, since) and _said(command, each.asserted)
                for each in of.uses
            ):
                raise PropertyUsedSoAlready(used_as=used_as)
            return [PropertyUseRecorded(used_as=used_as, since=since)]
        case _:
            assert_never(command)


def _said(command: Command, asserted: Asserted) -> bool:
    """Whether these sides have said so already; the own record adds nothing to anybody's word."""
    return command.asserted is None or set(command.asserted.sides) <= set(asserted.sides)


def _registered(command: RegisterProperty, of: Property) -> PropertyRegistered:
    if of.version:
        raise PropertyRegisteredAlready(property_id=of.property_id)
    if not command.names:
        raise PropertyWithoutName()
    if command.tenure != "not stated" and not command.party:
        raise PropertyHolderMissing(tenure=command.tenure)
    return PropertyRegistered(
        names=command.names,
        country=command.country,
        address=command.address,
        party=command.party,
        tenure=command.tenure,
        used_as=command.used_as,
    )


def _must_leave_a_name(text: str, of: Property) -> None:
    names = [each.text for each in of.names]
    if text not in names:
        raise NoSuchPropertyName(text=text)
    if set(names) == {text}:
        raise PropertyWithoutName()


def evolve(of: Property, event: PropertyEvent, record: Recorded) -> None:
    """Fold an event into the property. Never fails, on any subset of a stream."""
    of.version = record.version
    asserted = record.envelope.asserted
    match event:
        case PropertyRegistered(names=names, country=country, address=address):
            of.names = tuple(_given(name, asserted) for name in names)
            of.country, of.address, of.registered_by = country, address, record.actor
            if event.party:
                _hold(of, Holding(party=event.party, tenure=event.tenure, asserted=asserted))
            if event.used_as:
                _use(of, Use(used_as=event.used_as, asserted=asserted))
        case PropertyNameAdded(name=name):
            of.names = (*of.names, _given(name, asserted))
        case PropertyNameCorrected(text=text, reason=reason):
            _correct(of, text, reason, asserted)
        case PropertyTenureRecorded(party=party, tenure=tenure, since=since):
            _hold(of, Holding(party=party, tenure=tenure, since=since, asserted=asserted))
        case PropertyUseRecorded(used_as=used_as, since=since):
            _use(of, Use(used_as=used_as, since=since, asserted=asserted))
        case _:
            assert_never(event)


def _given(name: PropertyName, asserted: Asserted) -> NameGiven:
    return NameGiven(text=name.text, language=name.language, asserted=asserted)


def _correct(of: Property, text: str, reason: str, asserted: Asserted) -> None:
    given_by = tuple(each.asserted for each in of.names if each.text == text)
    corrected = NameCorrected(text=text, given_by=given_by, reason=reason, corrected_by=asserted)
    of.names = tuple(each for each in of.names if each.text != text)
    of.corrected_names = (*of.corrected_names, corrected)


def _hold(of: Property, holding: Holding) -> None:
    of.party, of.tenure = holding.party, holding.tenure
    of.holdings = (*of.holdings, holding)


def _use(of: Property, use: Use) -> None:
    of.used_as = use.used_as
    of.uses = (*of.uses, use)
