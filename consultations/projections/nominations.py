"""Nominations: one row for each person for each post, as the domain folds it."""

from typing import Final

from django.db import models

from consultations.domain.nominations import NominationEvent
from consultations.domain.parts.nominations import Nomination
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Nomination]] = part_projection(
    "nominations",
    Nomination,
    NominationEvent,
    indexes=(models.Index(fields=["person_id"]),),
)
