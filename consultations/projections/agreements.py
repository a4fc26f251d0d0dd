"""Agreements: one row for each agreement, as the domain folds it."""

from typing import Final

from consultations.domain.agreements import AgreementEvent
from consultations.domain.parts.agreements import Agreement
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Agreement]] = part_projection("agreements", Agreement, AgreementEvent)
