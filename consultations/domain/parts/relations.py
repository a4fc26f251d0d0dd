"""Relations of a file to other files: their natures, and each as a file holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted
from consultations.domain.when import When

Stated = Literal[
    "continues",
    "arises from",
    "kept closer than",
    "nomination for",
    "instructions for",
    "measures arising from",
    "property at issue in",
    "other",
]
"""What a file may be to another, said from the later file or the one kept closer.

That a file continues an earlier one, or belongs with one, are the temporal and the associative relation of archival
description (ISAAR(CPF) 5.3.2; related units of description, ISAD(G) 3.5.3). That what must be kept closer than its
case stands in a file of its own, each naming the other, is the practice of registries.
"""
Inverse = Literal[
    "continued by",
    "gives rise to",
    "kept closer in",
    "nomination in",
    "instructions in",
    "measures in",
    "property in",
]
"""The same from the other end."""
Nature = Literal[Stated, Inverse]
INVERSE: Final[Mapping[Stated, Nature]] = {
    "continues": "continued by",
    "arises from": "gives rise to",
    "kept closer than": "kept closer in",
    "nomination for": "nomination in",
    "instructions for": "instructions in",
    "measures arising from": "measures in",
    "property at issue in": "property in",
    "other": "other",
}
RelationStatus = Literal["stated", "withdrawn"]


@dataclass(kw_only=True, slots=True)
class Relation(Part):
    """One relation to another file; it shows only to those who see both files."""

    key: ClassVar[str] = "relation_id"
    kept: ClassVar[str] = "relations"

    relation_id: UUID
    other_case_id: UUID | None = None
    """The file at the other end."""
    nature: Nature = "other"
    """What this file is to that one."""
    words: str = ""
    """The nature in words, where it is none of those there are; or what is to be said of it."""
    status: RelationStatus = "stated"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    on: When | None = None
    """Since when, where that was said."""
    reason: str = ""
    """Why it was withdrawn."""
