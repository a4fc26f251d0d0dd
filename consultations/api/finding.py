"""Finding: what the words of a query come to, and the entries, persons and others that answer, the best first."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from unicodedata import normalize
from uuid import UUID

from django.core import signing
from psycopg import sql

from consultations.access.filter import VISIBLE, Reader, visible
from consultations.api.errors import Named
from consultations.api.names import FOUND_IN_REGISTERS, NAMED, REGISTERS, WORDS
from consultations.api.queries import CursorMalformed
from consultations.api.questions import PARTS, PERSONS, PROPERTIES, SOURCES
from consultations.api.snippets import MARKING, Passage, snippet, texts
from consultations.domain.transliteration import WORD, keys
from consultations.eventlog.connection import driver
from consultations.projections.search import SearchEntry
from consultations.projections.searchable import PUNCTUATION

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
# The words as they are looked for together, and each by itself with those whose names answer to it.
QUERY: Final = f"""
with asked as (select {{query}} as query), term (nth, query) as (values {{terms}})
select case when querytree(asked.query) in ('', 'T') then %(keys)s::tsquery else asked.query end::text,
    (select json_agg(json_build_array(term.nth, term.query::text, {NAMED}) order by term.nth)
        from term where numnode(term.query) > 0)
from asked
"""  # noqa: S608
TERM_QUERY: Final = "({nth}, ({query}))"

RANK: Final = "ts_rank(shown.words, %(query)s::tsquery, 1)"
BY_NAME: Final = 0.05
"""What an entry ranks by for each word that is a name of those it names: less than the word itself."""
# Made of constants of this room alone; all values travel as parameters.
FIND: Final = f"""
with found as (
    {FOUND_IN_REGISTERS.format(rank=RANK)}
    union all
    select shown.kind, shown.event_id, null, null, shown.event_id, case_id, shown.part_id, shown.label, shown.position,
        ({RANK} + {{by_name}})::real, {WORDS.format(latin="shown.latin")}
    from consultations_search shown join consultations_labels label using (case_id)
    where {{matches}} and {visible(SearchEntry)}
), page as (
    select * from found where {{after}} order by rank desc, position desc, key desc limit %(limit)s + 1
)
select page.kind, page.own_id, page.code, page.event_id, page.case_id, page.part_id, page.label,
    (select file.title from consultations_docket file join consultations_labels label using (case_id)
        where file.case_id = page.case_id and {VISIBLE}),
    {texts("page")},
    json_build_array(page.rank::text, page.position, page.key)::text
from page order by page.rank desc, page.position desc, page.key desc
"""  # noqa: S608
AFTER: Final = "(rank, position, key) < (%(rank)s::real, %(position)s::bigint, %(key)s::uuid)"
IN_WORDS: Final = "shown.words @@ %(query)s::tsquery"
IN_WORD: Final = "shown.words @@ %(word{nth})s::tsquery"
IN_NAME: Final = "shown.subjects && %(named{nth})s::text[]"


class QueryEmpty(Named):
    """There is no word to look for."""


class QueryTooLong(Named):
    """A query has at most 200 characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One entry of a file, or one person, party, property or source, that answers to a query."""

    kind: str
    """What it is about: "case", "note", "statement" and so on; "person", "party", "property" or "source"."""
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
    party: str | None
    """The code of a party."""
    property_id: UUID | None
    source_id: UUID | None
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
    query, words = _rows(*_asked(reader, terms))[0]
    if not query:
        return Findings(results=(), next=None)
    sense = _sense(terms, words or [])
    parameters = {**reader.parameters(), **mark, "query": query, "limit": limit, "marking": MARKING}
    rows = _rows(sense.statement(going_on=bool(mark)), {**parameters, **sense.parameters})
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Sense:
    """How the entries are found that answer: by their words alone, or word by word, by those they name too."""

    conditions: tuple[str, ...] = (IN_WORDS,)
    by_name: tuple[str, ...] = ()
    """Conditions by which a word is found in a name, for the rank."""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def statement(self, *, going_on: bool) -> str:
        """What finds a page; the first, or one further on."""
        ranks = (f"case when {each} then {BY_NAME} else 0 end" for each in self.by_name)
        return FIND.format(
            matches=" and ".join(self.conditions),
            by_name=" + ".join(("0", *ranks)),
            after=AFTER if going_on else "true",
        )


def _sense(terms: list[Term], words: list[tuple[int, str, list[str]]]) -> Sense:
    """The conditions on an entry, of each word with those who are called so."""
    if not any(named for _, _, named in words):
        return Sense()
    by_name, parameters = list[str](), dict[str, Any]()
    # Words of no meaning are among those that are looked for together, where there is no other.
    conditions = [] if any(not terms[nth].absent for nth, _, _ in words) else [IN_WORDS]
    for nth, word, named in words:
        parameters |= {f"word{nth}": word, f"named{nth}": named}
        told = [IN_WORD, IN_NAME] if named else [IN_WORD]
        either = " or ".join(each.format(nth=nth) for each in told)
        conditions.append(f"not ({either})" if terms[nth].absent else f"({either})")
        if named and not terms[nth].absent:
            by_name.append(IN_NAME.format(nth=nth))
    return Sense(conditions=tuple(conditions), by_name=tuple(by_name), parameters=parameters)


def _asked(reader: Reader, terms: list[Term]) -> tuple[str, dict[str, Any]]:
    keys_asked = _keys_query(key for term in terms if not term.absent for key in term.keys)
    parameters: dict[str, Any] = {**reader.parameters(), "keys": keys_asked}
    asked, each_by_itself = [], []
    for nth, term in enumerate(terms):
        name = f"term{nth}"
        parameters |= {name: term.text, f"{name}_keys": _keys_query(term.keys)}
        word = WORD_QUERY.format(term=name)
        asked.append(f"{'!! ' if term.absent else ''}({word})")
        each_by_itself.append(TERM_QUERY.format(nth=nth, query=word))
    return QUERY.format(query=" && ".join(asked), terms=", ".join(each_by_itself)), parameters


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
    kind, own_id, code, event_id, case_id, part_id, label, title, told, _ = row
    return Found(
        kind=kind,
        label=label or "",
        case_id=case_id,
        case_title=title,
        part_id=part_id,
        event_id=event_id,
        person_id=own_id if kind == PERSONS.one else None,
        party=code,
        property_id=own_id if kind == PROPERTIES.one and own_id else None,
        source_id=own_id if kind == SOURCES.one else None,
        snippet=tuple(snippet(told, named)),
        address=_address(kind, code or own_id or part_id, case_id),
    )


def _address(kind: str, own: object, case_id: UUID | None) -> str:
    if case_id is None:
        return f"{ROOT}/{REGISTERS[kind].name}/{own}/"
    file, collection = f"{ROOT}/cases/{case_id}/", COLLECTIONS.get(kind)
    return f"{file}{collection}/{own}/" if collection and own else file
