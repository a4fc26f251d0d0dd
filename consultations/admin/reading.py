"""What the pages read: the rows of the read models of the files that a reader is cleared for."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection

from consultations.access.filter import SUFFICES, VISIBLE, Reader, visible
from consultations.admin.parts import called, id_of, in_order
from consultations.admin.telling import Names
from consultations.api import queries
from consultations.api.questions import PERSONS, PROPERTIES, RELATIONS
from consultations.api.questions.question import Question
from consultations.domain.parties import Naming
from consultations.domain.parts.part import Part
from consultations.domain.parts.registers import Register
from consultations.domain.parts.relations import Relation
from consultations.domain.parts.rounds import Round
from consultations.domain.state import Case
from consultations.domain.values import PartyCode
from consultations.projections import words
from consultations.projections.projection import Projection
from consultations.projections.runner import ALL

NAMINGS = tuple[Naming, ...]
BY_NAME: dict[str, Projection[Any]] = {each.name: each for each in ALL}
PARTS = (
    *("agenda", "standpoints", "proposals", "contacts", "rounds", "correspondence", "outcomes"),
    *("nominations", "commitments", "agreements", "followups", "milestones", "statements", "mandate"),
    *("measures", "reciprocities", "premises", "documents", "custody", "holds", "claims", "relations"),
)
"""The projections whose rows are the parts of a file, in the order of the page."""
OF_A_PAGE = ("docket", "deadlines", "timeline", *PARTS)
"""The projections of which the page of a file shows rows."""

REGISTERS = {
    "persons": "select person_id, names from consultations_persons",
    "properties": "select property_id, names from consultations_properties",
}
PARTIES = "select code, namings::text from consultations_parties"
SOURCES = "select source_id::text, name from consultations_sources"
NUMBERING = """select to_jsonb(label)::text from consultations_registers label
where label.status = 'open' and {suffices} order by label.year desc, label.registry, label.series"""
TITLES = "select case_id, title from consultations_docket where case_id = any(%(files)s)"


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A case file as its page shows it."""

    header: Any
    parts: dict[str, list[Part]]
    names: Names


@dataclass(frozen=True, kw_only=True, slots=True)
class Then:
    """A file as of another time, or as one side has it."""

    rows: Mapping[str, str]
    """By name of the projection: its rows as one JSON array."""
    at: datetime
    """The instant (UTC) at which readings are taken."""
    left_out: int = 0
    """How many events there are of which it cannot be said whether they count."""


SHADOW = (
    "with {table} as (select * from jsonb_populate_recordset(null::public.{table}, %(rows_then)s::jsonb))"
)
"""The rows of another time, under the name of the table; labels, and what parties are called, are those of now."""
SELECT = """
{shadow} select to_jsonb(shown)::text
from {table} shown join consultations_labels label using (case_id)
where {visible} and (shown.case_id = %(case_id)s or %(case_id)s::uuid is null) and {where}
{order}
"""


def rows(
    reader: Reader,
    name: str,
    *,
    case_id: UUID | None = None,
    then: Then | None = None,
    where: str = "true",
    order: str = "",
    **values: Any,
) -> list[Any]:
    """The rows of a read model that this reader may see, of one file or all.

    With `then`, those of that file as it was. `where` and `order` are SQL of ours on the row `shown`, with the
    parameters named in `values`.
    """
    projection = BY_NAME[name]
    table = RELATIONS.rows if name == RELATIONS.name else f"consultations_{name}"
    shadow = SHADOW.format(table=f"consultations_{name}") if then else ""
    query = SELECT.format(
        shadow=shadow, table=table, visible=visible(projection.row), where=where, order=order
    )
    if then:
        values["rows_then"] = then.rows[name]
    with connection.cursor() as reading:
        reading.execute(query, reader.parameters() | values | {"case_id": case_id})
        return [msgspec.json.decode(row, type=projection.row) for (row,) in reading.fetchall()]


def rounds_of(reader: Reader, files: Iterable[UUID]) -> list[Part]:
    """The rounds of some files, of those that this reader may see."""
    return [each for case_id in files for each in rows(reader, "rounds", case_id=case_id)]


def header(reader: Reader, case_id: UUID, then: Then | None = None) -> Any | None:
    """The file at a glance; none where there is no such file, or none that this reader may know of."""
    found = rows(reader, "docket", case_id=case_id, then=then)
    return found[0] if found else None


def file(reader: Reader, case_id: UUID, then: Then | None = None) -> File | None:
    """The file whole; none where there is no such file, or was none then, or none that this reader may know of."""
    at_a_glance = header(reader, case_id, then)
    if at_a_glance is None:
        return None
    parts = {name: in_order(rows(reader, name, case_id=case_id, then=then)) for name in PARTS}
    return File(
        header=at_a_glance, parts=parts, names=names(each for some in parts.values() for each in some)
    )


def case(reader: Reader, case_id: UUID) -> Case:
    """The file folded, without relations to files that the reader does not see: what can be recorded is tried on it.

    Beside it stands a register that its notes may be numbered in, if there is one.
    """
    folded = queries.folded(case_id)
    for relation_id in queries.hidden_relations(reader, folded):
        del folded.relations[relation_id]
    folded.register = next(iter(registers_of(reader, folded)), None)
    return folded


def registers_of(reader: Reader, case: Case) -> list[Register]:
    """The open numbering registers of the series that this file's notes are numbered in, the latest year first."""
    found = (
        msgspec.json.decode(row, type=Register)
        for (row,) in _select(NUMBERING.format(suffices=SUFFICES), reader.parameters())
    )
    label = case.level, set(case.compartments)
    return [each for each in found if (each.level, set(each.compartments)) == label]


def titles(files: Iterable[UUID | None]) -> dict[UUID, str]:
    """What other files are called that are spoken of in what this reader has been found to see."""
    return dict(_select(TITLES, {"files": [each for each in files if each]}))


def names(parts: Iterable[Part] = ()) -> Names:
    """How parties, persons and sources are called in the reader's language, and these parts."""
    known = {id_of(each): each for each in parts}
    related = [each.other_case_id for each in known.values() if isinstance(each, Relation)]
    rounds = {part_id: each for part_id, each in known.items() if isinstance(each, Round)}
    return Names(
        **{register: _named(query) for register, query in REGISTERS.items()},
        parties=parties_on(datetime.now(UTC).date()),
        own=settings.OWN_SIDE,
        files=titles(related) if related else {},
        sources=dict(_select(SOURCES)),
        parts={part_id: called(each) for part_id, each in known.items() if part_id not in rounds},
        on_page={str(part_id): called(each) for part_id, each in known.items()},
        ordinals={part_id: each.ordinal for part_id, each in rounds.items() if each.ordinal},
        places={part_id: each.venues[-1].place.city for part_id, each in rounds.items() if each.venues},
    )


def persons_seen(reader: Reader) -> list[UUID]:
    """The persons who appear in a file that this reader may see: nobody shows otherwise."""
    return _seen(reader, PERSONS)


def properties_seen(reader: Reader) -> list[UUID]:
    """The properties that a file speaks of which this reader may see: none shows otherwise."""
    return _seen(reader, PROPERTIES)


def _seen(reader: Reader, register: Question) -> list[UUID]:
    through = register.through_case.format(visible=VISIBLE)
    query = f"select shown.{register.key} from {register.table} shown where {through}"  # noqa: S608 - our own
    return [seen for (seen,) in _select(query, reader.parameters())]


def parties_on(day: date) -> dict[PartyCode, str]:
    """What parties are called on a day, in the reader's language."""
    return words.party_names(
        {code: msgspec.json.decode(said, type=NAMINGS) for code, said in _select(PARTIES)}, day
    )


def _named(query: str) -> dict[Any, str]:
    return {key: words.called(json.loads(said)) for key, said in _select(query)}


def _select(query: str, parameters: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as reading:
        reading.execute(query, parameters)
        found: list[tuple[Any, ...]] = reading.fetchall()
        return found
