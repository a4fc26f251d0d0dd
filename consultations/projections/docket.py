"""The docket: one row for each file, with what a desk asks of it first."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce

from consultations.domain import decider
from consultations.domain.message import Recorded
from consultations.domain.parts.actions import Action
from consultations.domain.parts.part import activity
from consultations.domain.parts.rounds import Round
from consultations.domain.state import Case, CaseKind, CaseStatus, Level, case_from
from consultations.domain.values import Participant, PartyCode, VenueRule
from consultations.domain.when import When
from consultations.projections.projection import Projection
from consultations.projections.tables import table

AHEAD: Final = ("proposed", "tentative", "confirmed", "in session", "adjourned", "postponed")
SETTLED: Final = ("confirmed", "abandoned")


@dataclass(kw_only=True, slots=True)
class Docket:
    """A file at a glance."""

    case_id: UUID
    version: int = 0
    position: int = 0
    """Place in the whole log of the file's last event: the most recently changed file has the highest."""
    status: CaseStatus = "unopened"
    kind: CaseKind = "consultations"
    title: str = ""
    subject: str = ""
    level: Level = "restricted"
    compartments: tuple[str, ...] = ()
    parties: tuple[Participant, ...] = ()
    codes: tuple[PartyCode, ...] = ()
    """The codes of the parties, for lists by party."""
    officers: tuple[str, ...] = ()
    result: str = ""
    venue_rules: tuple[VenueRule, ...] = ()
    """Where rounds are to be held, as agreed according to whom; the last one recorded comes last."""
    rounds_held: int = 0
    next_round: Round | None = None
    """The round that stands ahead, as kept here; none where none is planned or all are called off."""
    open_actions: int = 0
    """Actions neither confirmed as completed nor abandoned; one completed by claim alone is still open."""
    last_activity: When | None = None
    """When the last thing happened, as far as that is known."""
    last_activity_day: date | None = None
    """The last day it can have been, for ordering."""
    rounds: tuple[Round, ...] = ()
    """The rounds, each with only what the columns above are read off."""
    actions: tuple[Action, ...] = ()
    """The actions, likewise."""


def evolve(row: Docket | None, record: Recorded) -> Docket | None:
    """The file after one more event."""
    row = row or Docket(case_id=record.stream_id)
    case = case_from(record.stream_id, (*row.rounds, *row.actions))
    _header_into(case, row)
    decider.evolve(case, record)
    _header_from(case, row)
    row.version, row.position = record.version, record.position or row.position
    # The others are thin already.
    row.rounds = tuple(_thin(each) if each.version == row.version else each for each in case.rounds.values())
    row.actions = tuple(
        _thin_action(each) if each.version == row.version else each for each in case.actions.values()
    )
    row.rounds_held = sum(each.status in ("held", "recorded") for each in row.rounds)
    row.next_round = next((each for each in row.rounds if each.status in AHEAD), None)
    row.open_actions = sum(each.status not in SETTLED for each in row.actions)
    _note_activity(row, activity(record), record)
    return row


def _header_into(case: Case, row: Docket) -> None:
    case.status, case.kind, case.result = row.status, row.kind, row.result
    case.venue_rules = row.venue_rules
    case.title, case.subject, case.parties = row.title, row.subject, row.parties
    case.level, case.compartments, case.officers = row.level, row.compartments, row.officers


def _header_from(case: Case, row: Docket) -> None:
    row.status, row.kind, row.result = case.status, case.kind, case.result
    row.venue_rules = case.venue_rules
    row.title, row.subject, row.parties = case.title, case.subject, case.parties
    row.level, row.compartments, row.officers = case.level, case.compartments, case.officers
    row.codes = case.codes()


def _thin(each: Round) -> Round:
    return Round(
        case_id=each.case_id,
        round_id=each.round_id,
        version=each.version,
        ordinal=each.ordinal,
        status=each.status,
        status_asserted=each.status_asserted,
        on=each.on,
        venues=each.venues[-1:],
    )


def _thin_action(each: Action) -> Action:
    return Action(
        case_id=each.case_id,
        action_id=each.action_id,
        version=each.version,
        status=each.status,
        awaiting=each.awaiting,
        confirmed_by=each.confirmed_by,
        contested_by=each.contested_by,
    )


def _note_activity(row: Docket, at: When, record: Recorded) -> None:
    # What is recorded late does not make a file look older, nor an open end make it look younger than it is.
    day = at.last_day or at.first_day or record.recorded_at.date()
    if row.last_activity_day is None or day >= row.last_activity_day:
        row.last_activity, row.last_activity_day = at, day


def _keys(record: Recorded) -> tuple[UUID, ...]:
    # What shows only to those who see another file too leaves no trace here, where everyone who sees this one looks.
    return (record.stream_id,) if record.stream_kind == "case" and not record.event.other_file else ()


PROJECTION: Final[Projection[Docket]] = Projection(
    name="docket",
    row=Docket,
    key="case_id",
    keys=_keys,
    evolve=evolve,
    table=table(
        Docket,
        name="docket",
        key="case_id",
        indexes=(
            models.Index(fields=["-position"]),
            GinIndex(fields=["codes"]),
            models.Index(fields=["title", "case_id"]),
            models.Index(Coalesce("last_activity_day", Value(date.min)), "case_id", name="docket_4"),
        ),
    ),
)
