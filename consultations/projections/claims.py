"""Claims about matters that have no event of their own."""

from typing import Final

from consultations.domain.claims import ClaimEvent
from consultations.domain.parts.claims import Claim
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Claim]] = part_projection("claims", Claim, ClaimEvent)
