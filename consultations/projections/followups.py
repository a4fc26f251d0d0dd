"""Follow-ups: one row for each agreed action, as the domain folds it."""

from typing import Final

from consultations.domain.actions import ActionEvent
from consultations.domain.parts.actions import Action
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Action]] = part_projection("followups", Action, ActionEvent)
