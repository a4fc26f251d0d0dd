"""One question: its table, what of a row is shown, how it is narrowed and ordered; and how the usual ones are made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints
from uuid import UUID

from consultations.domain.parts.part import Part


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
    """For a register: SQL condition by which a row shows: through a file its reader sees, or a label of its own."""
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


def by_text(column: str, told: str = "") -> Filter:
    """By a column, word for word."""
    return Filter(condition=f"shown.{column} = %({column})s", told=told)


def by_choice(column: str, row: type) -> Filter:
    """By a column of the row that is one of a few words, or none of them."""
    hint = get_type_hints(row)[column]
    words = (
        hint if get_origin(hint) is Literal else next(each for each in get_args(hint) if each is not NoneType)
    )
    return Filter(condition=f"shown.{column} = %({column})s", choices=get_args(words))


def quoted(*words: str) -> str:
    """Words of the code's own as SQL."""
    return ", ".join(f"'{word}'" for word in words)


def by_id(column: str) -> Filter:
    """By a column that holds an id."""
    return Filter(condition=f"shown.{column} = %({column})s", read=UUID, format="uuid")


def among(name: str, column: str, told: str = "") -> Filter:
    """By one of the texts in a column."""
    return Filter(condition=f"shown.{column} @> array[%({name})s]::text[]", told=told)


def instant(text: str) -> datetime:
    """An instant, given with its offset from UTC (RFC 3339). Raises ValueError."""
    if (read := datetime.fromisoformat(text)).tzinfo is None:
        raise ValueError
    try:
        return read.astimezone(UTC)
    except OverflowError as outside:
        raise ValueError from outside


def within(column: str, member: str, name: str, told: str) -> Filter:
    """By a member of one of the values in a column."""
    condition = f"shown.{column} @> jsonb_build_array(jsonb_build_object('{member}', %({name})s::text))"
    return Filter(condition=condition, told=told)


def order(*by: str) -> Order:
    """By SQL expressions on the row `shown`, each with the type by which it goes on: "shown.position::bigint"."""
    named = (each.rpartition("::") for each in by)
    return Order(by=tuple((expression, kind) for expression, _, kind in named))


def part(table: str, row: type[Part], *choices: str, **filters: Filter) -> Question:
    """A list of one kind of part, by its status, its own choices and whatever else."""
    return Question(
        name=row.kept,
        one=row.key.removesuffix("_id"),
        table=f"consultations_{table}",
        row=row,
        key=row.key,
        orders={
            "id": order(f"shown.{row.key}::uuid"),
            "changed": order("shown.version::bigint", f"shown.{row.key}::uuid"),
        },
        filters={
            "case_id": by_id("case_id"),
            **{name: by_choice(name, row) for name in ("status", *choices)},
            **filters,
        },
    )
