"""Files, and what happened on them: the docket, the timeline, the feed."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from consultations.access.filter import VISIBLE
from consultations.api.questions.question import (
    Extra,
    Filter,
    Question,
    among,
    by_choice,
    by_id,
    by_text,
    instant,
    order,
)
from consultations.domain.kinds import OWN, Topic, offered
from consultations.domain.parts.documents import KeptAs
from consultations.domain.parts.rounds import RoundStatus
from consultations.domain.values import Asserted, Place
from consultations.domain.when import When
from consultations.projections.docket import Docket
from consultations.projections.timeline import TimelineEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class NextRound:
    """The round that stands ahead."""

    round_id: UUID
    ordinal: int | None
    status: RoundStatus
    status_asserted: Asserted | None
    on: When | None
    place: Place | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentOnFile:
    """A document that bears something out, of those that are on the file."""

    document_id: UUID
    title: str
    kept_as: KeptAs


EVIDENCE: Final = """(select coalesce(json_agg(json_build_object('document_id', borne.document_id,
        'title', borne.title, 'kept_as', borne.kept_as) order by borne.document_id), '[]')
    from consultations_documents borne join consultations_labels label using (case_id)
    where borne.case_id = page.case_id and borne.document_id = any(page.evidence::uuid[]) and {visible})"""
TOPICS: Final = "case page.kind {} end".format(
    " ".join(f"when '{kind}' then '{json.dumps(offered(kind))}'::json" for kind in OWN)
)
"""What a file is offered by its kind, as SQL."""
CASES: Final = Question(
    name="cases",
    one="case",
    table="consultations_docket",
    row=Docket,
    key="case_id",
    hidden=frozenset({"position", "rounds", "actions"}),
    orders={
        "-changed": order("shown.position::bigint"),
        "title": order("shown.title::text", "shown.case_id::uuid"),
        "last_activity": order(
            "coalesce(shown.last_activity_day, '0001-01-01')::date", "shown.case_id::uuid"
        ),
    },
    extras={
        "next_round": Extra(
            expression="""case when page.next_round is null or page.next_round = 'null'::jsonb then null else
            json_build_object('round_id', page.next_round -> 'round_id', 'ordinal', page.next_round -> 'ordinal',
            'status', page.next_round -> 'status', 'status_asserted', page.next_round -> 'status_asserted',
            'on', page.next_round -> 'on', 'place', page.next_round -> 'venues' -> -1 -> 'place') end""",
            type=NextRound | None,
        ),
        "topics": Extra(expression=TOPICS, type=tuple[Topic, ...]),
    },
    filters={
        "status": by_choice("status", Docket),
        "kind": by_choice("kind", Docket),
        "level": by_choice("level", Docket),
        "party": among("party", "codes", "Code of a party that takes part."),
        "officer": among("officer", "officers", "An officer in charge."),
        "active_since": Filter(
            condition="shown.last_activity_day >= %(active_since)s", read=date.fromisoformat, format="date"
        ),
    },
)
TIMELINE: Final = Question(
    name="timeline",
    one="timeline entry",
    table="consultations_timeline",
    row=TimelineEntry,
    key="event_id",
    hidden=frozenset({"position", "first", "last", "other_case_id"}),
    extras={"documents": Extra(expression=EVIDENCE.format(visible=VISIBLE), type=tuple[DocumentOnFile, ...])},
    orders={
        "occurred": order("shown.first::text", "shown.last::text", "shown.position::bigint"),
        "recorded": order("shown.position::bigint"),
    },
    filters={
        "case_id": by_id("case_id"),
        "type": by_text("type", "Name of an event type."),
        "entity": among("entity", "entities", "Id of a part of the file."),
        "actor": by_text("actor"),
        "recorded_since": Filter(
            condition="shown.recorded_at >= %(recorded_since)s", read=instant, format="date-time"
        ),
    },
)
EVENTS: Final = Question(
    name="events",
    one="event",
    table="consultations_timeline",
    row=TimelineEntry,
    key="event_id",
    hidden=frozenset({"position", "first", "last", "other_case_id"}),
    orders={"recorded": order("shown.position::bigint")},
    filters={"case_id": by_id("case_id"), "type": by_text("type", "Name of an event type.")},
)
