"""Measures: one row for each measure with its effects, as the domain folds it."""

from typing import Final

from django.contrib.postgres.indexes import GinIndex

from consultations.domain.measures import MeasureEvent
from consultations.domain.parts.measures import Measure
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Measure]] = part_projection(
    "measures",
    Measure,
    MeasureEvent,
    # Through its effects a property shows, and who was declared by name.
    indexes=(GinIndex(fields=["effects"], name="measures_3", opclasses=["jsonb_path_ops"]),),
)
