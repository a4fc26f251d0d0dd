"""The hash tree over the log: leaves for what is sealed already, nodes, and a table for signed checkpoints."""

from pathlib import Path
from typing import Any

from django.db import migrations

from consultations.eventlog import read, tree
from consultations.eventlog.leaves import LEAF

TREE = Path(__file__).parent.parent / "eventlog" / "tree.sql"


def grow(apps: Any, schema_editor: Any) -> None:
    """Make the nodes over what is sealed already."""
    tree.grow(read.head())


class Migration(migrations.Migration):
    """Makes the tree; it is never unmade."""

    dependencies = [("consultations", "0003_reminder_clock")]
    operations = [
        migrations.RunSQL(TREE.read_text(encoding="utf-8").replace("{leaf}", LEAF)),
        migrations.RunPython(grow),
    ]
