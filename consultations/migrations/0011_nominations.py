"""The table of the nominations."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes it."""

    dependencies = [
        ("consultations", "0010_claims"),
    ]

    operations = [
        migrations.CreateModel(
            name="Nominations",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("nomination_id", models.UUIDField(primary_key=True, serialize=False)),
                ("person_id", models.UUIDField(null=True)),
                ("post", models.TextField()),
                ("kind", models.TextField()),
                ("sending", models.TextField()),
                ("receiving", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("exequatur", models.TextField()),
                ("announced_on", models.JSONField(null=True)),
                ("sounded_on", models.JSONField(null=True)),
                ("requested_on", models.JSONField(null=True)),
                ("silence_noted_on", models.JSONField(null=True)),
                ("granted_on", models.JSONField(null=True)),
                ("refused_on", models.JSONField(null=True)),
                ("withdrawn_on", models.JSONField(null=True)),
                ("appointed_on", models.JSONField(null=True)),
                ("arrived_on", models.JSONField(null=True)),
                ("true_copies_on", models.JSONField(null=True)),
                ("credentials_on", models.JSONField(null=True)),
                ("took_up_on", models.JSONField(null=True)),
                ("ended_on", models.JSONField(null=True)),
                ("grants", models.JSONField()),
                ("preferred", models.UUIDField(null=True)),
                ("course", models.JSONField()),
                ("charge", models.JSONField(null=True)),
                ("recalled", models.BooleanField()),
                ("reason", models.TextField()),
            ],
            options={
                "verbose_name": "nominations",
                "verbose_name_plural": "nominations",
                "db_table": "consultations_nominations",
                "indexes": [
                    models.Index(fields=["case_id", "nomination_id"], name="nominations_1"),
                    models.Index(fields=["version", "nomination_id"], name="nominations_2"),
                    models.Index(fields=["person_id"], name="nominations_3"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["charge"], name="nominations_4", opclasses=["jsonb_path_ops"]
                    ),
                ],
            },
        ),
    ]
