"""Deadlines: one row for each part of a file under each rule, worked out anew at every event of the part."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import models

from consultations.domain import decider
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
from consultations.domain.message import Recorded
from consultations.domain.parts.actions import Action
from consultations.domain.parts.notes import Note
from consultations.domain.parts.part import Part
from consultations.domain.parts.rounds import Round
from consultations.domain.state import case_from
from consultations.projections.projection import Projection
from consultations.projections.tables import table

PARTS: Final[Mapping[PartKind, type[Part]]] = {"round": Round, "note": Note, "action": Action}
BY_NAME: Final = {rule.name: rule for rule in RULES}


def begin(key: UUID, record: Recorded) -> Deadline:
    """The blank row under a key: what its rule makes of a part of which nothing is known yet."""
    rule, part_id = next(each for each in _ruled(record) if _key(record, *each) == key)
    named: dict[str, Any] = {"case_id": record.stream_id, f"{rule.about}_id": part_id}
    blank = PARTS[rule.about](**named)
    return deadline(rule, part_id, blank, None, _house(), _kept(blank))


def evolve(row: Deadline | None, record: Recorded) -> Deadline | None:
    """What the rule makes of the part after one more event."""
    if row is None:
        return None
    rule = BY_NAME[row.rule]
    before, part = (msgspec.convert(row.part, PARTS[rule.about]) for _ in range(2))
    after = _folded(record, part)[rule.about].get(row.part_id, part)
    since = counted_from(before, row.since, after, record)
    return deadline(rule, row.part_id, after, since, _house(), _kept(after))


def _kept(part: Part) -> dict[str, Any]:
    """The part as JSON says it, so that a row folded in memory is the same as one read again."""
    kept: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(part))
    return kept


def _house() -> House:
    return House(side=settings.OWN_SIDE, zone=settings.TIME_ZONE)


def _keys(record: Recorded) -> tuple[UUID, ...]:
    if record.stream_kind != "case" or not record.event.entities:
        return ()
    return tuple(_key(record, *each) for each in _ruled(record))


def _key(record: Recorded, rule: Rule, part_id: UUID) -> UUID:
    return deadline_id(record.stream_id, part_id, rule)


def _ruled(record: Recorded) -> Iterator[tuple[Rule, UUID]]:
    """The parts an event speaks of, each with every rule it falls under."""
    spoken_of = _folded(record)
    return ((rule, part_id) for rule in RULES for part_id in spoken_of[rule.about])


def _folded(record: Recorded, *parts: Part) -> Mapping[PartKind, Mapping[UUID, Part]]:
    case = case_from(record.stream_id, parts)
    decider.evolve(case, record)
    return {"round": case.rounds, "note": case.notes, "action": case.actions}


PROJECTION: Final[Projection[Deadline]] = Projection(
    name="deadlines",
    row=Deadline,
    key="deadline_id",
    keys=_keys,
    stream="case_id",
    evolve=evolve,
    begin=begin,
    table=table(
        Deadline,
        name="deadlines",
        key="deadline_id",
        indexes=(
            models.Index(fields=["case_id", "deadline_id"]),
            models.Index(fields=["status", "first_at"]),
        ),
    ),
)
