"""When reminders were last seen to, in one row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the table."""

    dependencies = [("consultations", "0002_tables")]
    operations = [
        migrations.CreateModel(
            name="ReminderClock",
            fields=[
                ("only_row", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("struck_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("only_row", True)), name="reminderclock_one_row"
                    )
                ],
            },
        ),
    ]
