"""What is on the table, as a file holds it: irritants, positions, proposals."""

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeVar
from uuid import UUID

from consultations.domain.parts.actions import ActionKind
from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, PartyCode, Wording
from consultations.domain.when import When

IrritantKind = ActionKind
"""An irritant and the actions against it are of the same kinds."""
IrritantStatus = Literal["raised", "on the agenda", "roadmap agreed", "resolved in part", "resolved in full"]
PriorityLevel = Literal["first", "high", "ordinary", "low"]
Extent = Literal["in part", "in full"]
PositionStatus = Literal["stated", "restated", "withdrawn"]
ProposalKind = Literal["proposal", "package", "roadmap", "draft text", "demand"]
AnswerKind = Literal["accepted", "accepted in part", "declined", "counter-proposed", "taken ad referendum"]
ProposalStatus = Literal[
    "put forward",
    "accepted",
    "accepted in part",
    "declined",
    "counter-proposed",
    "taken ad referendum",
    "withdrawn",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """The agenda that an irritant was placed on, according to whom."""

    asserted: Asserted
    round_id: UUID | None = None
    """None: that of the consultations as a whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Priority:
    """What priority a party gives an irritant, according to whom."""

    party: PartyCode
    priority: PriorityLevel
    asserted: Asserted
    wording: Wording | None = None
    """The words it was declared in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Roadmap:
    """A roadmap agreed for an irritant, according to whom."""

    asserted: Asserted
    wording: Wording | None = None
    until: When | None = None
    """When it is to have led to the end."""
    proposal_id: UUID | None = None
    """The proposal that it was agreed on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolution:
    """That an irritant is resolved, as far as it is, according to whom."""

    extent: Extent
    asserted: Asserted
    terms: str = ""


@dataclass(kw_only=True, slots=True)
class Irritant(Part):
    """One irritant: how far it has come; beside that each side's priority, and who disputes that it is one."""

    key: ClassVar[str] = "irritant_id"
    kept: ClassVar[str] = "irritants"

    irritant_id: UUID
    kind: IrritantKind = "other"
    title: str = ""
    status: IrritantStatus = "raised"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    stood_as: IrritantStatus | None = None
    """What it stands as apart from being resolved, where it is."""
    raised_by: tuple[PartyCode, ...] = ()
    reported_by: tuple[PartyCode, ...] = ()
    """The sides on whose word it is on the file as raised."""
    disputed_by: tuple[PartyCode, ...] = ()
    """The parties that dispute that it is an irritant."""
    placements: tuple[Placement, ...] = ()
    """The agendas it was placed on."""
    priorities: tuple[Priority, ...] = ()
    """The priority of each party as last declared, and as last told by others."""
    roadmaps: tuple[Roadmap, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    """As each side last put it; whoever reopens it takes back none but their own."""
    texts: tuple[Wording, ...] = ()
    """What each party says that the irritant is."""
    reason: str = ""
    """Why it was last disputed or reopened."""


@dataclass(kw_only=True, slots=True)
class Position(Part):
    """One party's position on one matter, as stated to the other side; every wording of it kept."""

    key: ClassVar[str] = "position_id"
    kept: ClassVar[str] = "positions"

    position_id: UUID
    status: PositionStatus = "stated"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    party: PartyCode | None = None
    """Whose position it is."""
    subject: str = ""
    irritant_id: UUID | None = None
    """The irritant that it is about."""
    round_id: UUID | None = None
    """The round at which it was last stated."""
    texts: tuple[Wording, ...] = ()
    """The wording as first stated, then each later one."""
    reason: str = ""
    """Why it was withdrawn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """How a party answered a proposal, according to whom."""

    party: PartyCode
    answer: AnswerKind
    asserted: Asserted
    wording: Wording | None = None
    counter_id: UUID | None = None
    """The proposal that was made in its place."""


@dataclass(kw_only=True, slots=True)
class Proposal(Part):
    """One proposal: by whom and to whom, on what, and how each addressee answered."""

    key: ClassVar[str] = "proposal_id"
    kept: ClassVar[str] = "proposals"

    proposal_id: UUID
    kind: ProposalKind = "proposal"
    title: str = ""
    status: ProposalStatus = "put forward"
    """As last answered."""
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    party: PartyCode | None = None
    """Who put it forward."""
    addressed_to: tuple[PartyCode, ...] = ()
    reported_by: tuple[PartyCode, ...] = ()
    """The sides on whose word it was put forward."""
    irritant_ids: tuple[str, ...] = ()
    """Ids of the irritants that it is about; several for a package."""
    until: When | None = None
    """The time frame it sets."""
    texts: tuple[Wording, ...] = ()
    answers: tuple[Answer, ...] = ()
    """The answer of each party as last given, and as last told by others."""
    awaiting: tuple[PartyCode, ...] = ()
    """Addressees whose answer is still open; one taken ad referendum is."""
    reason: str = ""
    """Why it was withdrawn."""


C = TypeVar("C", Priority, Answer)


def less(said: tuple[C, ...], now: C) -> tuple[C, ...]:
    """What was said before, less what the same sides said of the same party."""
    return tuple(
        each for each in said if (each.party, each.asserted.sides) != (now.party, now.asserted.sides)
    )
