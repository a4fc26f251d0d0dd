"""Each request has an id, which its log lines, its answer and its events bear; each error under /api/ is a problem."""

import re
from collections.abc import Callable
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bound_contextvars
from uuid_utils.compat import uuid7

from consultations.api import errors

HEADER: Final = "X-Request-ID"
SANE: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
NOT_FOR_PEOPLE: Final = ("/api/", "/healthz", "/readyz")


class RequestIdMiddleware:
    """Takes the id a request brings, if it looks like one, or draws one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the id in the answer and in every line logged meanwhile."""
        brought = request.headers.get(HEADER, "")
        request_id = brought if SANE.fullmatch(brought) else str(uuid7())
        request.request_id = request_id  # type: ignore[attr-defined]  # ours
        with bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        if _is_a_page_about_an_error(request, response):
            response = errors.plain(request, response.status_code)
        response[HEADER] = request_id
        return response


def correlation_id(request_id: str) -> UUID:
    """The id that ties events to a request: the request's own, where that is a UUID."""
    try:
        return UUID(request_id)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"request:{request_id}")


def _is_a_page_about_an_error(request: HttpRequest, response: HttpResponse) -> bool:
    page = response.headers.get("Content-Type", "").startswith("text/html")
    return page and response.status_code >= 400 and request.path.startswith(NOT_FOR_PEOPLE)
