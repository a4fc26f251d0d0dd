"""Outcomes as a file holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, PartyCode, Wording

OutcomeKind = Literal["agreement", "understanding", "decision", "measure", "roadmap", "other"]
OutcomeStatus = Literal[
    "reported",
    "agreed in principle",
    "agreed",
    "being implemented",
    "suspended",
    "reversed in part",
    "reversed in full",
    "fulfilled",
    "lapsed",
]
Reversibility = Literal["not stated", "irreversible", "reversible", "fully reversible"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Declaration:
    """What a party declared of an outcome's reversibility."""

    party: PartyCode
    reversibility: Reversibility
    asserted: Asserted


@dataclass(kw_only=True, slots=True)
class Outcome(Part):
    """One outcome: how far it has come, and beside that who stands by it and whether it can be reversed."""

    key: ClassVar[str] = "outcome_id"
    kept: ClassVar[str] = "outcomes"

    outcome_id: UUID
    kind: OutcomeKind = "other"
    title: str = ""
    status: OutcomeStatus = "reported"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    stood_as: OutcomeStatus | None = None
    """What it was before it was suspended, reversed or lapsed."""
    round_id: UUID | None = None
    """The round it came of."""
    texts: tuple[Wording, ...] = ()
    reported_by: tuple[PartyCode, ...] = ()
    """The sides on whose word it was put on the file, as reported, agreed in principle or agreed."""
    confirmed_by: tuple[PartyCode, ...] = ()
    disputed_by: tuple[PartyCode, ...] = ()
    reversibility: Reversibility = "not stated"
    """As last declared of this outcome."""
    declarations: tuple[Declaration, ...] = ()
    reason: str = ""
    """Why it was last disputed, suspended, reversed or let lapse."""
