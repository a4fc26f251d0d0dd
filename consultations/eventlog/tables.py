"""The log's own tables as Django sees them: made by `log.sql`, shown read-only, never written through the ORM."""

from django.db import models


class LoggedEvent(models.Model):
    """One row of the log."""

    number = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField()
    stream_id = models.UUIDField()
    stream_kind = models.TextField()
    version = models.IntegerField()
    type = models.TextField()
    schema_version = models.SmallIntegerField()
    actor = models.TextField()
    recorded_at = models.DateTimeField()
    command_id = models.UUIDField()
    correlation_id = models.UUIDField()
    causation_id = models.UUIDField(null=True)
    envelope = models.BinaryField()
    payload = models.BinaryField()

    class Meta:
        """Made by log.sql, for Django can say neither its column order nor its rights."""

        app_label = "consultations"
        managed = False
        db_table = "consultations_event"
        verbose_name = "event"
        verbose_name_plural = "log"

    def __str__(self) -> str:
        """Its type and place in its stream; no content."""
        return f"{self.type} {self.version}"
