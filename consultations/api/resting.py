"""What a part of a file rests on, and what rests on it: read by folding the one file, on any axis of time."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from consultations.api import rights
from consultations.api.errors import Missing
from consultations.api.folding import answered, folded
from consultations.domain.state import KINDS, Case, parts_named, resting_on
from consultations.domain.values import Asserted, PartOnFile


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a part of the file stands: its status is its own, whatever has become of what it rests on."""

    kind: str
    """The list it is in: outcomes, rounds, assurances."""
    part_id: UUID
    status: str | None
    status_asserted: Asserted | None
    """Whose word the status rests on."""
    rests_on_reversed: tuple[str, ...]
    """Ids of reversed outcomes that it rests on, straight or by way of another part."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resting:
    """What a part of the file rests on, and what rests on it."""

    part: Standing
    rests_on: tuple[Standing, ...]
    """What it was said to rest on."""
    resting: tuple[Standing, ...]
    """What rests on it, straight or by way of another part."""


class Rests(APIView):
    """Answers what one part rests on, and what rests on it."""

    def get(self, request: Request, case_id: UUID, part_id: UUID) -> HttpResponse:
        """Both, as they stand."""
        file = folded(rights.reading(request), case_id, request.query_params)
        return answered(resting(file.case, part_id), file)


def resting(case: Case, part_id: UUID) -> Resting:
    """What a part rests on, and what rests on it. Raises Missing.

    A relation is no such part: nothing rests on it, and not everyone who sees the file may know of it.
    """
    for named in parts_named(case, [part_id] if part_id not in case.relations else []):
        bases = map(UUID, case.parts(KINDS[named.kind])[part_id].bases)
        return Resting(
            part=_standing(case, named),
            rests_on=tuple(_standing(case, each) for each in parts_named(case, bases)),
            resting=tuple(_standing(case, each) for each in resting_on(case, part_id)),
        )
    raise Missing("part")


def _standing(case: Case, named: PartOnFile) -> Standing:
    part: Any = case.parts(KINDS[named.kind])[named.part_id]
    return Standing(
        kind=named.kind,
        part_id=named.part_id,
        status=getattr(part, "status", None),
        status_asserted=getattr(part, "status_asserted", None),
        rests_on_reversed=part.rests_on_reversed,
    )
