"""The one way into the log: a plain INSERT, checked by the unique version within a stream."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import UniqueViolation

from consultations.domain.message import Envelope, Event
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
select fresh.event_id, %(stream_id)s, %(stream_kind)s, %(expected)s + fresh.nth, fresh.type, fresh.schema_version,
    %(actor)s, %(command_id)s, %(correlation_id)s, %(causation_id)s::uuid, %(envelope)s, fresh.payload
from unnest(%(event_ids)s::uuid[], %(types)s::text[], %(schema_versions)s::smallint[], %(payloads)s::bytea[])
    with ordinality as fresh (event_id, type, schema_version, payload, nth),
    (select pg_advisory_xact_lock_shared(hashtextextended(%(turn)s, 0))) turn
order by fresh.nth
"""
# An append shares the turn of its stream, which keeps nobody waiting, unless somebody has it alone; then it waits,
# without a transaction id, and is told of the conflict.
TURN = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"


def wait_for_turn(stream_id: UUID) -> None:
    """Have a stream alone until the transaction ends: for whoever collided there, before reading it again.

    Nobody else can append to it meanwhile, so that the next decision stands, however many others write.
    """
    with cursor() as waiting:
        waiting.execute(TURN, (_turn(stream_id),))


def append(entry: Entry, fresh: Sequence[Fresh], expected: int) -> int:
    """Append events after version `expected` of their stream; gives the stream's new version.

    Raises VersionConflict where the stream has moved on; the transaction is then to be rolled back.
    """
    try:
        with cursor() as writing:
            # Most commands lead to one event, and arrays of one cost a third of the whole append.
            if len(fresh) == 1:
                writing.execute(APPEND_ONE, _row(entry, fresh[0], expected + 1))
            else:
                writing.execute(APPEND, _arguments(entry, fresh, expected))
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


def _arguments(entry: Entry, fresh: Sequence[Fresh], expected: int) -> dict[str, object]:
    return {
        "turn": _turn(entry.stream_id),
        "stream_id": entry.stream_id,
        "stream_kind": entry.stream_kind,
        "expected": expected,
        "actor": entry.actor,
        "command_id": entry.command_id,
        "correlation_id": entry.correlation_id,
        "causation_id": entry.causation_id,
        "envelope": encode(entry.envelope),
        "event_ids": [each.event_id for each in fresh],
        "types": [type(each.event).__name__ for each in fresh],
        "schema_versions": [each.event.schema_version for each in fresh],
        "payloads": [encode(each.event) for each in fresh],
    }
