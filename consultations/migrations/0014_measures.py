"""Tables of measures, links of reciprocity, premises, and the register of properties."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes them."""

    dependencies = [
        ("consultations", "0013_agenda_and_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Properties",
            fields=[
                ("property_id", models.UUIDField(primary_key=True, serialize=False)),
                ("version", models.BigIntegerField()),
                ("names", models.JSONField()),
                ("corrected_names", models.JSONField()),
                ("address", models.TextField()),
                ("country", models.TextField()),
                ("party", models.TextField()),
                ("tenure", models.TextField()),
                ("used_as", models.TextField()),
                ("holdings", models.JSONField()),
                ("uses", models.JSONField()),
            ],
            options={
                "verbose_name": "properties",
                "verbose_name_plural": "properties",
                "db_table": "consultations_properties",
            },
        ),
        migrations.CreateModel(
            name="Measures",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("measure_id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("party", models.TextField(null=True)),
                ("against", models.TextField(null=True)),
                ("announced_on", models.JSONField(null=True)),
                ("notified_on", models.JSONField(null=True)),
                ("note_id", models.UUIDField(null=True)),
                ("lifted_on", models.JSONField(null=True)),
                ("effects", models.JSONField()),
                ("texts", models.JSONField()),
                ("accounts", models.JSONField()),
                ("reason", models.TextField()),
            ],
            options={
                "verbose_name": "measures",
                "verbose_name_plural": "measures",
                "db_table": "consultations_measures",
                "indexes": [
                    models.Index(fields=["case_id", "measure_id"], name="measures_1"),
                    models.Index(fields=["version", "measure_id"], name="measures_2"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["effects"], name="measures_3", opclasses=["jsonb_path_ops"]
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Premises",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("premises_id", models.UUIDField(primary_key=True, serialize=False)),
                ("property_id", models.UUIDField(null=True)),
                ("subject", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("access", models.TextField()),
                ("dealings", models.JSONField()),
            ],
            options={
                "verbose_name": "premises",
                "verbose_name_plural": "premises",
                "db_table": "consultations_premises",
                "indexes": [
                    models.Index(fields=["case_id", "premises_id"], name="premises_1"),
                    models.Index(fields=["version", "premises_id"], name="premises_2"),
                    models.Index(fields=["property_id", "premises_id"], name="premises_3"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reciprocities",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("reciprocity_id", models.UUIDField(primary_key=True, serialize=False)),
                ("measure_id", models.UUIDField(null=True)),
                ("title", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("assessed_by", models.TextField()),
                ("symmetry", models.TextField()),
                ("on", models.JSONField(null=True)),
                ("causes", models.JSONField()),
                (
                    "disputed_by",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("reason", models.TextField()),
                ("first", models.TextField()),
            ],
            options={
                "verbose_name": "reciprocities",
                "verbose_name_plural": "reciprocities",
                "db_table": "consultations_reciprocities",
                "indexes": [
                    models.Index(fields=["case_id", "reciprocity_id"], name="reciprocities_1"),
                    models.Index(fields=["version", "reciprocity_id"], name="reciprocities_2"),
                    models.Index(fields=["first", "reciprocity_id"], name="reciprocities_3"),
                ],
            },
        ),
    ]
