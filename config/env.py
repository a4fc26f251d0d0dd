"""The environment, read with types: every setting comes as NAME, or as the file that NAME_FILE names."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from config.trouble import Trouble


class Required:
    """Stands where a setting has no default."""


REQUIRED: Final = Required()
D = TypeVar("D")

TRUE: Final = frozenset({"1", "true", "yes", "on"})
FALSE: Final = frozenset({"0", "false", "no", "off"})
POSTGRES: Final = frozenset({"postgres", "postgresql"})
PARTS: Final = ("HOST", "PORT", "USER", "PASSWORD", "NAME")


class MissingSetting(Trouble):
    """{name} is not set: set {name}, or {name}_FILE to the path of a file that holds it."""


class UnreadableSetting(Trouble):
    """{name}_FILE names {path}, which cannot be read: {reason}."""


class AmbiguousSetting(Trouble):
    """Both {name} and {name}_FILE are set: unset one of them."""


class MalformedSetting(Trouble):
    """{name} must be {expected}."""


class MalformedDatabaseUrl(Trouble):
    """The database address must read postgresql://user:password@host:port/name?option=value; {reason}."""


def text(name: str, *, default: str | D | Required = REQUIRED) -> str | D:
    """The setting as text, white space at both ends removed; an empty one counts as not set.

    Raises MissingSetting where it is not set and has no default, UnreadableSetting where its file cannot be
    read, AmbiguousSetting where both the variable and its file are given.
    """
    if found := _found(name):
        return found
    if isinstance(default, Required):
        raise MissingSetting(name=name)
    return default


def flag(name: str, *, default: bool | Required = REQUIRED) -> bool:
    """The setting as a yes or no: 1, true, yes, on, or 0, false, no, off; else MalformedSetting."""
    return _parsed(name, _flag, default, "1, true, yes or on, or 0, false, no or off")


def number(name: str, *, default: int | Required = REQUIRED) -> int:
    """The setting as a whole number; else MalformedSetting."""
    return _parsed(name, int, default, "a whole number")


def names(name: str, *, default: tuple[str, ...] | Required = REQUIRED) -> tuple[str, ...]:
    """The setting as a list parted by commas, without empty members."""
    return _parsed(name, _names, default, "names parted by commas")


def table(name: str, *, of: Any, default: D | Required = REQUIRED) -> D:
    """The setting as a JSON object of this type; else MalformedSetting."""
    return _parsed(
        name, lambda found: _table(found, of), default, "a JSON object of the names that there are"
    )


def database(url: str) -> dict[str, Any]:
    """What a postgresql:// address says, as an entry of Django's DATABASES; its query becomes OPTIONS.

    Raises MalformedDatabaseUrl, which never repeats the address: it holds a password.
    """
    try:
        parts = urlsplit(url)
        found = (parts.hostname, parts.port, parts.username, parts.password, parts.path.removeprefix("/"))
    except ValueError as error:
        raise MalformedDatabaseUrl(reason="its host or port cannot be read") from error
    if parts.scheme not in POSTGRES:
        raise MalformedDatabaseUrl(
            reason=f"its scheme is {parts.scheme or 'missing'}, and only PostgreSQL is used"
        )
    if not found[-1]:
        raise MalformedDatabaseUrl(reason="it names no database")
    decoded = {key: unquote(str(value)) if value else "" for key, value in zip(PARTS, found, strict=True)}
    return {"ENGINE": "django.db.backends.postgresql", **decoded, "OPTIONS": dict(parse_qsl(parts.query))}


def _found(name: str) -> str:
    value, path = os.environ.get(name, "").strip(), os.environ.get(f"{name}_FILE", "").strip()
    if value and path:
        raise AmbiguousSetting(name=name)
    return _content(name, path) if path else value


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSetting(
            name=name, path=path, reason=getattr(error, "strerror", "not UTF-8")
        ) from error


def _parsed(name: str, parse: Callable[[str], D], default: D | Required, expected: str) -> D:
    found = text(name, default=default)
    if not isinstance(found, str):
        return found
    try:
        return parse(found)
    except ValueError as error:
        raise MalformedSetting(name=name, expected=expected) from error


def _table(value: str, of: Any) -> Any:
    try:
        return msgspec.json.decode(value, type=of)
    except msgspec.MsgspecError as error:
        raise ValueError(value) from error


def _flag(value: str) -> bool:
    if value.lower() not in TRUE | FALSE:
        raise ValueError(value)
    return value.lower() in TRUE


def _names(value: str) -> tuple[str, ...]:
    return tuple(name for part in value.split(",") if (name := part.strip()))
