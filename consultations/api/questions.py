"""What can be asked of the read models: for each question its table, what of a row is shown, filters and orders."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Any, Final, get_args, get_type_hints
from uuid import UUID

from consultations.access.filter import NAMING, SUFFICES, VISIBLE
from consultations.api import persons
from consultations.domain.commitments import OF_ACTIONS, OF_ASSURANCES, Commitment, CommitmentState
from consultations.domain.deadlines import REVIEWS, Deadline, Reading
from consultations.domain.kinds import OWN, Topic, offered
from consultations.domain.parties import DisplayName, Party
from consultations.domain.parts.actions import Action
from consultations.domain.parts.agenda import Irritant, Position, Proposal
from consultations.domain.parts.agreements import Agreement
from consultations.domain.parts.assurances import Assurance
from consultations.domain.parts.claims import Claim
from consultations.domain.parts.contacts import Contact
from consultations.domain.parts.custody import Custody, Hold
from consultations.domain.parts.documents import Document, KeptAs
from consultations.domain.parts.mandate import Mandate
from consultations.domain.parts.measures import Measure
from consultations.domain.parts.milestones import Milestone
from consultations.domain.parts.nominations import Nomination
from consultations.domain.parts.notes import CALLS_FOR_REPLY, ENDED, PREPARING, Note
from consultations.domain.parts.outcomes import Outcome
from consultations.domain.parts.part import Part
from consultations.domain.parts.premises import Premises
from consultations.domain.parts.reciprocity import Reciprocity
from consultations.domain.parts.registers import Register
from consultations.domain.parts.relations import INVERSE, Relation
from consultations.domain.parts.rounds import Round, RoundStatus
from consultations.domain.parts.statements import Statement
from consultations.domain.persons import NameHeld, Person, TitleHeld
from consultations.domain.properties import Property
from consultations.domain.sources import Source
from consultations.domain.state import CaseKind, CaseStatus
from consultations.domain.values import Asserted, Place
from consultations.domain.when import When
from consultations.projections.docket import Docket
from consultations.projections.numbers import GivenNumber
from consultations.projections.timeline import TimelineEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """One thing a list may be narrowed by."""

    condition: str = ""
    """SQL on the row `shown`, with the parameter of the filter's own name; none where it narrows in another way."""
    read: Callable[[str], Any] = str
    """What makes a value of the text that was sent; ValueError where it cannot."""
    choices: tuple[str, ...] = ()
    format: str = ""
    """As OpenAPI names it."""
    told: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One order of a list: SQL expressions on `shown`, never null, the last one unique; and their types."""

    by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Extra:
    """A member of the answer that is no column: SQL on `page`, and its type."""

    expression: str
    type: Any


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """One question: all that the statement, the address and the documentation are made of."""

    name: str
    """As the address has it."""
    one: str
    """What one row is called."""
    table: str
    row: type
    key: str
    orders: Mapping[str, Order]
    """By name; the first is the usual one, from its end where the name begins with a minus."""
    hidden: frozenset[str] = frozenset()
    extras: Mapping[str, Extra] = field(default_factory=dict)
    filters: Mapping[str, Filter] = field(default_factory=dict)
    of_case: bool = True
    """Whether its rows belong to files, so that the label of the file decides who sees them."""
    through_case: str = ""
    """For a register: SQL condition by which a row shows only through a file its reader sees."""
    version: str = "version"
    """The column that says at which version a row last changed, for its entity tag."""
    by_code: bool = False
    """Addressed by the code of a party."""
    asked: Mapping[str, Filter] = field(default_factory=dict)
    """What one row may be asked with."""
    members: Mapping[str, Any] = field(default_factory=dict)
    """Members that one row has besides, read off it for whoever asks, and their types."""
    rows: str = ""
    """SQL in place of the table, where a list shows its rows in another way; the label is joined as to a table."""


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
class Due:
    """When it is due, by the clock of its zone; two bounds where what it counts from is imprecise."""

    earliest: str | None
    latest: str | None
    zone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ends:
    """When the time runs out, by the clock of whoever asks: a local date-time, and their zone."""

    at: str
    zone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileNaming:
    """A file that speaks of a property or a person, of those the reader may see."""

    case_id: UUID
    title: str
    kind: CaseKind
    status: CaseStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentOnFile:
    """A document that bears something out, of those that are on the file."""

    document_id: UUID
    title: str
    kept_as: KeptAs


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberedNote:
    """The note that a number was given to, and why it was cancelled if it was; for those who see its file."""

    case_id: UUID
    note_id: UUID
    subject: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherRecord:
    """Another record of the same person, merged into the one that is kept; the reader sees both."""

    person_id: UUID
    names: tuple[NameHeld, ...]
    titles: tuple[TitleHeld, ...]
    merged_into: UUID
    reason: str
    asserted: Asserted


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherCase:
    """The file at the other end of a relation."""

    title: str
    kind: CaseKind
    status: CaseStatus


def _text(column: str, told: str = "") -> Filter:
    return Filter(condition=f"shown.{column} = %({column})s", told=told)


def _choice(column: str, row: type) -> Filter:
    """By a column of the row that is one of a few words."""
    return Filter(condition=f"shown.{column} = %({column})s", choices=get_args(get_type_hints(row)[column]))


def _quoted(*words: str) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _id(column: str) -> Filter:
    return Filter(condition=f"shown.{column} = %({column})s", read=UUID, format="uuid")


AS_OF: Final = Filter(
    read=date.fromisoformat, format="date", told="The day as of which it is told; today, if it is left out."
)
PERSON: Final = Filter(
    condition=f"shown.person_id = {persons.THEMSELVES}",
    read=UUID,
    format="uuid",
    told="A person, under whichever of the ids that you know to be theirs.",
)


def _among(name: str, column: str, told: str = "") -> Filter:
    return Filter(condition=f"shown.{column} @> array[%({name})s]::text[]", told=told)


def instant(text: str) -> datetime:
    """An instant, given with its offset from UTC (RFC 3339). Raises ValueError."""
    if (read := datetime.fromisoformat(text)).tzinfo is None:
        raise ValueError
    try:
        return read.astimezone(UTC)
    except OverflowError as outside:
        raise ValueError from outside


def _within(column: str, member: str, name: str, told: str) -> Filter:
    """By a member of one of the values in a column."""
    condition = f"shown.{column} @> jsonb_build_array(jsonb_build_object('{member}', %({name})s::text))"
    return Filter(condition=condition, told=told)


def _order(*by: str) -> Order:
    named = (each.rpartition("::") for each in by)
    return Order(by=tuple((expression, kind) for expression, _, kind in named))


def _part(table: str, row: type[Part], *choices: str, **filters: Filter) -> Question:
    """A list of one kind of part, by its status, its own choices and whatever else."""
    return Question(
        name=row.kept,
        one=row.key.removesuffix("_id"),
        table=f"consultations_{table}",
        row=row,
        key=row.key,
        orders={
            "id": _order(f"shown.{row.key}::uuid"),
            "changed": _order("shown.version::bigint", f"shown.{row.key}::uuid"),
        },
        filters={
            "case_id": _id("case_id"),
            **{name: _choice(name, row) for name in ("status", *choices)},
            **filters,
        },
    )


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
        "-changed": _order("shown.position::bigint"),
        "title": _order("shown.title::text", "shown.case_id::uuid"),
        "last_activity": _order(
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
        "status": _choice("status", Docket),
        "kind": _choice("kind", Docket),
        "level": _choice("level", Docket),
        "party": _among("party", "codes", "Code of a party that takes part."),
        "officer": _among("officer", "officers", "An officer in charge."),
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
        "occurred": _order("shown.first::text", "shown.last::text", "shown.position::bigint"),
        "recorded": _order("shown.position::bigint"),
    },
    filters={
        "case_id": _id("case_id"),
        "type": _text("type", "Name of an event type."),
        "entity": _among("entity", "entities", "Id of a part of the file."),
        "actor": _text("actor"),
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
    orders={"recorded": _order("shown.position::bigint")},
    filters={"case_id": _id("case_id"), "type": _text("type", "Name of an event type.")},
)


STATED: Final = "select {columns}, stated.case_id as recorded_on from consultations_relations stated"


def _from_both_ends() -> str:
    """Each relation as the file that states it has it, and as the file at the other end has it."""
    here = {each.name: f"stated.{each.name}" for each in fields(Relation)}
    natures = " ".join(f"when '{nature}' then '{inverse}'" for nature, inverse in INVERSE.items())
    there = here | {
        "case_id": here["other_case_id"],
        "other_case_id": here["case_id"],
        "nature": f"case {here['nature']} {natures} end",
    }
    return f"({_stated(here)} union all {_stated(there)})"


def _stated(columns: Mapping[str, str]) -> str:
    named = ", ".join(f"{expression} as {name}" for name, expression in columns.items())
    return STATED.format(columns=named)


OTHER_CASE: Final = """(select json_build_object('title', file.title, 'kind', file.kind, 'status', file.status)
    from consultations_docket file join consultations_labels label using (case_id)
    where file.case_id = page.other_case_id and {visible})"""
RELATIONS: Final = replace(
    _part("relations", Relation, "nature", other_case_id=_id("other_case_id")),
    rows=_from_both_ends(),
    orders={"id": _order("shown.relation_id::uuid", "shown.case_id::uuid")},
    extras={
        "recorded_on": Extra(expression="page.recorded_on", type=UUID),
        "other": Extra(expression=OTHER_CASE.format(visible=VISIBLE), type=OtherCase),
    },
)
"""Of one file, or of all of them: then each relation is there once from either end."""
MANDATES: Final = _part("mandate", Mandate, officer=_text("officer"))
IRRITANTS: Final = _part(
    "agenda",
    Irritant,
    "kind",
    raised_by=_among("raised_by", "raised_by", "Code of a party that raised it."),
    disputed_by=_among("disputed_by", "disputed_by", "Code of a party that disputes it."),
    priority_of=_within("priorities", "party", "priority_of", "Code of a party that declared its priority."),
    round_id=_within("placements", "round_id", "round_id", "Id of a round on whose agenda it was placed."),
)
POSITIONS: Final = _part(
    "standpoints",
    Position,
    party=_text("party", "Code of the party whose position it is."),
    irritant_id=_id("irritant_id"),
)
PROPOSALS: Final = _part(
    "proposals",
    Proposal,
    "kind",
    party=_text("party", "Code of the party that put it forward."),
    irritant_id=_among("irritant_id", "irritant_ids", "Id of an irritant that it is about."),
    awaiting=_among("awaiting", "awaiting", "Code of a party whose answer is open."),
)
CONTACTS: Final = _part(
    "contacts",
    Contact,
    "kind",
    "level",
    from_party=_text("from_party", "Code of the party that made it, or summoned."),
    to_party=_text("to_party", "Code of the party it was made to, or whose head of mission was summoned."),
)
ROUNDS: Final = _part("rounds", Round)
UNANSWERED: Final = f"""shown.status not in ({_quoted(*PREPARING, *ENDED)})
    and (shown.reply_due <> 'null'::jsonb
        or (shown.in_reply_to is null and shown.form in ({_quoted(*CALLS_FOR_REPLY)})))"""
"""A note that has left, and whose answer is to come: one of a form that is answered, or for which a date was set."""
NOTES: Final = _part(
    "correspondence",
    Note,
    "form",
    from_party=_text("from_party", "Code of the sender."),
    to_party=_text("to_party", "Code of the addressee."),
    number=_text("number"),
    officer=_text("officer", "The officer who drafts it, or whom it was assigned to."),
    clearance_of=Filter(
        condition="""shown.clearances @> jsonb_build_array(
            jsonb_build_object('of_whom', %(clearance_of)s::text, 'status', 'open'))""",
        told="A role or an officer whose clearance is open.",
    ),
    awaiting=Filter(
        condition=f"shown.to_party = %(awaiting)s and {UNANSWERED}",
        told="Code of the party whose answer is to come: ours, or theirs.",
    ),
)
ACTIONS: Final = _part(
    "followups",
    Action,
    "kind",
    obliged=_among("obliged", "obliged", "Code of a party that is to act."),
    officer=_text("officer"),
)
OUTCOMES: Final = _part("outcomes", Outcome, "kind", "reversibility", round_id=_id("round_id"))
NOMINATIONS: Final = _part(
    "nominations",
    Nomination,
    "kind",
    "exequatur",
    person_id=PERSON,
    sending=_text("sending", "Code of the party that sends."),
    receiving=_text("receiving", "Code of the party that receives."),
)
ASSURANCES: Final = _part(
    "commitments",
    Assurance,
    given_by=_among("given_by", "given_by", "Code of a party that gave it."),
    given_to=_among("given_to", "given_to", "Code of a party it was given to."),
)
AGREEMENTS: Final = _part(
    "agreements",
    Agreement,
    "kind",
    signed_by=_among("signed_by", "signed_by", "Code of a party that signed."),
    consented_by=_among("consented_by", "consented_by", "Code of a party that consented to be bound."),
)
MILESTONES: Final = _part(
    "milestones",
    Milestone,
    reached_by=_among("reached_by", "reached_by", "Code of a party that holds it to be reached."),
    contested_by=_among("contested_by", "contested_by", "Code of a party that holds otherwise."),
)
STATEMENTS: Final = _part(
    "statements",
    Statement,
    of_side=Filter(condition="shown.side = %(of_side)s", told="Code of the party that spoke."),
    person_id=PERSON,
)

CLAIMS: Final = _part("claims", Claim)
MEASURES: Final = _part(
    "measures",
    Measure,
    "kind",
    party=_text("party", "Code of the party that takes it."),
    against=_text("against", "Code of the party it is directed against."),
    property_id=Filter(
        condition="""shown.effects @> jsonb_build_array(
            jsonb_build_object('property_id', (%(property_id)s)::uuid))""",
        read=UUID,
        format="uuid",
        told="A property that one of its effects bears on.",
    ),
)
_LINKS: Final = _part(
    "reciprocities", Reciprocity, "symmetry", measure_id=_id("measure_id"), assessed_by=_text("assessed_by")
)
RECIPROCITIES: Final = replace(
    _LINKS,
    hidden=frozenset({"first"}),
    orders={"when": _order("shown.first::text", "shown.reciprocity_id::uuid"), **_LINKS.orders},
)
PREMISES: Final = _part("premises", Premises, "access", property_id=_id("property_id"))
DOCUMENTS: Final = replace(
    _part(
        "documents",
        Document,
        "kept_as",
        "authenticity",
        language=_among("language", "languages", "A language it is written in (BCP 47)."),
        media_type=_text("media_type"),
        digest=_text("digest", "SHA-256 of its content, 64 hexadecimal digits."),
        translation_of=_id("translation_of"),
        superseded_by=_id("superseded_by"),
    ),
    extras={
        "content": Extra(
            expression="""case when page.kept_as = 'content deposited'
                then format('/api/v1/cases/%%s/documents/%%s/content/', page.case_id, page.document_id) end""",
            type=str | None,
        )
    },
)
CUSTODY: Final = _part(
    "custody",
    Custody,
    "after",
    plan_code=_text("plan_code", "Code of a class of the file plan."),
    rule=_text("rule", "A rule of the retention schedule."),
)
HOLDS: Final = _part("holds", Hold, authority=_text("authority"))

READING: Final = f"""case when {{row}}.status <> 'open' then null
    when {{row}}.rule in ({", ".join(f"'{name}'" for name in REVIEWS)})
        then case when {{row}}.first_at <= %(evaluated_at)s then 'review due' else 'ahead' end
    when {{row}}.due_latest <= %(evaluated_at)s then 'overdue'
    when {{row}}.due_earliest <= %(evaluated_at)s then 'due' else 'ahead' end"""
"""`deadlines.reading` as SQL: how a deadline stands at an instant, none where it is not open."""
DEADLINES: Final = Question(
    name="deadlines",
    one="deadline",
    table="consultations_deadlines",
    row=Deadline,
    key="deadline_id",
    hidden=frozenset({"part", "since", "first_at"}),
    orders={
        "due": _order("coalesce(shown.due_earliest, 'infinity')::timestamptz", "shown.deadline_id::uuid"),
        "id": _order("shown.deadline_id::uuid"),
    },
    extras={
        "due": Extra(
            expression="""case when coalesce(page.earliest, page.latest) is null then null else
            json_build_object('earliest', page.earliest, 'latest', page.latest, 'zone', page.zone) end""",
            type=Due | None,
        ),
        "ends": Extra(
            expression="""case when page.due_latest is null then null else json_build_object('at',
            to_char(page.due_latest at time zone %(reader_zone)s, 'YYYY-MM-DD"T"HH24:MI'),
            'zone', %(reader_zone)s::text) end""",
            type=Ends | None,
        ),
        "reading": Extra(expression=READING.format(row="page"), type=Reading | None),
    },
    filters={
        "case_id": _id("case_id"),
        "status": _choice("status", Deadline),
        "rule": _choice("rule", Deadline),
        "party": _among("party", "parties", "Code of a party that is to act."),
        "officer": _among("officer", "officers"),
        "due_before": Filter(
            condition="shown.due_earliest < %(due_before)s", read=instant, format="date-time"
        ),
        "reading": Filter(
            # That it is open is said again for the sake of the index.
            condition=f"shown.status = 'open' and {READING.format(row='shown')} = %(reading)s",
            choices=get_args(Reading),
        ),
    },
)
OWED: Final = """(select case_id, assurance_id as part_id, 'assurance' as kind, given_by as obliged,
        given_to as towards, subject as title, {of_assurances} as state, status, status_asserted,
        array[]::text[] as agreed_by, contested_by, rests_on_reversed, version, last_activity
    from consultations_commitments
    union all select case_id, action_id, 'action', obliged, array[]::text[], title, {of_actions}, status,
        status_asserted, agreed_by, contested_by, rests_on_reversed, version, last_activity
    from consultations_followups)"""


def _states(of: Mapping[Any, CommitmentState]) -> str:
    stands = " ".join(f"when '{status}' then '{state}'" for status, state in of.items())
    return f"case status {stands} end"


STANDS: Final = """(select {what} from consultations_deadlines set_for join consultations_labels label using (case_id)
    where {visible} and set_for.case_id = {row}.case_id and set_for.part_id = {row}.part_id and set_for.status = 'open'
    order by coalesce(set_for.due_earliest, 'infinity') limit 1)"""


def _stands(what: str, row: str) -> str:
    """What is read off the first open deadline of a commitment, as SQL."""
    return STANDS.format(what=what, row=row, visible=VISIBLE)


DUE: Final = "json_build_object('earliest', set_for.earliest, 'latest', set_for.latest, 'zone', set_for.zone)"
COMMITMENTS: Final = Question(
    name="commitments",
    one="commitment",
    table="consultations_commitments",
    rows=OWED.format(of_assurances=_states(OF_ASSURANCES), of_actions=_states(OF_ACTIONS)),
    row=Commitment,
    key="part_id",
    orders={
        "id": _order("shown.part_id::uuid"),
        "changed": _order("shown.version::bigint", "shown.part_id::uuid"),
    },
    extras={
        "due": Extra(expression=_stands(DUE, "page"), type=Due | None),
        "reading": Extra(
            expression=_stands(READING.format(row="set_for"), "page"),
            type=Reading | None,
        ),
    },
    filters={
        "case_id": _id("case_id"),
        "kind": _choice("kind", Commitment),
        "state": _choice("state", Commitment),
        "obliged": _among("obliged", "obliged", "Code of a party that owes it."),
        "towards": _among("towards", "towards", "Code of a party to which an assurance was given."),
        "contested_by": _among("contested_by", "contested_by", "Code of a party that contests it."),
        "reading": Filter(
            condition=f"{_stands(READING.format(row='set_for'), 'shown')} = %(reading)s",
            choices=get_args(Reading),
            told="How its first open deadline stands.",
        ),
    },
)
"""Assurances and agreed actions in one list: what is owed, by whom."""
PERSONS: Final = Question(
    name="persons",
    one="person",
    table="consultations_persons",
    row=Person,
    key="person_id",
    orders={
        "id": _order("shown.person_id::uuid"),
        "name": _order("shown.sort_name::text", "shown.person_id::uuid"),
    },
    of_case=False,
    hidden=frozenset({"changed", "sort_name", "merged_into", "merge_reason", "merge_asserted"}),
    version="changed",
    extras={
        "version": Extra(expression="page.changed", type=int),
        "also_recorded_as": Extra(expression=persons.ALSO, type=tuple[OtherRecord, ...]),
        "files": Extra(expression=persons.FILES, type=tuple[FileNaming, ...]),
    },
    through_case=persons.SHOWN,
    asked={"on": AS_OF},
    members={"on": date, "title": TitleHeld | None, "merged_into": UUID | None},
)
PARTIES: Final = Question(
    name="parties",
    one="party",
    table="consultations_parties",
    row=Party,
    key="party_id",
    orders={"code": _order("shown.code::text", "shown.party_id::uuid")},
    filters={"kind": _choice("kind", Party), "code": _text("code")},
    of_case=False,
    by_code=True,
    asked={
        "on": AS_OF,
        "audience": Filter(told="Before whom; the ministry's own people, if it is left out."),
        "language": Filter(told="Language of the name (BCP 47); that of the request, if it is left out."),
    },
    members={"on": date, "audience": str, "display_name": DisplayName | None},
)
SOURCES: Final = Question(
    name="sources",
    one="source",
    table="consultations_sources",
    row=Source,
    key="source_id",
    orders={
        "name": _order("shown.name::text", "shown.source_id::uuid"),
        "id": _order("shown.source_id::uuid"),
    },
    filters={"kind": _choice("kind", Source)},
    of_case=False,
)
FILES_OF_IT: Final = """(select coalesce(json_agg(json_build_object('case_id', file.case_id, 'title', file.title,
        'kind', file.kind, 'status', file.status) order by file.case_id), '[]')
    from consultations_docket file join consultations_labels label using (case_id)
    where {visible} and file.case_id in ({naming}))"""
PROPERTIES: Final = Question(
    name="properties",
    one="property",
    table="consultations_properties",
    row=Property,
    key="property_id",
    orders={"id": _order("shown.property_id::uuid")},
    extras={
        "files": Extra(
            expression=FILES_OF_IT.format(
                naming=NAMING.format(named="page.property_id", visible=VISIBLE), visible=VISIBLE
            ),
            type=tuple[FileNaming, ...],
        )
    },
    filters={
        "country": _text("country", "Code of the state where it stands."),
        "party": _text("party", "Code of the party that holds it."),
        "tenure": _choice("tenure", Property),
    },
    of_case=False,
    through_case=f"exists ({NAMING.format(named='shown.property_id', visible='{visible}')})",
)
THROUGH_REGISTER: Final = f"""exists (select 1 from consultations_registers label
    where label.register_id = shown.register_id and {SUFFICES})"""  # noqa: S608 - of constants
"""A register has a label of its own, which never changes."""
GAPS: Final = """(select coalesce(json_agg(serial order by serial), '[]')
    from generate_series(page.first_serial, (select max(given.serial) from consultations_numbers given
        where given.register_id = page.register_id)) serial
    where not exists (select 1 from consultations_numbers given
        where given.register_id = page.register_id and given.serial = serial))"""
"""Numbers that lack before the last that is shown: where one is not shown yet, those before it are."""
NUMBERED: Final = """(select json_build_object('case_id', numbered.case_id, 'note_id', numbered.note_id,
        'subject', numbered.subject, 'reason', page.reason)
    from consultations_correspondence numbered join consultations_labels label using (case_id)
    where numbered.case_id = page.case_id and numbered.note_id = page.note_id and {visible})"""
NUMBERING: Final = Question(
    name="registers",
    one="register",
    table="consultations_registers",
    row=Register,
    key="register_id",
    hidden=frozenset({"rank"}),
    orders={
        "name": _order(
            "shown.year::bigint", "shown.registry::text", "shown.series::text", "shown.register_id::uuid"
        ),
        "id": _order("shown.register_id::uuid"),
    },
    extras={"gaps": Extra(expression=GAPS, type=tuple[int, ...])},
    filters={
        "year": Filter(condition="shown.year = %(year)s", read=int, format="int32"),
        "registry": _text("registry"),
        "series": _text("series"),
        "party": _text("party", "Code of the party whose notes it numbers."),
        "level": _choice("level", Register),
        "status": _choice("status", Register),
    },
    of_case=False,
    through_case=THROUGH_REGISTER,
)
NUMBERS: Final = Question(
    name="numbers",
    one="number",
    table="consultations_numbers",
    row=GivenNumber,
    key="number_id",
    hidden=frozenset({"case_id", "note_id", "reason"}),
    orders={
        "serial": _order("shown.serial::bigint", "shown.number_id::uuid"),
        "id": _order("shown.number_id::uuid"),
    },
    extras={"note": Extra(expression=NUMBERED.format(visible=VISIBLE), type=NumberedNote | None)},
    filters={
        "register_id": _id("register_id"),
        "status": _choice("status", GivenNumber),
        "number": _text("number"),
    },
    of_case=False,
    through_case=THROUGH_REGISTER,
)
PARTS: Final = (
    RELATIONS,
    IRRITANTS,
    POSITIONS,
    PROPOSALS,
    CONTACTS,
    MANDATES,
    ROUNDS,
    NOTES,
    ACTIONS,
    OUTCOMES,
    NOMINATIONS,
    ASSURANCES,
    AGREEMENTS,
    MILESTONES,
    STATEMENTS,
    MEASURES,
    RECIPROCITIES,
    PREMISES,
    DOCUMENTS,
    CUSTODY,
    HOLDS,
    CLAIMS,
)
OF_A_CASE: Final = (TIMELINE, *PARTS, DEADLINES, COMMITMENTS)
"""Asked of one file under its address, and of all of them."""
REGISTERS: Final = (PERSONS, PARTIES, SOURCES, PROPERTIES, NUMBERING, NUMBERS)
ALL: Final = (CASES, *OF_A_CASE, EVENTS, *REGISTERS)
