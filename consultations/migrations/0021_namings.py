"""Which files have named which persons and properties; what three indexes were for is asked of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the table; takes three indexes away."""

    dependencies = [
        ("consultations", "0020_actions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Namings",
            fields=[
                ("naming_id", models.UUIDField(primary_key=True, serialize=False)),
                ("case_id", models.UUIDField()),
                ("named_id", models.UUIDField()),
            ],
            options={
                "verbose_name": "namings",
                "verbose_name_plural": "namings",
                "db_table": "consultations_namings",
            },
        ),
        migrations.RemoveIndex(
            model_name="contacts",
            name="contacts_3",
        ),
        migrations.RemoveIndex(
            model_name="nominations",
            name="nominations_4",
        ),
        migrations.RemoveIndex(
            model_name="rounds",
            name="rounds_3",
        ),
        migrations.AddIndex(
            model_name="namings",
            index=models.Index(fields=["named_id", "case_id"], name="namings_1"),
        ),
        migrations.AddIndex(
            model_name="namings",
            index=models.Index(fields=["case_id"], name="namings_2"),
        ),
    ]
