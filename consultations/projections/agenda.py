"""Agenda: one row for each irritant, as the domain folds it; positions and proposals have rows of their own."""

from typing import Final

from consultations.domain.agenda import IrritantEvent
from consultations.domain.parts.agenda import Irritant
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Irritant]] = part_projection("agenda", Irritant, IrritantEvent)
