"""Contacts: one row for each contact outside the rounds, as the domain folds it."""

from typing import Final

from consultations.domain.contacts import ContactEvent
from consultations.domain.parts.contacts import Contact
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Contact]] = part_projection("contacts", Contact, ContactEvent)
