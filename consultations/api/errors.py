"""Every error as a problem document (RFC 9457), with a name that stays the same.

400 the request cannot be read · 404 what it is about is not there, or not for this reader · 409 the file stands in
the way · 412 and 428 the version seen · 422 an answer can never be right, each fault with its JSON Pointer.
"""

import inspect
import logging
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec
from django.core.exceptions import PermissionDenied as NotPermitted
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
    ValidationError,
)
from rest_framework.response import Response

from consultations.domain import texts
from consultations.domain.message import Recorded, Refused
from consultations.eventlog.answers import KeyInFlight, KeyReused
from consultations.forms import code_of, faults
from consultations.handler import EntityMoved, VersionConflict

log = logging.getLogger(__name__)

CONTENT_TYPE: Final = "application/problem+json"
OURS: Final[Mapping[type[Exception], int]] = {
    KeyReused: 422,
    KeyInFlight: 409,
    VersionConflict: 409,
    EntityMoved: 412,
}
CODES: Final = {
    400: "not_readable",
    401: "not_signed_in",
    403: "not_permitted",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "body_too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
}
"""The names of what is not ours to name."""


class Named(APIException):
    """A request that is refused before the domain has heard of it: the docstring says why."""

    status_code = 400

    def __init__(self, **named: Any) -> None:
        """Keep the particulars, so that the problem can show them."""
        self.code = code_of(type(self))
        super().__init__(inspect.cleandoc(self.__doc__ or ""), self.code)
        self.named = named


class Unreadable(APIException):
    """A request that the framework itself did not take in."""

    def __init__(self, status: int) -> None:
        """Keep the status it is refused with."""
        super().__init__(HTTPStatus(status).phrase)
        self.status_code = status


class Missing(Named):
    """There is nothing of the kind here."""

    status_code = 404

    def __init__(self, kind: str) -> None:
        """Say what is missing."""
        super().__init__()
        self.code, self.detail = f"unknown_{kind}", f"There is no such {kind}."  # type: ignore[assignment]  # a plain text will do


def problem(exception: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to any exception of a view; what nobody foresaw is logged without its content."""
    body, status = _told(exception)
    request = context.get("request")
    body |= {"request_id": getattr(request, "request_id", "")}
    headers = {
        name: value
        for name, attribute in (("WWW-Authenticate", "auth_header"), ("Retry-After", "wait"))
        if (value := getattr(exception, attribute, None))
    }
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def plain(request: HttpRequest, status: int) -> JsonResponse:
    """The same for what went wrong outside any view: an address, a host, a body too large."""
    body = _body(CODES.get(status, "unexpected"), status, HTTPStatus(status).phrase)
    body |= {"request_id": getattr(request, "request_id", "")}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def status_of(refused: type[Refused]) -> int:
    """404 where what it is about is unknown, 422 for a text that no file would take, 409 for all others."""
    if refused.__module__ == texts.__name__:
        return 422
    return 404 if refused.__name__.startswith("Unknown") or refused.__name__.endswith("Unknown") else 409


def _told(exception: Exception) -> tuple[dict[str, Any], int]:
    match exception:
        case Refused():
            return _refusal(exception)
        case EntityMoved():
            return _moved(exception), 412
        case KeyReused() | KeyInFlight() | VersionConflict():
            status = OURS[type(exception)]
            words = inspect.cleandoc(type(exception).__doc__ or "")
            return _body(code_of(type(exception)), status, words), status
        case ValidationError():
            listed = [
                {"pointer": at, "code": code, "detail": said} for at, code, said in faults(exception.detail)
            ]
            return _body("not_valid", 422, "Some fields cannot be taken as they are.") | {
                "errors": listed
            }, 422
        case Named():
            told = _body(exception.code, exception.status_code, str(exception.detail))
            return told | _particulars(exception.named), exception.status_code
        case APIException() | Http404() | NotPermitted() | SuspiciousOperation():
            return _of_the_framework(exception)
        case _:
            return _unforeseen(exception), 500


def _body(code: str, status: int, detail: str) -> dict[str, Any]:
    title = code.replace("_", " ").capitalize()
    return {"type": f"/problems/{code}", "title": title, "status": status, "code": code, "detail": detail}


def _refusal(refused: Refused) -> tuple[dict[str, Any], int]:
    code, status = code_of(type(refused)), status_of(type(refused))
    body = _body(code, status, str(refused)) | _particulars(refused.named)
    if field := refused.named.get("field"):
        body["errors"] = [{"pointer": f"/{field}", "code": code, "detail": str(refused)}]
    return body, status


def _particulars(named: Mapping[str, Any]) -> dict[str, Any]:
    return {"particulars": msgspec.to_builtins(dict(named), str_keys=True)} if named else {}


def _moved(moved: EntityMoved) -> dict[str, Any]:
    told = _body("entity_moved", 412, str(moved))
    return told | {"seen": moved.seen, "now": moved.now, "since": [_since(each) for each in moved.since]}


def _since(record: Recorded) -> dict[str, Any]:
    return {
        "type": type(record.event).__name__,
        "version": record.version,
        "recorded_at": record.recorded_at.isoformat(),
        "actor": record.actor,
    }


def _of_the_framework(exception: Exception) -> tuple[dict[str, Any], int]:
    if isinstance(exception, Http404):
        exception = NotFound()
    elif isinstance(exception, NotPermitted):
        exception = PermissionDenied()
    elif isinstance(exception, SuspiciousOperation):
        exception = Unreadable(413 if isinstance(exception, RequestDataTooBig) else 400)
    status = getattr(exception, "status_code", 400)
    words = str(getattr(exception, "detail", "")) if status != 404 else "There is nothing at this address."
    code = CODES.get(status, "refused")
    if isinstance(exception, AuthenticationFailed) and not isinstance(exception, NotAuthenticated):
        code = str(exception.get_codes())
    return _body(code, status, words), status


def _unforeseen(exception: Exception) -> dict[str, Any]:
    # The message of an exception may hold what stands on a file, so the log gets only its kind and its place.
    where = "".join(traceback.format_tb(exception.__traceback__))
    log.error("a request failed", extra={"exception": type(exception).__name__, "where": where})
    return _body(
        "unexpected", 500, "Something went wrong on our side; nothing was recorded unless it says so."
    )
