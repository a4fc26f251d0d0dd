"""What every part of a file has.

A part is also the row of the projection that answers for it, so a status is worked out in one place.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from consultations.domain.message import Recorded
from consultations.domain.values import Stance
from consultations.domain.when import When


@dataclass(kw_only=True, slots=True)
class Part:
    """What every part of a file has: the file it belongs to and its own version."""

    key: ClassVar[str]
    """Name of the field that holds its id."""
    kept: ClassVar[str]
    """Name of the file's collection of such parts."""

    case_id: UUID
    version: int = 0
    """Version of the file at the last event that changed this part: its entity tag."""
    last_activity: When | None = None
    """When the last thing happened to it, as far as that is known."""
    stances: tuple[Stance, ...] = ()
    """What was said of the claims that it rests on, oldest first."""
    rests_on_reversed: tuple[str, ...] = ()
    """Ids of reversed outcomes that it rests on, straight or by way of another part; its own status is its own."""

    @property
    def bases(self) -> tuple[str, ...]:
        """Ids of the parts it rests on."""
        return ()

    def prefer(self, event_id: UUID) -> None:
        """Hold true what this event claims of it; a part that keeps no claims side by side stays as it is."""


def activity(record: Recorded) -> When:
    """When an event happened; else the date its source bears; else the day it was recorded."""
    envelope = record.envelope
    return envelope.occurred or envelope.asserted.on or When(edtf=record.recorded_at.date().isoformat())
