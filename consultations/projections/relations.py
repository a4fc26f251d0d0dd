"""Relations: one row for each relation of a file to another, as the domain folds it; lists show it from both ends."""

from typing import Final

from django.db import models

from consultations.domain.parts.relations import Relation
from consultations.domain.relations import RelationEvent
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Relation]] = part_projection(
    "relations",
    Relation,
    RelationEvent,
    indexes=(
        # Through this the file at the other end finds it.
        models.Index(fields=["other_case_id", "relation_id"]),
        # A list of all files has each from both ends, in this order.
        models.Index(fields=["relation_id", "case_id"]),
        models.Index(fields=["relation_id", "other_case_id"]),
    ),
)
