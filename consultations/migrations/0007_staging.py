"""The table that a bulk append stages its rows in, written in SQL: Django has no word for an unlogged one."""

from pathlib import Path

from django.db import migrations

STAGING = Path(__file__).parent.parent / "eventlog" / "staging.sql"


class Migration(migrations.Migration):
    """Makes the table; what it holds is never kept."""

    dependencies = [("consultations", "0006_projection_shards")]
    operations = [
        migrations.RunSQL(STAGING.read_text(encoding="utf-8"), "drop table consultations_staging"),
    ]
