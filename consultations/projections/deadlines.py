"""Deadlines: one row for each part of a file under each rule, worked out anew whenever the part has changed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, get_args
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Coalesce

from consultations.domain import decider
from consultations.domain.actions import ActionEvent
from consultations.domain.agreements import AgreementEvent
from consultations.domain.custody import CustodyEvent
from consultations.domain.deadlines import (
    RULES,
    Deadline,
    House,
    PartKind,
    Rule,
    counted_from,
    deadline,
    deadline_id,
)
from consultations.domain.mandate import MandateEvent
from consultations.domain.measures import MeasureEvent
from consultations.domain.message import Event, Marking, Recorded
from consultations.domain.milestones import MilestoneEvent
from consultations.domain.nominations import NominationEvent
from consultations.domain.notes import NoteEvent
from consultations.domain.parts.actions import Action
from consultations.domain.parts.agreements import Agreement
from consultations.domain.parts.custody import Custody
from consultations.domain.parts.mandate import Mandate
from consultations.domain.parts.measures import Measure, of_effect
from consultations.domain.parts.milestones import Milestone
from consultations.domain.parts.nominations import Nomination
from consultations.domain.parts.notes import Note
from consultations.domain.parts.part import Part
from consultations.domain.parts.rounds import Round
from consultations.domain.rounds import RoundEvent
from consultations.domain.state import blank, case_from
from consultations.projections.projection import Projection
from consultations.projections.tables import table

PARTS: Final[Mapping[PartKind, type[Part]]] = {
    "nomination": Nomination,
    "mandate": Mandate,
    "round": Round,
    "note": Note,
    "agreement": Agreement,
    "action": Action,
    "milestone": Milestone,
    "effect": Measure,
    "custody": Custody,
}
ABOUT: Final[Mapping[type[Event], PartKind]] = (
    dict.fromkeys(get_args(MandateEvent), "mandate")
    | dict.fromkeys(get_args(RoundEvent), "round")
    | dict.fromkeys(get_args(NoteEvent), "note")
    | dict.fromkeys(get_args(AgreementEvent), "agreement")
    | dict.fromkeys(get_args(ActionEvent), "action")
    | dict.fromkeys(get_args(NominationEvent), "nomination")
    | dict.fromkeys(get_args(MilestoneEvent), "milestone")
    | dict.fromkeys(get_args(MeasureEvent), "effect")
    | dict.fromkeys(get_args(CustodyEvent), "custody")
)
"""Which kind of part an event speaks of, where there are rules for it."""
BY_NAME: Final = {rule.name: rule for rule in RULES}


def begin(key: UUID, record: Recorded) -> Deadline:
    """The blank row under a key: a rule, and a part of which nothing is known yet."""
    rule, part_id = next(each for each in _ruled(record) if _key(record, *each) == key)
    kind = PARTS[rule.about]
    own_id = record.event.measure_id if isinstance(record.event, MeasureEvent) else part_id
    return Deadline(
        case_id=record.stream_id,
        deadline_id=key,
        part_id=part_id,
        part_kind=rule.about,
        rule=rule.name,
        status="dormant",
        part=_kept(blank(kind, record.stream_id, own_id)),
    )


def evolve(row: Deadline | None, record: Recorded) -> Deadline | None:
    """The part after one more event, and what a review of it counts from."""
    if row is None:
        return None
    before, part = _part(row), _part(row)
    after = _folded(record, part)
    if isinstance(after, Measure):
        after = of_effect(after, row.part_id)
    row.since, row.part = counted_from(before, row.since, after, record), _kept(after)
    return row


def finish(row: Deadline) -> Deadline:
    """What the rule makes of the part as it stands: counting days is the dearest part, and only the last counts."""
    return deadline(BY_NAME[row.rule], row.part_id, _part(row), row.since, _house(), row.part)


def _part(row: Deadline) -> Part:
    """The part that a row keeps, as a thing of its own."""
    return msgspec.convert(row.part, PARTS[row.part_kind])


def _kept(part: Part) -> dict[str, Any]:
    """The part as JSON says it, so that a row folded in memory is the same as one read again."""
    kept: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(part))
    return kept


def _house() -> House:
    return House(side=settings.OWN_SIDE, zone=settings.TIME_ZONE)


def _keys(record: Recorded) -> tuple[UUID, ...]:
    return tuple(_key(record, *each) for each in _ruled(record))


def _key(record: Recorded, rule: Rule, part_id: UUID) -> UUID:
    return deadline_id(record.stream_id, part_id, rule)


def _ruled(record: Recorded) -> Iterator[tuple[Rule, UUID]]:
    """The parts an event speaks of, each with every rule it falls under."""
    spoken_of = _spoken_of(record)
    return ((rule, part_id) for rule in RULES for part_id in spoken_of.get(rule.about, ()))


def _spoken_of(record: Recorded) -> Mapping[PartKind, Iterable[UUID]]:
    event = record.event
    if isinstance(event, Marking):
        marks = event.marks
        return {kind: marks.get(part.kept, ()) for kind, part in PARTS.items() if kind != "effect"}
    kind = ABOUT.get(type(event))
    if isinstance(event, CustodyEvent):
        return {"custody": (record.stream_id,)}
    ids = event.effect_ids if isinstance(event, MeasureEvent) else event.entities
    return {kind: dict.fromkeys(ids)} if kind else {}


def _folded(record: Recorded, part: Part) -> Part:
    case = case_from(record.stream_id, [part])
    decider.evolve(case, record)
    return case.parts(type(part))[getattr(part, part.key)]


DUE: Final = Coalesce("due_earliest", Cast(Value("infinity"), models.DateTimeField()))
"""By which lists are ordered: what has no date comes last."""

PROJECTION: Final[Projection[Deadline]] = Projection(
    name="deadlines",
    row=Deadline,
    key="deadline_id",
    keys=_keys,
    stream="case_id",
    evolve=evolve,
    begin=begin,
    finish=finish,
    table=table(
        Deadline,
        name="deadlines",
        key="deadline_id",
        indexes=(
            models.Index(fields=["case_id", "deadline_id"]),
            models.Index(fields=["status", "first_at"]),
            models.Index(DUE, "deadline_id", name="deadlines_3"),
            models.Index("status", DUE, "deadline_id", name="deadlines_4"),
        ),
    ),
)
