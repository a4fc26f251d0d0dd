"""The one way into the log: a plain INSERT, checked by the unique version within a stream."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import UniqueViolation

from consultations.domain.message import Envelope, Event
from consultations.eventlog.answers import Kept
from consultations.eventlog.codec import encode
from consultations.eventlog.connection import cursor


@dataclass(frozen=True, kw_only=True, slots=True)
class Fresh:
    """An event that is to be appended, under the id it will keep."""

    event_id: UUID
    event: Event


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What the events of one command have in common."""

    stream_id: UUID
    stream_kind: str
    actor: str
    command_id: UUID
    correlation_id: UUID
    envelope: Envelope
    causation_id: UUID | None = None


class VersionConflict(Exception):
    """Somebody else appended to the stream in the meantime."""


# No lock, no NOTIFY and no row that all writers share: each would serialise commits.
APPEND_ONE = """
insert into consultations_event (
    event_id, stream_id, stream_kind, version, type, schema_version,
    actor, command_id, correlation_id, causation_id, envelope, payload)
select %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid, %s, %s
from (select pg_advisory_xact_lock_shared(hashtextextended(%s, 0))) turn
"""
APPEND = """
insert into consultations_event (
    event_id, stream_id, stream_kind, version, type, schema_version,
    actor, command_id, correlation_id, causation_id, envelope, payload)
select fresh.event_id, %s, %s, %s + fresh.nth, fresh.type, fresh.schema_version,
    %s, %s, %s, %s::uuid, %s, fresh.payload
from unnest(%s::uuid[], %s::text[], %s::smallint[], %s::bytea[])
    with ordinality as fresh (event_id, type, schema_version, payload, nth),
    (select pg_advisory_xact_lock_shared(hashtextextended(%s, 0))) turn
order by fresh.nth
"""
# One round trip for both. The answer is kept after the last event, for it waits for their count: the other way round
# the transaction would have an id before it waits for its turn, and hold the seal back.
ANSWERING = """
with appended as ({append} returning version)
insert into consultations_answer (owner, key, fingerprint, receipt, stream_id)
select %s, %s, %s, %s, %s from (select count(*) from appended) every
"""
APPEND_ONE_ANSWERING, APPEND_ANSWERING = (ANSWERING.format(append=each) for each in (APPEND_ONE, APPEND))
# An append shares the turn of its stream, which keeps nobody waiting, unless somebody has it alone; then it waits,
# without a transaction id, and is told of the conflict.
TURN = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"


def wait_for_turn(stream_id: UUID) -> None:
    """Have a stream alone until the transaction ends: for whoever collided there, before reading it again.

    Nobody else can append to it meanwhile, so that the next decision stands, however many others write.
    """
    with cursor() as waiting:
        waiting.execute(TURN, (_turn(stream_id),))


def append(entry: Entry, fresh: Sequence[Fresh], expected: int, kept: Kept | None = None) -> int:
    """Append events after version `expected` of their stream, and keep the answer; gives the stream's new version.

    Raises VersionConflict where the stream has moved on; the transaction is then to be rolled back.
    """
    try:
        with cursor() as writing:
            # Most commands lead to one event, and arrays of one cost a third of the whole append.
            if len(fresh) == 1:
                statement = APPEND_ONE_ANSWERING if kept else APPEND_ONE
                writing.execute(statement, _row(entry, fresh[0], expected + 1) + (kept or ()))
            else:
                statement = APPEND_ANSWERING if kept else APPEND
                writing.execute(statement, _arguments(entry, fresh, expected) + (kept or ()))
    except UniqueViolation as violation:
        if violation.diag.constraint_name == "stream_version_once":
            raise VersionConflict() from violation
        raise
    return expected + len(fresh)


def _row(entry: Entry, fresh: Fresh, version: int) -> tuple[object, ...]:
    return (
        fresh.event_id,
        entry.stream_id,
        entry.stream_kind,
        version,
        type(fresh.event).__name__,
        fresh.event.schema_version,
        entry.actor,
        entry.command_id,
        entry.correlation_id,
        entry.causation_id,
        encode(entry.envelope),
        encode(fresh.event),
        _turn(entry.stream_id),
    )


def _turn(stream_id: UUID) -> str:
    return f"append {stream_id}"


def _arguments(entry: Entry, fresh: Sequence[Fresh], expected: int) -> tuple[object, ...]:
    return (
        entry.stream_id,
        entry.stream_kind,
        expected,
        entry.actor,
        entry.command_id,
        entry.correlation_id,
        entry.causation_id,
        encode(entry.envelope),
        [each.event_id for each in fresh],
        [type(each.event).__name__ for each in fresh],
        [each.event.schema_version for each in fresh],
        [encode(each.event) for each in fresh],
        _turn(entry.stream_id),
    )
