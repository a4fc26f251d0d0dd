"""Statements: one row for each public statement, as the domain folds it."""

from typing import Final

from django.db import models

from consultations.domain.parts.statements import Statement
from consultations.domain.statements import StatementEvent
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Statement]] = part_projection(
    "statements", Statement, StatementEvent, indexes=(models.Index(fields=["person_id"]),)
)
