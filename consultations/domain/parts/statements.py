"""Statements as a file holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, PartyCode, Wording
from consultations.domain.when import When

StatementStatus = Literal["published", "corrected", "retracted"]


@dataclass(kw_only=True, slots=True)
class Statement(Part):
    """One public statement, every wording of it kept."""

    key: ClassVar[str] = "statement_id"
    kept: ClassVar[str] = "statements"

    statement_id: UUID
    status: StatementStatus = "published"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    speaker: str = ""
    person_id: UUID | None = None
    capacity: str = ""
    side: PartyCode | None = None
    medium: str = ""
    wordings: tuple[Wording, ...] = ()
    """The wording as published, then each correction."""
    published_on: When | None = None
    reason: str = ""
    """Why it was corrected or retracted."""
