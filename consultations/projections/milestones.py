"""Milestones: one row for each milestone, as the domain folds it."""

from typing import Final

from consultations.domain.milestones import MilestoneEvent
from consultations.domain.parts.milestones import Milestone
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Milestone]] = part_projection("milestones", Milestone, MilestoneEvent)
