"""Contents of documents, beside the log: put there once, under file and digest, read back, and held against the log."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, Literal
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
    # In this order: a document is filed before its bytes come, and they come before the event that says so. What comes
    # meanwhile is either not looked at, or looked for once more.
    places, said = kept(), list(_said())
    filed = [each for each in said if isinstance(each.event, DocumentFiled)]
    deposits = [each for each in said if isinstance(each.event, ContentDeposited)]
    claimed = {each.place for each in deposits}
    hashed = dict(_hashed(dict.fromkeys([*places, *claimed]), advance))
    on_paper = sum(not each.event.digest for each in filed)
    verdict = Verdict(
        documents=len(deposits),
        contents=len(hashed),
        on_paper=on_paper,
        awaited=len(filed) - on_paper - len(deposits),
    )
    for each in deposits:
        verdict.findings += _faults(each, hashed.get(each.place))
    awaited = {each.place: each for each in filed if each.event.digest}
    for place, found in hashed.items():
        if place not in claimed:
            verdict.findings += _unclaimed(place, found, awaited.get(place))
    return verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class _Said:
    """What the log says of one content."""

    case_id: UUID
    event_id: UUID
    event: DocumentFiled | ContentDeposited

    @property
    def place(self) -> Place:
        return self.case_id, bytes.fromhex(self.event.digest)


Found = tuple[bytes, int]
"""What a content hashes to, and its size in bytes."""


def _hashed(places: Iterable[Place], advance: Callable[[int], None]) -> Iterator[tuple[Place, Found]]:
    """Those that are there, one at a time: no two are in memory together."""
    for case_id, digest in places:
        content = content_of(case_id, digest.hex())
        if content is not None:
            yield (case_id, digest), (sha256(content).digest(), len(content))
        advance(1)


def _said() -> Iterator[_Said]:
    with cursor(binary=True) as reading:
        for stream_id, event_id, name, version, payload in reading.execute(SAID).fetchall():
            event: Any = decode(name, version, bytes(payload))
            yield _Said(case_id=stream_id, event_id=event_id, event=event)


def _faults(said: _Said, found: Found | None) -> Iterator[Finding]:
    event = said.event
    if found == (bytes.fromhex(event.digest), event.size):
        return
    yield Finding(
        kind="altered" if found else "missing",
        case_id=said.case_id,
        document_id=event.document_id,
        event_id=said.event_id,
        digest=event.digest,
        says=(
            f"hashes to {found[0].hex()} and has {found[1]} bytes, not {event.size}"
            if found
            else "was deposited, according to the log, and is not there"
        ),
    )


def _unclaimed(place: Place, found: Found, awaited: _Said | None) -> Iterator[Finding]:
    """What no deposit speaks of: left by one that was cut off, where a document waits for it; else it is nobody's."""
    if awaited:
        yield from _faults(awaited, found)
        return
    case_id, digest = place
    yield Finding(
        kind="unclaimed",
        case_id=case_id,
        document_id=None,
        event_id=None,
        digest=digest.hex(),
        says="no document on the file has this digest",
    )
