"""Rounds: one row for each round of each file, as the domain folds it."""

from typing import Final

from consultations.domain.parts.rounds import Round
from consultations.domain.rounds import RoundEvent
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Round]] = part_projection("rounds", Round, RoundEvent)
