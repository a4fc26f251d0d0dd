"""Contacts: one row for each contact outside the rounds, as the domain folds it."""

from typing import Final

from django.contrib.postgres.indexes import GinIndex

from consultations.domain.contacts import ContactEvent
from consultations.domain.parts.contacts import Contact
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Contact]] = part_projection(
    "contacts",
    Contact,
    ContactEvent,
    indexes=(GinIndex(fields=["participants"], name="contacts_3", opclasses=["jsonb_path_ops"]),),
)
