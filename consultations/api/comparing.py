"""The texts of one part of a file, those in one language read against each other, word by word."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from consultations.api import rights
from consultations.api.errors import Missing
from consultations.api.folding import answered, folded
from consultations.domain.comparison import Comparison, comparisons
from consultations.domain.state import KINDS, Case, parts_named
from consultations.domain.values import Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """The texts of a part: one per party, a joint one where there is one, and where those in one language differ."""

    kind: str
    """The list that the part is in: outcomes, assurances."""
    part_id: UUID
    texts: tuple[Wording, ...]
    comparisons: tuple[Comparison, ...]
    """Each text against the first in its language, a joint one before any party's own."""


class Compares(APIView):
    """Answers how the texts of a part differ."""

    def get(self, request: Request, case_id: UUID, part_id: UUID) -> HttpResponse:
        """The texts, and where they differ."""
        file = folded(rights.reading(request), case_id, request.query_params)
        return answered(compared(file.case, part_id), file)


def compared(case: Case, part_id: UUID) -> Compared:
    """How the texts of a part differ. Raises Missing; a part that has no texts is none of these."""
    for named in parts_named(case, [part_id]):
        texts = getattr(case.parts(KINDS[named.kind])[part_id], "texts", None)
        if texts is not None:
            return Compared(kind=named.kind, part_id=part_id, texts=texts, comparisons=comparisons(texts))
    raise Missing("part")
