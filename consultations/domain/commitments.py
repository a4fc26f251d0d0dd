"""Commitments: what parties owe by assurances and by agreed actions, and how each stands; read off the file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from consultations.domain.parts.actions import Action, ActionStatus
from consultations.domain.parts.assurances import Assurance, AssuranceStatus
from consultations.domain.state import Case
from consultations.domain.values import Asserted, PartyCode
from consultations.domain.when import When

CommitmentKind = Literal["assurance", "action"]
CommitmentState = Literal["open", "waiting", "claimed done", "disputed", "kept", "ended"]
"""Waiting: for another party, and the clock stands still. Kept: done, as another party confirms."""
OF_ASSURANCES: Final[Mapping[AssuranceStatus, CommitmentState]] = {
    "given": "open",
    "invoked": "open",
    "contested": "disputed",
    "breach alleged": "disputed",
    "lapsed": "ended",
}
OF_ACTIONS: Final[Mapping[ActionStatus, CommitmentState]] = {
    "agreed": "open",
    "assigned": "open",
    "accepted": "open",
    "in progress": "open",
    "awaiting a party": "waiting",
    "done": "claimed done",
    "contested": "disputed",
    "confirmed": "kept",
    "abandoned": "ended",
}
STANDING: Final[tuple[CommitmentState, ...]] = ("open", "waiting", "claimed done", "disputed")
"""States in which something is still owed, or may be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Commitment:
    """An assurance or an agreed action, as what somebody owes."""

    case_id: UUID
    part_id: UUID
    """The assurance or the action."""
    kind: CommitmentKind
    obliged: tuple[PartyCode, ...]
    """Those who owe it; none where that is not on file."""
    towards: tuple[PartyCode, ...]
    """To whom an assurance was given."""
    title: str
    state: CommitmentState
    status: str
    """As the assurance or the action has it."""
    status_asserted: Asserted | None
    """Whose word the status rests on."""
    agreed_by: tuple[PartyCode, ...]
    """The sides on whose word an action is agreed."""
    contested_by: tuple[PartyCode, ...]
    """Who contests the assurance, or that the action is done."""
    rests_on_reversed: tuple[str, ...]
    """Ids of reversed outcomes that it rests on."""
    version: int
    """Version of the file at the last event that changed the part."""
    last_activity: When | None


def commitments(case: Case) -> Iterator[Commitment]:
    """Every commitment on the file, assurances first."""
    yield from map(given, case.assurances.values())
    yield from map(agreed, case.actions.values())


def per_party(owed: Iterable[Commitment]) -> dict[PartyCode | None, list[Commitment]]:
    """What each obliged party owes, by its code; under none what nobody is named for."""
    found: dict[PartyCode | None, list[Commitment]] = {}
    for each in owed:
        for party in each.obliged or (None,):
            found.setdefault(party, []).append(each)
    return found


def given(part: Assurance) -> Commitment:
    """An assurance as what those who gave it owe."""
    return Commitment(
        case_id=part.case_id,
        part_id=part.assurance_id,
        kind="assurance",
        obliged=part.given_by,
        towards=part.given_to,
        title=part.subject,
        state=OF_ASSURANCES[part.status],
        status=part.status,
        status_asserted=part.status_asserted,
        agreed_by=(),
        contested_by=part.contested_by,
        rests_on_reversed=part.rests_on_reversed,
        version=part.version,
        last_activity=part.last_activity,
    )


def agreed(part: Action) -> Commitment:
    """An action as what those who are to carry it out owe."""
    return Commitment(
        case_id=part.case_id,
        part_id=part.action_id,
        kind="action",
        obliged=part.obliged,
        towards=(),
        title=part.title,
        state=OF_ACTIONS[part.status],
        status=part.status,
        status_asserted=part.status_asserted,
        agreed_by=part.agreed_by,
        contested_by=part.contested_by,
        rests_on_reversed=part.rests_on_reversed,
        version=part.version,
        last_activity=part.last_activity,
    )
