"""The description of the interface (OpenAPI 3.1): each operation told once, from the types it is made of."""

from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Final, Literal, TypeVar, cast, get_args, get_origin
from uuid import UUID, uuid5

import msgspec
import yaml
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.views import APIView

from consultations.api.brief import Briefs, BriefTexts
from consultations.api.commands import BEGINNING, COLLECTIONS, Acting, kind_of
from consultations.api.comparing import Compared, Compares
from consultations.api.contents import Contents
from consultations.api.finding import LONGEST_QUERY, Findings
from consultations.api.queries import counts, members
from consultations.api.questions import ALL, EVENTS
from consultations.api.questions.question import Filter, Question
from consultations.api.reads import AXES, LARGEST_LIMIT, USUAL_LIMIT, Lists, Reads
from consultations.api.resting import Resting, Rests
from consultations.api.search import Search
from consultations.domain.message import Command, slug, topic
from consultations.domain.when import When
from consultations.forms import bare, form_of, hints_of
from consultations.projections.brief import Brief

V = TypeVar("V", bound=type[APIView])

REFERENCE: Final = "#/components/schemas/{name}"
EXAMPLES: Final = UUID("2f0f9d2a-6a53-4a7e-9a53-0c8e5d0c6c11")
"""Namespace of the ids in examples, so that they are the same each time."""
WORDS: Final[Mapping[str, str]] = {
    "title": "Consultations on irritants in bilateral relations",
    "subject": "Conditions of work of the diplomatic missions",
    "reason": "At the request of the other side",
    "text": "The two sides agreed to continue.",
    "language": "en",
    "city": "Istanbul",
    "officer": "ingrid",
    "result": "Agreed as recorded in the joint text",
    "speaker": "Ministry of Foreign Affairs",
    "medium": "press release",
    "name": "Ministry of Foreign Affairs",
    "duration": "about six hours",
    "code": "RU",
    "country": "US",
    "party": "RU",
    "side": "RU",
    "from_party": "RU",
    "to_party": "US",
    "awaiting": "US",
    "against": "US",
    "sending": "RU",
    "receiving": "US",
    "post": "Ambassador",
}
SEVERAL: Final[Mapping[str, list[str]]] = {"given_by": ["RU"], "given_to": ["US"], "parties": ["RU", "US"]}
TEXT: Final = {"type": "string"}
BYTES: Final = {**TEXT, "format": "binary"}
PROBLEM_TYPE: Final = "application/problem+json"
PROBLEM: Final = {
    "description": "What stands in the way, by its name.",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
OPTIONS: Final[dict[str, Any]] = {
    "POSTPROCESSING_HOOKS": [],
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
}


class SignIn(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped
    """How tokens sign in."""

    target_class = "consultations.api.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": "A token of `manage.py create_token`."}


class Generator(SchemaGenerator):
    """Adds the rows of the read models to what the views tell."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        """The whole description."""
        described: dict[str, Any] = cast(Any, super()).get_schema(request=request, public=public)
        components = described["components"]
        components["schemas"] = dict(sorted({**_rows(), **components["schemas"]}.items()))
        components["responses"] = {"Problem": PROBLEM}
        components["securitySchemes"]["cookieAuth"]["name"] = (
            "__Host-sessionid"  # whatever it is called over plain HTTP
        )
        for operation in (each for methods in described["paths"].values() for each in methods.values()):
            _share_problems(operation["responses"])
        return described


def document() -> dict[str, Any]:
    """The description, as everyone may read it."""
    with patched_settings(OPTIONS):
        described: dict[str, Any] = msgspec.to_builtins(
            _plain(cast(Any, Generator)().get_schema(public=True))
        )
    return described


def as_yaml() -> str:
    """The description, as it is committed."""
    return yaml.safe_dump(document(), sort_keys=False, allow_unicode=True, width=110)


def describe(view: V, *, within: str = "") -> V:
    """Tell of each method of a view what it takes and gives."""
    if issubclass(view, Acting):
        told = extend_schema(**_taking(view.command))
        view.post = told(_copied(view.post))  # type: ignore[method-assign]  # told once for each command
    if issubclass(view, Lists):
        view.get = extend_schema(**_listing(view.question, within))(_copied(view.get))  # type: ignore[method-assign]
    elif issubclass(view, Reads):
        view.get = extend_schema(**_reading(view.question))(_copied(view.get))  # type: ignore[method-assign]
    elif issubclass(view, Rests):
        resting = _folding("read_rests_on", "What rests on what", Resting)
        view.get = extend_schema(**resting)(_copied(view.get))  # type: ignore[method-assign]
    elif issubclass(view, Compares):
        comparing = _folding("read_comparison", "How the texts of a part differ", Compared)
        view.get = extend_schema(**comparing)(_copied(view.get))  # type: ignore[method-assign]
    elif issubclass(view, Briefs):
        briefing = _folding("read_brief", "The handover brief", Brief)
        view.get = extend_schema(**briefing)(_copied(view.get))  # type: ignore[method-assign]
    elif issubclass(view, BriefTexts):
        text = _folding("read_brief_text", "The handover brief as Markdown", Brief)
        text["responses"][200, "text/markdown"] = OpenApiResponse(response=str, description="")
        del text["responses"][200]
        view.get = extend_schema(**text)(_copied(view.get))  # type: ignore[method-assign]
    elif issubclass(view, Search):
        view.get = extend_schema(**_searching())(_copied(view.get))  # type: ignore[method-assign]
    elif issubclass(view, Contents):
        view.get = extend_schema(**_giving())(_copied(view.get))  # type: ignore[method-assign]
        view.put = extend_schema(**_depositing())(_copied(view.put))  # type: ignore[method-assign]
    return view


def _copied(method: Any) -> Any:
    def told(self: Any, *args: Any, **where: Any) -> Any:
        return method(self, *args, **where)

    told.__name__ = method.__name__
    return told


# ---- commands


def _taking(command: type[Command]) -> dict[str, Any]:
    version = OpenApiParameter(
        "If-Match",
        str,
        "header",
        required=command.guarded,
        description="The entity tag of what is being changed.",
    )
    key = OpenApiParameter(
        "Idempotency-Key",
        str,
        "header",
        description="A name of your own: sent again, it gives the same answer again.",
    )
    return {
        "operation_id": slug(command).replace("-", "_"),
        "summary": slug(command).replace("-", " ").capitalize(),
        "description": _words(command),
        "tags": [_topic(command)],
        "parameters": [version, key],
        "request": {"application/json": form_of(command)},
        "responses": {
            201: _answer("Receipt"),
            **_problems(400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 428),
        },
        "examples": [OpenApiExample(command.__name__, value=example(command), request_only=True)],
    }


def _topic(command: type[Command]) -> str:
    return "cases" if command in BEGINNING and kind_of(command) == "case" else topic(command)


def _words(told: Any) -> str:
    return " ".join((told.__doc__ or "").split())


def example(record: type) -> dict[str, Any]:
    """A plausible body: what is needed, and nothing else."""
    if record is When:
        return {"edtf": "2025-04-10", "zone": "Europe/Istanbul"}
    needed = (each for each in fields(record) if each.default is MISSING and each.default_factory is MISSING)
    return {each.name: _value(each.name, hints_of(record)[each.name]) for each in needed}


def _value(name: str, hint: Any) -> Any:
    kind, _ = bare(hint)
    if get_origin(kind) is tuple:
        of = get_args(kind)[0]
        return SEVERAL[name] if of is str and name in SEVERAL else [_value(name.removesuffix("s"), of)]
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if is_dataclass(kind):
        return example(kind)  # type: ignore[arg-type]  # a dataclass type
    if kind is UUID:
        return str(uuid5(EXAMPLES, name))
    return {str: WORDS.get(name, name.replace("_", " ").capitalize()), int: 1, bool: False}[kind]


# ---- questions


def _listing(question: Question, within: str) -> dict[str, Any]:
    offered = {name: each for name, each in question.filters.items() if name != within}
    inside = within.removesuffix("_id")
    orders = [each.removeprefix("-") for each in question.orders]
    return {
        "operation_id": "_".join(["list", *([inside] if inside else []), question.name]),
        "summary": f"{question.name.capitalize()} of a {inside}" if inside else question.name.capitalize(),
        "description": _told(question),
        "tags": [question.name],
        "parameters": [
            *(_parameter(name, each) for name, each in offered.items()),
            *(_axes() if within == "case_id" else ()),
            OpenApiParameter(
                "ordering", str, enum=[f"{sign}{each}" for each in orders for sign in ("", "-")]
            ),
            *_page_by_page(),
        ],
        "responses": {200: _answer(f"{_name(question)}List"), **_problems(400, 401, 403, 404, 406, 503)},
    }


def _page_by_page() -> list[OpenApiParameter]:
    return [
        OpenApiParameter("cursor", str, description="Where to go on: `next` of the page before."),
        OpenApiParameter(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": USUAL_LIMIT},
            "query",
        ),
        OpenApiParameter("written", str, description="`written` of a receipt: wait until the list shows it."),
    ]


def _searching() -> dict[str, Any]:
    told = (
        "Words in Norwegian, English, French or Russian, in any of their forms, with or without accents; names in "
        'any way of writing them. "Words in quotation marks" stand together; a word after a minus is not there.'
    )
    sought = {**TEXT, "minLength": 1, "maxLength": LONGEST_QUERY}
    return {
        "operation_id": "search",
        "summary": "Search",
        "description": "What answers to some words, of all that you may see; the best first.",
        "tags": ["search"],
        "parameters": [
            OpenApiParameter("q", sought, "query", required=True, description=told),
            *_page_by_page(),
        ],
        "responses": {200: _answer("Findings"), **_problems(400, 401, 403, 406, 503)},
    }


def _told(question: Question) -> str:
    told = _words(question.row)
    if question is EVENTS:
        told += " In the order of recording; keep `next` and come back with it for what has happened since."
    return told


def _reading(question: Question) -> dict[str, Any]:
    return {
        "operation_id": f"read_{question.one}",
        "summary": question.one.capitalize(),
        "description": _words(question.row),
        "tags": [question.name],
        "parameters": [
            OpenApiParameter("If-None-Match", str, "header", description="The entity tag you have already."),
            OpenApiParameter("written", str, description="`written` of a receipt: wait until it shows."),
            *(_axes() if question.of_case else ()),
            *(_parameter(name, each) for name, each in question.asked.items()),
        ],
        "responses": {
            200: _answer(_name(question)),
            304: OpenApiResponse(description="You have it already."),
            **_problems(400, 401, 403, 404, 406, 503),
        },
    }


def _folding(operation: str, summary: str, found: type) -> dict[str, Any]:
    """What is read by folding one file."""
    return {
        "operation_id": operation,
        "summary": summary,
        "description": _words(found),
        "tags": ["cases"],
        "parameters": [
            OpenApiParameter("written", str, description="`written` of a receipt: wait until it shows."),
            *_axes(),
        ],
        "responses": {200: _answer(found.__name__), **_problems(400, 401, 403, 404, 406, 503)},
    }


def _giving() -> dict[str, Any]:
    return {
        "operation_id": "read_content",
        "summary": "Content of a document",
        "description": _words(Contents.get),
        "tags": ["documents"],
        "parameters": [
            OpenApiParameter("If-None-Match", str, "header", description="The entity tag you have already.")
        ],
        "responses": {
            (200, "application/octet-stream"): BYTES,
            304: OpenApiResponse(description="You have it already."),
            **_problems(400, 401, 403, 404, 406, 503),
        },
    }


def _depositing() -> dict[str, Any]:
    return {
        "operation_id": "deposit_content",
        "summary": "Deposit the content of a document",
        "description": _words(Contents.put),
        "tags": ["documents"],
        "request": {"application/octet-stream": BYTES},
        "responses": {
            200: _answer("Deposit"),
            201: _answer("Deposit"),
            **_problems(400, 401, 403, 404, 406, 409, 413),
        },
    }


def _axes() -> list[OpenApiParameter]:
    return [_parameter(name, each) for name, each in AXES.items()]


def _parameter(name: str, each: Filter) -> OpenApiParameter:
    schema = {
        **TEXT,
        **({"format": each.format} if each.format else {}),
        **({"enum": list(each.choices)} if each.choices else {}),
    }
    return OpenApiParameter(name, schema, "query", description=each.told)


def _name(question: Question) -> str:
    return f"{''.join(word.capitalize() for word in question.one.split())}Row"


def _answer(name: str) -> OpenApiResponse:
    return OpenApiResponse(response={"$ref": REFERENCE.format(name=name)}, description="")


def _problems(*statuses: int) -> dict[Any, Any]:
    return {(status, PROBLEM_TYPE): _answer("Problem") for status in statuses}


# ---- the types


def _rows() -> dict[str, Any]:
    extras = [
        each
        for question in ALL
        for each in (*(extra.type for extra in question.extras.values()), *question.members.values())
    ]
    shown, parts = msgspec.json.schema_components(
        [*(each.row for each in ALL), *extras, Resting, Compared, Brief, Findings], ref_template=REFERENCE
    )
    extra_types = iter(shown[len(ALL) :])
    described = {**parts, **_COMMON}
    for question in ALL:
        taken = parts[question.row.__name__]["properties"]
        row = {name: taken[name] for name in members(question)}
        row |= {name: next(extra_types) for name in (*question.extras, *question.members)}
        if question.name == "cases":
            row |= {name: {"type": "integer"} for name in counts()}
        if question.name == "timeline":
            row["sentence"] = {**TEXT, "description": "What happened, in the reader's language."}
        described |= _with_list(_name(question), row, _words(question.row), one_alone=question.members)
    return {name: schema for name, schema in described.items() if not _only_a_table(name)}


def _with_list(
    name: str, row: Mapping[str, Any], told: str, one_alone: Collection[str] = ()
) -> dict[str, Any]:
    """A row and a list of such rows; what only a row read by itself has is not required."""
    required = [each for each in row if not each.endswith("_count") and each not in one_alone]
    members = {
        "evaluated_at": {**TEXT, "format": "date-time", "description": "When readings were taken."},
        "as_of": {"$ref": REFERENCE.format(name="AsOf")},
        "next": {"type": ["string", "null"]},
        "results": {"type": "array", "items": {"$ref": REFERENCE.format(name=name)}},
    }
    return {
        name: {"type": "object", "description": told, "properties": dict(row), "required": required},
        f"{name}List": {
            "type": "object",
            "properties": members,
            "required": [each for each in members if each != "as_of"],
        },
    }


def _only_a_table(name: str) -> bool:
    return name in {each.row.__name__ for each in ALL} - {"Round", "Action"}


def _share_problems(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if PROBLEM_TYPE in response.get("content", {}):
            responses[status] = {"$ref": "#/components/responses/Problem"}


def _plain(described: Any) -> Any:
    if isinstance(described, Mapping):
        return {str(name): _plain(each) for name, each in described.items()}
    if isinstance(described, list | tuple):
        return [_plain(each) for each in described]
    return described if isinstance(described, int | float | bool | None) else str(described)


_COMMON: Final[dict[str, Any]] = {
    "Deposit": {
        "type": "object",
        "description": "A content as it was deposited.",
        "properties": {
            "document_id": {**TEXT, "format": "uuid"},
            "digest": {**TEXT, "description": "SHA-256, 64 hexadecimal digits."},
            "size": {"type": "integer", "description": "Bytes."},
            "media_type": TEXT,
            "version": {"type": "integer", "description": "Version of the whole file after it."},
        },
        "required": ["document_id", "digest", "size", "media_type", "version"],
    },
    "AsOf": {
        "type": "object",
        "description": "The axes on which a file was read; there only where any was asked for.",
        "properties": {
            "known_at": {**TEXT, "format": "date-time"},
            "asserted_until": {**TEXT, "format": "date"},
            "side": TEXT,
            "left_out": {
                "type": "array",
                "items": {**TEXT, "format": "uuid"},
                "description": "Events whose source may have said so by then, but need not have.",
            },
        },
        "required": ["left_out"],
    },
    "Receipt": {
        "type": "object",
        "description": "What a command led to.",
        "properties": {
            **{f"{kind}_id": {**TEXT, "format": "uuid"} for kind in COLLECTIONS},
            "version": {"type": "integer", "description": "Version of the whole file after it."},
            "entity_id": {
                **TEXT,
                "format": "uuid",
                "description": "What was changed: a part, or the file itself.",
            },
            "events": {"type": "array", "items": TEXT, "description": "What happened, by event type."},
            "event_ids": {"type": "array", "items": {**TEXT, "format": "uuid"}},
            "warnings": {
                "type": "array",
                "items": TEXT,
                "description": "Names of what is worth knowing of it; nothing was held up.",
            },
            "written": {
                "type": ["string", "null"],
                "description": "For a read that is to show it: `?written=`.",
            },
        },
        "required": ["version", "entity_id", "events", "event_ids", "warnings", "written"],
    },
    "Problem": {
        "type": "object",
        "description": "What stands in the way (RFC 9457).",
        "properties": {
            "type": {**TEXT, "format": "uri-reference"},
            "title": TEXT,
            "status": {"type": "integer"},
            "code": {**TEXT, "description": "Its name, which stays the same."},
            "detail": TEXT,
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "pointer": {**TEXT, "description": "JSON Pointer (RFC 6901) into the body."},
                        "code": TEXT,
                        "detail": TEXT,
                    },
                },
            },
            "particulars": {"type": "object", "additionalProperties": True},
            "since": {
                "type": "array",
                "description": "With entity_moved: what was recorded since.",
                "items": {
                    "type": "object",
                    "properties": {
                        "type": TEXT,
                        "version": {"type": "integer"},
                        "recorded_at": {**TEXT, "format": "date-time"},
                        "actor": TEXT,
                    },
                },
            },
            "request_id": TEXT,
        },
        "required": ["type", "title", "status", "code", "detail", "request_id"],
    },
}
