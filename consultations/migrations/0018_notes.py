"""Tables of numbering registers and their numbers; what a note is before its dispatch and after its receipt."""

from typing import Any

import django.contrib.postgres.fields
from django.db import migrations, models

# Rows that are there already were folded before any of this could be recorded.
NONE_YET: "dict[str, models.Field[Any, Any]]" = {
    "cancelled_numbers": models.JSONField(default=list),
    "clearances": models.JSONField(default=list),
    "enclosures": models.JSONField(default=list),
    "officer": models.TextField(default=""),
    "registered": models.BooleanField(default=False),
}
UNKNOWN: "dict[str, models.Field[Any, Any]]" = {
    "delivered_on": models.JSONField(null=True),
    "drafted_on": models.JSONField(null=True),
    "register_id": models.UUIDField(null=True),
    "registered_on": models.JSONField(null=True),
    "serial": models.BigIntegerField(null=True),
}


class Migration(migrations.Migration):
    """Makes the tables, and the columns of another."""

    dependencies = [
        ("consultations", "0017_registry"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name="correspondence", name=name, field=field, preserve_default=name in UNKNOWN
            )
            for name, field in (NONE_YET | UNKNOWN).items()
        ),
        migrations.CreateModel(
            name="Registers",
            fields=[
                ("register_id", models.UUIDField(primary_key=True, serialize=False)),
                ("version", models.BigIntegerField()),
                ("registry", models.TextField()),
                ("series", models.TextField()),
                ("year", models.BigIntegerField()),
                ("party", models.TextField()),
                ("level", models.TextField()),
                ("rank", models.BigIntegerField()),
                (
                    "compartments",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("number_format", models.TextField()),
                ("status", models.TextField()),
                ("first_serial", models.BigIntegerField()),
                ("next_serial", models.BigIntegerField()),
                ("cancelled", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "registers",
                "verbose_name_plural": "registers",
                "db_table": "consultations_registers",
            },
        ),
        migrations.CreateModel(
            name="Numbers",
            fields=[
                ("number_id", models.UUIDField(primary_key=True, serialize=False)),
                ("register_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("serial", models.BigIntegerField()),
                ("number", models.TextField()),
                ("status", models.TextField()),
                ("case_id", models.UUIDField(null=True)),
                ("note_id", models.UUIDField(null=True)),
                ("reason", models.TextField()),
            ],
            options={
                "verbose_name": "numbers",
                "verbose_name_plural": "numbers",
                "db_table": "consultations_numbers",
                "indexes": [
                    models.Index(fields=["register_id", "serial"], name="numbers_1"),
                    models.Index(fields=["number", "number_id"], name="numbers_2"),
                ],
            },
        ),
    ]
