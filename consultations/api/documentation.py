"""The pages that show the description of the interface, without any request to another host."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

START = """window.onload = () => SwaggerUIBundle({
  url: "%s", dom_id: "#swagger-ui", deepLinking: true, presets: [SwaggerUIBundle.presets.apis], validatorUrl: null,
  requestInterceptor: (request) => {
    const found = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    if (found) { request.headers["X-CSRFToken"] = found[1]; }
    return request;
  },
});
"""


class Docs(View):
    """Swagger UI, out of the package's own files."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page; all it loads is on this host."""
        return render(request, "api/docs.html")


class Description(View):
    """The description as JSON."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """The description; it holds nothing of any file."""
        return JsonResponse(_document())


def start(request: HttpRequest) -> HttpResponse:
    """What starts Swagger UI; a file of its own, for no script in a page may run here."""
    return HttpResponse(START % reverse("api-openapi"), content_type="text/javascript")


@cache
def _document() -> dict[str, Any]:
    from consultations.api.openapi import document

    return document()
