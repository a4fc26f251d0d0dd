"""Premises: what a file knows of a property: access to it granted and denied, its return requested, handed over.

The inviolability of premises is that of VCDR 22 and 30 and VCCR 31; whether it holds after a post is closed
(VCDR 45, VCCR 27) is for the parties: here stands what each did, according to whom.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.premises import Dealing, Premises, PremisesStatus
from consultations.domain.state import Case, must_be_free, must_be_on_file, must_take_part
from consultations.domain.values import PartyCode


@dataclass(frozen=True, kw_only=True, slots=True)
class PremisesOccurrence(Event):
    """What every event about a property on a file carries."""

    entity: ClassVar[tuple[str, ...]] = ("premises_id",)
    premises_id: UUID
    property_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyPlacedOnFile(PremisesOccurrence):
    """The file deals with a property."""

    subject: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessGranted(PremisesOccurrence):
    """A party granted access to the property."""

    party: PartyCode
    to_party: PartyCode | None = None
    measure_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessDenied(PremisesOccurrence):
    """A party denied access to the property."""

    party: PartyCode
    to_party: PartyCode | None = None
    measure_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnRequested(PremisesOccurrence):
    """A party requested that the property be returned to it."""

    party: PartyCode
    to_party: PartyCode | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyHandedOver(PremisesOccurrence):
    """A party handed the property over."""

    party: PartyCode
    to_party: PartyCode | None = None


PremisesEvent = PropertyPlacedOnFile | AccessGranted | AccessDenied | ReturnRequested | PropertyHandedOver


@dataclass(frozen=True, kw_only=True, slots=True)
class OnPremises(Command):
    """What every command about a property carries; where it is on the file already, its id may be left out."""

    about: ClassVar[str] = "premises_id"
    premises_id: NewId
    property_id: UUID | None = None
    """The property, from the register."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacePropertyOnFile(OnPremises):
    """Record that the file deals with a property."""

    subject: str = ""
    """What is in question about it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantAccess(OnPremises):
    """Record that a party granted access to a property."""

    party: PartyCode
    to_party: PartyCode | None = None
    measure_id: UUID | None = None
    """The measure on the file that it belongs to."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DenyAccess(OnPremises):
    """Record that a party denied access to a property."""

    party: PartyCode
    to_party: PartyCode | None = None
    measure_id: UUID | None = None
    """The measure on the file that it belongs to."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestReturn(OnPremises):
    """Record that a party requested the return of a property."""

    party: PartyCode
    to_party: PartyCode | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HandOverProperty(OnPremises):
    """Record that a party handed a property over."""

    party: PartyCode
    to_party: PartyCode | None = None


PremisesCommand = PlacePropertyOnFile | GrantAccess | DenyAccess | RequestReturn | HandOverProperty


class UnknownPremises(Refused):
    """The property is not on the file; to put it there, name it as the register has it."""


class PropertyOnFileAlready(Refused):
    """The property is on the file already."""


class PremisesOfAnotherProperty(Refused):
    """This id stands for another property on the file."""


class AccessGrantedAlready(Refused):
    """Access to the property is granted already, on the same word."""


class AccessDeniedAlready(Refused):
    """Access to the property is denied already, on the same word."""


class PropertyHandedOverAlready(Refused):
    """The property has been handed over already, on the same word."""


STATUS: dict[type, PremisesStatus] = {
    PropertyPlacedOnFile: "on file",
    AccessGranted: "access granted",
    AccessDenied: "access denied",
    ReturnRequested: "return requested",
    PropertyHandedOver: "handed over",
}


def decide(command: PremisesCommand, case: Case) -> list[PremisesEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    on_file = case.premises.get(command.premises_id)
    property_id = _property_of(command, on_file, case)
    if not isinstance(command, PlacePropertyOnFile):
        must_take_part(case, command.party, *([command.to_party] if command.to_party else []))
    if isinstance(command, GrantAccess | DenyAccess) and command.measure_id:
        must_be_on_file([command.measure_id], case.measures)
    return [_happened(command, {"premises_id": command.premises_id, "property_id": property_id}, on_file)]


def _property_of(command: PremisesCommand, on_file: Premises | None, case: Case) -> UUID:
    if on_file is not None and on_file.property_id is not None:
        if command.property_id not in (None, on_file.property_id):
            raise PremisesOfAnotherProperty(property_id=on_file.property_id)
        return on_file.property_id
    must_be_free(case, command.premises_id)
    if command.property_id is None:
        raise UnknownPremises(premises_id=command.premises_id)
    for premises_id, each in case.premises.items():
        if each.property_id == command.property_id:
            raise PropertyOnFileAlready(premises_id=premises_id)
    return command.property_id


def _happened(command: PremisesCommand, ids: dict[str, Any], on_file: Premises | None) -> PremisesEvent:
    match command:
        case PlacePropertyOnFile(subject=subject):
            if on_file is not None:
                raise PropertyOnFileAlready(premises_id=command.premises_id)
            return PropertyPlacedOnFile(**ids, subject=subject)
        case GrantAccess(party=party, to_party=to_party, measure_id=measure_id, reason=reason):
            _must_be_news(command, AccessGrantedAlready, "access granted", on_file)
            return AccessGranted(**ids, party=party, to_party=to_party, measure_id=measure_id, reason=reason)
        case DenyAccess(party=party, to_party=to_party, measure_id=measure_id, reason=reason):
            _must_be_news(command, AccessDeniedAlready, "access denied", on_file)
            return AccessDenied(**ids, party=party, to_party=to_party, measure_id=measure_id, reason=reason)
        case RequestReturn(party=party, to_party=to_party, reason=reason):
            return ReturnRequested(**ids, party=party, to_party=to_party, reason=reason)
        case HandOverProperty(party=party, to_party=to_party):
            _must_be_news(command, PropertyHandedOverAlready, "handed over", on_file)
            return PropertyHandedOver(**ids, party=party, to_party=to_party)
        case _:
            assert_never(command)


def _must_be_news(
    command: Command, refusal: type[Refused], status: PremisesStatus, on_file: Premises | None
) -> None:
    """Refuse what the same sides said of it last; requests for its return leave access as it was."""
    said = [each for each in on_file.dealings if each.status != "return requested"] if on_file else []
    sides = set(command.asserted.sides) if command.asserted else set()
    if said and said[-1].status == status and sides <= set(said[-1].asserted.sides):
        raise refusal(asserted=said[-1].asserted.sides)


def evolve(case: Case, event: PremisesEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Premises, event.premises_id, record)
    part.property_id = part.property_id or event.property_id
    match event:
        case PropertyPlacedOnFile(subject=subject):
            part.subject = part.subject or subject
            part.status_asserted = part.status_asserted or record.envelope.asserted
        case AccessGranted():
            part.access = "granted"
            _deal(part, event, record, event.measure_id, event.reason)
        case AccessDenied():
            part.access = "denied"
            _deal(part, event, record, event.measure_id, event.reason)
        case ReturnRequested():
            _deal(part, event, record, None, event.reason)
        case PropertyHandedOver():
            _deal(part, event, record, None, "")
        case _:
            assert_never(event)


def _deal(
    part: Premises,
    event: AccessGranted | AccessDenied | ReturnRequested | PropertyHandedOver,
    record: Recorded,
    measure_id: UUID | None,
    reason: str,
) -> None:
    part.status, part.status_asserted = STATUS[type(event)], record.envelope.asserted
    dealing = Dealing(
        status=part.status,
        party=event.party,
        to_party=event.to_party,
        on=record.envelope.occurred,
        measure_id=measure_id,
        reason=reason,
        asserted=record.envelope.asserted,
    )
    part.dealings = (*part.dealings, dealing)
