"""Names that are sought: whose names answer to a word, and the persons, parties, properties and sources that do."""

# ruff: noqa: S608 - made of constants of this room alone; all values travel as parameters

from collections.abc import Mapping
from typing import Final

from consultations.access.filter import registered
from consultations.api import persons
from consultations.api.questions import PARTIES, PERSONS, PROPERTIES, SOURCES
from consultations.api.questions.question import Question

REGISTERS: Final[Mapping[str, Question]] = {
    each.one: each for each in (PERSONS, PARTIES, PROPERTIES, SOURCES)
}
"""By what one of them is called."""

# By their names alone: whoever has a title is not meant by it.
CALLED_SO: Final = (
    "(sought.words @@ term.query and ts_filter(sought.words, array['a', 'd']::\"char\"[]) @@ term.query)"
)
MERGED: Final = """(first.merged_into is not null
    or exists (select from consultations_persons other where other.merged_into = first.person_id))"""
ALSO_CALLED_SO: Final = persons.SAME.format(
    first=f"""first.person_id in (select sought.person_id from consultations_search_persons sought where {CALLED_SO})
        and {MERGED} and {persons.seen("first")}"""
)
# An entry is found by the names of those it names, and an entry that the reader sees shows whom it names. By the name
# of another record of the same person it is found where the reader sees that record too.
NAMED: Final = f"""array(
        select sought.person_id::text from consultations_search_persons sought where {CALLED_SO}
        union select sought.party_id::text from consultations_search_parties sought where {CALLED_SO}
        union select sought.property_id::text from consultations_search_properties sought where {CALLED_SO}
        union select person_id::text from ({ALSO_CALLED_SO} select person_id from same) same)"""
"""The ids of those who are called by a word, `term.query`, as far as the reader may know it."""

WORDS: Final = "shown.nb, shown.en, shown.fr, shown.ru, {latin}, shown.other, shown.names"
TITLED: Final = "concat_ws(E'\\n', nullif(shown.latin, ''), nullif(shown.titles, ''))"
FOUND: Final = """select '{kind}' as kind, {key} as key, {key} as own_id, {code} as code, null::uuid as event_id,
        null::uuid as case_id, null::uuid as part_id, {label} as label, 0::bigint as position, {{rank}} as rank, {words}
    from consultations_search_{table} shown {joined}
    where shown.words @@ %(query)s::tsquery and {condition}"""


def _found(
    question: Question,
    label: str,
    *,
    latin: str = "shown.latin",
    code: str = "null::text",
    condition: str = "true",
) -> str:
    return FOUND.format(
        kind=question.one,
        key=f"shown.{question.key}",
        code=code,
        label=label,
        words=WORDS.format(latin=latin),
        table=question.name,
        joined=f"join {question.table} held using ({question.key})",
        condition=condition,
    )


FIRST_NAME: Final = "held.names -> 0 ->> 'text'"
# Whichever of their names was found, a person is found once, and under the id that answers for them.
PERSONS_FOUND: Final = f"""(select distinct on (own_id) found.kind, kept.person_id as key, kept.person_id as own_id,
        found.code, found.event_id, found.case_id, found.part_id, answer.names -> 0 ->> 'text' as label,
        found.position, found.rank, found.nb, found.en, found.fr, found.ru, found.latin, found.other, found.names
    from ({_found(PERSONS, "null::text", latin=f"{TITLED} as latin", condition=persons.seen("held"))}) found
    cross join lateral ({persons.same_as("found.own_id")} select same.person_id from same where {persons.ROOT}) kept
    join consultations_persons answer on answer.person_id = kept.person_id
    order by own_id, rank desc)"""
FOUND_IN_REGISTERS: Final = "\n    union all\n    ".join(
    (
        PERSONS_FOUND,
        _found(PARTIES, FIRST_NAME, code="held.code"),
        _found(PROPERTIES, FIRST_NAME, condition=registered("held", "property_id")),
        _found(SOURCES, "held.name"),
    )
)
"""The rows of registers that answer, to be followed by the entries of files; with `{rank}` for how well they do."""
