"""Tables made off rows: a column for each field, of the right kind."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from consultations.domain.when import When
from consultations.projections.runner import ALL
from consultations.projections.tables import column


class TestColumn:
    @pytest.mark.parametrize(
        ("hint", "kind", "null"),
        [
            (UUID, models.UUIDField, False),
            (str, models.TextField, False),
            (Literal["a", "b"], models.TextField, False),
            (Literal["a", "b"] | None, models.TextField, True),
            (bool, models.BooleanField, False),
            (int | None, models.BigIntegerField, True),
            (datetime, models.DateTimeField, False),
            (date | None, models.DateField, True),
            (tuple[str, ...], ArrayField, False),
            (tuple[When, ...], models.JSONField, False),
            (dict[str, Any], models.JSONField, False),
            (When | None, models.JSONField, True),
            (When | str | None, models.JSONField, True),
        ],
        ids=str,
    )
    def test_fits_the_field(self, hint: Any, kind: type, null: bool) -> None:
        made = column(hint)
        assert (type(made), made.null) == (kind, null)


@pytest.mark.parametrize("projection", ALL, ids=lambda each: each.name)
class TestTable:
    def test_has_the_columns_of_the_row_and_no_others(self, projection: Any) -> None:
        made = models.GeneratedField
        columns = [each.name for each in projection.table._meta.get_fields() if not isinstance(each, made)]
        assert columns == [each.name for each in fields(projection.row)]
        assert projection.table._meta.pk.name == projection.key
        assert projection.table._meta.db_table == f"consultations_{projection.name}"

    def test_can_be_read_through_the_orm(self, projection: Any) -> None:
        first = projection.table.objects.first()
        assert first is None or str(first) == str(first.pk)
