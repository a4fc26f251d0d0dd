"""Columns for agendas of rounds and alleged breaches of assurances."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the columns; what is on file so far has none of these things."""

    dependencies = [
        ("consultations", "0016_search"),
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
    ]
