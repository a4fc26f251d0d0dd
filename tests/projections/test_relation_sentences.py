"""Sentences about the relations of a file to other files."""

from typing import get_args
from uuid import UUID

import pytest
from django.utils import translation

from consultations.domain.parts.relations import Stated
from consultations.domain.relations import CasesRelated, RelationEvent, RelationWithdrawn
from consultations.projections.sentences import told
from consultations.projections.words import Names

RELATION, OTHER = UUID(int=1), UUID(int=2)
NAMES = Names(files={OTHER: "Irritants"})


def related(nature: Stated, words: str = "") -> CasesRelated:
    return CasesRelated(relation_id=RELATION, other_case_id=OTHER, nature=nature, words=words)


class TestARelation:
    @pytest.mark.parametrize(
        ("event", "expected"),
        [
            (related("continues"), "This file continues “Irritants”"),
            (
                related("arises from", "the talks of May"),
                "This file arises from “Irritants”: the talks of May",
            ),
            (related("kept closer than"), "This file is kept closer than “Irritants”, with which it belongs"),
            (related("nomination for"), "This file holds a nomination for “Irritants”"),
            (related("instructions for"), "This file holds instructions for “Irritants”"),
            (related("measures arising from"), "This file holds measures arising from “Irritants”"),
            (related("property at issue in"), "This file holds property at issue in “Irritants”"),
            (related("other", "same delegation"), "Related to “Irritants”: same delegation"),
            (
                RelationWithdrawn(relation_id=RELATION, other_case_id=OTHER, reason="the wrong file"),
                "Relation to “Irritants” withdrawn: the wrong file",
            ),
        ],
        ids=str,
    )
    def test_is_told_by_its_nature(self, event: RelationEvent, expected: str) -> None:
        with translation.override("en"):
            assert told(event, NAMES) == expected

    @pytest.mark.parametrize("nature", get_args(Stated))
    def test_names_no_file_that_has_no_title_here(self, nature: Stated) -> None:
        with translation.override("en"):
            assert "another file" in told(related(nature), Names())
