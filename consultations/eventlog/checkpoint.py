"""Signed checkpoints: what the log committed to and when; exported first, then kept in a table beside the log."""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from consultations.domain.logkeys import LOG, LogKeyIntroduced, LogKeyWithdrawn
from consultations.eventlog import read, tree
from consultations.eventlog.connection import cursor
from consultations.eventlog.notes import (
    Checkpoint,
    NotSigned,
    Signer,
    VerifierKey,
    checkpoint_in,
    opened,
    verifier_key,
)
from consultations.eventlog.trust import Told

EVERY: Final = timedelta(minutes=1)
"""How often the worker signs where something new was sealed."""
LATEST: Final = "latest.checkpoint"
"""The file with the newest note alone, as a witness fetches it."""
SUFFIX: Final = ".checkpoints.jsonl"

LAST: Final = "select note from consultations_signedcheckpoint order by size desc limit 1"
KEPT: Final = "select note from consultations_signedcheckpoint order by size"
DUE: Final = """
select sealed_position > coalesce((select max(size) from consultations_signedcheckpoint), 0)
    and coalesce((select max(signed_at) < clock_timestamp() - %s from consultations_signedcheckpoint), true)
from consultations_seal
"""
KEEP: Final = """
insert into consultations_signedcheckpoint (size, root, note) values (%s, %s, %s) on conflict (size) do nothing
"""
TODAY: Final = "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD'), clock_timestamp()::text"
UNPROTECTED: Final = """
select (select sealed_position from consultations_seal) - coalesce(max(size), 0),
    extract(epoch from clock_timestamp() - (
        select event.recorded_at from consultations_position place join consultations_event event using (number)
        where place.position = coalesce(max(size), 0) + 1))::float8,
    extract(epoch from clock_timestamp() - max(signed_at))::float8
from consultations_signedcheckpoint
"""


class NoSigningKey(Exception):
    """LOG_SIGNING_KEY is not set: checkpoints are signed by the worker, or by whoever holds the key."""


class KeyNotIntroduced(Exception):
    """The log was signed with another key: introduce this one with manage.py log_key, and let that one sign it."""


class TreeContradictsCheckpoint(Exception):
    """The log no longer leads to what was signed of it: run manage.py verify_log. Nothing was signed."""


def signer() -> Signer:
    """Who signs for this installation. Raises NoSigningKey, KeyMalformed."""
    if not settings.LOG_SIGNING_KEY:
        raise NoSigningKey()
    return Signer(settings.LOG_ORIGIN, settings.LOG_SIGNING_KEY)


def trusted(given: Sequence[str] = ()) -> list[VerifierKey]:
    """The keys that count: those given, else those of the settings, else that of the signing key.

    Raises KeyMalformed, NoSigningKey.
    """
    named = given or settings.LOG_VERIFIER_KEYS
    return [verifier_key(each) for each in named] if named else [signer().verifier]


def sign_if_due() -> bool:
    """Sign where something new was sealed and the last checkpoint is a minute old; gives whether it did.

    Does nothing in a process without the key.
    """
    if not settings.LOG_SIGNING_KEY:
        return False
    with cursor() as reading:
        due = reading.execute(DUE, (EVERY,)).fetchone()
    if due != (True,):
        return False
    sign(signer())
    return True


def sign(by: Signer) -> str:
    """Sign what is sealed, export the note and keep it; gives the note, the last one where nothing is new.

    Raises KeyNotIntroduced, TreeContradictsCheckpoint, OSError where it cannot be exported.
    """
    size, before = read.head(), last()
    if before:
        signed = checkpoint_in(before)
        _must_continue(signed, size)
        _must_be_introduced(by.verifier, before, signed.size)
        if signed.size == size:
            return before
    if not size:
        return ""
    checkpoint = Checkpoint(origin=by.verifier.name, size=size, root=tree.subtree(0, size))
    note = by.sign(checkpoint)
    # Exported first: a checkpoint that only the database knows protects nothing against whoever owns it.
    _export(note)
    with transaction.atomic(), cursor() as writing:
        writing.execute(KEEP, (checkpoint.size, checkpoint.root, note))
    return note


def last() -> str:
    """The newest note that is kept; empty where there is none."""
    with cursor() as reading:
        row = reading.execute(LAST).fetchone()
    return str(row[0]) if row else ""


def kept() -> list[str]:
    """Every note in the table, the oldest first."""
    with cursor() as reading:
        return [note for (note,) in reading.execute(KEPT).fetchall()]


def exported(directory: Path) -> Iterator[str]:
    """Every note in a directory of exports, day by day. Raises OSError, and ValueError for what is no export."""
    for file in sorted(directory.glob(f"*{SUFFIX}")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield str(json.loads(line)["note"])


def told() -> list[Told]:
    """What the sealed log tells of keys, in its order."""
    found = []
    for record in read.stream(LOG):
        match record.event:
            case LogKeyIntroduced(verifier_key=key) if record.position:
                found.append(Told(position=record.position, what="introduced", key=key))
            case LogKeyWithdrawn(verifier_key=key) if record.position:
                found.append(Told(position=record.position, what="withdrawn", key=key))
    return found


def unprotected() -> dict[str, Any]:
    """How much of the log is younger than the last checkpoint, which alone shows what the log held."""
    with cursor() as reading:
        events, waiting, age = reading.execute(UNPROTECTED).fetchone() or (0, None, None)
    return {
        "unprotected_events": int(events or 0),
        "unprotected_seconds": round(waiting or 0.0, 1),
        "last_checkpoint_seconds": None if age is None else round(age, 1),
    }


def _must_continue(before: Checkpoint, size: int) -> None:
    if before.size > size or tree.subtree(0, before.size) != before.root:
        raise TreeContradictsCheckpoint()


def _must_be_introduced(key: VerifierKey, before: str, size: int) -> None:
    """A key goes on signing, or takes over once what was signed before it tells of it."""
    of_key = {each.what for each in told() if each.key == str(key) and each.position <= size}
    if "withdrawn" in of_key or not ("introduced" in of_key or _signed_by(key, before)):
        raise KeyNotIntroduced()


def _signed_by(key: VerifierKey, note: str) -> bool:
    try:
        opened(note, [key])
    except NotSigned:
        return False
    return True


def _export(note: str) -> None:
    directory = Path(settings.LOG_CHECKPOINT_DIR)
    directory.mkdir(mode=0o755, parents=True, exist_ok=True)
    with cursor() as reading:
        day, at = reading.execute(TODAY).fetchone() or ("", "")
    with directory.joinpath(f"{day}{SUFFIX}").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"signed_at": at, "note": note}, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part = directory / f"{LATEST}.part"
    part.write_text(note, encoding="utf-8")
    part.replace(directory / LATEST)
