"""The addresses: the API, the pages inside the admin, and the health of the installation."""

from django.urls import include, path
from django.views.generic import RedirectView

from consultations.admin import site

urlpatterns = [
    path("", RedirectView.as_view(url="/admin/")),
    path("", include("consultations.api.urls")),
    path("admin/", site.urls),
]
