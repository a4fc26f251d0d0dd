"""Finding: what the words of a query come to, and the entries and persons that answer to them, the best first."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import normalize
from uuid import UUID

from django.core import signing
from psycopg import sql

from consultations.access.filter import VISIBLE, Reader, visible
from consultations.api.errors import Named
from consultations.api.queries import CursorMalformed
from consultations.api.questions import PARTS, PERSONS
from consultations.api.snippets import MARKING, Passage, snippet, texts
from consultations.domain.transliteration import WORD, keys
from consultations.eventlog.connection import driver
from consultations.projections.search import PUNCTUATION, SearchEntry

LONGEST_QUERY: Final = 200
"""Characters of a query."""
SALT: Final = "search"
ROOT: Final = "/api/v1"
COLLECTIONS: Final = {each.one: each.name for each in PARTS}
READ_AS: Final = ("norwegian", "english", "french", "russian")
"""How each word of a query is read: whoever asks need not say in which language."""
TERM: Final = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')

STEMS: Final = " || ".join(f"phraseto_tsquery('{how}', %({{term}})s)" for how in (*READ_AS, "simple"))
LEFT_OUT: Final = " or ".join(f"numnode(phraseto_tsquery('{how}', %({{term}})s)) = 0" for how in READ_AS)
# A word that one of the languages has no use for, such as "the" or "og", is not looked for, unless there is no other.
WORD_QUERY: Final = f"case when {LEFT_OUT} then ''::tsquery else {STEMS} || %({{term}}_keys)s::tsquery end"
QUERY: Final = """
select case when querytree(asked.query) in ('', 'T') then %(keys)s::tsquery else asked.query end::text
from (select {query} as query) asked
"""

WORDS: Final = "shown.nb, shown.en, shown.fr, shown.ru, shown.latin, shown.other, shown.names"
RANK: Final = "ts_rank(shown.words, %(query)s::tsquery, 1)"
# Made of constants of this room alone; all values travel as parameters.
FIND: Final = f"""
with found as (
    select 'person' as kind, shown.person_id as key, shown.person_id, null::uuid as event_id, null::uuid as case_id,
        null::uuid as part_id, shown.label, 0::bigint as position, {RANK} as rank, {WORDS}
    from consultations_search_persons shown
    where shown.words @@ %(query)s::tsquery and {PERSONS.through_case.format(visible=VISIBLE)}
    union all
    select shown.kind, shown.event_id, null, shown.event_id, case_id, shown.part_id, shown.label, shown.position,
        {RANK}, {WORDS}
    from consultations_search shown join consultations_labels label using (case_id)
    where shown.words @@ %(query)s::tsquery and {visible(SearchEntry)}
), page as (
    select * from found where {{after}} order by rank desc, position desc, key desc limit %(limit)s + 1
)
select page.kind, page.person_id, page.event_id, page.case_id, page.part_id, page.label,
    (select file.title from consultations_docket file join consultations_labels label using (case_id)
        where file.case_id = page.case_id and {VISIBLE}),
    {texts("page")},
    json_build_array(page.rank::text, page.position, page.key)::text
from page order by page.rank desc, page.position desc, page.key desc
"""  # noqa: S608
AFTER: Final = "(rank, position, key) < (%(rank)s::real, %(position)s::bigint, %(key)s::uuid)"


class QueryEmpty(Named):
    """There is no word to look for."""


class QueryTooLong(Named):
    """A query has at most 200 characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One entry of a file, or one person, that answers to a query."""

    kind: str
    """What it is about: "case", "note", "statement" and so on; "person" for a person."""
    label: str
    """What it says it is about, or the name."""
    case_id: UUID | None
    """The file, for an entry."""
    case_title: str | None
    part_id: UUID | None
    """The part of the file, where it is about one."""
    event_id: UUID | None
    """The entry in the log."""
    person_id: UUID | None
    snippet: tuple[Passage, ...]
    """The words in which it was found."""
    address: str
    """Where it is read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """A page of what was found, the best first."""

    results: tuple[Found, ...]
    next: str | None
    """The cursor for what comes after it, where there is more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A word, or words that stand together, to be there or not to be there."""

    text: str
    absent: bool
    together: bool

    @property
    def keys(self) -> list[frozenset[str]]:
        """The keys of each of its words, as of a name; what stands together is taken as it is written."""
        return [] if self.together else [read for word in WORD.findall(self.text) if (read := keys(word))]


def find(reader: Reader, sought: str, limit: int, cursor: str = "") -> Findings:
    """What answers to a query, of all that this reader may see. Raises QueryEmpty, QueryTooLong, CursorMalformed."""
    terms, mark = read_terms(sought), _mark(sought, cursor)
    (query,) = _rows(*_asked(terms))[0]
    if not query:
        return Findings(results=(), next=None)
    parameters = {**reader.parameters(), **mark, "query": query, "limit": limit, "marking": MARKING}
    rows = _rows(FIND.format(after=AFTER if mark else "true"), parameters)
    named = frozenset(key for term in terms if not term.absent for some in term.keys for key in some)
    following = (
        signing.dumps([sought, json.loads(rows[limit - 1][-1])], salt=SALT) if len(rows) > limit else None
    )
    return Findings(results=tuple(_found(row, named) for row in rows[:limit]), next=following)


def read_terms(sought: str) -> list[Term]:
    """The words of a query: "in quotation marks" stand together, -one is not to be there; nothing is malformed.

    Raises QueryEmpty, QueryTooLong.
    """
    if len(sought) > LONGEST_QUERY:
        raise QueryTooLong(longest=LONGEST_QUERY)
    plain = normalize("NFC", sought).translate(str.maketrans("ёЁ\0", "еЕ "))
    found = (
        Term(text=re.sub(PUNCTUATION, " ", quoted or word), absent=bool(minus), together=bool(quoted))
        for minus, quoted, word in TERM.findall(plain)
    )
    terms = [each for each in found if re.search(r"\w", each.text)]
    if all(each.absent for each in terms):
        raise QueryEmpty()
    return terms


# ---- the statements


def _asked(terms: list[Term]) -> tuple[str, dict[str, str]]:
    parameters = {"keys": _keys_query(key for term in terms if not term.absent for key in term.keys)}
    asked = []
    for nth, term in enumerate(terms):
        name = f"term{nth}"
        parameters |= {name: term.text, f"{name}_keys": _keys_query(term.keys)}
        asked.append(f"{'!! ' if term.absent else ''}({WORD_QUERY.format(term=name)})")
    return QUERY.format(query=" && ".join(asked)), parameters


def _keys_query(words: Any) -> str:
    # A key is made of letters alone, so it needs no more than its quotation marks.
    return " & ".join(f"({' | '.join(map(repr, sorted(some)))})" for some in words)


def _mark(sought: str, cursor: str) -> dict[str, Any]:
    if not cursor:
        return {}
    try:
        of, (rank, position, key) = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError) as forged:
        raise CursorMalformed() from forged
    if of != sought:
        raise CursorMalformed()
    return {"rank": rank, "position": position, "key": key}


def _rows(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with driver().cursor() as reading:
        rows: list[tuple[Any, ...]] = reading.execute(sql.SQL(statement), parameters).fetchall()
        return rows


# ---- what is shown


def _found(row: tuple[Any, ...], named: frozenset[str]) -> Found:
    kind, person_id, event_id, case_id, part_id, label, title, told, _ = row
    return Found(
        kind=kind,
        label=label,
        case_id=case_id,
        case_title=title,
        part_id=part_id,
        event_id=event_id,
        person_id=person_id,
        snippet=tuple(snippet(told, named)),
        address=_address(kind, person_id or part_id, case_id),
    )


def _address(kind: str, own_id: UUID | None, case_id: UUID | None) -> str:
    if case_id is None:
        return f"{ROOT}/{PERSONS.name}/{own_id}/"
    file, collection = f"{ROOT}/cases/{case_id}/", COLLECTIONS.get(kind)
    return f"{file}{collection}/{own_id}/" if collection and own_id else file
