"""The proof that one event stands in the log, for somebody who sees nothing else of it (C2SP tlog-proof)."""

import json
from base64 import b64encode
from typing import Final, NamedTuple
from uuid import UUID

from consultations.eventlog import checkpoint, export, tree
from consultations.eventlog.connection import cursor
from consultations.eventlog.leaves import LEAF
from consultations.eventlog.merkle import inclusion_proof
from consultations.eventlog.notes import Checkpoint, checkpoint_in

HEADER: Final = "c2sp.org/tlog-proof@v1"
PLACE: Final = f"""
select place.position, place.leaf, {LEAF}
from consultations_event event join consultations_position place using (number)
where event.event_id = %s
"""


class NoSuchEvent(Exception):
    """There is no such event in the sealed log."""


class NotUnderCheckpoint(Exception):
    """No checkpoint covers this event yet: sign one with manage.py checkpoint_log."""


class Place(NamedTuple):
    """Where an event stands, and its leaf."""

    position: int
    sealed: bytes
    """The leaf that was kept when it was sealed."""
    stored: bytes
    """The leaf that it makes as it is stored now: another one where it was changed since."""


def proof_of(event_id: UUID) -> str:
    """The event, its path to the root, and the signed checkpoint with that root.

    The event itself travels as the extra data, which whoever checks must hash. Raises NoSuchEvent,
    NotUnderCheckpoint.
    """
    position = place_of(event_id).position
    note = covering(position)
    record = json.dumps(export.record_at(position), ensure_ascii=False, default=str, separators=(",", ":"))
    lines = [HEADER, f"extra {b64encode(record.encode()).decode()}", f"index {position - 1}"]
    path = path_to(checkpoint_in(note), position)
    return "\n".join([*lines, *(b64encode(each).decode() for each in path), "", note])


def place_of(event_id: UUID) -> Place:
    """Where a sealed event stands. Raises NoSuchEvent."""
    with cursor(binary=True) as reading:
        row = reading.execute(PLACE, (event_id,)).fetchone()
    if row is None:
        raise NoSuchEvent()
    return Place._make(row)


def covering(position: int) -> str:
    """The last checkpoint, as signed, which covers this position. Raises NotUnderCheckpoint, NoteMalformed."""
    note = checkpoint.last()
    if not note or checkpoint_in(note).size < position:
        raise NotUnderCheckpoint()
    return note


def path_to(signed: Checkpoint, position: int) -> list[bytes]:
    """The hashes that lead from the event at a position to the root of a checkpoint. Raises TreeIncomplete."""
    return inclusion_proof(position - 1, signed.size, tree.subtree)
