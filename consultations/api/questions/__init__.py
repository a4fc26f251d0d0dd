"""What can be asked of the read models, in lists and row by row."""

from typing import Final

from consultations.api.questions.files import CASES, EVENTS, TIMELINE
from consultations.api.questions.owed import COMMITMENTS, DEADLINES
from consultations.api.questions.parts import (
    ACTIONS,
    AGREEMENTS,
    ASSURANCES,
    CLAIMS,
    CONTACTS,
    CUSTODY,
    DOCUMENTS,
    HOLDS,
    IRRITANTS,
    MANDATES,
    MEASURES,
    MILESTONES,
    NOMINATIONS,
    NOTES,
    OUTCOMES,
    POSITIONS,
    PREMISES,
    PROPOSALS,
    RECIPROCITIES,
    ROUNDS,
    STATEMENTS,
)
from consultations.api.questions.registers import NUMBERING, NUMBERS, PARTIES, PERSONS, PROPERTIES, SOURCES
from consultations.api.questions.relations import RELATIONS

PARTS: Final = (
    RELATIONS,
    IRRITANTS,
    POSITIONS,
    PROPOSALS,
    CONTACTS,
    MANDATES,
    ROUNDS,
    NOTES,
    ACTIONS,
    OUTCOMES,
    NOMINATIONS,
    ASSURANCES,
    AGREEMENTS,
    MILESTONES,
    STATEMENTS,
    MEASURES,
    RECIPROCITIES,
    PREMISES,
    DOCUMENTS,
    CUSTODY,
    HOLDS,
    CLAIMS,
)
OF_A_CASE: Final = (TIMELINE, *PARTS, DEADLINES, COMMITMENTS)
"""Asked of one file under its address, and of all of them."""
REGISTERS: Final = (PERSONS, PARTIES, SOURCES, PROPERTIES, NUMBERING, NUMBERS)
ALL: Final = (CASES, *OF_A_CASE, EVENTS, *REGISTERS)

__all__ = [
    "ACTIONS",
    "AGREEMENTS",
    "ALL",
    "ASSURANCES",
    "CASES",
    "CLAIMS",
    "COMMITMENTS",
    "CONTACTS",
    "CUSTODY",
    "DEADLINES",
    "DOCUMENTS",
    "EVENTS",
    "HOLDS",
    "IRRITANTS",
    "MANDATES",
    "MEASURES",
    "MILESTONES",
    "NOMINATIONS",
    "NOTES",
    "NUMBERING",
    "NUMBERS",
    "OF_A_CASE",
    "OUTCOMES",
    "PARTIES",
    "PARTS",
    "PERSONS",
    "POSITIONS",
    "PREMISES",
    "PROPERTIES",
    "PROPOSALS",
    "RECIPROCITIES",
    "REGISTERS",
    "RELATIONS",
    "ROUNDS",
    "SOURCES",
    "STATEMENTS",
    "TIMELINE",
]
