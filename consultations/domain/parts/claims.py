"""Claims: what several sources say of one matter, kept side by side, and which of them is held true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, get_args
from uuid import UUID

from consultations.domain.values import Asserted, Standing
from consultations.domain.when import When

STANDINGS: tuple[Standing, ...] = get_args(Standing)
"""Kinds of source, the preferred one first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One source's word that something happened."""

    event_id: UUID
    """The event by which it is on the file."""
    on: When | None
    """When it happened, as this source has it."""
    asserted: Asserted


C = TypeVar("C", bound=Claim)


def held(claims: Iterable[C], preferred: UUID | None = None) -> C | None:
    """The claim that is held true; none where there is no claim.

    The preferred one; else own record before joint text before official text before press; of equal standing that of
    the latest source, then the one recorded last.
    """
    recorded = list(claims)
    chosen = next((each for each in recorded if each.event_id == preferred), None)
    return chosen or max(reversed(recorded), key=_weight, default=None)


def _weight(claim: Claim) -> tuple[int, date]:
    bears = claim.asserted.on
    return -STANDINGS.index(claim.asserted.standing), (bears and bears.last_day) or date.min
