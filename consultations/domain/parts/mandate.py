"""Mandates as a file of instructions holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, Wording
from consultations.domain.when import When

Powers = Literal["to negotiate", "to conclude"]
"""To conclude includes to negotiate; neither is full powers, which are shown to the other side (VCLT 7)."""
MandateStatus = Literal["given", "amended", "discharged", "withdrawn"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Amendment:
    """What was changed in a mandate, by whose word."""

    change: str
    on: When
    asserted: Asserted


@dataclass(frozen=True, kw_only=True, slots=True)
class RedLine:
    """What is not to be conceded, by whose word."""

    text: str
    asserted: Asserted


@dataclass(kw_only=True, slots=True)
class Mandate(Part):
    """One mandate: what it is for, how far it goes, who holds it and until when, and its red lines."""

    key: ClassVar[str] = "mandate_id"
    kept: ClassVar[str] = "mandates"

    mandate_id: UUID
    title: str = ""
    status: MandateStatus = "given"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    powers: Powers | None = None
    """As last given or amended."""
    authority: str = ""
    """Who gave it: the government, the minister."""
    officer: str = ""
    given_on: When | None = None
    expires_on: When | None = None
    """The last day on which it holds; without one it holds until it is withdrawn."""
    texts: tuple[Wording, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    reason: str = ""
    """Why it was withdrawn."""
