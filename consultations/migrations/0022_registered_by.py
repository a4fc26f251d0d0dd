"""Who registered a person or a property: it shows to them before a file has named it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the columns, empty until the two read models are rebuilt."""

    dependencies = [
        ("consultations", "0021_namings"),
    ]

    operations = [
        migrations.AddField(
            model_name="persons",
            name="registered_by",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="properties",
            name="registered_by",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
    ]
