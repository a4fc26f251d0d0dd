"""Holds: one row for each hold on a file, as the domain folds it."""

from typing import Final

from consultations.domain.custody import HoldLifted, HoldPlaced
from consultations.domain.parts.custody import Hold
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Hold]] = part_projection("holds", Hold, HoldPlaced | HoldLifted)
