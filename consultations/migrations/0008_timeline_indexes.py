"""Indexes for the two orders in which the timeline of all files together is read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes them."""

    dependencies = [("consultations", "0006_projection_shards")]
    operations = [
        migrations.AddIndex(
            model_name="timeline",
            index=models.Index(fields=["first", "last", "position"], name="timeline_3"),
        ),
        migrations.AddIndex(
            model_name="timeline",
            index=models.Index(fields=["position"], name="timeline_4"),
        ),
    ]
