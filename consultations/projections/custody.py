"""Custody: one row for each file of which it is known how it is kept, as the domain folds it."""

from typing import Final

from consultations.domain.custody import CustodyEvent
from consultations.domain.parts.custody import Custody
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Custody]] = part_projection("custody", Custody, CustodyEvent, of_the_file=True)
