"""Persons across files: through which files a record shows, and which records are of one person, as SQL.

A record shows through a file that names it, and to whoever registered it. That two records are of one person shows to
those alone who see both: to anyone else neither the other's id nor its names are in an answer, and no answer is another
than it was before.
"""

# ruff: noqa: S608 - made of constants of this room alone; all values travel as parameters

from typing import Any, Final
from uuid import UUID

from psycopg import sql

from consultations.access.filter import NAMING, VISIBLE, Reader, registered
from consultations.domain.message import Command
from consultations.domain.persons import PersonUnknown
from consultations.eventlog.connection import driver


def seen(row: str, visible: str = VISIBLE) -> str:
    """Whether the record in this row shows."""
    return registered(row, "person_id", visible)


SHOWN: Final = f"""({seen("shown", "{visible}")} and not exists (
    select from consultations_persons kept where kept.person_id = shown.merged_into and {seen("kept", "{visible}")}))"""
"""Whether a record answers for its person: it shows, and was not merged into another that shows."""

SAME: Final = f"""with recursive same as (
        select first.person_id, first.merged_into from consultations_persons first where {{first}}
        union
        select other.person_id, other.merged_into from same join consultations_persons other
            on other.merged_into = same.person_id or other.person_id = same.merged_into
        where {seen("other")}
    )"""
"""The records that the reader knows to be of one person with the first, which must show itself."""
ROOT: Final = "(same.merged_into is null or same.merged_into not in (select person_id from same))"
"""Which of the same is kept, as far as the reader sees."""


def same_as(person_id: str) -> str:
    """SAME for a record that is known to show; its id is an SQL expression."""
    return SAME.format(first=f"first.person_id = {person_id}")


THEMSELVES: Final = f"""any(array(select %(person_id)s::uuid union all ({
    SAME.format(first="first.person_id = %(person_id)s::uuid and " + seen("first"))
} select person_id from same)))"""
"""The record that was asked for, and those of the same person, for `=` in a filter."""
ALSO: Final = f"""({same_as("page.person_id")}
    select coalesce(json_agg(json_build_object('person_id', other.person_id, 'names', other.names,
        'titles', other.titles, 'merged_into', other.merged_into, 'reason', other.merge_reason,
        'asserted', other.merge_asserted) order by other.person_id), '[]')
    from same join consultations_persons other using (person_id) where other.person_id <> page.person_id)"""
"""The other records of the person in this row of a page."""
FILES: Final = f"""(select coalesce(json_agg(json_build_object('case_id', file.case_id, 'title', file.title,
        'kind', file.kind, 'status', file.status) order by file.case_id), '[]')
    from consultations_docket file join consultations_labels label using (case_id)
    where {VISIBLE} and file.case_id = any(array({same_as("page.person_id")}
        select named.case_id from same
        cross join lateral ({NAMING.format(named="same.person_id", visible=VISIBLE)}) named)))"""
"""The files that name the person in this row of a page, under whichever id."""

KEPT: Final = f"""{SAME.format(first="first.person_id = %(person_id)s and " + seen("first"))}
select person_id from same where {ROOT}"""
SEEN: Final = f"""select count(*) from consultations_persons person
    where person.person_id = any(%(persons)s) and {seen("person")}"""


def kept(reader: Reader, person_id: UUID) -> UUID | None:
    """The record that answers for this one, to this reader; none where they see no such record."""
    found = _first(KEPT, reader, {"person_id": person_id})
    return found[0] if found else None


def must_see_both(reader: Reader, command: Command, person_id: UUID) -> None:
    """Let nobody merge records that they do not see, nor take that back: to them there are none.

    Raises PersonUnknown.
    """
    both = {person_id, getattr(command, command.also)}
    if _first(SEEN, reader, {"persons": list(both)}) != (len(both),):
        raise PersonUnknown()


def _first(statement: str, reader: Reader, parameters: dict[str, Any]) -> tuple[Any, ...] | None:
    with driver().cursor() as reading:
        return reading.execute(sql.SQL(statement), {**reader.parameters(), **parameters}).fetchone()
