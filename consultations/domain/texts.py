"""Texts: what a command's words must be like before anything is decided on them."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from typing import Any

from consultations.domain.message import Refused
from consultations.domain.values import Wording

LONGEST_LINE = 300
"""Characters in a title, a name or a code."""
LONGEST_TEXT = 100_000
"""Characters in any other text."""

CODES = frozenset(
    {
        "addressed_to",
        "against",
        "awaiting",
        "code",
        "country",
        "from_party",
        "given_by",
        "given_to",
        "initiative_of",
        "obliged",
        "parties",
        "party",
        "receiving",
        "sending",
        "side",
        "sides",
        "to_party",
    }
)
"""Names of the fields that hold a party's code."""
LINES = frozenset(
    {
        "address",
        "archive",
        "assessed_by",
        "audience",
        "authentic_languages",
        "authority",
        "capacity",
        "city",
        "compartment",
        "compartments",
        "compartments_removed",
        "digest",
        "handed_over_by",
        "handed_over_to",
        "holder",
        "interlocutor",
        "language",
        "languages",
        "media_type",
        "medium",
        "name",
        "number",
        "number_format",
        "of_whom",
        "officer",
        "on_behalf_of",
        "post",
        "plan_code",
        "premises",
        "reference",
        "registry",
        "script",
        "series",
        "sort_as",
        "speaker",
        "their_number",
        "title",
        "used_as",
        "verifier_key",
    }
)
"""Names of the fields whose text stands on one line."""

PARTY_CODE = re.compile(r"[A-Z0-9]{2,12}")
NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NOT_IN_A_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NOT_IN_A_WORDING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
"""A wording is verbatim, so the isolates of a right-to-left text (Unicode, UAX 9) stay in it."""


class TextMissing(Refused):
    """A text that is needed is empty."""


class TextTooLong(Refused):
    """A text is too long: a title, name or code has at most 300 characters, any other text 100,000."""


class TextNotPlain(Refused):
    """A text holds control characters, or characters that change the direction of writing unseen."""


class PartyCodeMalformed(Refused):
    """A party's code is 2 to 12 capital letters A to Z or digits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    """A text somewhere in a command: where, under which name, and whether it may be empty."""

    path: str
    name: str
    owner: type
    required: bool
    text: str


def check(command: Any) -> None:
    """Raise what is wrong with the texts of a command, by field: "title", "texts/0/text".

    A text without a default is needed, and so is every text in a list. Raises TextMissing, TextTooLong,
    TextNotPlain, PartyCodeMalformed.
    """
    for each in _texts(command, ""):
        _check(each)


def is_line(name: str, owner: type) -> bool:
    """Whether a text of this name is one line, in a message or a record of this type."""
    return name in LINES or name in CODES or (name == "text" and owner is not Wording)


def _check(each: _Text) -> None:
    line = is_line(each.name, each.owner)
    longest = LONGEST_LINE if line else LONGEST_TEXT
    if each.required and not each.text.strip():
        raise TextMissing(field=each.path)
    if len(each.text) > longest:
        raise TextTooLong(field=each.path, longest=longest, length=len(each.text))
    if _unfit(each, line).search(each.text):
        raise TextNotPlain(field=each.path)
    if each.name in CODES and each.text and not PARTY_CODE.fullmatch(each.text):
        raise PartyCodeMalformed(field=each.path, code=each.text)


def _unfit(each: _Text, line: bool) -> re.Pattern[str]:
    if each.owner is Wording and each.name == "text":
        return NOT_IN_A_WORDING
    return NOT_IN_A_LINE if line else NOT_IN_A_TEXT


def _texts(message: Any, path: str) -> Iterator[_Text]:
    for each in fields(message):
        value = getattr(message, each.name)
        yield from _within(value, f"{path}{each.name}", each.name, type(message), _needed(each))


def _within(value: Any, path: str, name: str, owner: type, required: bool) -> Iterator[_Text]:
    if isinstance(value, str):
        yield _Text(path=path, name=name, owner=owner, required=required, text=value)
    elif isinstance(value, tuple):
        for nth, item in enumerate(value):
            yield from _within(item, f"{path}/{nth}", name, owner, required=True)
    elif is_dataclass(value):
        yield from _texts(value, f"{path}/")


def _needed(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING
