"""Premises: one row for each property that a file deals with, as the domain folds it."""

from typing import Final

from django.db import models

from consultations.domain.parts.premises import Premises
from consultations.domain.premises import PremisesEvent
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Premises]] = part_projection(
    "premises",
    Premises,
    PremisesEvent,
    # Through these a property shows.
    indexes=(models.Index(fields=["property_id", "premises_id"]),),
)
