"""Classification: who may see the file, by its level and its compartments; raised, lowered, added, removed.

What closes a file to readers holds from the moment it is recorded: `access.filter` reads it off the log itself.
"""

from dataclasses import dataclass
from typing import ClassVar, assert_never

from consultations.domain.message import Command, Event, Recorded, Refused
from consultations.domain.state import Case
from consultations.domain.values import LEVELS, Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled(Event):
    """What every change of the file's label is: the register's own act."""

    claim: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CompartmentAdded(Labelled):
    """The file was put into a compartment: only those who belong to it see the file from now on."""

    compartment: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CompartmentRemoved(Labelled):
    """The file was taken out of a compartment."""

    compartment: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassificationRaised(Labelled):
    """The file was given a higher level."""

    level: Level
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseDowngraded(Labelled):
    """The file was opened to more readers: to a lower level, or out of compartments, or both."""

    level: Level
    reason: str
    compartments_removed: tuple[str, ...] = ()


ClassificationEvent = CompartmentAdded | CompartmentRemoved | ClassificationRaised | CaseDowngraded


@dataclass(frozen=True, kw_only=True, slots=True)
class Label(Command):
    """What every change of the file's label is: asked for by the head of the desk, who has seen how it stands."""

    guarded: ClassVar[bool] = True
    reserved_to: ClassVar[str] = "head of desk"


@dataclass(frozen=True, kw_only=True, slots=True)
class AddCompartment(Label):
    """Put the file into a compartment; whoever does not belong to it sees the file no longer."""

    compartment: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveCompartment(Label):
    """Take the file out of a compartment."""

    compartment: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RaiseClassification(Label):
    """Give the file a higher level; whoever is not cleared for it sees the file no longer."""

    level: Level
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DowngradeCase(Label):
    """Open the file to more readers: to a lower level, or out of compartments, or both."""

    level: Level
    """The level from now on; the present one where only compartments go."""
    reason: str
    compartments_removed: tuple[str, ...] = ()
    """The compartments that the file no longer belongs to; it stays in the others."""


ClassificationCommand = AddCompartment | RemoveCompartment | RaiseClassification | DowngradeCase


class LevelWouldRise(Refused):
    """A downgrade does not raise the level of the file."""


class LevelWouldNotRise(Refused):
    """The file has this level or a higher one; to open it to more readers, downgrade it."""


class InCompartmentAlready(Refused):
    """The file belongs to this compartment already."""


class NotInCompartment(Refused):
    """The file does not belong to this compartment."""


class NominationStaysClosed(Refused):
    """The file of a nomination is opened after the grant; where that was refused or withdrawn it stays closed."""


class NothingToDowngrade(Refused):
    """The file has this level, and no compartment is named that it is to leave."""


def decide(command: ClassificationCommand, case: Case) -> list[ClassificationEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case AddCompartment(compartment=compartment, reason=reason):
            if compartment in case.compartments:
                raise InCompartmentAlready(compartment=compartment)
            return [CompartmentAdded(compartment=compartment, reason=reason)]
        case RemoveCompartment(compartment=compartment, reason=reason):
            _must_be_in((compartment,), case)
            _must_not_stay_closed(case)
            return [CompartmentRemoved(compartment=compartment, reason=reason)]
        case RaiseClassification(level=level, reason=reason):
            if LEVELS.index(level) <= LEVELS.index(case.level):
                raise LevelWouldNotRise(level=case.level)
            return [ClassificationRaised(level=level, reason=reason)]
        case DowngradeCase():
            return [_downgraded(command, case)]
        case _:
            assert_never(command)


def _downgraded(command: DowngradeCase, case: Case) -> CaseDowngraded:
    removed = tuple(dict.fromkeys(command.compartments_removed))
    if LEVELS.index(command.level) > LEVELS.index(case.level):
        raise LevelWouldRise(level=case.level)
    _must_be_in(removed, case)
    if command.level == case.level and not removed:
        raise NothingToDowngrade(level=case.level)
    _must_not_stay_closed(case)
    return CaseDowngraded(level=command.level, compartments_removed=removed, reason=command.reason)


def _must_be_in(compartments: tuple[str, ...], case: Case) -> None:
    if unknown := [each for each in compartments if each not in case.compartments]:
        raise NotInCompartment(compartments=unknown)


def _must_not_stay_closed(case: Case) -> None:
    closed = [part_id for part_id, each in case.nominations.items() if each.stays_closed]
    if case.kind == "nomination" and (closed or not case.nominations):
        raise NominationStaysClosed(nominations=closed)


def evolve(case: Case, event: ClassificationEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    match event:
        case CompartmentAdded(compartment=compartment):
            case.compartments = tuple(dict.fromkeys((*case.compartments, compartment)))
        case CompartmentRemoved(compartment=compartment):
            case.compartments = _without(case, (compartment,))
        case ClassificationRaised(level=level):
            case.level = level
        case CaseDowngraded(level=level, compartments_removed=removed):
            case.level, case.compartments = level, _without(case, removed)
        case _:
            assert_never(event)


def _without(case: Case, removed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in case.compartments if each not in removed)
