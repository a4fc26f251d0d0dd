"""Contents of documents, beside the log: put there once, under file and digest, read back, and held against the log."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

from django.db import models

from consultations.domain.documents import ContentDeposited, DocumentFiled
from consultations.eventlog.codec import decode
from consultations.eventlog.connection import cursor

DEPOSIT: Final = """
insert into consultations_content (stream_id, digest, content, deposited_by) values (%s, %s, %s, %s)
on conflict (stream_id, digest) do nothing
"""
CONTENT: Final = "select content from consultations_content where stream_id = %s and digest = %s"
KEPT: Final = "select stream_id, digest from consultations_content order by stream_id, digest"
SAID: Final = """
select event.stream_id, event.event_id, event.type, event.schema_version, event.payload
from consultations_event event where event.type in ('DocumentFiled', 'ContentDeposited')
order by event.stream_id, event.version
"""

FindingKind = Literal["altered", "missing", "unclaimed"]
Place = tuple[UUID, bytes]
"""Under which a content stands: the file, and the SHA-256 of the content."""


class DepositedContent(models.Model):
    """One content, as `contents.sql` has it."""

    pk = models.CompositePrimaryKey("stream_id", "digest")
    stream_id = models.UUIDField()
    digest = models.BinaryField()
    content = models.BinaryField()
    deposited_by = models.TextField()
    deposited_at = models.DateTimeField()
    role = models.TextField()

    class Meta:
        """Made by contents.sql, for Django can say neither its rights nor how it is stored."""

        app_label = "consultations"
        managed = False
        db_table = "consultations_content"
        verbose_name = "content"
        verbose_name_plural = "contents"

    def __str__(self) -> str:
        """Its digest; no content."""
        return bytes(self.digest).hex()


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One content that does not answer to its event."""

    kind: FindingKind
    case_id: UUID
    document_id: UUID | None
    """The document whose content it is, where one says so."""
    event_id: UUID | None
    """The event that says so."""
    digest: str
    says: str


@dataclass(kw_only=True, slots=True)
class Verdict:
    """What became of a verification."""

    documents: int = 0
    """Documents whose content was deposited, according to the log."""
    contents: int = 0
    """Contents that were hashed anew."""
    on_paper: int = 0
    awaited: int = 0
    """Documents whose content has not been deposited; a deposit that was cut off is among them."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether every content answers to its event."""
        return not self.findings


def digest_of(content: bytes) -> str:
    """What a content is known by: its SHA-256, in hexadecimal."""
    return sha256(content).hexdigest()


def deposit(stream_id: UUID, content: bytes, by: str) -> None:
    """Keep a content under its digest; one that stands there already stays."""
    with cursor(binary=True) as writing:
        writing.execute(DEPOSIT, (stream_id, sha256(content).digest(), content, by))


def content_of(stream_id: UUID, digest: str) -> bytes | None:
    """The content that stands under a digest (hexadecimal) on a file; none where there is none."""
    with cursor(binary=True) as reading:
        row = reading.execute(CONTENT, (stream_id, bytes.fromhex(digest))).fetchone()
    return bytes(row[0]) if row else None


def kept() -> list[Place]:
    """Under what the contents stand that there are."""
    with cursor(binary=True) as reading:
        return [(stream_id, bytes(digest)) for stream_id, digest in reading.execute(KEPT).fetchall()]


def verify(advance: Callable[[int], None] = lambda contents: None) -> Verdict:
    """Hash every content anew, and hold each against the event that speaks of it.

    The log itself is taken at its word: whether that still stands is `eventlog.verify`'s question. `advance` is
    told of each content that has been hashed.
    """
    verdict = Verdict()
    said = list(_said())
    filed = {(stream, event.digest): event for stream, _, event in said if isinstance(event, DocumentFiled)}
    verdict.on_paper = sum(isinstance(each, DocumentFiled) and not each.digest for _, _, each in said)
    deposits = [
        (stream, event_id, each) for stream, event_id, each in said if isinstance(each, ContentDeposited)
    ]
    verdict.documents = len(deposits)
    verdict.awaited = sum(isinstance(each, DocumentFiled) for _, _, each in said)
    verdict.awaited -= verdict.on_paper + len(deposits)
    hashed = {place: _hashed(place, advance) for place in kept()}
    verdict.contents = len(hashed)
    for stream, event_id, deposited in deposits:
        verdict.findings += _faults(stream, event_id, deposited, hashed)
    claimed = {(stream, bytes.fromhex(each.digest)) for stream, _, each in deposits}
    for (stream, digest), found in hashed.items():
        if (stream, digest) not in claimed:
            verdict.findings += _unclaimed(stream, digest, found, filed.get((stream, digest.hex())))
    return verdict


Found = tuple[bytes, int]
"""What a content hashes to, and its size in bytes."""


def _hashed(place: Place, advance: Callable[[int], None]) -> Found:
    content = content_of(place[0], place[1].hex()) or b""
    advance(1)
    return sha256(content).digest(), len(content)


def _said() -> Iterator[tuple[UUID, UUID, object]]:
    with cursor(binary=True) as reading:
        for stream_id, event_id, name, version, payload in reading.execute(SAID).fetchall():
            yield stream_id, event_id, decode(name, version, bytes(payload))


def _faults(
    stream: UUID, event_id: UUID, deposited: ContentDeposited, hashed: dict[Place, Found]
) -> Iterator[Finding]:
    digest = bytes.fromhex(deposited.digest)
    found = hashed.get((stream, digest))
    if found == (digest, deposited.size):
        return
    yield Finding(
        kind="altered" if found else "missing",
        case_id=stream,
        document_id=deposited.document_id,
        event_id=event_id,
        digest=deposited.digest,
        says=(
            f"hashes to {found[0].hex()} and has {found[1]} bytes, not {deposited.size}"
            if found
            else "was deposited, according to the log, and is not there"
        ),
    )


def _unclaimed(stream: UUID, digest: bytes, found: Found, filed: DocumentFiled | None) -> Iterator[Finding]:
    """What no deposit speaks of: left by one that was cut off, where a document waits for it; else it is nobody's."""
    if filed and found == (digest, filed.size):
        return
    yield Finding(
        kind="altered" if filed else "unclaimed",
        case_id=stream,
        document_id=filed.document_id if filed else None,
        event_id=None,
        digest=digest.hex(),
        says=f"hashes to {found[0].hex()}" if filed else "no document on the file has this digest",
    )
