"""The function that names who holds the seal back."""

from pathlib import Path

from django.db import migrations

OPEN_TRANSACTIONS = Path(__file__).parent.parent / "access" / "open_transactions.sql"


class Migration(migrations.Migration):
    """Makes the function."""

    dependencies = [("consultations", "0004_tree")]
    operations = [
        migrations.RunSQL(
            OPEN_TRANSACTIONS.read_text(encoding="utf-8"), "drop function consultations_open_transactions()"
        )
    ]
