"""Search: the words of each event of a file, and of each person in the register, as they can be found.

Every entry stays findable as it was recorded, whatever was corrected or withdrawn afterwards.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.expressions import RawSQL

from consultations.domain.decider import PERSON
from consultations.domain.message import Event, Marking, Recorded
from consultations.domain.persons import PersonName
from consultations.domain.texts import CODES
from consultations.domain.transliteration import CYRILLIC, keys, names_in
from consultations.domain.values import Wording
from consultations.domain.when import When
from consultations.projections.projection import Projection
from consultations.projections.tables import table

CONFIGURATIONS: Final = {"nb": "norwegian", "en": "english", "fr": "french", "ru": "russian"}
"""Columns of words by their language, and how PostgreSQL reads it."""
NORWEGIAN: Final = frozenset({"no", "nb", "nn"})
NOT_WORDS: Final = CODES | {
    *("language", "authentic_languages", "script", "sort_as", "compartments", "compartments_removed"),
    *("officer", "officers", "kind", "verifier_key"),
    *("compartment", "digest", "media_type", "languages", "plan_code"),
}
"""Fields whose text says nothing to look for."""
CALLED: Final = ("title", "subject", "speaker", "post", "number", "name")
"""Fields that say what an event is about, the first that is filled."""
LONGEST: Final = 30_000
"""Characters of an entry that are read: PostgreSQL takes a megabyte of distinct words, whatever the script."""
MOST_NAMES: Final = 2_000
"""Keys of names of an entry."""

PUNCTUATION: Final = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf"
    r"\u00d7\u00f7\u2000-\u2bff\u2e00-\u2e7f\u3000-\u303f]"
)
"""What stands between words, for regular expressions of PostgreSQL and of Python alike.

Where the server sorts by code point, PostgreSQL itself would take a dash or a quotation mark for a letter.
"""
PLAIN: Final = f"regexp_replace({{}}, '{PUNCTUATION}', ' ', 'g')"
"""A text of words alone, as SQL; it stays as long as it was, so that a word is found at its place."""
BARE: Final = f"translate(lower({PLAIN}), 'àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ', 'aaaaaaceeeeiiiinoooooouuuuyy')"
"""Also bare of its accents: who seeks without them finds all the same."""
RUSSIAN: Final = f"translate({PLAIN}, 'ёЁ', 'еЕ')"
"""Russian is printed with and without ё."""
LATIN: Final = ("norwegian", "english", "french")


@dataclass(kw_only=True, slots=True)
class Words:
    """Words by their language: those in no language that was stated stand under their script."""

    nb: str = ""
    en: str = ""
    fr: str = ""
    ru: str = ""
    """Russian, and whatever else is in Cyrillic."""
    latin: str = ""
    """In a language that was not stated: found as any of ours."""
    other: str = ""
    """In another language: found word for word."""
    names: str = ""
    """The keys of what may be names."""


@dataclass(kw_only=True, slots=True)
class SearchEntry(Words):
    """One event of a file, by its words."""

    event_id: UUID
    case_id: UUID
    position: int
    kind: str
    """What it is about: "case", "note", "statement" and so on."""
    part_id: UUID | None
    """The part it is about; none: the file itself."""
    other_case_id: UUID | None
    """The other file that it names, if it does."""
    label: str


@dataclass(kw_only=True, slots=True)
class SearchPerson(Words):
    """One person, by their names and titles."""

    person_id: UUID
    label: str = ""
    """The name given first."""


def read_as(row: str = "") -> dict[str, list[tuple[str, str]]]:
    """For each column of words, how PostgreSQL reads it: the configuration, and its text as SQL on this row."""
    column = f"{row}." if row else ""
    plain = {"latin": LATIN, "other": ("simple",)} | {
        each: (CONFIGURATIONS[each],) for each in ("nb", "en", "fr")
    }
    forms = {name: [form.format(f"{column}{name}") for form in (PLAIN, BARE)] for name in plain}
    return {
        "ru": [("russian", RUSSIAN.format(f"{column}ru"))],
        **{
            name: [(how, form) for how in configurations for form in forms[name]]
            for name, configurations in plain.items()
        },
    }


def _vector() -> str:
    """The words as PostgreSQL stems them; the keys of names weigh less."""
    stemmed = [f"to_tsvector('{how}', {text})" for read in read_as().values() for how, text in read]
    return f"setweight({' || '.join(stemmed)}, 'A') || to_tsvector('simple', names)"


def vector() -> "models.Field[Any, Any]":
    """The column that PostgreSQL itself makes of the others."""
    return models.GeneratedField(
        expression=RawSQL(_vector(), ()),  # noqa: S611 - of constants
        output_field=SearchVectorField(),
        db_persist=True,
    )


def words_of(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Texts with their language (BCP 47, or none), as the columns of Words hold them."""
    columns: dict[str, list[str]] = {}
    left = LONGEST
    for text, language in texts:
        if shown := text[:left].strip():
            columns.setdefault(_column(shown, language), []).append(shown)
            left -= len(shown)
    read = {column: "\n".join(some) for column, some in columns.items()}
    # Sorted, for a set has no order that two processes share.
    named = dict.fromkeys(
        key for text in read.values() for name in names_in(text) for key in sorted(keys(name))
    )
    return read | {"names": " ".join([*named][:MOST_NAMES])}


def _column(text: str, language: str) -> str:
    spoken = language.partition("-")[0].lower()
    if spoken in NORWEGIAN:
        return "nb"
    if spoken in CONFIGURATIONS:
        return spoken
    if not spoken:
        return "ru" if CYRILLIC.search(text) else "latin"
    return "other"


def texts_of(value: Any, language: str) -> Iterator[tuple[str, str]]:
    """The words of an event, or of what it holds, each text with its language: `language`, where it names none."""
    if isinstance(value, str):
        yield value, language
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_of(each, language)
    elif isinstance(value, Wording | PersonName):
        yield value.text, value.language or language
    elif isinstance(value, When):
        yield value.phrase or "", value.language or ""
    elif is_dataclass(value):
        owner: Any = type(value)
        for name in _worded(owner):
            yield from texts_of(getattr(value, name), language)


@cache
def _worded(owner: type) -> tuple[str, ...]:
    """The fields that may hold words: no codes, no ids, no choice of a few."""
    hints = get_type_hints(owner)
    return tuple(
        each.name for each in fields(owner) if each.name not in NOT_WORDS and not _is_choice(hints[each.name])
    )


def _is_choice(hint: Any) -> bool:
    return get_origin(hint) is Literal or any(get_origin(each) is Literal for each in get_args(hint))


def _label(event: Event) -> str:
    told = (getattr(event, name, "") for name in CALLED)
    return next((each for each in told if isinstance(each, str) and each), "")


def evolve(row: SearchEntry | None, record: Recorded) -> SearchEntry | None:
    """The entry for an event, which does not change afterwards."""
    event, part_ids = record.event, record.event.entities
    return SearchEntry(
        event_id=record.event_id,
        case_id=record.stream_id,
        position=record.position or 0,
        kind=_kind(event),
        part_id=part_ids[0] if part_ids else None,
        other_case_id=event.other_file,
        label=_label(event),
        **words_of(_said(record)),
    )


def _said(record: Recorded) -> Iterator[tuple[str, str]]:
    language = record.envelope.language
    yield from texts_of(record.event, language)
    yield record.envelope.asserted.capacity, language


def _keys(record: Recorded) -> tuple[UUID, ...]:
    has_words = record.stream_kind == "case" and any(text.strip() for text, _ in _said(record))
    return (record.event_id,) if has_words else ()


def _kind(event: Event) -> str:
    if isinstance(event, Marking):
        return "claim"
    return event.entity[0].removesuffix("_id") if event.entity else "case"


def evolve_person(row: SearchPerson | None, record: Recorded) -> SearchPerson:
    """The person with what the event adds to their names and titles."""
    row = row or SearchPerson(person_id=record.stream_id)
    added = words_of(texts_of(record.event, record.envelope.language))
    for column, text in added.items():
        before = getattr(row, column)
        setattr(row, column, "\n".join(each for each in (before, text) if each))
    if not row.label:
        row.label = next((text for text, _ in texts_of(record.event, "")), "")
    return row


PROJECTION: Final[Projection[SearchEntry]] = Projection(
    name="search",
    row=SearchEntry,
    key="event_id",
    keys=_keys,
    stream="case_id",
    evolve=evolve,
    once=True,
    table=table(
        SearchEntry,
        name="search",
        key="event_id",
        made={"words": vector()},
        indexes=(models.Index(fields=["case_id"]), GinIndex(fields=["words"])),
    ),
)
PERSONS: Final[Projection[SearchPerson]] = Projection(
    name="search_persons",
    row=SearchPerson,
    key="person_id",
    keys=lambda record: (record.stream_id,) if record.stream_kind == PERSON.kind else (),
    kind=PERSON.kind,
    evolve=evolve_person,
    table=table(
        SearchPerson,
        name="search_persons",
        key="person_id",
        made={"words": vector()},
        indexes=(GinIndex(fields=["words"]),),
    ),
)
