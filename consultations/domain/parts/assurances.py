"""Assurances as a file holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, PartyCode, Wording
from consultations.domain.when import When

AssuranceStatus = Literal["given", "invoked", "contested", "breach alleged", "lapsed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class AllegedBreach:
    """A party's word that another did not keep the assurance."""

    party: PartyCode
    """Who alleges it."""
    against: PartyCode
    """Who is said not to have kept it."""
    on: When | None
    """When the breach is said to have happened."""
    reason: str
    asserted: Asserted


@dataclass(kw_only=True, slots=True)
class Assurance(Part):
    """One assurance, with the text that each party gives of it."""

    key: ClassVar[str] = "assurance_id"
    kept: ClassVar[str] = "assurances"

    assurance_id: UUID
    status: AssuranceStatus = "given"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    given_by: tuple[PartyCode, ...] = ()
    given_to: tuple[PartyCode, ...] = ()
    subject: str = ""
    conditions: str = ""
    texts: tuple[Wording, ...] = ()
    rests_on: tuple[str, ...] = ()
    """Ids of the notes and outcomes it rests on."""
    invoked_by: tuple[PartyCode, ...] = ()
    contested_by: tuple[PartyCode, ...] = ()
    breaches: tuple[AllegedBreach, ...] = ()
    """Every breach that was alleged, oldest first; whether there was one is for the parties."""
    reason: str = ""

    @property
    def bases(self) -> tuple[str, ...]:
        """Ids of the parts it rests on."""
        return self.rests_on
