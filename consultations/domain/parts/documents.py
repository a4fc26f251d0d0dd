"""Documents as a file holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, Level
from consultations.domain.when import When

DocumentStatus = Literal["filed", "superseded"]
Authenticity = Literal["authentic", "convenience translation"]
"""An authentic text is authoritative; a convenience translation only helps to read it (VCLT 33)."""
KeptAs = Literal["on paper", "content awaited", "content deposited"]


@dataclass(kw_only=True, slots=True)
class Document(Part):
    """One document: what it is, how its content is known again, and what has taken its place."""

    key: ClassVar[str] = "document_id"
    kept: ClassVar[str] = "documents"

    document_id: UUID
    title: str = ""
    status: DocumentStatus = "filed"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    kept_as: KeptAs = "on paper"
    """Where its text is: a document without a digest is on paper; one with a digest is deposited, or to be."""
    dated: When | None = None
    languages: tuple[str, ...] = ()
    """BCP 47."""
    authenticity: Authenticity = "authentic"
    translation_of: UUID | None = None
    """The document on the file that it translates."""
    superseded_by: UUID | None = None
    reason: str = ""
    """Why it was superseded."""
    media_type: str = ""
    size: int = 0
    """Bytes."""
    digest: str = ""
    """SHA-256 of the content, 64 hexadecimal digits."""
    content_level: Level | None = None
    """The level of its content, where that is higher than the file's: its text then shows to fewer."""
