"""Contents of documents over REST: deposited once, held against their digest, and given back as they were."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from uuid_utils.compat import uuid7

from consultations.access.filter import Reader, rank_of
from consultations.api import queries, rights, tags
from consultations.api.errors import Named
from consultations.api.reads import PRIVATE, must_see
from consultations.api.requests import correlation_id
from consultations.domain.documents import DepositContent, UnknownDocument, must_answer
from consultations.domain.parts.documents import Document
from consultations.domain.texts import NOT_IN_A_LINE
from consultations.eventlog import contents
from consultations.handler import Receipt, handle

PIECE: Final = 262_144
"""Bytes of a body taken at once."""
INERT: Final = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
"""Whatever was deposited is given away, and never shown here as a page."""


class ContentTooLarge(Named):
    """The content has more bytes than are taken here."""

    status_code = 413


class ContentAboveClearance(Named):
    """That there is this document is for you to know; its content has a level that you are not cleared for."""

    status_code = 403


class ContentOnPaper(Named):
    """The document is on paper: there is no content to give."""

    status_code = 404


class ContentAwaited(Named):
    """The content of the document has not been deposited yet."""

    status_code = 404


class ContentLost(Named):
    """The content was deposited, and is not there as it was; an operator must see to it (verify_documents)."""

    status_code = 503


class RawBytes(BaseParser):
    """Takes a body of any type as it is, up to the limit; what kind of content it is, the file says."""

    media_type = "*/*"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The bytes. Raises ContentTooLarge."""
        return within_limit(stream)


def within_limit(stream: IO[Any]) -> bytes:
    """All of a body, unless it is larger than any document may be. Raises ContentTooLarge."""
    taken, size = list[bytes](), 0
    while piece := stream.read(PIECE):
        size += len(piece)
        if size > settings.DOCUMENT_LIMIT:
            raise ContentTooLarge(largest=settings.DOCUMENT_LIMIT)
        taken.append(piece)
    return b"".join(taken)


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A content as it is given away."""

    document: Document
    content: bytes

    def headers(self) -> dict[str, str]:
        """Its name to be saved under (RFC 6266), and that it is nothing else than that."""
        named = (
            content_disposition_header(as_attachment=True, filename=filename(self.document)) or "attachment"
        )
        return {**PRIVATE, **INERT, "Content-Disposition": named, "ETag": f'"{self.document.digest}"'}

    def answer(self) -> HttpResponse:
        """The bytes, of the media type they were filed with."""
        return HttpResponse(self.content, content_type=self.document.media_type, headers=self.headers())


class Contents(APIView):
    """The content of one document."""

    parser_classes = [RawBytes]

    def get(self, request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
        """The bytes as they were deposited, or that the reader has them already."""
        reader = rights.reading(request)
        must_see(reader, case_id)
        document = document_for(reader, case_id, document_id)
        etag = f'"{document.digest}"'
        if document.digest and tags.unchanged(request.headers, etag):
            return HttpResponseNotModified(headers={**PRIVATE, "ETag": etag})
        return content_of(document).answer()

    def put(self, request: Request, case_id: UUID, document_id: UUID) -> Response:
        """Deposit it: 201 the first time, 200 whenever the same bytes come again."""
        reader = rights.acting(request, DepositContent)
        must_see(reader, case_id)
        document = document_for(reader, case_id, document_id)
        # An empty body is not parsed at all.
        content = request.data if isinstance(request.data, bytes) else b""
        correlation = correlation_id(getattr(request, "request_id", ""))
        receipt = deposit(document, content, reader.username, correlation)
        told = {
            "document_id": str(document_id),
            "digest": document.digest,
            "size": document.size,
            "media_type": document.media_type,
            "version": receipt.version,
        }
        status, etag = 201 if receipt.events else 200, f'"{document.digest}"'
        return Response(told, status=status, headers={"ETag": etag, "Location": request.path})


def document_for(reader: Reader, case_id: UUID, document_id: UUID) -> Document:
    """The document, as the log has it, to whoever may read its text.

    That the reader may see the file is the caller's to find out first. Raises UnknownDocument, ContentAboveClearance.
    """
    document = queries.folded(case_id).documents.get(document_id)
    if document is None:
        raise UnknownDocument(document_id=document_id)
    if document.content_level and rank_of(document.content_level) > rank_of(reader.level):
        raise ContentAboveClearance(level=document.content_level)
    return document


def content_of(document: Document) -> Content:
    """What was deposited of a document. Raises ContentOnPaper, ContentAwaited, ContentLost."""
    if document.kept_as == "on paper":
        raise ContentOnPaper()
    if document.kept_as == "content awaited":
        raise ContentAwaited()
    content = contents.content_of(document.case_id, document.digest)
    if content is None or len(content) != document.size:
        raise ContentLost()
    return Content(document=document, content=content)


def deposit(document: Document, content: bytes, by: str, correlation: UUID) -> Receipt:
    """Keep a content, and record that it was deposited; a second time nothing is recorded.

    The bytes come first: what the log says was deposited is there. What a deposit that was cut off leaves behind
    is taken up by the next. Raises the refusals of DepositContent.
    """
    digest = contents.digest_of(content)
    command = DepositContent(document_id=document.document_id, digest=digest, size=len(content))
    must_answer(command, document)
    contents.deposit(document.case_id, content, by)
    return handle(
        command,
        stream_id=document.case_id,
        actor=by,
        command_id=uuid7(),
        correlation_id=correlation,
    )


def filename(document: Document) -> str:
    """The title as a name to save under: no path, no control characters, the extension of its media type."""
    extension = mimetypes.guess_extension(document.media_type) or ""
    title = NOT_IN_A_LINE.sub("", document.title).translate(str.maketrans('/\\:*?"<>|', "_" * 9)).strip(". ")
    title = title[:100] or "document"
    return title if extension and title.lower().endswith(extension) else f"{title}{extension}"
