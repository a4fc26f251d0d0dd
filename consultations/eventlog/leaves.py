"""The leaf of an event: which of its columns are hashed, and in which bytes. Frozen: a change is another log."""

from typing import Final

ENTRY: Final = """record_send(row(
    event.event_id, event.stream_id, convert_to(event.stream_kind, 'UTF8'), event.version,
    convert_to(event.type, 'UTF8'), event.schema_version, convert_to(event.actor, 'UTF8'),
    event.command_id, event.correlation_id, event.causation_id, event.envelope, event.payload,
    event.recorded_at, event.salt, convert_to(event.role, 'UTF8')))"""
"""SQL on a row `event`: every stored column but xid and number, the server's own bookkeeping, unambiguously.

PostgreSQL's binary form of a record: the number of columns, then for each the id of its type, its length in bytes
(-1 for null) and its bytes; big-endian throughout. Written out in docs/log-format.md.
"""
EVENT_ID, STREAM_ID = slice(12, 28), slice(36, 52)
"""Where the two stand in that entry."""
LEAF: Final = f"sha256('\\x00'::bytea || {ENTRY})"
"""SQL: the hash of that entry as a leaf (RFC 9162, 2.1.1)."""
