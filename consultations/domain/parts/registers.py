"""Numbering registers: in each the notes of one series are numbered through one year."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from consultations.domain.message import Refused
from consultations.domain.values import LEVELS, Level, PartyCode

RegisterStatus = Literal["open", "closed"]


class UnknownRegister(Refused):
    """There is no such numbering register."""


@dataclass(kw_only=True, slots=True)
class Register:
    """One numbering register, folded; also the row that answers for it."""

    register_id: UUID
    version: int = 0
    registry: str = ""
    """The registry that keeps it: of the ministry, or of a mission."""
    series: str = ""
    year: int = 0
    party: PartyCode = ""
    """Whose notes are numbered in it."""
    level: Level = LEVELS[-1]
    rank: int = len(LEVELS)
    """Place of the level among the levels, lowest 0; above all of them until the register has been opened."""
    compartments: tuple[str, ...] = ()
    number_format: str = "{serial}/{year}"
    status: RegisterStatus = "open"
    first_serial: int = 1
    """The first number given here; those before it were given elsewhere."""
    next_serial: int = 1
    """The number that is given next."""
    cancelled: int = 0
    """How many of its numbers were spoilt."""

    @property
    def tags(self) -> dict[UUID, int]:
        """Version at which the register last changed."""
        return {self.register_id: self.version}

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{self.registry}, {self.series}, {self.year}"

    @property
    def next_number(self) -> str:
        """The next number as it is written on a note."""
        return written(self.number_format, self.next_serial, self.year, self.series)


def written(number_format: str, serial: int, year: int, series: str) -> str:
    """A number as it is written on a note."""
    return number_format.format(serial=serial, year=year, series=series)
