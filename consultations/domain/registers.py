"""Numbering registers: the serial numbers of one series through one year, each given once, spoilt ones cancelled.

A register is opened for a registry, a series and a year, so that its stream stays as long as a year of notes. What
tells one series from another includes the label: who may not see one finds no trace of it under its name.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from string import Formatter
from typing import ClassVar, Final, assert_never
from uuid import UUID, uuid5

from consultations.domain.message import Command, Event, Recorded, Refused
from consultations.domain.parts.registers import Register, UnknownRegister
from consultations.domain.values import LEVELS, Level, PartyCode

REGISTERS: Final = UUID("4a0c2f6e-8a57-5d0e-9b1e-5e1f0c9d7a31")
"""Name space of the ids of registers."""
NAMED: Final = frozenset({"serial", "year", "series"})
"""What a number may be made of."""


def register_id(registry: str, series: str, year: int, level: Level, compartments: Sequence[str]) -> UUID:
    """The id of the one register there is for a registry, a series and a year under a label."""
    return uuid5(REGISTERS, _identity(registry, series, str(year), level, compartments))


def _identity(registry: str, series: str, year: str, level: str, compartments: Sequence[str]) -> str:
    return json.dumps([registry, series, year, level, sorted({*compartments} - {""})])


def register_named(name: str) -> UUID:
    """The id of a register by its registry, series, year, level and compartments, parted by semicolons."""
    registry, series, year, level, *compartments = (each.strip() for each in f"{name};;;".split(";"))
    return uuid5(REGISTERS, _identity(registry, series, year, level, compartments))


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterOpened(Event):
    """The register of a series was opened for a year; the series has a label, as its files have."""

    registry: str
    series: str
    year: int
    party: PartyCode
    level: Level
    compartments: tuple[str, ...] = ()
    number_format: str = "{serial}/{year}"
    first_serial: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberTaken(Event):
    """The next number was given to a note."""

    serial: int
    number: str
    case_id: UUID
    note_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberVoided(Event):
    """A number was spoilt and cancelled: it stays in the register with its reason, and is never given again."""

    serial: int
    reason: str
    case_id: UUID
    note_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterClosed(Event):
    """A line was drawn under the register: it gives no more numbers."""


RegisterEvent = RegisterOpened | NumberTaken | NumberVoided | RegisterClosed


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenRegister(Command):
    """Open the numbering register of a series for a year."""

    reserved_to: ClassVar[str] = "registry"
    registry: str
    """The registry that keeps it: of the ministry, or of a mission."""
    series: str
    year: int
    party: PartyCode
    """Whose notes are numbered in it."""
    level: Level = "restricted"
    """The level of the files whose notes are numbered in it."""
    compartments: tuple[str, ...] = ()
    """The compartments of the files whose notes are numbered in it."""
    number_format: str = "{serial}/{year}"
    """How a number is written: {serial} (or {serial:04} with leading noughts) and {year}, {series} if need be."""
    first_serial: int = 1
    """The first number to be given here, where those before it were given elsewhere."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseRegister(Command):
    """Draw a line under a register: it gives no more numbers."""

    guarded: ClassVar[bool] = True
    reserved_to: ClassVar[str] = "registry"


RegisterCommand = OpenRegister | CloseRegister


class RegisterOpenedAlready(Refused):
    """There is a register of this registry, series and year under this label already."""


class RegisterClosedAlready(Refused):
    """The register is closed already."""


class NumberFormatMalformed(Refused):
    """A number is written with {serial} and {year}, and nothing else in braces but {series}."""


class FirstSerialTooLow(Refused):
    """Serial numbers begin at 1 or later."""


def decide(command: RegisterCommand, register: Register) -> list[RegisterEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case OpenRegister():
            return [_opened(command, register)]
        case CloseRegister():
            if not register.version:
                raise UnknownRegister()
            if register.status == "closed":
                raise RegisterClosedAlready()
            return [RegisterClosed()]
        case _:
            assert_never(command)


def _opened(command: OpenRegister, register: Register) -> RegisterOpened:
    if register.version:
        raise RegisterOpenedAlready(register_id=register.register_id)
    if command.first_serial < 1:
        raise FirstSerialTooLow(first_serial=command.first_serial)
    _must_be_a_format(command.number_format)
    return RegisterOpened(
        registry=command.registry,
        series=command.series,
        year=command.year,
        party=command.party,
        level=command.level,
        compartments=command.compartments,
        number_format=command.number_format,
        first_serial=command.first_serial,
    )


def _must_be_a_format(number_format: str) -> None:
    # Names alone, for a format could reach into what it is given, or ask for a number of a million digits.
    try:
        parts = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(number_format)]
    except ValueError as malformed:
        raise NumberFormatMalformed(number_format=number_format) from malformed
    asked = {name for name, _, _ in parts if name is not None}
    padded = {spec for name, spec, _ in parts if name == "serial"} | {""}
    plain = all(not spec for name, spec, _ in parts if name != "serial") and not any(c for *_, c in parts)
    if not ({"serial", "year"} <= asked <= NAMED and plain and padded <= {"", *PADDINGS}):
        raise NumberFormatMalformed(number_format=number_format)


PADDINGS: Final = tuple(f"0{digits}" for digits in range(2, 10))


def evolve(register: Register, event: RegisterEvent, record: Recorded) -> None:
    """Fold an event into the register. Never fails, on any subset of a stream."""
    register.version = record.version
    match event:
        case RegisterOpened():
            register.registry, register.series, register.year = event.registry, event.series, event.year
            register.party, register.number_format = event.party, event.number_format
            register.level, register.rank = event.level, LEVELS.index(event.level)
            register.compartments = event.compartments
            register.first_serial = event.first_serial
            register.next_serial = max(register.next_serial, event.first_serial)
        case NumberTaken(serial=serial):
            register.next_serial = max(register.next_serial, serial + 1)
        case NumberVoided():
            register.cancelled += 1
        case RegisterClosed():
            register.status = "closed"
        case _:
            assert_never(event)
