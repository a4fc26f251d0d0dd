"""Accounts: what several sources say of one matter, kept side by side, and which of them is held true."""

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
class Account:
    """One source's word that something happened."""

    event_id: UUID
    """The event by which it is on the file."""
    on: When | None
    """When it happened, as this source has it."""
    asserted: Asserted


A = TypeVar("A", bound=Account)


def held(accounts: Iterable[A], preferred: UUID | None = None) -> A | None:
    """The account that is held true; none where there is none.

    The preferred one; else own record before joint text before official text before press; of equal standing that of
    the latest source, then the one recorded last.
    """
    recorded = list(accounts)
    chosen = next((each for each in recorded if each.event_id == preferred), None)
    return chosen or max(reversed(recorded), key=_weight, default=None)


def _weight(account: Account) -> tuple[int, date]:
    bears = account.asserted.on
    return -STANDINGS.index(account.asserted.standing), (bears and bears.last_day) or date.min
