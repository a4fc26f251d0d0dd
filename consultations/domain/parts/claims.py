"""Claims as a file holds them: those about matters that have no event of their own."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, Wording

ClaimStatus = Literal["made", "confirmed", "denied", "corrected", "retracted"]


@dataclass(kw_only=True, slots=True)
class Claim(Part):
    """One claim about a reason, a count or the like, with what was said of it since."""

    key: ClassVar[str] = "claim_id"
    kept: ClassVar[str] = "claims"

    claim_id: UUID
    status: ClaimStatus = "made"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    matter: str = ""
    """What it is about: the reason for a cancellation, the number of persons."""
    about: tuple[str, ...] = ()
    """Ids of the parts it is about."""
    texts: tuple[Wording, ...] = ()
    reason: str = ""
    """Why it was last denied, corrected or retracted."""
