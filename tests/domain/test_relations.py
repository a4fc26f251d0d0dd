"""Relations: a file is related to another once by each nature, and what was related in error is withdrawn."""

from dataclasses import replace

from consultations.domain.parts.relations import INVERSE
from consultations.domain.relations import (
    CasesRelated,
    NatureNeedsWords,
    RelateCases,
    RelatedAlready,
    RelatedToItself,
    RelationWithdrawn,
    RelationWithdrawnAlready,
    WithdrawRelation,
)
from consultations.domain.state import IdTaken, NotOnFile
from consultations.domain.when import on
from tests.dsl import CASE, an_id, folded, given
from tests.stories import OPENED

RELATION, OTHER = an_id("relation"), an_id("another case")
RELATE = RelateCases(relation_id=RELATION, other_case_id=OTHER, nature="nomination for")
RELATED = CasesRelated(relation_id=RELATION, other_case_id=OTHER, nature="nomination for")
WITHDRAW = WithdrawRelation(relation_id=RELATION, reason="the wrong file")
WITHDRAWN = RelationWithdrawn(relation_id=RELATION, other_case_id=OTHER, reason="the wrong file")


def again(**other: object) -> RelateCases:
    """The same once more, or nearly the same."""
    return replace(RELATE, relation_id=an_id("second relation"), **other)  # type: ignore[arg-type]  # fields of its own


class TestRelateCases:
    def test_relates_the_file_to_another(self) -> None:
        case = given(*OPENED).when(replace(RELATE, occurred=on("2025-02-27"))).then(RELATED)
        held = case.relations[RELATION]
        assert (held.other_case_id, held.nature, held.status) == (OTHER, "nomination for", "stated")
        assert (held.on, held.status_asserted.sides) == (on("2025-02-27"), ("NO",))
        assert case.tags[CASE] == 1

    def test_is_refused_for_the_file_itself(self) -> None:
        given(*OPENED).when(replace(RELATE, other_case_id=CASE)).refused(RelatedToItself)

    def test_is_refused_the_second_time(self) -> None:
        given(*OPENED, RELATED).when(again()).refused(RelatedAlready, relation_id=RELATION)
        given(*OPENED, RELATED).when(RELATE).refused(IdTaken)

    def test_may_relate_it_by_another_nature_or_to_another_file(self) -> None:
        for other in (again(nature="continues"), again(other_case_id=an_id("third case"))):
            event = CasesRelated(
                relation_id=other.relation_id, other_case_id=other.other_case_id, nature=other.nature
            )
            given(*OPENED, RELATED).when(other).then(event)

    def test_needs_words_for_another_nature_which_tell_it_from_the_next(self) -> None:
        given(*OPENED).when(again(nature="other")).refused(NatureNeedsWords)
        given(*OPENED).when(again(nature="other", words=" \n")).refused(NatureNeedsWords)
        first = replace(RELATED, nature="other", words="same delegation")
        given(*OPENED, first).when(again(nature="other", words="same delegation")).refused(RelatedAlready)
        second = replace(first, relation_id=an_id("second relation"), words="same premises")
        given(*OPENED, first).when(again(nature="other", words="same premises")).then(second)

    def test_may_say_again_what_was_withdrawn(self) -> None:
        event = replace(RELATED, relation_id=an_id("second relation"))
        given(*OPENED, RELATED, WITHDRAWN).when(again()).then(event)


class TestWithdrawRelation:
    def test_withdraws_it_with_a_reason_and_keeps_what_it_was(self) -> None:
        held = given(*OPENED, RELATED).when(WITHDRAW).then(WITHDRAWN).relations[RELATION]
        assert (held.status, held.reason, held.nature) == ("withdrawn", "the wrong file", "nomination for")

    def test_is_refused_for_what_is_not_on_the_file(self) -> None:
        given(*OPENED).when(WITHDRAW).refused(NotOnFile, ids=[RELATION])

    def test_is_refused_the_second_time(self) -> None:
        given(*OPENED, RELATED, WITHDRAWN).when(WITHDRAW).refused(RelationWithdrawnAlready)


class TestRelating:
    def test_names_the_other_file_and_changes_the_relation_alone(self) -> None:
        for event in (RELATED, WITHDRAWN):
            assert (event.other_file, event.entities, event.claim) == (OTHER, (RELATION,), False)

    def test_folds_from_a_withdrawal_alone(self) -> None:
        held = folded(WITHDRAWN).relations[RELATION]
        assert (held.status, held.other_case_id) == ("withdrawn", OTHER)


class TestNature:
    def test_is_said_otherwise_from_the_other_end(self) -> None:
        assert len(set(INVERSE.values())) == len(INVERSE)
        assert [nature for nature, inverse in INVERSE.items() if nature == inverse] == ["other"]
