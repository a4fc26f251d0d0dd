"""The log as JSON Lines, so that it outlives the application: written out, and restored into an empty log.

The form is told in docs/log-format.md, and eventlog/verifier.py checks it with nothing but Python.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from consultations.eventlog import checkpoint, read, tree
from consultations.eventlog.connection import cursor
from consultations.eventlog.leaves import LEAF
from consultations.eventlog.notes import NoteMalformed, checkpoint_in

FORM: Final = "consultations-log/1"
BATCH: Final = 5_000
COLUMNS: Final = (
    "event_id", "stream_id", "stream_kind", "version", "type", "schema_version", "actor",
    "command_id", "correlation_id", "causation_id", "recorded_at", "salt", "role", "envelope", "payload",
)  # fmt: skip
EVENTS: Final = f"""
select place.position, {", ".join(f"event.{name}" for name in COLUMNS)}
from consultations_position place join consultations_event event using (number)
where place.position > %s and place.position <= %s
order by place.position
"""
EMPTY: Final = "select not exists (select from consultations_event)"
COPY: Final = f"copy consultations_event (number, {', '.join(COLUMNS)}) from stdin"
PLACE: Final = f"""
insert into consultations_position (position, number, stream_id, leaf)
select event.number, event.number, event.stream_id, {LEAF} from consultations_event event order by event.number
"""
SEAL: Final = """
update consultations_seal set sealed_number = %(size)s, sealed_position = %(size)s, sealed_at = clock_timestamp()
"""
SEQUENCE: Final = "select setval('consultations_event_number_seq', %s)"


class LogNotEmpty(Exception):
    """There are events in this log already: an export is restored into an empty one."""


class ExportMalformed(Exception):
    """This is no export of a log, or not a whole one."""


class ExportContradictsCheckpoint(Exception):
    """The events of the export do not lead to a root that was signed; nothing was restored."""


def exported() -> Iterator[tuple[str, int]]:
    """The lines of an export of all that is sealed, each with how many events it holds: one, or none."""
    size = read.head()
    notes = [note for note in checkpoint.kept() if checkpoint_in(note).size <= size]
    yield _line({"form": FORM, "events": size, "checkpoints": notes}), 0
    for start in range(0, size, BATCH):
        for row in _rows(start, min(start + BATCH, size)):
            yield _line(record_of(row)), 1


def record_at(position: int) -> dict[str, Any] | None:
    """The event at a position, as an export has it."""
    rows = _rows(position - 1, position)
    return record_of(rows[0]) if rows else None


def record_of(row: tuple[Any, ...]) -> dict[str, Any]:
    """A stored row, as an export has it."""
    record = {"position": row[0]} | dict(zip(COLUMNS, row[1:], strict=True))
    for name in ("envelope", "payload"):
        record |= _text_or_bytes(name, record.pop(name))
    moment: datetime = record["recorded_at"]
    return record | {
        "recorded_at": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "salt": b64encode(record["salt"]).decode(),
    }


def restore(lines: Iterable[str]) -> Iterator[int]:
    """Restore an export, as the owner of the tables, into an empty log; gives 1 for each event.

    All or nothing. Recording times, salts and roles stay as they were. Raises LogNotEmpty, ExportMalformed,
    ExportContradictsCheckpoint.
    """
    with transaction.atomic(), cursor() as writing:
        if writing.execute(EMPTY).fetchone() != (True,):
            raise LogNotEmpty()
        records = _parsed(lines)
        head, size = next(records, {}), 0
        with writing.copy(COPY) as copy:
            for size, record in enumerate(records, start=1):
                copy.write_row(_row(record, size))
                yield 1
        if size != head.get("events"):
            raise ExportMalformed(f"it promises {head.get('events')} events and holds {size}")
        _place(size, head.get("checkpoints", []))


def _place(size: int, notes: list[str]) -> None:
    with cursor() as writing:
        writing.execute(PLACE)
        tree.grow(size)
        writing.execute(SEAL, {"size": size})
        if size:
            writing.execute(SEQUENCE, (size,))
        for note in notes:
            signed = _signed(note)
            if signed.size > size or tree.subtree(0, signed.size) != signed.root:
                raise ExportContradictsCheckpoint(f"the checkpoint at {signed.size}")
            writing.execute(checkpoint.KEEP, (signed.size, signed.root, note))


def _signed(note: str) -> Any:
    try:
        return checkpoint_in(note)
    except NoteMalformed as malformed:
        raise ExportMalformed("a checkpoint is no signed note") from malformed


def _parsed(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for nth, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
        except ValueError as unreadable:
            raise ExportMalformed(f"line {nth} is not JSON") from unreadable
        if not isinstance(record, dict) or (nth == 1) != (record.get("form") == FORM):
            raise ExportMalformed(f"line {nth} is not of the form {FORM}")
        yield record


def _row(record: dict[str, Any], position: int) -> tuple[Any, ...]:
    try:
        if record["position"] != position:
            raise ExportMalformed(f"position {record['position']} stands where {position} should")
        values = record | {
            "salt": b64decode(record["salt"], validate=True),
            "envelope": _bytes("envelope", record),
            "payload": _bytes("payload", record),
        }
        return (position, *(values[name] for name in COLUMNS))
    except (KeyError, TypeError, ValueError) as malformed:
        raise ExportMalformed(f"the event at position {position}") from malformed


def _text_or_bytes(name: str, stored: bytes) -> dict[str, str]:
    """The text that these bytes are; what is no text, as no writer of ours leaves it, as base64."""
    try:
        return {name: stored.decode()}
    except UnicodeDecodeError:
        return {f"{name}_base64": b64encode(stored).decode()}


def _bytes(name: str, record: dict[str, Any]) -> bytes:
    if name in record:
        return str(record[name]).encode()
    return b64decode(record[f"{name}_base64"], validate=True)


def _rows(start: int, end: int) -> list[tuple[Any, ...]]:
    with cursor(binary=True) as reading:
        return reading.execute(EVENTS, (start, end)).fetchall()


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, default=_plain, separators=(",", ":"))


def _plain(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)
