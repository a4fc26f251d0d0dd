"""Premises: a property as one file deals with it; the property itself stands in the register of properties."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, PartyCode
from consultations.domain.when import When

PremisesStatus = Literal["on file", "access granted", "access denied", "return requested", "handed over"]
Access = Literal["not stated", "granted", "denied"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Dealing:
    """What was done about the property, by whom and according to whom."""

    status: PremisesStatus
    party: PartyCode
    to_party: PartyCode | None
    on: When | None
    measure_id: UUID | None
    reason: str
    asserted: Asserted


@dataclass(kw_only=True, slots=True)
class Premises(Part):
    """One property as this file knows it: who has access, what was asked back, what was handed over."""

    key: ClassVar[str] = "premises_id"
    kept: ClassVar[str] = "premises"

    premises_id: UUID
    property_id: UUID | None = None
    """The property, from the register."""
    subject: str = ""
    status: PremisesStatus = "on file"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    access: Access = "not stated"
    """As last said; a request for its return leaves it as it is."""
    dealings: tuple[Dealing, ...] = ()
    """All that was done about it, in the order of recording; what one side says takes nothing from the other."""
