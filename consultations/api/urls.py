"""The addresses for programs, all read off the commands and the questions there are."""

from collections.abc import Iterator
from typing import Any, Final, cast, get_args

from django.urls import URLPattern, path
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from consultations.api import documentation, health
from consultations.api.brief import Briefs, BriefTexts
from consultations.api.commands import BEGINNING, COLLECTIONS, kind_of, view_of
from consultations.api.comparing import Compares
from consultations.api.contents import Contents
from consultations.api.openapi import describe
from consultations.api.questions import (
    ALL,
    CASES,
    NUMBERING,
    NUMBERS,
    OF_A_CASE,
    PARTIES,
    PARTS,
    PERSONS,
    PROPERTIES,
    REGISTERS,
    SOURCES,
)
from consultations.api.reads import list_of, one_of
from consultations.api.registers import one_in
from consultations.api.resting import Rests
from consultations.api.search import Search
from consultations.domain.decider import STREAMS
from consultations.domain.message import slug

ROOT: Final = "api/v1/"
# The keys of the log are introduced at its keeper's desk, by manage.py, and not over the network.
OF_ONE: Final = {
    "case": "cases/<uuid:case_id>/",
    "person": "persons/<uuid:person_id>/",
    "party": "parties/<str:code>/",
    "source": "sources/<uuid:source_id>/",
    "property": "properties/<uuid:property_id>/",
    "register": "registers/<uuid:register_id>/",
}
ADDRESSED: Final = {
    CASES: "case",
    PERSONS: "person",
    PARTIES: "party",
    SOURCES: "source",
    PROPERTIES: "property",
    NUMBERING: "register",
}


class Nowhere(APIView):
    """What is not there is a problem too."""

    schema = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Whatever the method."""
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: Request, rest: str) -> Response:
        """There is nothing here."""
        raise NotFound

    post = put = patch = delete = get


def _collections() -> Iterator[URLPattern]:
    for question in ALL:
        listing = list_of(question)
        begun = [each for each in BEGINNING if COLLECTIONS[kind_of(each)] == question.name]
        view: type[APIView] = listing
        for command in begun:
            view = cast(type[APIView], type(listing.__name__, (listing, view_of(command)), {}))
        yield path(f"{ROOT}{question.name}/", describe(view).as_view())


def _rows() -> Iterator[URLPattern]:
    for question, kind in ADDRESSED.items():
        view: Any = one_in(question) if question in REGISTERS else one_of(question)
        yield path(f"{ROOT}{OF_ONE[kind]}", describe(view).as_view())
    for question in OF_A_CASE:
        within: Any = type(f"Case{list_of(question).__name__}", (list_of(question),), {})
        yield path(f"{ROOT}{OF_ONE['case']}{question.name}/", describe(within, within="case_id").as_view())
    for question in PARTS:
        address = f"{ROOT}{OF_ONE['case']}{question.name}/<uuid:{question.key}>/"
        yield path(address, describe(one_of(question)).as_view())
    of_register: Any = type("RegisterNumbersList", (list_of(NUMBERS),), {})
    yield path(
        f"{ROOT}{OF_ONE['register']}{NUMBERS.name}/", describe(of_register, within="register_id").as_view()
    )
    yield path(f"{ROOT}{OF_ONE['case']}rests-on/<uuid:part_id>/", describe(Rests).as_view())
    content = f"{ROOT}{OF_ONE['case']}documents/<uuid:document_id>/content/"
    yield path(content, describe(Contents).as_view())
    yield path(f"{ROOT}{OF_ONE['case']}brief/", describe(Briefs).as_view())
    yield path(f"{ROOT}{OF_ONE['case']}brief.md", describe(BriefTexts).as_view())
    yield path(f"{ROOT}{OF_ONE['case']}comparison/<uuid:part_id>/", describe(Compares).as_view())


def _commands() -> Iterator[URLPattern]:
    for kind in OF_ONE:
        for command in get_args(STREAMS[kind].commands):
            if command.by_name and command not in BEGINNING:
                yield path(f"{ROOT}{OF_ONE[kind]}{slug(command)}", describe(view_of(command)).as_view())


urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/docs/", documentation.Docs.as_view(), name="api-docs"),
    path("api/docs/start.js", documentation.start, name="api-docs-start"),
    path("api/openapi.json", documentation.Description.as_view(), name="api-openapi"),
    path(f"{ROOT}search/", describe(Search).as_view()),
    *_collections(),
    *_rows(),
    *_commands(),
    path("api/<path:rest>", Nowhere.as_view()),
]
