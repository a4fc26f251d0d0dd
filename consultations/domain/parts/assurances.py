"""Assurances as a file holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, PartyCode, Wording

AssuranceStatus = Literal["given", "invoked", "contested", "lapsed"]


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
    reason: str = ""

    @property
    def bases(self) -> tuple[str, ...]:
        """Ids of the parts it rests on."""
        return self.rests_on
