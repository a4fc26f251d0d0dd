"""Sources: one row for each source in the register, as the domain folds it."""

from typing import Final

from consultations.domain.decider import SOURCE
from consultations.domain.sources import Source
from consultations.projections.projection import Projection, register_projection

PROJECTION: Final[Projection[Source]] = register_projection("sources", SOURCE, Source, "source_id")
