"""A form for every command, read off its dataclass: programs and people fill in the same one."""

import ast
import inspect
import itertools
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty
from rest_framework.utils import html
from uuid_utils.compat import uuid7

from consultations.access import audiences
from consultations.access.filter import Reader
from consultations.access.tables import ADMINISTRATOR, AUDITOR, PERMISSIONS, ROLES
from consultations.domain import texts
from consultations.domain.bounds import ImpossibleTime
from consultations.domain.message import Command, Refused, slug

ACTING: Final = frozenset(ROLES) - {AUDITOR, ADMINISTRATOR} - PERMISSIONS
"""The roles that record; the others only read."""
LARGEST: Final = 2**31 - 1
"""The largest whole number a form takes, either side of nought."""
MOST: Final = 1_000
"""The most entries a list takes."""
NEW: Final = "new"


def too_large(said: Any) -> bool:
    """Whether a number or a list somewhere in what was said is larger than any form takes."""
    if isinstance(said, dict):
        return any(map(too_large, said.values()))
    if isinstance(said, list):
        return len(said) > MOST or any(map(too_large, said))
    return isinstance(said, int) and abs(said) > LARGEST


def nearest(name: Any, known: Iterable[str]) -> str:
    """A hint at the name that was probably meant; nothing, where none is near."""
    close = get_close_matches(str(name)[: texts.LONGEST_LINE], list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def may_act(reader: Reader) -> bool:
    """Whether one of the reader's roles may record things."""
    return not ACTING.isdisjoint(reader.roles)


def may_ask(reader: Reader, command: type[Command]) -> bool:
    """Whether one of the reader's roles may record this."""
    return may_act(reader) and (not command.reserved_to or command.reserved_to in reader.roles)


def code_of(named: type) -> str:
    """The name of a refusal as programs read it: NoteAlreadyAnswered is note_already_answered."""
    return slug(named).replace("-", "_")


# ---- what a field means, as the docstring below it says


@cache
def meanings(record: type) -> Mapping[str, str]:
    """The docstring that stands below each field of a dataclass, those it inherits included."""
    told: dict[str, str] = {}
    for each in reversed(record.__mro__):
        if is_dataclass(each):
            told |= _told_in(each)
    return told


def _told_in(record: type) -> dict[str, str]:
    body = cast(ast.ClassDef, ast.parse(textwrap.dedent(inspect.getsource(record))).body[0]).body
    return {
        before.target.id: inspect.cleandoc(after.value.value)
        for before, after in itertools.pairwise(body)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and isinstance(after.value.value, str)
    }


# ---- the fields


class Text(serializers.CharField):
    """A text, as it stands; a number is not one."""

    def __init__(self, **options: Any) -> None:
        """Leave white space alone: what is recorded is what was written."""
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        """Refuse what is not a text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Id(serializers.UUIDField):
    """An id, in its usual form."""

    def to_internal_value(self, data: Any) -> UUID:
        """Refuse what is not a text."""
        if not isinstance(data, str) or len(data) != len(str(UUID(int=0))):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A whole number; yes and no are none."""

    def to_internal_value(self, data: Any) -> int:
        """Refuse what Python would take for a number."""
        if not isinstance(data, int | str) or isinstance(data, bool):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Record(serializers.Serializer[Any]):
    """The fields of a dataclass; what comes out of it is the dataclass."""

    record: type[Any]
    default_error_messages = {"unknown_field": "There is no such field{hint}"}

    def get_value(self, dictionary: Mapping[Any, Any]) -> Any:
        """What was sent for this field; nothing, where all of its part of an HTML form was left open."""
        value = super().get_value(dictionary)
        if not html.is_html_input(dictionary) or value is empty:
            return value
        entered = (each for name in value for each in value.getlist(name))
        return value if any(entered) else empty

    def to_internal_value(self, data: Any) -> Any:
        """The dataclass these answers make. Raises ValidationError, by field and with the name of each fault."""
        wrong = self._unknown(data)
        try:
            answers = super().to_internal_value(data)
        except ValidationError as invalid:
            raise ValidationError(_merged(invalid.detail, wrong)) from invalid
        if wrong:
            raise ValidationError(wrong)
        try:
            return self.record(**self._complete(answers))
        except ImpossibleTime as impossible:
            raise ValidationError([ErrorDetail(str(impossible), code_of(type(impossible)))]) from impossible

    def _unknown(self, data: Any) -> dict[str, list[ErrorDetail]]:
        if not isinstance(data, Mapping) or html.is_html_input(data):
            return {}
        return {str(name): [self._no_such(name)] for name in data if name not in self.fields}

    def _no_such(self, name: Any) -> ErrorDetail:
        told = str(self.error_messages["unknown_field"])
        return ErrorDetail(told.format(hint=nearest(name, self.fields) or "."), "unknown_field")

    def _complete(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        drawn = {name: uuid7() for name in _new_ids(cast(Any, self.record)) if name not in answers}
        listed = {name: tuple(each) if isinstance(each, list) else each for name, each in answers.items()}
        return drawn | listed


class Form(Record):
    """A command to be filled in: `is_valid()`, then `save()` gives the command."""

    def validate(self, attrs: Any) -> Any:
        """Refuse a text that no file would take, and an audience there is not, by its field."""
        try:
            texts.check(attrs)
            audiences.check(attrs)
        except Refused as refused:
            raise ValidationError(_at(refused.named["field"].split("/"), refused)) from refused
        return attrs

    def save(self, **kwargs: Any) -> Command:
        """The command; nothing is stored by this."""
        return command_from(self)


def form_of(command: type[Command]) -> type[Form]:
    """The form of a command."""
    return cast(type[Form], _built(cast(Any, command), Form))


def command_from(form: Form) -> Command:
    """The command that a valid form holds."""
    return cast(Command, form.validated_data)


# ---- building them


def hints_of(record: Any) -> Mapping[str, Any]:
    """The types of a dataclass's fields, with what is noted beside them."""
    return _hints(record)


@cache
def _hints(record: type) -> Mapping[str, Any]:
    return get_type_hints(record, include_extras=True)


def bare(hint: Any) -> tuple[Any, bool]:
    """A type without notes and without None, and whether it may be None."""
    if get_origin(hint) is Annotated:
        return bare(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return bare(next(each for each in get_args(hint) if each is not NoneType))[0], True
    return hint, False


@cache
def _new_ids(record: type) -> tuple[str, ...]:
    return tuple(name for name, hint in hints_of(record).items() if is_new(hint))


def is_new(hint: Any) -> bool:
    """Whether a field holds the id of something that its command brings into being."""
    return get_origin(hint) is Annotated and NEW in hint.__metadata__


@cache
def _built(record: type, base: type[Record] = Record) -> type[Record]:
    declared = {each.name: _field(record, each) for each in fields(record)}
    described = {"__doc__": record.__doc__, "__module__": __name__, "record": record}
    return cast(type[Record], type(record.__name__, (base,), {**declared, **described}))


def _field(record: type, each: Field[Any]) -> "serializers.Field[Any, Any, Any, Any]":
    hint = hints_of(record)[each.name]
    kind, optional = bare(hint)
    needed = each.default is MISSING and each.default_factory is MISSING and not is_new(hint)
    options = {"required": needed, "help_text": meanings(record).get(each.name) or None}
    return _of_kind(kind, optional, {**options, "label": each.name.replace("_", " ").capitalize()})


def _of_kind(kind: Any, optional: bool, options: dict[str, Any]) -> "serializers.Field[Any, Any, Any, Any]":
    if optional:
        options |= {"allow_null": True}
    if get_origin(kind) is tuple:
        return _list_of(get_args(kind)[0], options)
    if get_origin(kind) is Literal:
        unknown = f'"{{input}}" is none of: {", ".join(get_args(kind))}.'
        options["error_messages"] = {"invalid_choice": unknown}
        return serializers.ChoiceField(choices=[(each, each) for each in get_args(kind)], **options)
    if is_dataclass(kind):
        return _built(cast(Any, kind))(**options)
    if kind is str:
        return Text(allow_blank=not optional, **options)
    if kind is int:
        return Whole(min_value=-LARGEST, max_value=LARGEST, **options)
    return Id(**options) if kind is UUID else serializers.BooleanField(**options)


def _list_of(kind: Any, options: dict[str, Any]) -> "serializers.Field[Any, Any, Any, Any]":
    if is_dataclass(kind):
        many: Any = _built(cast(type, kind))
        return cast(serializers.ListSerializer[Any], many(many=True, max_length=MOST, **options))
    return serializers.ListField(child=_of_kind(bare(kind)[0], False, {}), max_length=MOST, **options)


# ---- what is wrong, by field


def _merged(found: Any, wrong: Mapping[str, Any]) -> Any:
    return {**found, **wrong} if isinstance(found, Mapping) else found


def _at(path: list[str], refused: Refused) -> Any:
    if not path:
        return [ErrorDetail(str(refused), code_of(type(refused)))]
    first, *rest = path
    if first.isdecimal():
        return [*({} for _ in range(int(first))), _at(rest, refused)]
    return {first: _at(rest, refused)}


def faults(detail: Any, pointer: str = "") -> Iterator[tuple[str, str, str]]:
    """What is wrong with a form, each as JSON Pointer (RFC 6901), code and words."""
    if isinstance(detail, ErrorDetail | str):
        yield pointer, getattr(detail, "code", "") or "invalid", str(detail)
    elif isinstance(detail, Mapping):
        for name, inner in detail.items():
            below = (
                "" if name == "non_field_errors" else "/" + str(name).replace("~", "~0").replace("/", "~1")
            )
            yield from faults(inner, pointer + below)
    else:
        for nth, inner in enumerate(detail):
            below = "" if isinstance(inner, ErrorDetail | str) else f"/{nth}"
            yield from faults(inner, pointer + below)
