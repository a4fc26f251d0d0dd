"""Rows for irritants, positions, proposals, and contacts outside the rounds."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the tables."""

    dependencies = [
        ("consultations", "0012_milestones_agreements_mandate"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agenda",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("irritant_id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("stood_as", models.TextField(null=True)),
                (
                    "raised_by",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                (
                    "reported_by",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                (
                    "disputed_by",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("placements", models.JSONField()),
                ("priorities", models.JSONField()),
                ("roadmaps", models.JSONField()),
                ("resolutions", models.JSONField()),
                ("texts", models.JSONField()),
                ("reason", models.TextField()),
            ],
            options={
                "verbose_name": "agenda",
                "verbose_name_plural": "agenda",
                "db_table": "consultations_agenda",
                "indexes": [
                    models.Index(fields=["case_id", "irritant_id"], name="agenda_1"),
                    models.Index(fields=["version", "irritant_id"], name="agenda_2"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contacts",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("contact_id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("subject", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                (
                    "reported_by",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("on", models.JSONField(null=True)),
                ("level", models.TextField()),
                ("place", models.JSONField(null=True)),
                ("from_party", models.TextField(null=True)),
                ("to_party", models.TextField(null=True)),
                ("interlocutor", models.TextField()),
                ("instruction", models.TextField()),
                ("paper_id", models.UUIDField(null=True)),
                ("made_at", models.UUIDField(null=True)),
                ("participants", models.JSONField()),
                ("texts", models.JSONField()),
                ("answers", models.JSONField()),
            ],
            options={
                "verbose_name": "contacts",
                "verbose_name_plural": "contacts",
                "db_table": "consultations_contacts",
                "indexes": [
                    models.Index(fields=["case_id", "contact_id"], name="contacts_1"),
                    models.Index(fields=["version", "contact_id"], name="contacts_2"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["participants"], name="contacts_3", opclasses=["jsonb_path_ops"]
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposals",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("proposal_id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("party", models.TextField(null=True)),
                (
                    "addressed_to",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                (
                    "reported_by",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                (
                    "irritant_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("until", models.JSONField(null=True)),
                ("texts", models.JSONField()),
                ("answers", models.JSONField()),
                (
                    "awaiting",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("reason", models.TextField()),
            ],
            options={
                "verbose_name": "proposals",
                "verbose_name_plural": "proposals",
                "db_table": "consultations_proposals",
                "indexes": [
                    models.Index(fields=["case_id", "proposal_id"], name="proposals_1"),
                    models.Index(fields=["version", "proposal_id"], name="proposals_2"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standpoints",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("position_id", models.UUIDField(primary_key=True, serialize=False)),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("party", models.TextField(null=True)),
                ("subject", models.TextField()),
                ("irritant_id", models.UUIDField(null=True)),
                ("round_id", models.UUIDField(null=True)),
                ("texts", models.JSONField()),
                ("reason", models.TextField()),
            ],
            options={
                "verbose_name": "standpoints",
                "verbose_name_plural": "standpoints",
                "db_table": "consultations_standpoints",
                "indexes": [
                    models.Index(fields=["case_id", "position_id"], name="standpoints_1"),
                    models.Index(fields=["version", "position_id"], name="standpoints_2"),
                    models.Index(fields=["irritant_id", "position_id"], name="standpoints_3"),
                ],
            },
        ),
    ]
