"""Reciprocities: one row for each link between a measure and what it answers, as the domain folds it."""

from typing import Final

from django.db import models

from consultations.domain.parts.reciprocity import Reciprocity
from consultations.domain.reciprocity import ReciprocityEvent
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Reciprocity]] = part_projection(
    "reciprocities",
    Reciprocity,
    ReciprocityEvent,
    indexes=(models.Index(fields=["first", "reciprocity_id"]),),
)
