"""Actions as a file holds them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.periods import Suspension
from consultations.domain.values import Asserted, PartyCode
from consultations.domain.when import When

ActionKind = Literal[
    "visas",
    "mobility of diplomats",
    "banking for missions",
    "return of property",
    "staffing",
    "air links",
    "other",
]
ActionStatus = Literal[
    "agreed",
    "assigned",
    "accepted",
    "in progress",
    "awaiting a party",
    "done",
    "confirmed",
    "contested",
    "abandoned",
]
"""Done is as claimed; confirmed and contested are the word of another party on that claim."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """What was reported of an action, by whom."""

    text: str
    on: When
    asserted: Asserted


@dataclass(frozen=True, kw_only=True, slots=True)
class Completion:
    """One word on whether the action is done: by whom, when, and according to whom."""

    word: Literal["claimed", "confirmed", "contested"]
    parties: tuple[PartyCode, ...]
    """Whose word it is."""
    on: When
    reason: str
    asserted: Asserted


@dataclass(kw_only=True, slots=True)
class Action(Part):
    """One agreed action, to its completion as claimed and as confirmed."""

    key: ClassVar[str] = "action_id"
    kept: ClassVar[str] = "actions"

    action_id: UUID
    kind: ActionKind = "other"
    title: str = ""
    status: ActionStatus = "agreed"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    obliged: tuple[PartyCode, ...] = ()
    agreed_by: tuple[PartyCode, ...] = ()
    """The sides on whose word it is agreed."""
    rests_on: tuple[str, ...] = ()
    """Ids of the irritants, notes, outcomes and assurances it rests on."""
    officer: str = ""
    accepted_on: When | None = None
    """When whoever is charged with it took it on; another who is charged with it has not."""
    due_on: When | None = None
    due_reason: str = ""
    """Why the due date was last moved."""
    awaiting: PartyCode | None = None
    """The party it waits for; its clock stands still meanwhile."""
    suspended_since: str | None = None
    """The day from which its clock has stood still, YYYY-MM-DD; none while it runs."""
    suspensions: tuple[Suspension, ...] = ()
    """The days for which its clock stood still since the due date was last set; they put that date off."""
    progress: tuple[Progress, ...] = ()
    completions: tuple[Completion, ...] = ()
    """Every word on whether it is done, oldest first; a later one takes nothing from what another side said."""
    confirmed_by: tuple[PartyCode, ...] = ()
    contested_by: tuple[PartyCode, ...] = ()
    reason: str = ""
    """Why it was last blocked, contested, reopened or abandoned."""

    @property
    def bases(self) -> tuple[str, ...]:
        """Ids of the parts it rests on."""
        return self.rests_on
