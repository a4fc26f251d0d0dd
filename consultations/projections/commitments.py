"""Commitments: one row for each assurance, as the domain folds it; actions are among the follow-ups."""

from typing import Final

from consultations.domain.assurances import AssuranceEvent
from consultations.domain.parts.assurances import Assurance
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Assurance]] = part_projection("commitments", Assurance, AssuranceEvent)
