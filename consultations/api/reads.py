"""Questions over REST: lists page by page and single rows, with filters, orders and entity tags."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar, Final, cast
from uuid import UUID

import msgspec
from django.core import signing
from django.http import HttpResponse, HttpResponseNotModified
from rest_framework.request import Request
from rest_framework.views import APIView

from consultations.access.filter import Reader
from consultations.api import queries, rights, tags
from consultations.api.commands import WRITTEN
from consultations.api.errors import Missing, Named
from consultations.api.queries import Asked, Key, Page, Single
from consultations.api.questions import CASES, COMMITMENTS, EVENTS, OF_A_CASE, PERSONS, PROPERTIES
from consultations.api.questions.question import Filter, Question, instant
from consultations.domain.axes import Axes
from consultations.domain.decider import UnknownCase
from consultations.domain.parties import party_id
from consultations.projections import labels
from consultations.projections.asof import StreamUnreadable
from consultations.projections.progress import CaseIsParked, wait_for

USUAL_LIMIT: Final = 50
LARGEST_LIMIT: Final = 200
WAIT_SECONDS: Final = 3.0
AXES: Final[Mapping[str, Filter]] = {
    "known_at": Filter(read=instant, format="date-time", told="As the register held it at this instant."),
    "asserted_until": Filter(
        read=date.fromisoformat,
        format="date",
        told="As far as sources had said so by the end of this day; an imprecise date counts from its latest day.",
    ),
    "side": Filter(read=str, told="Only what this party asserted or confirmed, by its code: RU, US."),
}
"""The axes of time and of sides, by which a file is read as it was, or as one side has it."""
ALWAYS: Final = ("cursor", "limit", "ordering", "written")
LONGEST: Final = 2_000
"""Characters in a parameter."""
PRIVATE: Final = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie, Accept-Language"}


class UnknownParameter(Named):
    """The list has no such parameter."""


class ParameterMalformed(Named):
    """The value of this parameter cannot be read, or is none of those there are."""


class ParameterRepeated(Named):
    """A parameter is given once."""


class TimeAxisNotOffered(Named):
    """Only what is asked of one file is offered as of another time, or as one side has it."""


class NotCaughtUp(Named):
    """What was written is on the file, but this list does not show it yet; ask again in a moment."""

    status_code = 503
    wait = 1


class CaseNotShown(Named):
    """What is on the file cannot be shown here until an operator has seen to the file."""

    status_code = 503


class Lists(APIView):
    """Answers one question with a list."""

    question: ClassVar[Question]

    def get(self, request: Request, **where: Any) -> HttpResponse:
        """One page, and the address of the next."""
        reader = rights.reading(request)
        if "register_id" in where:
            queries.must_see_register(reader, where["register_id"])
        asked = _asked(self.question, request.query_params, where)
        wait(request.query_params, _read_by(self.question))
        if asked.axes.asked:
            must_see(reader, asked.case_id)
        with readable():
            page = queries.page(self.question, reader, asked)
        if not page.known:
            raise UnknownCase()
        return _listed(self.question, asked, page, request)


class Reads(APIView):
    """Answers one question with one row."""

    question: ClassVar[Question]

    def get(self, request: Request, **where: Any) -> HttpResponse:
        """The row with its entity tag, or that the reader has it already."""
        reader = rights.reading(request)
        asked = self._asked(request.query_params, where)
        wait(request.query_params, _read_by(self.question))
        if asked.axes.asked:
            must_see(reader, where.get("case_id"))
        with readable():
            single = self.found(reader, asked)
        if single is None:
            raise _missing(self.question, reader, where)
        body = self.body(reader, single, asked)
        current = self.tag(single, body)
        if tags.unchanged(request.headers, current):
            return HttpResponseNotModified(headers={**PRIVATE, "ETag": current})
        return HttpResponse(body, content_type="application/json", headers={**PRIVATE, "ETag": current})

    def found(self, reader: Reader, asked: Key) -> Single | None:
        """The row, if this reader may know of it."""
        return queries.one(self.question, reader, asked)

    def body(self, reader: Reader, single: Single, asked: Key) -> str:
        """The row as it is answered, in JSON."""
        return _with_axes(single, asked) if asked.axes.asked else single.row

    def tag(self, single: Single, body: str) -> str:
        """Its entity tag."""
        return tags.tag(queries.own_version(single), *queries.beside(single))

    def parameters(self, where: Mapping[str, Any]) -> tuple[str, ...]:
        """What it may be asked with, besides what to wait for."""
        return _axes_offered(self.question, where.get("case_id"))

    def _asked(self, given: Any, where: Mapping[str, Any]) -> Key:
        check(given, ("written", *self.parameters(where)))
        axes = axes_of(given, _axes_offered(self.question, where.get("case_id")))
        at = axes.evaluated_at(datetime.now(UTC))
        return Key(key=self._key(where), case_id=self._case_id(where), at=at, axes=axes)

    def _key(self, where: Mapping[str, Any]) -> UUID:
        return party_id(where["code"]) if self.question.by_code else cast(UUID, where[self.question.key])

    def _case_id(self, where: Mapping[str, Any]) -> UUID | None:
        return where.get("case_id") if self.question is not CASES else None


@cache
def list_of(question: Question) -> type[Lists]:
    """The view that lists the answers to a question."""
    return cast(type[Lists], type(f"{question.name.capitalize()}List", (Lists,), {"question": question}))


@cache
def one_of(question: Question) -> type[Reads]:
    """The view that reads one answer to a question."""
    return cast(type[Reads], type(f"{question.name.capitalize()}Read", (Reads,), {"question": question}))


def _asked(question: Question, given: Mapping[str, str], where: Mapping[str, Any]) -> Asked:
    case_id = where.get("case_id")
    offered = [name for name in question.filters if name not in where]
    within = [name for name in question.filters if name in where and name != "case_id"]
    time_axes = _axes_offered(question, case_id)
    check(given, (*offered, *time_axes, *ALWAYS))
    named = [name for name in offered if name in given]
    axes = axes_of(given, time_axes)
    return Asked(
        axes=axes,
        at=axes.evaluated_at(datetime.now(UTC)),
        conditions=tuple(question.filters[name].condition for name in (*named, *within)),
        parameters={name: value(name, question.filters[name], given[name]) for name in named}
        | {name: where[name] for name in within},
        ordering=_ordering(question, given.get("ordering")),
        limit=limit(given.get("limit")),
        cursor=given.get("cursor", ""),
        case_id=case_id,
    )


def _axes_offered(question: Question, case_id: UUID | None) -> tuple[str, ...]:
    """What is asked of one file can be folded over a part of its stream; what is asked of all of them cannot."""
    return tuple(AXES) if case_id is not None and question in (CASES, *OF_A_CASE) else ()


def axes_of(given: Mapping[str, str], offered: Iterable[str]) -> Axes:
    """The axes that are asked about. Raises ParameterMalformed."""
    return Axes(**{name: value(name, AXES[name], given[name]) for name in offered if name in given})


def must_see(reader: Reader, case_id: UUID | None) -> None:
    """Refuse a file that is not to be known of, before anything is folded. Raises UnknownCase."""
    if not (case_id and queries.may_see(reader, case_id)):
        raise UnknownCase()


@contextmanager
def readable() -> Generator[None]:
    """What is in it may find that a file cannot be read. Raises CaseNotShown."""
    try:
        yield
    except StreamUnreadable as parked:
        raise CaseNotShown() from parked


def check(given: Any, offered: Iterable[str]) -> None:
    """Look at the parameters. Raises UnknownParameter, TimeAxisNotOffered, ParameterRepeated, ParameterMalformed."""
    for name in given:
        if name not in offered:
            raise (
                TimeAxisNotOffered(parameter=name) if name in AXES else UnknownParameter(parameter=name[:100])
            )
        if len(given.getlist(name)) > 1:
            raise ParameterRepeated(parameter=name)
        if "\0" in given[name] or len(given[name]) > LONGEST:
            raise ParameterMalformed(parameter=name)


def value(name: str, each: Filter, text: str) -> Any:
    """What a parameter says. Raises ParameterMalformed."""
    try:
        if each.choices and text not in each.choices:
            raise ValueError
        return each.read(text)
    except ValueError as unreadable:
        raise ParameterMalformed(parameter=name, choices=each.choices) from unreadable


def _ordering(question: Question, given: str | None) -> str:
    if given is None:
        return next(iter(question.orders))
    if given.removeprefix("-") not in {name.removeprefix("-") for name in question.orders}:
        raise ParameterMalformed(
            parameter="ordering", choices=[each.removeprefix("-") for each in question.orders]
        )
    return given


def limit(given: str | None) -> int:
    """How many rows a page is to have. Raises ParameterMalformed."""
    if given is None:
        return USUAL_LIMIT
    if not (given.isascii() and given.isdecimal() and len(given) < 4 and 1 <= int(given) <= LARGEST_LIMIT):
        raise ParameterMalformed(parameter="limit", smallest=1, largest=LARGEST_LIMIT)
    return int(given)


def wait(given: Mapping[str, str], projections: list[str] | None = None) -> None:
    """Wait until what was written shows there; anywhere, unless projections are named.

    Raises ParameterMalformed, NotCaughtUp, CaseNotShown.
    """
    if "written" not in given:
        return
    try:
        written = [UUID(each) for each in signing.loads(given["written"], salt=WRITTEN).split()]
    except (signing.BadSignature, ValueError) as forged:
        raise ParameterMalformed(parameter="written") from forged
    try:
        in_time = all(wait_for(each, WAIT_SECONDS, projections) for each in written)
    except CaseIsParked as parked:
        raise CaseNotShown() from parked
    if not in_time:
        raise NotCaughtUp()


def _read_by(question: Question) -> list[str] | None:
    """The projections that an answer is read from; none: all of them, as where parts of files are counted or sought."""
    return (
        None
        if question in (CASES, COMMITMENTS, PROPERTIES, PERSONS)
        else [question.table.removeprefix("consultations_"), labels.PROJECTION.name]
    )


def _missing(question: Question, reader: Reader, where: Mapping[str, Any]) -> Exception:
    if "case_id" in where and (question is CASES or not queries.may_see(reader, where["case_id"])):
        return UnknownCase()
    return Missing(question.one)


def _listed(question: Question, asked: Asked, page: Page, request: Request) -> HttpResponse:
    feed = question is EVENTS
    cursor = page.cursor if page.more else None
    if feed:  # its reader comes back for what happens next
        cursor = page.cursor or request.query_params.get("cursor")
    following = f'"{cursor}"' if cursor else "null"
    body = (
        f'{{{evaluated(asked.at, asked.axes, page.left_out)}, "next": {following}, "results": {page.rows}}}'
    )
    headers = dict(PRIVATE)
    if page.more and cursor:
        headers["Link"] = f'<{address(request, cursor)}>; rel="next"'
    return HttpResponse(body, content_type="application/json", headers=headers)


def _with_axes(single: Single, asked: Key) -> str:
    return f"{single.row.rstrip().removesuffix('}')}, {evaluated(asked.at, asked.axes, single.left_out)}}}"


def evaluated(at: datetime, axes: Axes, left_out: Iterable[UUID]) -> str:
    """Members that say at which instant readings were taken, and on which axes the file was read."""
    members: dict[str, Any] = {"evaluated_at": at.isoformat(timespec="seconds")}
    if axes.asked:
        named = {name: value for name in AXES if (value := getattr(axes, name)) is not None}
        members["as_of"] = {**named, "left_out": tuple(left_out)}
    return msgspec.json.encode(members).decode().removeprefix("{").removesuffix("}")


def address(request: Request, cursor: str) -> str:
    """Where the list goes on."""
    parameters = request.query_params.copy()
    parameters["cursor"] = cursor
    parameters.pop("written", None)
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
