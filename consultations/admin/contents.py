"""Contents of documents on the pages: taken away, deposited, and filed at one go with what can be read off a file."""

import mimetypes
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from uuid_utils.compat import uuid7

from consultations import forms
from consultations.access.filter import Reader, reader_of
from consultations.admin import reading
from consultations.admin.missing import missing
from consultations.api import contents, queries
from consultations.api.errors import Named
from consultations.domain.documents import MEDIA_TYPE, FileDocument
from consultations.domain.message import Refused
from consultations.eventlog.contents import digest_of
from consultations.handler import handle
from consultations.projections.progress import CaseIsParked, wait_for

UNKNOWN_KIND: Final = "application/octet-stream"
PATIENCE: Final = 3.0
"""Seconds that a page waits at most to show what was deposited."""


@require_http_methods(["GET", "HEAD", "POST"])
def content(request: HttpRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Give the content of a document away, or take it in."""
    reader = reader_of(request.user)
    if not queries.may_see(reader, case_id) or (request.method == "POST" and not forms.may_act(reader)):
        return missing(request)
    try:
        document = contents.document_for(reader, case_id, document_id)
        if request.method != "POST":
            return contents.content_of(document).answer()
        receipt = contents.deposit(document, _taken(request), reader.username, uuid7())
    except (Refused, Named) as refused:
        return _refused(request, case_id, document_id, refused)
    if receipt.event_ids:
        _shown(receipt.event_ids[-1])
    messages.success(request, f"Deposited: {document.title}")
    return _to_document(case_id, document_id)


@require_POST
def file_with_content(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """File a document by its title and deposit its content; digest, size and media type are read off the file."""
    reader = reader_of(request.user)
    if not forms.may_act(reader) or not queries.may_see(reader, case_id):
        return missing(request)
    try:
        document_id = _file(request, reader, case_id)
    except (Refused, Named) as refused:
        return _refused(request, case_id, None, refused)
    messages.success(request, "The document is on the file, and its content is deposited.")
    return _to_document(case_id, document_id)


def _file(request: HttpRequest, reader: Reader, case_id: UUID) -> UUID:
    given = _taken(request)
    command = FileDocument(
        document_id=uuid7(),
        title=request.POST.get("title", "").strip() or _named(request),
        digest=digest_of(given),
        media_type=_kind(_named(request)),
        size=len(given),
    )
    handle(command, stream_id=case_id, actor=reader.username, command_id=uuid7())
    document = contents.document_for(reader, case_id, command.document_id)
    receipt = contents.deposit(document, given, reader.username, uuid7())
    _shown(receipt.event_ids[-1])
    return command.document_id


def _upload(request: HttpRequest) -> "UploadedFile[Any]":
    """What was sent; of one that is larger than may be nothing comes at all. Raises ContentTooLarge."""
    sent = request.FILES.get("content")
    if not isinstance(sent, UploadedFile):
        raise contents.ContentTooLarge(largest=settings.DOCUMENT_LIMIT)
    return sent


def _taken(request: HttpRequest) -> bytes:
    return contents.within_limit(_upload(request))


def _named(request: HttpRequest) -> str:
    return _upload(request).name or "document"


def _kind(name: str) -> str:
    guessed = mimetypes.guess_type(name)[0] or UNKNOWN_KIND
    return guessed if MEDIA_TYPE.fullmatch(guessed) else UNKNOWN_KIND


def _shown(event_id: UUID) -> None:
    """Wait for the page to show it; where it does not in time, it shows it later."""
    try:
        wait_for(event_id, seconds=PATIENCE)
    except CaseIsParked:
        return


def _refused(
    request: HttpRequest, case_id: UUID, document_id: UUID | None, refused: Refused | Named
) -> HttpResponse:
    """Back on the file, with what stands in the way: whoever comes here sees the file."""
    if reading.header(reader_of(request.user), case_id) is None:
        return missing(request)
    messages.error(request, str(refused))
    return _to_document(case_id, document_id)


def _to_document(case_id: UUID, document_id: UUID | None) -> HttpResponse:
    anchor = f"#part-{document_id}" if document_id else "#documents"
    return HttpResponseRedirect(reverse("admin:case", args=[case_id]) + anchor, status=303)
