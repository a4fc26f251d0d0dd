"""Contents of documents, and an index of what closes files; tables of the registry; the version of a label."""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

CONTENTS = Path(__file__).parent.parent / "eventlog" / "contents.sql"
# What the labels that there are were made of: so none of them is to be rebuilt.
MADE_BY = """
update consultations_labels label set version = made.version from (
    select stream_id, max(version) as version from consultations_event
    where type in ('CaseOpened', 'CaseDowngraded') group by stream_id) made
where made.stream_id = label.case_id
"""


class Migration(migrations.Migration):
    """Makes them."""

    dependencies = [
        ("consultations", "0016_search"),
    ]

    operations = [
        migrations.RunSQL(CONTENTS.read_text(encoding="utf-8")),
        migrations.CreateModel(
            name="DepositedContent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "stream_id", "digest", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("stream_id", models.UUIDField()),
                ("digest", models.BinaryField()),
                ("content", models.BinaryField()),
                ("deposited_by", models.TextField()),
                ("deposited_at", models.DateTimeField()),
                ("role", models.TextField()),
            ],
            options={
                "verbose_name": "content",
                "verbose_name_plural": "contents",
                "db_table": "consultations_content",
                "managed": False,
            },
        ),
        migrations.AddField(
            model_name="labels",
            name="version",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunSQL(MADE_BY, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Custody",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("custody_id", models.UUIDField(primary_key=True, serialize=False)),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("plan_code", models.TextField()),
                ("rule", models.TextField()),
                ("until", models.JSONField(null=True)),
                ("after", models.TextField(null=True)),
                (
                    "holds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("disposal_authority", models.TextField()),
                ("disposal_on", models.JSONField(null=True)),
                ("archive", models.TextField()),
                ("archive_reference", models.TextField()),
                ("transferred_on", models.JSONField(null=True)),
            ],
            options={
                "verbose_name": "custody",
                "verbose_name_plural": "custody",
                "db_table": "consultations_custody",
                "indexes": [
                    models.Index(fields=["case_id", "custody_id"], name="custody_1"),
                    models.Index(fields=["version", "custody_id"], name="custody_2"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Documents",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("document_id", models.UUIDField(primary_key=True, serialize=False)),
                ("title", models.TextField()),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("kept_as", models.TextField()),
                ("dated", models.JSONField(null=True)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("authenticity", models.TextField()),
                ("translation_of", models.UUIDField(null=True)),
                ("superseded_by", models.UUIDField(null=True)),
                ("reason", models.TextField()),
                ("media_type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("digest", models.TextField()),
                ("content_level", models.TextField(null=True)),
            ],
            options={
                "verbose_name": "documents",
                "verbose_name_plural": "documents",
                "db_table": "consultations_documents",
                "indexes": [
                    models.Index(fields=["case_id", "document_id"], name="documents_1"),
                    models.Index(fields=["version", "document_id"], name="documents_2"),
                    models.Index(fields=["digest", "document_id"], name="documents_3"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Holds",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                (
                    "rests_on_reversed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("hold_id", models.UUIDField(primary_key=True, serialize=False)),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("reason", models.TextField()),
                ("authority", models.TextField()),
                ("placed_on", models.JSONField(null=True)),
                ("lifted_by", models.TextField()),
                ("lifted_on", models.JSONField(null=True)),
                ("lifted_reason", models.TextField()),
            ],
            options={
                "verbose_name": "holds",
                "verbose_name_plural": "holds",
                "db_table": "consultations_holds",
                "indexes": [
                    models.Index(fields=["case_id", "hold_id"], name="holds_1"),
                    models.Index(fields=["version", "hold_id"], name="holds_2"),
                ],
            },
        ),
    ]
