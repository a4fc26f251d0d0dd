"""Proposals: one row for each proposal with its answers, as the domain folds it."""

from typing import Final

from consultations.domain.parts.agenda import Proposal
from consultations.domain.proposals import ProposalEvent
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Proposal]] = part_projection("proposals", Proposal, ProposalEvent)
