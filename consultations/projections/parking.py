"""Cases that are parked: an event that cannot be applied stops its own file in one projection, and nothing else."""

import traceback
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import models

from consultations.eventlog.connection import cursor
from consultations.eventlog.read import Stored

PARK = """
insert into consultations_parkedcase (projection, stream_id, position, version, type, error, place, attempts, since)
values (%s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp())
on conflict (projection, stream_id) do update set position = excluded.position, version = excluded.version,
    type = excluded.type, error = excluded.error, place = excluded.place
"""
STANDING = "select projection, stream_id from consultations_parkedcase where stream_id = any(%s)"
KILLED: Final = "WorkerKilled"
"""The error of an event whose every attempt ended with its worker."""
OURS: Final = Path(__file__).parents[1]


class ParkedCase(models.Model):
    """A file that one projection has stopped at, until it is retried."""

    projection = models.TextField()
    stream_id = models.UUIDField()
    position = models.BigIntegerField()
    """Of the event that could not be applied; it and all that follow it on the file are left out."""
    version = models.IntegerField()
    type = models.TextField()
    """Stored type of that event."""
    error = models.TextField()
    """Type of the error; its message may hold the content of the file, so it is not kept."""
    place = models.TextField()
    """File, line and function where it was raised."""
    attempts = models.IntegerField()
    since = models.DateTimeField()

    class Meta:
        """A projection parks a file once."""

        app_label = "consultations"
        verbose_name = "parked case"
        constraints = [models.UniqueConstraint(fields=["projection", "stream_id"], name="parked_once")]
        indexes = [models.Index(fields=["stream_id"], name="parked_stream")]

    def __str__(self) -> str:
        """Where it is parked; no content."""
        return f"{self.projection} {self.stream_id}"


def park(projection: str, event: Stored, error: str, place: str, attempts: int) -> None:
    """Park the file of an event; the rows it has stay as they were before it."""
    where = (projection, event.stream_id, event.position, event.version, event.type)
    with cursor() as writing:
        writing.execute(PARK, (*where, error, place, attempts))


def parked(stream_ids: list[UUID]) -> set[tuple[str, UUID]]:
    """Which of these files are parked, with the projection each is parked in."""
    with cursor() as reading:
        return set(reading.execute(STANDING, (stream_ids,)).fetchall())


def place_of(error: Exception) -> str:
    """Where in our own code an error was raised; empty where it was not in ours."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if Path(each.filename).is_relative_to(OURS)]
    if not ours:
        return ""
    last = ours[-1]
    return f"{'/'.join(Path(last.filename).parts[-2:])}:{last.lineno} {last.name}"
