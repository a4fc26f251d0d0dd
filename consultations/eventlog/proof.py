"""The proof that one event stands in the log, for somebody who sees nothing else of it (C2SP tlog-proof)."""

import json
from base64 import b64encode
from typing import Final
from uuid import UUID

from consultations.eventlog import checkpoint, export, tree
from consultations.eventlog.connection import cursor
from consultations.eventlog.merkle import inclusion_proof
from consultations.eventlog.notes import checkpoint_in

HEADER: Final = "c2sp.org/tlog-proof@v1"
POSITION: Final = """
select place.position from consultations_event event join consultations_position place using (number)
where event.event_id = %s
"""


class NoSuchEvent(Exception):
    """There is no such event in the sealed log."""


class NotUnderCheckpoint(Exception):
    """No checkpoint covers this event yet: sign one with manage.py checkpoint_log."""


def proof_of(event_id: UUID) -> str:
    """The event, its path to the root, and the signed checkpoint with that root.

    The event itself travels as the extra data, which whoever checks must hash. Raises NoSuchEvent,
    NotUnderCheckpoint.
    """
    position, note = _position(event_id), checkpoint.last()
    if not note or checkpoint_in(note).size < position:
        raise NotUnderCheckpoint()
    path = inclusion_proof(position - 1, checkpoint_in(note).size, tree.subtree)
    record = json.dumps(export.record_at(position), ensure_ascii=False, default=str, separators=(",", ":"))
    lines = [HEADER, f"extra {b64encode(record.encode()).decode()}", f"index {position - 1}"]
    return "\n".join([*lines, *(b64encode(each).decode() for each in path), "", note])


def _position(event_id: UUID) -> int:
    with cursor() as reading:
        row = reading.execute(POSITION, (event_id,)).fetchone()
    if row is None:
        raise NoSuchEvent()
    return int(row[0])
