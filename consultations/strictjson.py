"""JSON (RFC 8259) in the strict reading of RFC 7493: one meaning, or a fault with a name."""

import inspect
import json
import re
from typing import Any, Final

DEEPEST: Final = 32
LONGEST_NUMBER: Final = 40
SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Malformed(Exception):
    """The text cannot be read in one way only."""

    def __init__(self) -> None:
        """Say what is wrong with it."""
        super().__init__(inspect.cleandoc(self.__doc__ or ""))


class NotJson(Malformed):
    """This is not JSON in UTF-8."""


class ByteOrderMark(Malformed):
    """It begins with a byte order mark: save it as UTF-8 without one."""


class NestedTooDeeply(Malformed):
    """This is nested more than 32 levels deep."""


class MemberRepeated(Malformed):
    """A member of an object is there twice, and only one of them could count."""


class NumberOutOfRange(Malformed):
    """A number is not finite, or has more than 40 digits."""


class NotUnicode(Malformed):
    """A text holds half of a character (a lone surrogate)."""


def read(text: bytes) -> Any:
    """What the text says. Raises NotJson, NestedTooDeeply, MemberRepeated, NumberOutOfRange, NotUnicode."""
    said = _decoded(text)
    _check(said)
    return said


def _decoded(text: bytes) -> Any:
    try:
        return json.loads(
            text.decode("utf-8"),
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
