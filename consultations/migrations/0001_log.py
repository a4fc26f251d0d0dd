"""The log, written in SQL: Django can say neither its column order nor its triggers."""

from pathlib import Path

from django.db import migrations

LOG = Path(__file__).parent.parent / "eventlog" / "log.sql"


class Migration(migrations.Migration):
    """Makes the log; it is never unmade."""

    initial = True
    dependencies = ()
    operations = [migrations.RunSQL(LOG.read_text(encoding="utf-8"))]
