"""The page for what is not there, the same for what a reader may not know of."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


def missing(request: HttpRequest) -> HttpResponse:
    """404, word for word the same whether the file does not exist or is closed to the reader."""
    from consultations.admin.adminsite import site

    context = {**site.each_context(request), "title": "Not found"}
    return TemplateResponse(request, "consultations/missing.html", context, status=404)
