"""Documents: filed with the digest of their content, deposited under it, superseded; nothing is ever removed.

The log holds what a document is; its bytes stand beside the log and answer to the digest here (FIPS 180-4, SHA-256).
"""

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.documents import Authenticity, Document
from consultations.domain.state import Case, must_be_free, must_be_on_file
from consultations.domain.values import LEVELS, Level
from consultations.domain.when import When

DIGEST: Final = re.compile("[0-9a-f]{64}")
MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
"""RFC 6838, 4.2, in small letters and without parameters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentOccurrence(Event):
    """What every event of a document carries; what the registry does with it is nobody's claim."""

    claim: ClassVar[bool] = False
    entity: ClassVar[tuple[str, ...]] = ("document_id",)
    document_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentFiled(DocumentOccurrence):
    """A document was put on the file: on paper, or by the digest of its content, which may be deposited later.

    Its content may have a higher level than the file: then it is known that there is such a document, and its text
    is shown to those alone who are cleared for that level.
    """

    title: str
    digest: str = ""
    media_type: str = ""
    size: int = 0
    languages: tuple[str, ...] = ()
    authenticity: Authenticity = "authentic"
    translation_of: UUID | None = None
    dated: When | None = None
    content_level: Level | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentDeposited(DocumentOccurrence):
    """The content of the document was deposited, and answered to its digest; its later removal would be noticed."""

    digest: str
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentSuperseded(DocumentOccurrence):
    """Another document on the file took the place of this one, which stays."""

    by_document_id: UUID
    reason: str = ""


DocumentEvent = DocumentFiled | ContentDeposited | DocumentSuperseded


@dataclass(frozen=True, kw_only=True, slots=True)
class FileDocument(Command):
    """Put a document on the file; one whose content is to be deposited names its digest, media type and size."""

    about: ClassVar[str] = "document_id"
    document_id: NewId
    title: str
    digest: str = ""
    """SHA-256 of the content, 64 hexadecimal digits in small letters; left out for a document on paper."""
    media_type: str = ""
    """What kind of content it is (RFC 6838): application/pdf."""
    size: int = 0
    """Bytes."""
    languages: tuple[str, ...] = ()
    """The languages it is written in (BCP 47)."""
    authenticity: Authenticity = "authentic"
    """An authentic text is authoritative; a convenience translation only helps to read it (VCLT 33)."""
    translation_of: UUID | None = None
    """The document on the file that it translates."""
    dated: When | None = None
    """The date it bears."""
    content_level: Level | None = None
    """The level of its content, where that is higher than the file's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DepositContent(Command):
    """Record that the content of a document was deposited; who deposits it there says so, nobody else."""

    about: ClassVar[str] = "document_id"
    by_name: ClassVar[bool] = False
    document_id: UUID
    digest: str
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SupersedeDocument(Command):
    """Record that another document on the file took the place of one; both stay."""

    about: ClassVar[str] = "document_id"
    document_id: UUID
    by_document_id: UUID
    """The document that counts from now on."""
    reason: str = ""


DocumentCommand = FileDocument | DepositContent | SupersedeDocument


class UnknownDocument(Refused):
    """There is no such document on the file."""


class DocumentFiledAlready(Refused):
    """A document with this id is on the file already; another version is another document."""


class DigestMalformed(Refused):
    """A digest is the SHA-256 of the content: 64 hexadecimal digits, in small letters."""


class MediaTypeMalformed(Refused):
    """A media type has two names in small letters, with a slash between them: application/pdf."""


class ContentIncomplete(Refused):
    """A digest, a media type and a size in bytes are given together; a document on paper has none of them."""


class ContentLevelNotHigher(Refused):
    """The level of a content is higher than that of the file, or it is left out."""


class AuthenticTextTranslatesNothing(Refused):
    """An authentic text is no translation of another; call it a convenience translation."""


class DocumentIsOnPaper(Refused):
    """The document is on paper: there is no digest that a content could be held against."""


class DigestDiffers(Refused):
    """This is not the content of the document: its digest is another."""


class SizeDiffers(Refused):
    """This is not the content of the document: it has another size."""


class ContentDepositedAlready(Refused):
    """The content of the document has been deposited already, and this is not it."""


class DocumentSupersededAlready(Refused):
    """Another document has taken the place of this one already."""


class SupersededInACircle(Refused):
    """A document is not superseded by itself, nor by one that it has superseded."""


def decide(command: DocumentCommand, case: Case) -> list[DocumentEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    on_file = case.documents.get(command.document_id)
    if isinstance(command, FileDocument):
        if on_file is not None:
            raise DocumentFiledAlready(title=on_file.title)
        return [_filed(command, case)]
    if on_file is None:
        raise UnknownDocument(document_id=command.document_id)
    match command:
        case DepositContent():
            return _deposited(command, on_file)
        case SupersedeDocument():
            return [_superseded(command, on_file, case)]
        case _:
            assert_never(command)


FILED: Final = (
    *("document_id", "title", "digest", "media_type", "size", "languages"),
    *("authenticity", "translation_of", "dated", "content_level"),
)
"""What a command and its event both say of a document."""


def _filed(command: FileDocument, case: Case) -> DocumentFiled:
    must_be_free(case, command.document_id)
    _must_be_complete(command)
    if command.content_level and LEVELS.index(command.content_level) <= LEVELS.index(case.level):
        raise ContentLevelNotHigher(level=case.level)
    if command.translation_of:
        if command.authenticity == "authentic":
            raise AuthenticTextTranslatesNothing()
        must_be_on_file([command.translation_of], case.documents)
    told: dict[str, Any] = {name: getattr(command, name) for name in FILED}
    return DocumentFiled(**told)


def _must_be_complete(command: FileDocument) -> None:
    given = (command.digest, command.media_type, command.size > 0)
    if any(given) != all(given) or command.size < 0:
        raise ContentIncomplete()
    if command.digest and not DIGEST.fullmatch(command.digest):
        raise DigestMalformed()
    if command.media_type and not MEDIA_TYPE.fullmatch(command.media_type):
        raise MediaTypeMalformed()


def must_answer(command: DepositContent, on_file: Document) -> None:
    """Raise what stands against this being the content of the document, before anybody keeps it."""
    if not on_file.digest:
        raise DocumentIsOnPaper()
    if on_file.kept_as == "content deposited" and command.digest != on_file.digest:
        raise ContentDepositedAlready(digest=on_file.digest)
    if command.size != on_file.size:
        raise SizeDiffers(size=on_file.size, given=command.size)
    if command.digest != on_file.digest:
        raise DigestDiffers(digest=on_file.digest, given=command.digest)


def _deposited(command: DepositContent, on_file: Document) -> list[DocumentEvent]:
    must_answer(command, on_file)
    if on_file.kept_as == "content deposited":
        return []
    return [ContentDeposited(document_id=command.document_id, digest=command.digest, size=command.size)]


def _superseded(command: SupersedeDocument, on_file: Document, case: Case) -> DocumentSuperseded:
    must_be_on_file([command.by_document_id], case.documents)
    if on_file.superseded_by:
        raise DocumentSupersededAlready(superseded_by=on_file.superseded_by)
    if command.document_id in _line(command.by_document_id, case):
        raise SupersededInACircle()
    return DocumentSuperseded(
        document_id=command.document_id, by_document_id=command.by_document_id, reason=command.reason
    )


def _line(document_id: UUID, case: Case) -> list[UUID]:
    """A document and those that took its place, one after the other."""
    line, following = list[UUID](), {key: each.superseded_by for key, each in case.documents.items()}
    now: UUID | None = document_id
    while now and now not in line:
        line.append(now)
        now = following.get(now)
    return line


def evolve(case: Case, event: DocumentEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Document, event.document_id, record)
    match event:
        case DocumentFiled():
            _evolve_filed(part, event)
            part.status_asserted = part.status_asserted or record.envelope.asserted
        case ContentDeposited(digest=digest, size=size):
            part.digest, part.size, part.kept_as = digest, size, "content deposited"
        case DocumentSuperseded(by_document_id=by, reason=reason):
            part.status, part.superseded_by, part.reason = "superseded", by, reason
            part.status_asserted = record.envelope.asserted
        case _:
            assert_never(event)


def _evolve_filed(part: Document, event: DocumentFiled) -> None:
    for name in FILED:
        setattr(part, name, getattr(event, name))
    if event.digest and part.kept_as == "on paper":
        part.kept_as = "content awaited"
