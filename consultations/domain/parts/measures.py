"""Measures as a file holds them, each with its effects."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from consultations.domain.message import NewId
from consultations.domain.parts.part import Part
from consultations.domain.periods import Period
from consultations.domain.values import Asserted, PartyCode, Wording
from consultations.domain.when import When

MeasureKind = Literal[
    "persons non grata",
    "staff ceiling",
    "closure of a post",
    "access to property",
    "freedom of movement",
    "other",
]
MeasureStatus = Literal["announced", "notified", "in effect", "eased", "lifted"]
"""In the order in which a measure comes by them; one that is known after the fact may begin with any."""
EffectStatus = Literal["announced", "in effect", "eased", "lifted"]
Standing = Literal["non grata", "not acceptable"]
"""Non grata: a head of mission or a diplomat (VCDR 9), a consular officer (VCCR 23); not acceptable: others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedEffect:
    """An effect that a measure is to have, and when: by the hour where that is stated, in the zone of the place."""

    effect_id: NewId
    text: str
    takes_effect: When | None = None
    property_id: UUID | None = None
    """The property it bears on, from the register of properties."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclaredPerson:
    """Someone declared by name, with the title held on that day (it is not updated later)."""

    person_id: UUID
    title: Annotated[str, "personal"] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """How many of those declared are of one kind: 48 at the embassy and consulates, 12 at the mission to the UN."""

    text: str
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """Who was declared, by name or by number alone, and the time they were given to leave."""

    standing: Standing
    number: int | None = None
    persons: tuple[DeclaredPerson, ...] = ()
    categories: tuple[Category, ...] = ()
    notified_on: When | None = None
    """What the time to leave counts from."""
    period: Period | None = None
    """The time to leave, as the note says: hours or days."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Departure:
    """That some of those declared have left, or all of them."""

    departed_on: When
    number: int | None
    asserted: Asserted


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """One effect of a measure, with its own time and how far it has come."""

    effect_id: UUID
    text: str = ""
    status: EffectStatus = "announced"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    takes_effect: When | None = None
    """When it is to be felt, or by when those declared are to have left."""
    took_effect_on: When | None = None
    property_id: UUID | None = None
    declared: Declared | None = None
    ceiling: int | None = None
    """How many staff the other party may keep (VCDR 11, VCCR 20)."""
    departures: tuple[Departure, ...] = ()

    @property
    def departed(self) -> int | None:
        """How many have left; none where it was said of all of them, without a number."""
        numbers = [each.number for each in self.departures]
        return None if None in numbers else sum(number or 0 for number in numbers)


@dataclass(frozen=True, kw_only=True, slots=True)
class EffectAccount:
    """What was said of how far a measure has come, by whom; what another said stands beside it."""

    status: MeasureStatus
    on: When | None
    effects: tuple[UUID, ...]
    reason: str
    asserted: Asserted


@dataclass(kw_only=True, slots=True)
class Measure(Part):
    """One measure of a party against another; each of its effects has its own time."""

    key: ClassVar[str] = "measure_id"
    kept: ClassVar[str] = "measures"

    measure_id: UUID
    kind: MeasureKind = "other"
    title: str = ""
    status: MeasureStatus = "announced"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    party: PartyCode | None = None
    against: PartyCode | None = None
    announced_on: When | None = None
    notified_on: When | None = None
    note_id: UUID | None = None
    lifted_on: When | None = None
    effects: tuple[Effect, ...] = ()
    texts: tuple[Wording, ...] = ()
    accounts: tuple[EffectAccount, ...] = ()
    """What each side said of how far it has come, in the order of recording."""
    reason: str = ""
    """Why it was last eased or lifted."""

    @property
    def dated(self) -> When | None:
        """The day it goes by: announced, else notified, else first felt."""
        felt = (each.took_effect_on for each in self.effects if each.took_effect_on)
        return self.announced_on or self.notified_on or next(felt, None)


def of_effect(measure: Measure, effect_id: UUID) -> Measure:
    """The measure with this effect alone."""
    return replace(measure, effects=tuple(each for each in measure.effects if each.effect_id == effect_id))
