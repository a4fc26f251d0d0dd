"""Audiences: before whom a party is called by which name; the installation says which there are."""

from dataclasses import fields, is_dataclass
from typing import Any

from django.conf import settings

from consultations.domain.message import Refused


class AudienceUnknown(Refused):
    """The installation has no such audience."""


def own() -> str:
    """The audience of the ministry's own people: its pages call parties so."""
    return audiences()[0]


def audiences() -> tuple[str, ...]:
    """All there are, the ministry's own people first."""
    told: tuple[str, ...] = settings.AUDIENCES
    return told


def must_know(audience: str, **where: Any) -> None:
    """Refuse an audience that the installation does not have; none at all is meant for everybody.

    Raises AudienceUnknown.
    """
    if audience and audience not in audiences():
        raise AudienceUnknown(**where, choices=audiences())


def check(named: Any, path: str = "") -> None:
    """Refuse an answer that names an audience which the installation does not have, by its field.

    Raises AudienceUnknown.
    """
    if is_dataclass(named):
        for each in fields(named):
            value, at = getattr(named, each.name), f"{path}{each.name}"
            if each.name == "audience":
                must_know(value, field=at)
            else:
                check(value, f"{at}/")
    elif isinstance(named, tuple):
        for nth, each in enumerate(named):
            check(each, f"{path}{nth}/")
