"""Correspondence: one row for each note, as the domain folds it."""

from typing import Final

from django.db import models

from consultations.domain.notes import NoteEvent
from consultations.domain.parts.notes import Note
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Note]] = part_projection(
    "correspondence", Note, NoteEvent, indexes=(models.Index(fields=["number", "note_id"]),)
)
