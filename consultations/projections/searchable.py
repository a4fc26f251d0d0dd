"""What can be sought: the words of whatever is recorded, by language, and how PostgreSQL reads them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.expressions import RawSQL

from consultations.domain.parties import OtherName, PartyName
from consultations.domain.persons import PersonName
from consultations.domain.properties import PropertyName
from consultations.domain.texts import CODES
from consultations.domain.transliteration import CYRILLIC, keys, names_in
from consultations.domain.values import Wording
from consultations.domain.when import When

CONFIGURATIONS: Final = {"nb": "norwegian", "en": "english", "fr": "french", "ru": "russian"}
"""Columns of words by their language, and how PostgreSQL reads it."""
NORWEGIAN: Final = frozenset({"no", "nb", "nn"})
NOT_WORDS: Final = CODES | {
    *("language", "authentic_languages", "script", "sort_as", "compartments", "compartments_removed"),
    *("officer", "officers", "kind", "verifier_key", "audience"),
    *("compartment", "digest", "media_type", "languages", "plan_code"),
}
"""Fields whose text says nothing to look for."""
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
NAMES: Final = (Wording, PersonName, PartyName, OtherName, PropertyName)
"""Texts that say in which language they are."""
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


def _vector(titles: Iterable[str]) -> str:
    """The words as PostgreSQL stems them; titles and the keys of names weigh less."""
    stemmed = [f"to_tsvector('{how}', {text})" for read in read_as().values() for how, text in read]
    titled = [
        f"setweight(to_tsvector('{how}', {form.format(column)}), 'B')"
        for column in titles
        for how, form in (*((each, PLAIN) for each in LATIN), ("russian", RUSSIAN))
    ]
    return " || ".join((f"setweight({' || '.join(stemmed)}, 'A')", *titled, "to_tsvector('simple', names)"))


def vector(titles: Iterable[str] = ()) -> "models.Field[Any, Any]":
    """The column that PostgreSQL itself makes of the others, and of those that hold titles."""
    return models.GeneratedField(
        expression=RawSQL(_vector(titles), ()),  # noqa: S611 - of constants
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


def added_to(row: Words, words: Mapping[str, str]) -> None:
    """Put further words beside those that a row has."""
    for column, text in words.items():
        before = getattr(row, column)
        setattr(row, column, "\n".join(each for each in (before, text) if each))


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
    elif isinstance(value, NAMES):
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
