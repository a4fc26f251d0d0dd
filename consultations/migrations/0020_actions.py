"""Columns for agendas, alleged breaches, the clock of actions and what was said of their completion."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the columns; what is on file so far has none of these things."""

    dependencies = [
        ("consultations", "0019_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="rounds",
            name="agendas",
            field=models.JSONField(default=list),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="commitments",
            name="breaches",
            field=models.JSONField(default=list),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="followups",
            name="accepted_on",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="followups",
            name="suspended_since",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="followups",
            name="suspensions",
            field=models.JSONField(default=list),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="followups",
            name="completions",
            field=models.JSONField(default=list),
            preserve_default=False,
        ),
    ]
