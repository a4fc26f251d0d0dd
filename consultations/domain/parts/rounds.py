"""Rounds as a file holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, Delegation, PartyCode, Place
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class DateIndication:
    """A date that was named for a round, by whom and according to whom."""

    on: When
    asserted: Asserted


@dataclass(frozen=True, kw_only=True, slots=True)
class VenueIndication:
    """A place that was named for a round, and the outcome that the choice rests on, if any."""

    place: Place
    asserted: Asserted
    rests_on: UUID | None = None
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Agenda:
    """An agenda that a round was given, and according to whom: its items in their order."""

    items: tuple[str, ...]
    irritant_ids: tuple[UUID, ...]
    asserted: Asserted


RoundStatus = Literal[
    "proposed",
    "tentative",
    "confirmed",
    "in session",
    "adjourned",
    "held",
    "recorded",
    "postponed",
    "cancelled",
]


@dataclass(kw_only=True, slots=True)
class Round(Part):
    """One round of talks, from its first mention to the record of discussion."""

    key: ClassVar[str] = "round_id"
    kept: ClassVar[str] = "rounds"

    round_id: UUID
    ordinal: int | None = None
    status: RoundStatus = "proposed"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    confirmed_by: tuple[PartyCode, ...] = ()
    awaiting: tuple[PartyCode, ...] = ()
    """Parties whose confirmation is still outstanding, as of the last confirmation."""
    on: When | None = None
    """The day it was held on, or the date last indicated for it."""
    dates: tuple[DateIndication, ...] = ()
    venues: tuple[VenueIndication, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    agendas: tuple[Agenda, ...] = ()
    """Every agenda that was adopted, as each side has it, oldest first."""
    duration: str = ""
    """How long it lasted, as reported; several reports may differ."""
    initiative_of: PartyCode | None = None
    """Who is said to have called it off or put it off."""
    reason: str = ""
    record_filed_on: When | None = None

    @property
    def bases(self) -> tuple[str, ...]:
        """Ids of the outcomes that the choice of its venues rests on."""
        return tuple(str(each.rests_on) for each in self.venues if each.rests_on)
