"""Table of relations between files; the rule on the venue; entries of the timeline that speak of another file."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the table, and the columns of two others."""

    dependencies = [
        ("consultations", "0014_measures"),
    ]

    operations = [
        migrations.AddField(
            model_name="docket",
            name="venue_rules",
            field=models.JSONField(default=list),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="timeline",
            name="other_case_id",
            field=models.UUIDField(null=True),
        ),
        migrations.CreateModel(
            name="Relations",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("relation_id", models.UUIDField(primary_key=True, serialize=False)),
                ("other_case_id", models.UUIDField(null=True)),
                ("nature", models.TextField()),
                ("words", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("on", models.JSONField(null=True)),
                ("reason", models.TextField()),
            ],
            options={
                "verbose_name": "relations",
                "verbose_name_plural": "relations",
                "db_table": "consultations_relations",
                "indexes": [
                    models.Index(fields=["case_id", "relation_id"], name="relations_1"),
                    models.Index(fields=["version", "relation_id"], name="relations_2"),
                    models.Index(fields=["other_case_id", "relation_id"], name="relations_3"),
                    models.Index(fields=["relation_id", "case_id"], name="relations_4"),
                    models.Index(fields=["relation_id", "other_case_id"], name="relations_5"),
                ],
            },
        ),
    ]
