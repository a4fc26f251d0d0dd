"""Mandates: one row for each mandate, as the domain folds it."""

from typing import Final

from consultations.domain.mandate import MandateEvent
from consultations.domain.parts.mandate import Mandate
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Mandate]] = part_projection("mandate", Mandate, MandateEvent)
