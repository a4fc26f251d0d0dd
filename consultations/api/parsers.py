"""Reads a body as JSON in the strict reading: one meaning, or a named refusal."""

from collections.abc import Mapping
from typing import IO, Any, Final

from rest_framework.parsers import JSONParser

from consultations import strictjson
from consultations.api.errors import Named
from consultations.forms import code_of

LARGEST_BODY: Final = 1_048_576
"""Bytes."""


class BodyTooLarge(Named):
    """A body has at most 1 MiB."""

    status_code = 413


class BodyMalformed(Named):
    """The body cannot be read in one way only."""

    def __init__(self, fault: strictjson.Malformed) -> None:
        """Take over the name of what is wrong with it."""
        super().__init__()
        self.code, self.detail = code_of(type(fault)), str(fault)  # type: ignore[assignment]  # a plain text will do


class StrictJson(JSONParser):
    """The one parser of commands."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """What the body says. Raises BodyTooLarge and BodyMalformed."""
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge()
        try:
            return strictjson.read(body)
        except strictjson.Malformed as fault:
            raise BodyMalformed(fault) from fault
