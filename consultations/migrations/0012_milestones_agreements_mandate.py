"""Tables for milestones, agreements and mandates."""

import django.contrib.postgres.fields
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes them."""

    dependencies = [
        ("consultations", "0011_nominations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreements",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("agreement_id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("note_id", models.UUIDField(null=True)),
                ("answer_id", models.UUIDField(null=True)),
                ("entry_rule", models.TextField()),
                ("stated_on", models.JSONField(null=True)),
                ("signed_by", ArrayField(base_field=models.TextField(), size=None)),
                ("consented_by", ArrayField(base_field=models.TextField(), size=None)),
                ("steps", models.JSONField()),
                ("in_force_on", models.JSONField(null=True)),
                ("entries", models.JSONField()),
                ("registered_on", models.JSONField(null=True)),
                ("registration_number", models.TextField()),
                ("terminates_on", models.JSONField(null=True)),
                ("reason", models.TextField()),
            ],
            options={
                "verbose_name": "agreements",
                "verbose_name_plural": "agreements",
                "db_table": "consultations_agreements",
                "indexes": [
                    models.Index(fields=["case_id", "agreement_id"], name="agreements_1"),
                    models.Index(fields=["version", "agreement_id"], name="agreements_2"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("mandate_id", models.UUIDField(primary_key=True, serialize=False)),
                ("title", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("powers", models.TextField(null=True)),
                ("authority", models.TextField()),
                ("officer", models.TextField()),
                ("given_on", models.JSONField(null=True)),
                ("expires_on", models.JSONField(null=True)),
                ("texts", models.JSONField()),
                ("red_lines", models.JSONField()),
                ("amendments", models.JSONField()),
                ("reason", models.TextField()),
            ],
            options={
                "verbose_name": "mandate",
                "verbose_name_plural": "mandate",
                "db_table": "consultations_mandate",
                "indexes": [
                    models.Index(fields=["case_id", "mandate_id"], name="mandate_1"),
                    models.Index(fields=["version", "mandate_id"], name="mandate_2"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestones",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("milestone_id", models.UUIDField(primary_key=True, serialize=False)),
                ("title", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("due_on", models.JSONField(null=True)),
                ("term", models.JSONField(null=True)),
                ("condition", models.TextField()),
                ("date_asserted", models.JSONField(null=True)),
                ("dates", models.JSONField()),
                ("extension_reason", models.TextField()),
                ("reached_on", models.JSONField(null=True)),
                ("reached_by", ArrayField(base_field=models.TextField(), size=None)),
                ("contested_by", ArrayField(base_field=models.TextField(), size=None)),
                ("positions", models.JSONField()),
                ("reason", models.TextField()),
            ],
            options={
                "verbose_name": "milestones",
                "verbose_name_plural": "milestones",
                "db_table": "consultations_milestones",
                "indexes": [
                    models.Index(fields=["case_id", "milestone_id"], name="milestones_1"),
                    models.Index(fields=["version", "milestone_id"], name="milestones_2"),
                ],
            },
        ),
    ]
