"""The form of a scenario file as a JSON Schema (2020-12), read off the commands: editors offer and check by it.

`manage.py play` does not go by it: what a schema cannot say (a date that does not exist, a name that no entry
introduces, what the rules refuse) is checked where the file is read.
"""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final, cast, get_args, get_origin

import msgspec

from consultations.domain import texts
from consultations.domain.message import Command
from consultations.forms import LARGEST, MOST, bare, hints_of, meanings
from consultations.scenarios.entries import COMMANDS

Schema = dict[str, Any]

REFERENCE: Final = "#/$defs/{name}"
ID: Final = {"$ref": "#/$defs/Id"}
CODE: Final = {"$ref": "#/$defs/PartyCode"}
WORD: Final = {"$ref": "#/$defs/Word"}
LINE: Final = {"type": "string", "minLength": 1, "maxLength": texts.LONGEST_LINE}
UUID_OR_NAME: Final = r"^(@.+|\$.+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$"
OWN: Final[Mapping[str, Schema]] = {
    "Id": {
        "description": "An id, or a name for one: @name in this file; @person:name, @source:name, @property:name "
        "and @party:CODE in all files.",
        "type": "string",
        "pattern": UUID_OR_NAME,
    },
    "Word": {
        "description": "$name: replaced by what `words` has under that name.",
        "type": "string",
        "pattern": r"^\$.+$",
    },
    "PartyCode": {
        "description": "ISO 3166-1 alpha-2 for a state, an agreed short name for anyone else.",
        "type": "string",
        "pattern": r"^([A-Z0-9]{2,12}|\$.+)?$",
    },
}


def schema() -> Schema:
    """The whole schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        "description": "A story to be played: commands in the order in which they are to be recorded.",
        "type": "object",
        "properties": {
            "$schema": {"description": "Where this schema lies, for editors.", "type": "string"},
            "scenario": {"description": "A short name, unique and never changed: ids are made of it."} | LINE,
            "about": {"description": "What it tells, and on what it rests.", "type": "string"},
            "actor": {"description": "Who records it."} | LINE,
            "words": {"description": "What $name stands for; a word may hold others.", "type": "object"},
            "entries": {"type": "array", "items": _entry()},
        },
        "required": ["scenario", "about", "actor", "entries"],
        "additionalProperties": False,
        "$defs": {**OWN, **dict(_definitions())},
    }


def _entry() -> Schema:
    return {
        "description": "One command, and the stream it is recorded in.",
        "type": "object",
        "properties": {"do": {"description": "The command.", "enum": sorted(COMMANDS)}},
        "required": ["in", "do"],
        "allOf": [
            {
                "if": {"properties": {"do": {"const": name}}, "required": ["do"]},
                "then": {"$ref": REFERENCE.format(name=name)},
            }
            for name in sorted(COMMANDS)
        ],
    }


def _definitions() -> Iterator[tuple[str, Schema]]:
    commands: dict[str, Any] = {name: command for name, (_, command) in COMMANDS.items()}
    records = commands | {each.__name__: each for each in _values(*commands.values())}
    _, told = msgspec.json.schema_components([Command, *commands.values()], ref_template=REFERENCE)
    for name, definition in sorted(told.items()):
        record = records.get(name, Command)
        yield name, _definition(record, definition, entry=name in commands)


def _definition(record: type, told: Schema, *, entry: bool) -> Schema:
    properties = {
        each: _shared(each) if entry and each in _common() else _field(record, each, said)
        for each, said in told["properties"].items()
    }
    if entry:
        own = {"in": {"description": "The stream it is recorded in."} | ID, "do": {"const": record.__name__}}
        properties = (
            own
            | properties
            | {
                "by": {"description": "Who records it, if not the actor."} | LINE,
                "as": {"description": "What its first event is called in the entries after it."} | ID,
            }
        )
    return {
        "description": inspect.cleandoc(record.__doc__ or "").split("\n\n")[0].replace("\n", " "),
        "type": "object",
        "properties": properties,
        "required": told["required"],
        "additionalProperties": False,
    }


def _common() -> frozenset[str]:
    return frozenset(each.name for each in fields(Command))


def _shared(name: str) -> Schema:
    return {"$ref": f"#/$defs/Command/properties/{name}"}


def _field(record: type, name: str, told: Schema) -> Schema:
    said = " ".join(meanings(record).get(name, "").split())
    return ({"description": said} if said else {}) | _value(name, told)


def _value(name: str, told: Schema) -> Schema:
    """What a field may hold: as msgspec says, with names for ids, words, and the limits of a form."""
    told = dict(told)
    rest = {"default": told.pop("default")} if "default" in told else {}
    if "anyOf" in told:
        return {"anyOf": [WORD, *(_bare(name, each) for each in told["anyOf"])]} | rest
    held = _bare(name, told)
    takes_a_word = held in (ID, CODE) or held.get("type") == "string"
    return (held if takes_a_word else {"anyOf": [WORD, held]}) | rest


def _bare(name: str, told: Schema) -> Schema:
    match told:
        case {"format": "uuid"}:
            return ID
        case {"type": "string"} if name in texts.CODES:
            return CODE
        case {"type": "integer"}:
            return told | {"minimum": -LARGEST, "maximum": LARGEST}
        case {"type": "array"}:
            return told | {"items": _value(name, told["items"]), "maxItems": MOST}
        case _:
            return told


def _values(*records: type) -> Iterator[type]:
    """The values that records are made of, at any depth."""
    for record in records:
        for hint in hints_of(record).values():
            kind, _ = bare(hint)
            inner = bare(get_args(kind)[0])[0] if get_origin(kind) is tuple else kind
            if is_dataclass(inner):
                yield cast(type, inner)
                yield from _values(cast(type, inner))
