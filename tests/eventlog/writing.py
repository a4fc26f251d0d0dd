"""Events written as the application does, on a connection of the test's own, so that it can hold them open."""

from time import monotonic
from uuid import UUID, uuid4

import psycopg

from consultations.domain.message import Envelope
from consultations.domain.opening import CaseSuspended
from consultations.domain.values import Asserted
from consultations.eventlog import read
from consultations.eventlog.append import APPEND, Entry, Fresh, _arguments
from consultations.eventlog.seal import seal

ENVELOPE = Envelope(asserted=Asserted(sides=("NO",)))


def write(connection: psycopg.Connection, stream_id: UUID, version: int, actor: str = "astrid") -> UUID:
    """Append one event, in the connection's own transaction; gives its id. Raises UniqueViolation."""
    return write_several(connection, stream_id, version, 1, actor=actor)[0]


def write_several(
    connection: psycopg.Connection,
    stream_id: UUID,
    version: int,
    several: int,
    *,
    actor: str = "astrid",
    cause: UUID | None = None,
) -> list[UUID]:
    """Append events from `version` on in one statement, as effects of `cause`. Raises UniqueViolation."""
    entry = Entry(
        stream_id=stream_id,
        stream_kind="case",
        actor=actor,
        command_id=uuid4(),
        correlation_id=uuid4(),
        causation_id=cause,
        envelope=ENVELOPE,
    )
    fresh = [
        Fresh(event_id=uuid4(), event=CaseSuspended(reason=str(version + nth))) for nth in range(several)
    ]
    connection.execute(APPEND, _arguments(entry, fresh, version - 1))
    return [each.event_id for each in fresh]


def seal_all() -> int:
    """Seal until nothing is left, and count it: a test beside this one, on the same server, may hold it back."""
    end, total = monotonic() + 60, 0
    while read.unsealed():
        assert monotonic() < end, "an open transaction holds the seal back"
        total += seal()
    return total
