"""Indexes for the orders in which lists of all files together are read; one that no list needs goes."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Cast, Coalesce

CHANGED = {
    "commitments": "assurance_id",
    "correspondence": "note_id",
    "followups": "action_id",
    "outcomes": "outcome_id",
    "rounds": "round_id",
    "statements": "statement_id",
}
DUE = Coalesce("due_earliest", Cast(Value("infinity"), DateTimeField()))
ACTIVE = Coalesce("last_activity_day", Value(date.min))


class Migration(migrations.Migration):
    """Makes them."""

    dependencies = [("consultations", "0008_timeline_indexes")]
    operations = [
        # One file's entries are found by the index that begins with the file, and are few enough to be sorted.
        migrations.RemoveIndex(model_name="timeline", name="timeline_2"),
        *(
            migrations.AddIndex(
                model_name=name, index=models.Index(fields=["version", key], name=f"{name}_2")
            )
            for name, key in CHANGED.items()
        ),
        migrations.AddIndex(
            model_name="correspondence",
            index=models.Index(fields=["number", "note_id"], name="correspondence_3"),
        ),
        migrations.AddIndex(
            model_name="outcomes", index=models.Index(fields=["round_id", "outcome_id"], name="outcomes_3")
        ),
        # Through these two a person shows.
        migrations.AddIndex(
            model_name="statements", index=models.Index(fields=["person_id"], name="statements_3")
        ),
        migrations.AddIndex(
            model_name="rounds",
            index=GinIndex(fields=["delegations"], name="rounds_3", opclasses=["jsonb_path_ops"]),
        ),
        migrations.AddIndex(
            model_name="docket", index=models.Index(fields=["title", "case_id"], name="docket_3")
        ),
        migrations.AddIndex(model_name="docket", index=models.Index(ACTIVE, F("case_id"), name="docket_4")),
        migrations.AddIndex(
            model_name="deadlines", index=models.Index(DUE, F("deadline_id"), name="deadlines_3")
        ),
        migrations.AddIndex(
            model_name="deadlines", index=models.Index(F("status"), DUE, F("deadline_id"), name="deadlines_4")
        ),
    ]
