"""Standpoints: one row for each position that a party has stated, as the domain folds it."""

from typing import Final

from django.db import models

from consultations.domain.parts.agenda import Position
from consultations.domain.proposals import PositionEvent
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Position]] = part_projection(
    "standpoints", Position, PositionEvent, indexes=(models.Index(fields=["irritant_id", "position_id"]),)
)
