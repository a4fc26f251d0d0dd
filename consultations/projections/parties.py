"""Parties: one row for each party in the register, as the domain folds it."""

from typing import Final

from consultations.domain.decider import PARTY
from consultations.domain.parties import Party
from consultations.projections.projection import Projection, register_projection

PROJECTION: Final[Projection[Party]] = register_projection("parties", PARTY, Party, "party_id")
