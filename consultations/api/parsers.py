"""Reads a body as JSON (RFC 8259, in the strict reading of RFC 7493): one meaning, or a named refusal."""

import json
import re
from collections.abc import Mapping
from typing import IO, Any, Final

from rest_framework.parsers import JSONParser

from consultations.api.errors import Named

LARGEST_BODY: Final = 1_048_576
"""Bytes."""
DEEPEST: Final = 32
LONGEST_NUMBER: Final = 40
SURROGATE: Final = re.compile("[\ud800-\udfff]")


class BodyTooLarge(Named):
    """A body has at most 1 MiB."""

    status_code = 413


class NotJson(Named):
    """The body is not JSON in UTF-8."""


class NestedTooDeeply(Named):
    """The body is nested more than 32 levels deep."""


class MemberRepeated(Named):
    """A member of an object is there twice, and only one of them could count."""


class NumberOutOfRange(Named):
    """A number is not finite, or has more than 40 digits."""


class NotUnicode(Named):
    """A text holds half of a character (a lone surrogate)."""


class StrictJson(JSONParser):
    """The one parser of commands."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The body. Raises BodyTooLarge, NotJson, NestedTooDeeply, MemberRepeated, NumberOutOfRange, NotUnicode."""
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge()
        read = _decoded(body)
        _check(read)
        return read


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_refused,
            parse_int=_whole,
            parse_float=_finite,
        )
    except RecursionError as deep:
        raise NestedTooDeeply() from deep
    except ValueError as unreadable:
        raise NotJson() from unreadable


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(members)
    if len(read) < len(members):
        raise MemberRepeated()
    return read


def _refused(constant: str) -> Any:
    raise NumberOutOfRange()


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise NumberOutOfRange()
    return int(digits)


def _finite(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER or float(digits) in (float("inf"), float("-inf")):
        raise NumberOutOfRange()
    return float(digits)


def _check(read: Any, depth: int = 1) -> None:
    if isinstance(read, str) and SURROGATE.search(read):
        raise NotUnicode()
    if not isinstance(read, dict | list):
        return
    if depth > DEEPEST:
        raise NestedTooDeeply()
    for each in (*read, *read.values()) if isinstance(read, dict) else read:
        _check(each, depth + 1)
