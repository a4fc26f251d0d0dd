"""The answer to each command that came with a key, kept in the command's own transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

import msgspec
from django.db import models
from django.db.models.functions import Now

from consultations.eventlog.codec import encode
from consultations.eventlog.connection import cursor


class Answer(models.Model):
    """A command that took effect, by the key its sender gave it."""

    owner = models.TextField()
    key = models.TextField()
    fingerprint = models.BinaryField()
    receipt = models.BinaryField()
    stream_id = models.UUIDField()
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        """One answer per key of each sender."""

        app_label = "consultations"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="answer_once")]

    def __str__(self) -> str:
        """The key it was given under."""
        return f"{self.owner} {self.key}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """The name under which a sender may repeat a command: RFC draft Idempotency-Key."""

    owner: str
    key: str
    fingerprint: bytes
    """Digest of the whole request: the same key must mean the same request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What a command led to."""

    stream_id: UUID
    stream_kind: str
    version: int
    """The stream's version after it."""
    entity_id: UUID
    entity_version: int
    events: tuple[str, ...]
    event_ids: tuple[UUID, ...]
    warnings: tuple[str, ...] = ()
    beside: UUID | None = None
    """The event that it led to in the register beside the file, if any."""
    repeated: bool = False
    """Whether this is the kept answer to an earlier sending of the same command."""


Kept = tuple[str, str, bytes, bytes, UUID]
"""An answer as it is stored: owner, key, fingerprint, receipt, stream."""


class KeyReused(Exception):
    """This key has been used for another request."""


class KeyInFlight(Exception):
    """A request with this key is being carried out; ask again in a moment."""


LOCK = "select pg_try_advisory_xact_lock(%s)"
EARLIER = "select fingerprint, receipt from consultations_answer where owner = %s and key = %s"
KEPT = "select key from consultations_answer where owner = %s and key = any(%s)"
KEEP = """
insert into consultations_answer (owner, key, fingerprint, receipt, stream_id) values (%s, %s, %s, %s, %s)
"""


def look_up(key: Key) -> Callable[[], Receipt | None]:
    """Hold this key until the transaction ends, and ask for the kept answer; what it gives takes the answer.

    Two steps, so that both statements can go in one pipeline with others. Taking the answer raises KeyInFlight where
    another transaction holds the key, KeyReused where it stood for another request.
    """
    locking = cursor().execute(LOCK, (_lock_number(key),))
    reading = cursor().execute(EARLIER, (key.owner, key.key))

    def earlier() -> Receipt | None:
        if locking.fetchone() == (False,):
            raise KeyInFlight()
        row = reading.fetchone()
        return _repeated(key, *row) if row else None

    return earlier


def _repeated(key: Key, fingerprint: bytes, receipt: bytes) -> Receipt:
    if fingerprint != key.fingerprint:
        raise KeyReused()
    return replace(msgspec.json.decode(receipt, type=Receipt), repeated=True)


def kept(owner: str, keys: Sequence[str]) -> set[str]:
    """Those of a sender's keys that an answer is kept under."""
    with cursor() as reading:
        return {str(key) for (key,) in reading.execute(KEPT, (owner, list(keys)))}


def answer(key: Key, receipt: Receipt) -> Kept:
    """The answer to a command, to be kept beside the events it led to."""
    return key.owner, key.key, key.fingerprint, encode(receipt), receipt.stream_id


def keep(answer: Kept) -> None:
    """Keep the answer to a command that led to no events."""
    with cursor() as writing:
        writing.execute(KEEP, answer)


def _lock_number(key: Key) -> int:
    digest = sha256(f"{key.owner}\0{key.key}".encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
