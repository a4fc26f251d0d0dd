"""Outcomes: one row for each outcome, as the domain folds it."""

from typing import Final

from django.db import models

from consultations.domain.outcomes import OutcomeEvent
from consultations.domain.parts.outcomes import Outcome
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Outcome]] = part_projection(
    "outcomes",
    Outcome,
    OutcomeEvent,
    indexes=(models.Index(fields=["round_id", "outcome_id"]),),
)
