"""A checkpoint for each shard of the log, and the cases that a projection has parked."""

from django.db import migrations, models

# A projection stands in every shard where it stood in the whole log. The old code still runs on these rows: it moves
# all of a projection's at once.
CHECKPOINTS = """
alter table consultations_checkpoint
    add column shard smallint not null default 0,
    add column attempts smallint not null default 0,
    add column reaching bigint not null default 0,
    drop constraint consultations_checkpoint_pkey,
    add primary key (projection, shard);
insert into consultations_checkpoint (projection, shard, position)
select projection, nth, position from consultations_checkpoint, generate_series(1, 7) nth;
create index position_shard on consultations_position ((get_byte(uuid_send(stream_id), 15) & 7), position)
    include (number, stream_id);
"""


class Migration(migrations.Migration):
    """Parts the checkpoints; makes the table of parked cases."""

    dependencies = [("consultations", "0005_open_transactions")]
    operations = [
        migrations.RunSQL(CHECKPOINTS),
        migrations.CreateModel(
            name="ParkedCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("projection", models.TextField()),
                ("stream_id", models.UUIDField()),
                ("position", models.BigIntegerField()),
                ("version", models.IntegerField()),
                ("type", models.TextField()),
                ("error", models.TextField()),
                ("place", models.TextField()),
                ("attempts", models.IntegerField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "verbose_name": "parked case",
                "indexes": [models.Index(fields=["stream_id"], name="parked_stream")],
                "constraints": [
                    models.UniqueConstraint(fields=("projection", "stream_id"), name="parked_once")
                ],
            },
        ),
    ]
