"""What was said of the claims that a part rests on, and what it rests on that was reversed; claims of their own."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

PARTS = ("commitments", "correspondence", "followups", "outcomes", "rounds", "statements")


TEXTS = ArrayField(base_field=models.TextField(), size=None)


class Migration(migrations.Migration):
    """Rows that stand already rest on no answered claim: no event could say one."""

    dependencies = [("consultations", "0009_orders_and_filters")]
    operations = [
        *(
            migrations.AddField(
                model_name=name, name="stances", field=models.JSONField(default=list), preserve_default=False
            )
            for name in PARTS
        ),
        *(
            migrations.AddField(
                model_name=name,
                name="rests_on_reversed",
                field=ArrayField(base_field=models.TextField(), default=list, size=None),
                preserve_default=False,
            )
            for name in PARTS
        ),
        migrations.CreateModel(
            name="Claims",
            fields=[
                ("case_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("last_activity", models.JSONField(null=True)),
                ("stances", models.JSONField()),
                ("rests_on_reversed", TEXTS.clone()),
                ("claim_id", models.UUIDField(primary_key=True, serialize=False)),
                ("status", models.TextField()),
                ("status_asserted", models.JSONField(null=True)),
                ("matter", models.TextField()),
                ("about", TEXTS.clone()),
                ("texts", models.JSONField()),
                ("reason", models.TextField()),
            ],
            options={
                "verbose_name": "claims",
                "verbose_name_plural": "claims",
                "db_table": "consultations_claims",
                "indexes": [
                    models.Index(fields=["case_id", "claim_id"], name="claims_1"),
                    models.Index(fields=["version", "claim_id"], name="claims_2"),
                ],
            },
        ),
    ]
