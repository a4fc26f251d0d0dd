"""Reading: each question is one statement, shaped by the database, through the one clearance filter."""

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any, Final, cast
from uuid import UUID

import msgspec
from django.conf import settings
from django.core import signing
from psycopg import sql

from consultations.access.filter import SUFFICES, VISIBLE, Reader, registered, visible
from consultations.api.asof import Shadows, shadows
from consultations.api.errors import Named
from consultations.api.questions import CASES
from consultations.api.questions.question import Order, Question
from consultations.domain.axes import Axes
from consultations.domain.decider import CASE, REGISTER, fold
from consultations.domain.message import Command
from consultations.domain.notes import NumberNote
from consultations.domain.parties import Naming
from consultations.domain.parts.registers import Register, UnknownRegister
from consultations.domain.relations import OtherCaseUnknown, RelateCases, WithdrawRelation
from consultations.domain.state import Case, NotOnFile
from consultations.eventlog import read
from consultations.eventlog.connection import driver
from consultations.projections.sentences import sentence
from consultations.projections.words import Names, called, party_names

SALT: Final = "cursor"
NOW: Final = Axes()

PAGE: Final = """
with {shadows}page as (
    select shown.*, {marks}, row_number() over (order by {order}) as nth
    from {table} shown {join}
    where {conditions}
    order by {order}
    limit %(limit)s + 1
)
select coalesce(json_agg({shape} order by page.nth) filter (where page.nth <= %(limit)s), '[]')::text,
    count(*) > %(limit)s,
    (select json_build_array({marked})::text from page where nth <= %(limit)s order by nth desc limit 1),
    {known},
    {names}
from page
"""
ONE: Final = """
with {shadows}page as (select shown.* from {table} shown {join} where {conditions})
select {shape}::text, page.{version}, {own}, {related} from page
"""
JOIN: Final = "join consultations_labels label using (case_id)"
KNOWN: Final = (
    f"exists (select 1 from consultations_labels label where label.case_id = %(case_id)s and {VISIBLE})"
)
LABELLED: Final = (
    f"select label.case_id, {VISIBLE} from consultations_labels label where label.case_id = any(%(files)s)"
)
OF_REGISTER: Final = (
    f"select {SUFFICES} from consultations_registers label where register_id = %(register_id)s"
)
OWN_TAG: Final = f"""(select max(entry.version) from consultations_timeline entry {JOIN}
    where entry.case_id = page.case_id and entry.entities = '{{}}' and {VISIBLE})"""
COUNTS: Final = "(select count(*) from {table} part {join} where part.case_id = page.case_id and {visible})"
# Arrays, for of `in` PostgreSQL takes so many to come that it reads every round there is.
NAMES: Final = f"""json_build_object(
    'parties', (select json_object_agg(code, namings) from consultations_parties),
    'persons', (select json_object_agg(person_id, names) from consultations_persons where person_id = any(array(
        select (jsonb_path_query(page.arguments, '$.**.person_id') #>> '{{}}')::uuid from page))),
    'properties', (select json_object_agg(property_id, names) from consultations_properties
        where property_id = any(array(
            select (jsonb_path_query(page.arguments, '$.**.property_id') #>> '{{}}')::uuid from page))),
    'files', (select json_object_agg(file.case_id, file.title) from consultations_docket file {JOIN}
        where {VISIBLE} and file.case_id = any(array(select page.other_case_id from page))),
    'rounds', (select json_object_agg(talks.round_id, json_build_array(
            talks.ordinal, talks.venues -> -1 -> 'place' ->> 'city'))
        from consultations_rounds talks {JOIN}
        where {VISIBLE} and talks.round_id = any(array(select unnest(
            array_remove(page.entities || (page.arguments ->> 'round_id'), null))::uuid from page))))::text"""


class CursorMalformed(Named):
    """The cursor is none that this list has given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A list as it was asked for."""

    conditions: tuple[str, ...] = ()
    parameters: Mapping[str, Any]
    ordering: str
    """Name of an order, with a minus for its end first."""
    limit: int
    cursor: str = ""
    case_id: UUID | None = None
    at: datetime
    """The instant (UTC) at which readings are taken."""
    axes: Axes = NOW


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """One row as it was asked for."""

    key: UUID
    case_id: UUID | None = None
    """The file it is to be on."""
    at: datetime
    """The instant (UTC) at which readings are taken."""
    axes: Axes = NOW


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A part of a list, and where the next part begins."""

    rows: str
    """A JSON array."""
    more: bool
    cursor: str | None
    """After the last row here; none in an empty list."""
    known: bool = True
    """Whether the reader may know of the file that was asked about."""
    left_out: tuple[UUID, ...] = ()
    """Events of which it cannot be said whether they count on the axes that were asked about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Single:
    """One row, with its version; a file has its own version beside that of all that is on it."""

    row: str
    version: int
    own: int | None
    related: int | None = None
    """How many relations of a file the reader sees, which no version of its own tells."""
    left_out: tuple[UUID, ...] = ()


def may_see(reader: Reader, case_id: UUID) -> bool:
    """Whether a reader may know of a file."""
    return case_id in seen(reader, {case_id})


def seen(reader: Reader, files: Set[UUID]) -> set[UUID]:
    """Which of these files a reader may know of; one that is too new to have a label is read from the log itself."""
    labelled = dict(_rows(sql.SQL(LABELLED), {**reader.parameters(), "files": list(files)})) if files else {}
    fresh = (folded(each) for each in files - labelled.keys())
    return {each for each, visible_to in labelled.items() if visible_to} | {
        case.case_id for case in fresh if case.version and reader.may_see(case.level, case.compartments)
    }


def must_see_both_ends(reader: Reader, command: Command, case_id: UUID) -> None:
    """Let nobody relate a file to one they do not see, nor speak of such a relation: to them there is none.

    Nor number a note in a register they do not see. Raises OtherCaseUnknown, NotOnFile, UnknownRegister.
    """
    match command:
        case RelateCases(other_case_id=other) if not may_see(reader, other):
            raise OtherCaseUnknown()
        case WithdrawRelation(relation_id=relation_id):
            case = folded(case_id)
            if relation_id not in case.relations.keys() - hidden_relations(reader, case):
                raise NotOnFile(ids=[relation_id])
        case NumberNote(register_id=register_id):
            must_see_register(reader, register_id)
        case _:
            return


def must_see_register(reader: Reader, register_id: UUID) -> None:
    """Refuse a numbering register of a label that the reader may not see. Raises UnknownRegister."""
    labelled = _rows(sql.SQL(OF_REGISTER), {**reader.parameters(), "register_id": register_id})
    if not labelled:  # not projected yet: its label is read from the log itself
        register = Register(register_id=register_id)
        for record in read.stream(register_id):
            REGISTER.evolve(register, record)
        labelled = [(bool(register.version) and reader.may_see(register.level, register.compartments),)]
    if labelled != [(True,)]:
        raise UnknownRegister()


def shows(reader: Reader, question: Question, key: UUID) -> bool | None:
    """Whether a person or a property shows to a reader; none where no read model has it yet."""
    statement = f"select {registered('shown', question.key)} from {question.table} shown where {question.key} = %(key)s"
    found = _rows(sql.SQL(statement), {**reader.parameters(), "key": key})
    return found[0][0] if found else None


def hidden_relations(reader: Reader, case: Case) -> frozenset[UUID]:
    """The relations of a file whose other end the reader does not see."""
    other = {relation_id: each.other_case_id for relation_id, each in case.relations.items()}
    shown = seen(reader, {each for each in other.values() if each})
    return frozenset(relation_id for relation_id, each in other.items() if each not in shown)


def folded(case_id: UUID) -> Case:
    """The file as the log has it, sealed or not."""
    return fold(case_id, (each for each in read.stream(case_id) if each.stream_kind == CASE.kind))


def page(question: Question, reader: Reader, asked: Asked) -> Page:
    """One page of a list. Raises CursorMalformed."""
    name = asked.ordering.removeprefix("-")
    order = question.orders.get(name) or question.orders[f"-{name}"]
    marks = _marks(question, asked)
    parameters = {**reader.parameters(), **asked.parameters, "limit": asked.limit}
    parameters |= {f"mark{nth}": mark for nth, mark in enumerate(marks)}
    shadowed = _shadows(question, asked.case_id, asked.axes)
    parameters |= {"evaluated_at": asked.at, **shadowed.parameters}
    if asked.case_id is not None:
        parameters |= {"case_id": asked.case_id}
    statement = _page_statement(question, order, asked, bool(marks), shadowed.text)
    rows, more, last, known, names = _rows(statement, parameters)[0]
    if names:
        rows = _with_sentences(rows, json.loads(names), asked.at.date())
    cursor = signing.dumps([*_listed(question, asked), json.loads(last)], salt=SALT) if last else None
    return Page(rows=rows, more=more, cursor=cursor, known=known, left_out=shadowed.left_out)


def one(question: Question, reader: Reader, asked: Key) -> Single | None:
    """One row, as JSON; none where there is none, or none that this reader may know of."""
    shadowed = _shadows(question, asked.key if question is CASES else asked.case_id, asked.axes)
    parameters = {**reader.parameters(), "key": asked.key, "case_id": asked.case_id, "evaluated_at": asked.at}
    statement = _one_statement(question, asked.case_id is not None, shadowed.text)
    found = _rows(statement, {**parameters, **shadowed.parameters})
    if not found:
        return None
    row, version, own, related = found[0]
    return Single(row=row, version=version, own=own, related=related, left_out=shadowed.left_out)


def own_version(single: Single) -> int:
    """The version of the part itself, which a file has apart from all that is on it."""
    return single.version if single.own is None else single.own


def beside(single: Single) -> tuple[int, ...]:
    """Of a file, what its page shows besides: the version of all that is on it, and how many relations."""
    return () if single.own is None else (single.version, single.related or 0)


def _shadows(question: Question, case_id: UUID | None, axes: Axes) -> Shadows:
    return shadows(question, case_id, axes) if axes.asked and case_id else Shadows()


# ---- the statements


def _page_statement(
    question: Question, order: Order, asked: Asked, going_on: bool, shadowed: str
) -> sql.Composed:
    backwards = asked.ordering.startswith("-")
    conditions = [*_visible(question), *asked.conditions]
    if asked.case_id is not None:
        conditions.append("shown.case_id = %(case_id)s")
    if going_on:
        conditions.append(_after(order, backwards))
    return sql.SQL(PAGE).format(
        shadows=_sql(shadowed),
        table=_read_from(question),
        join=sql.SQL(JOIN if question.of_case else ""),
        marks=_sql(", ".join(f"{each} as mark{nth}" for nth, (each, _) in enumerate(order.by))),
        marked=_sql(", ".join(f"page.mark{nth}::text" for nth, _ in enumerate(order.by))),
        order=_sql(", ".join(f"{each} {'desc' if backwards else 'asc'}" for each, _ in order.by)),
        conditions=_sql(" and ".join(conditions)),
        shape=_shape(question),
        known=sql.SQL(KNOWN if asked.case_id is not None else "true"),
        names=sql.SQL(NAMES if question.name == "timeline" else "null"),
    )


@cache
def _one_statement(question: Question, in_case: bool, shadowed: str) -> sql.Composed:
    conditions = [*_visible(question), f"shown.{question.key} = %(key)s"]
    if in_case:
        conditions.append("shown.case_id = %(case_id)s")
    return sql.SQL(ONE).format(
        shadows=_sql(shadowed),
        table=_read_from(question),
        join=sql.SQL(JOIN if question.of_case else ""),
        conditions=_sql(" and ".join(conditions)),
        shape=_shape(question, counted=question.name == "cases"),
        version=sql.Identifier(question.version),
        own=sql.SQL(OWN_TAG if question.name == "cases" else "null"),
        related=_sql(counts()["relations_count"] if question.name == "cases" else "null"),
    )


def _visible(question: Question) -> list[str]:
    if question.of_case:
        return [visible(question.row)]
    return [question.through_case.format(visible=VISIBLE)] if question.through_case else ["true"]


def _read_from(question: Question) -> sql.Composable:
    return _sql(question.rows) if question.rows else sql.Identifier(question.table)


def _after(order: Order, backwards: bool) -> str:
    here = ", ".join(each for each, _ in order.by)
    there = ", ".join(f"%(mark{nth})s::{kind}" for nth, (_, kind) in enumerate(order.by))
    return f"({here}) {'<' if backwards else '>'} ({there})"


def members(question: Question) -> list[str]:
    """The columns that are shown as they are."""
    shown = (each.name for each in fields(question.row))
    return [name for name in shown if name not in question.hidden and name not in question.extras]


def _shape(question: Question, *, counted: bool = False) -> sql.Composable:
    shown = [f"'{name}', page.{name}" for name in members(question)]
    shown += [f"'{name}', {each.expression}" for name, each in question.extras.items()]
    if counted:
        shown += [f"'{name}', {expression}" for name, expression in counts().items()]
    return _sql(f"json_build_object({', '.join(shown)})")


@cache
def counts() -> Mapping[str, str]:
    """How many of each kind of part are on a file, as SQL."""
    from consultations.api.questions import PARTS

    return {
        f"{each.name}_count": COUNTS.format(
            table=each.rows or each.table, join=JOIN, visible=visible(each.row, "part")
        )
        for each in PARTS
    }


def _sql(text: str) -> sql.SQL:
    # Made of constants of this room alone; all values travel as parameters.
    return sql.SQL(text)


def _rows(statement: sql.Composable, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with driver().cursor() as reading:
        rows: list[tuple[Any, ...]] = reading.execute(cast(sql.Composed, statement), parameters).fetchall()
        return rows


def _marks(question: Question, asked: Asked) -> list[str]:
    if not asked.cursor:
        return []
    try:
        *listed, marks = signing.loads(asked.cursor, salt=SALT)
    except (signing.BadSignature, ValueError) as forged:
        raise CursorMalformed() from forged
    if listed != _listed(question, asked):
        raise CursorMalformed()
    return [str(mark) for mark in marks]


def _listed(question: Question, asked: Asked) -> list[str]:
    """What a cursor is of: it goes on in no other list."""
    axes = [
        str(value) for value in (asked.axes.known_at, asked.axes.asserted_until, asked.axes.side) if value
    ]
    return [question.name, asked.ordering, *axes]


# ---- the sentences of a timeline


def _with_sentences(rows: str, named: Mapping[str, Any], day: date) -> str:
    names = names_of(named, day)
    entries = json.loads(rows)
    for entry in entries:
        entry["sentence"] = sentence(entry["type"], entry["arguments"], names)
    return json.dumps(entries, ensure_ascii=False)


def names_of(named: Mapping[str, Any], day: date) -> Names:
    """How things are called on a day in the reader's language, of what the database says of their names."""
    namings = msgspec.convert(named["parties"] or {}, dict[str, tuple[Naming, ...]])
    rounds = {UUID(each): told for each, told in (named["rounds"] or {}).items()}
    return Names(
        own=settings.OWN_SIDE,
        parties=party_names(namings, day),
        persons={UUID(each): called(names) for each, names in (named["persons"] or {}).items()},
        properties={UUID(each): called(names) for each, names in (named["properties"] or {}).items()},
        files={UUID(each): title for each, title in (named["files"] or {}).items()},
        ordinals={each: ordinal for each, (ordinal, _) in rounds.items() if ordinal},
        places={each: city for each, (_, city) in rounds.items() if city},
    )
