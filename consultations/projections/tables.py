"""Read models as Django tables, made off the row: a column for each field, and what PostgreSQL makes of them."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

PLAIN: "dict[Any, type[models.Field[Any, Any]]]" = {
    UUID: models.UUIDField,
    str: models.TextField,
    bool: models.BooleanField,
    int: models.BigIntegerField,
    datetime: models.DateTimeField,
    date: models.DateField,
}


def table(
    row: type,
    *,
    name: str,
    key: str,
    indexes: Iterable[models.Index] = (),
    made: "Mapping[str, models.Field[Any, Any]] | None" = None,
) -> type[models.Model]:
    """The table that holds a projection's rows; `key` is the field that is its primary key.

    `made` are columns that PostgreSQL makes of the others, so that they are no part of a row.
    """
    hints = get_type_hints(row)
    columns = {each.name: column(hints[each.name], key=each.name == key) for each in fields(row)}
    return type(
        "".join(word.capitalize() for word in name.split("_")),
        (models.Model,),
        columns
        | dict(made or {})
        | {
            "__module__": "consultations.models",
            "__doc__": row.__doc__,
            "__str__": lambda self: str(self.pk),
            "Meta": _meta(name, list(indexes)),
        },
    )


def _meta(name: str, indexes: list[models.Index]) -> type:
    for nth, index in enumerate(indexes, start=1):
        index.name = index.name or f"{name}_{nth}"
    named = {
        "app_label": "consultations",
        "db_table": f"consultations_{name}",
        "indexes": indexes,
        "verbose_name": name,
        "verbose_name_plural": name,
    }
    return type("Meta", (), named)


def column(hint: Any, *, key: bool = False) -> "models.Field[Any, Any]":
    """The column for a field of this type; what has no plain column is kept as JSON."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = [each for each in get_args(hint) if each is not types.NoneType]
        return _column(inner[0] if len(inner) == 1 else Any, null=True)
    return _column(hint, primary_key=True) if key else _column(hint)


def _column(hint: Any, **options: Any) -> "models.Field[Any, Any]":
    if get_origin(hint) is Literal:
        return models.TextField(**options)
    if get_origin(hint) is tuple and get_args(hint) == (str, ...):
        return ArrayField(models.TextField(), **options)
    return PLAIN.get(hint, models.JSONField)(**options)
