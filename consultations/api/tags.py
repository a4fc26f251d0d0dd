"""Entity tags (RFC 9110, 8.8.3): the version of a part, so that two officers on one file do not collide."""

import re
from collections.abc import Mapping
from typing import Final

from consultations.api.errors import Named

TAG: Final = re.compile(r'"(\d{1,9})(?:-\d{1,9}){0,2}"')
EACH: Final = re.compile(r'(?:W/)?("[^"]*")')


class TagMalformed(Named):
    """If-Match names one entity tag, as an ETag header gave it."""


class TagMissing(Named):
    """This needs an If-Match header with the entity tag of what is being changed."""

    status_code = 428


def tag(version: int, *beside: int) -> str:
    """The tag of a part. A file's own carries beside it what else its page shows: all that is on it, its relations.

    That of a row of a register carries a digest of all that is shown with it.
    """
    return f'"{"-".join(str(each) for each in (version, *beside))}"'


def seen(headers: Mapping[str, str], *, needed: bool) -> int | None:
    """The version that the sender has seen. Raises TagMalformed, and TagMissing where it is needed."""
    given = headers.get("If-Match")
    if given is None:
        if needed:
            raise TagMissing()
        return None
    found = TAG.fullmatch(given.strip())
    if found is None:
        raise TagMalformed()
    return int(found[1])


def unchanged(headers: Mapping[str, str], current: str) -> bool:
    """Whether the reader has this very state already (If-None-Match, weak comparison)."""
    given = headers.get("If-None-Match", "")
    return given.strip() == "*" or current in EACH.findall(given)
