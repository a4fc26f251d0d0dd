"""Django's admin with our pages inside it."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

Page = Callable[..., HttpResponse]


class ConsultationsSite(AdminSite):
    """The site under /admin/: its first page is the dashboard."""

    site_header = _("Consultations")
    site_title = _("Consultations")
    index_title = _("Docket")
    site_url = None
    empty_value_display = "–"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Our pages before those of Django."""
        from consultations.admin import act, brief, casefile, causes, contents, registering, search

        ours: list[URLPattern | URLResolver] = [
            path("cases/open/", self.admin_view(act.open_case), name="open"),
            path("cases/<uuid:case_id>/", self.admin_view(casefile.page), name="case"),
            path("cases/<uuid:case_id>/brief/", self.admin_view(brief.page), name="brief"),
            path("cases/<uuid:case_id>/brief.md", self.admin_view(brief.text), name="brief-text"),
            path("cases/<uuid:case_id>/act/<slug:command_slug>/", self.admin_view(act.act), name="act"),
            path(
                "cases/<uuid:case_id>/documents/",
                self.admin_view(contents.file_with_content),
                name="file_with_content",
            ),
            path(
                "cases/<uuid:case_id>/documents/<uuid:document_id>/content/",
                self.admin_view(contents.content),
                name="content",
            ),
            path("registers/<slug:name>/enter/", self.admin_view(registering.enter), name="enter"),
            path(
                "registers/<slug:name>/<uuid:key>/act/<slug:command_slug>/",
                self.admin_view(registering.keep),
                name="keep",
            ),
            path("search/", self.admin_view(search.page), name="search"),
            path("rows/<slug:name>/<uuid:key>/events/", self.admin_view(causes.page), name="causes"),
        ]
        return ours + super().get_urls()

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The dashboard."""
        from consultations.admin import dashboard

        return dashboard.page(request)


site = ConsultationsSite()
