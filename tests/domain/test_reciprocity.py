"""Reciprocity: which measure answers what, by whose word or assessment, and how many days later."""

from dataclasses import replace

from consultations.domain import when
from consultations.domain.outcomes import OutcomeAgreed
from consultations.domain.parts.reciprocity import Cause, days_between
from consultations.domain.reciprocity import (
    CauseMissing,
    CauseUnnamed,
    DisputeReciprocity,
    LinkAsReciprocal,
    LinkedAlready,
    MeasureAnswersItself,
    NeitherClaimedNorAssessed,
    ReciprocityDisputed,
    ReciprocityDisputedAlready,
    ReciprocityWithdrawn,
    ReciprocityWithdrawnAlready,
    UnknownReciprocity,
    WithdrawReciprocity,
)
from consultations.domain.state import IdTaken, NotAParty, NotOnFile
from tests.dsl import an_id, folded, given
from tests.stories import (
    ANSWERING,
    LINK,
    LINKED,
    MEASURE,
    OUTCOME,
    RU_SAYS,
    STATEMENT,
    US_SAYS,
    WITH_ANSWER,
    WITH_LINK,
    WITH_STATEMENT,
)

CAUSE = Cause(part_id=MEASURE)
COMMAND = LinkAsReciprocal(
    reciprocity_id=LINK,
    measure_id=ANSWERING,
    symmetry="mirror",
    causes=(CAUSE,),
    asserted=RU_SAYS.asserted,
)
ELSEWHERE = Cause(part_id=an_id("elsewhere"), case_id=an_id("other file"), text="35 expelled")
BILL = Cause(kind="other", text="the sanctions bill", on=when.on("2017-07-27"))


class TestLinkAsReciprocal:
    def test_takes_the_name_and_the_date_of_a_cause_from_the_file(self) -> None:
        link = given(*WITH_ANSWER).when(COMMAND).then(LINKED).reciprocities[LINK]
        assert (link.status, link.status_asserted, link.symmetry) == ("claimed", RU_SAYS.asserted, "mirror")
        assert [(each.cause.part_id, each.days) for each in link.causes] == [(MEASURE, 3)]
        assert (link.on, link.first) == (when.on("2018-03-29"), "2018-03-29T00:00")

    def test_may_have_several_causes_also_on_another_file_or_on_none(self) -> None:
        command = replace(COMMAND, causes=(ELSEWHERE, BILL))
        link = given(*WITH_ANSWER).when(command).then(replace(LINKED, causes=(ELSEWHERE, BILL)))
        assert [each.days for each in link.reciprocities[LINK].causes] == [None, 245]
        for unnamed in (replace(ELSEWHERE, text=""), replace(BILL, text=" "), Cause()):
            asked = given(*WITH_ANSWER).when(replace(COMMAND, causes=(unnamed,)))
            asked.refused(CauseUnnamed, part_id=unnamed.part_id)

    def test_may_name_an_outcome_or_a_statement_as_the_cause(self) -> None:
        before = (*WITH_ANSWER, *WITH_STATEMENT[1:], OutcomeAgreed(outcome_id=OUTCOME, title="A roadmap"))
        causes = (Cause(kind="statement", part_id=STATEMENT), Cause(kind="outcome", part_id=OUTCOME))
        told = (
            replace(causes[0], text="Alexander Darchiev", on=when.on("2025-06-10")),
            replace(causes[1], text="A roadmap"),
        )
        given(*before).when(replace(COMMAND, causes=causes)).then(replace(LINKED, causes=told))
        for each in causes:
            given(*WITH_ANSWER).when(replace(COMMAND, causes=(each,))).refused(NotOnFile, ids=[each.part_id])

    def test_is_claimed_by_a_side_or_assessed_by_an_officer_and_not_both(self) -> None:
        assessed = replace(COMMAND, asserted=None, assessed_by="ingrid", symmetry="asymmetric")
        event = replace(LINKED, assessed_by="ingrid", symmetry="asymmetric")
        link = given(*WITH_ANSWER).when(assessed).then(event).reciprocities[LINK]
        assert (link.status, link.assessed_by) == ("assessed", "ingrid")
        for neither in (replace(COMMAND, asserted=None), replace(COMMAND, assessed_by="ingrid")):
            given(*WITH_ANSWER).when(neither).refused(NeitherClaimedNorAssessed)

    def test_stands_beside_other_links_of_the_same_measure(self) -> None:
        other = an_id("other link")
        again = replace(COMMAND, reciprocity_id=other)
        given(*WITH_LINK).when(again).refused(LinkedAlready, reciprocity_id=LINK)
        given(*WITH_LINK).when(COMMAND).refused(IdTaken)
        by_us = replace(again, asserted=US_SAYS.asserted, symmetry="unrelated")
        event = replace(LINKED, reciprocity_id=other, symmetry="unrelated")
        links = given(*WITH_LINK).when(by_us).then(event).reciprocities
        assert [each.symmetry for each in links.values()] == ["mirror", "unrelated"]
        assessed = replace(again, asserted=None, assessed_by="ingrid")
        event = replace(LINKED, reciprocity_id=other, assessed_by="ingrid")
        given(*WITH_LINK, event).when(replace(assessed, reciprocity_id=an_id("third"))).refused(LinkedAlready)
        given(*WITH_LINK, ReciprocityWithdrawn(reciprocity_id=LINK)).when(again).then(
            replace(LINKED, reciprocity_id=other)
        )

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        given(*WITH_ANSWER).when(replace(COMMAND, measure_id=LINK)).refused(NotOnFile, ids=[LINK])
        given(*WITH_ANSWER).when(replace(COMMAND, causes=(Cause(part_id=LINK),))).refused(NotOnFile)
        given(*WITH_ANSWER).when(replace(COMMAND, causes=())).refused(CauseMissing)
        itself = replace(COMMAND, causes=(Cause(part_id=ANSWERING),))
        given(*WITH_ANSWER).when(itself).refused(MeasureAnswersItself)


class TestDisputeReciprocity:
    def test_says_nothing_of_the_link_but_who_disputes_it(self) -> None:
        command = DisputeReciprocity(reciprocity_id=LINK, party="US", reason="unprovoked")
        event = ReciprocityDisputed(reciprocity_id=LINK, party="US", reason="unprovoked")
        link = given(*WITH_LINK).when(command).then(event).reciprocities[LINK]
        assert (link.status, link.disputed_by, link.reason) == ("claimed", ("US",), "unprovoked")
        given(*WITH_LINK, event).when(command).refused(ReciprocityDisputedAlready, party="US")
        given(*WITH_LINK).when(replace(command, party="FI")).refused(NotAParty)
        given(*WITH_ANSWER).when(command).refused(UnknownReciprocity, reciprocity_id=LINK)


class TestWithdrawReciprocity:
    def test_keeps_the_link_as_withdrawn(self) -> None:
        command = WithdrawReciprocity(reciprocity_id=LINK, reason="an error")
        event = ReciprocityWithdrawn(reciprocity_id=LINK, reason="an error")
        link = given(*WITH_LINK).when(command).then(event).reciprocities[LINK]
        assert (link.status, link.measure_id, link.reason) == ("withdrawn", ANSWERING, "an error")
        given(*WITH_LINK, event).when(command).refused(ReciprocityWithdrawnAlready)
        given(*WITH_ANSWER).when(command).refused(UnknownReciprocity)


class TestDaysBetween:
    def test_are_counted_where_both_are_known_to_the_day(self) -> None:
        assert days_between(when.on("2016-12-29"), when.on("2017-07-28")) == 211
        assert days_between(when.on("2017-07-28"), when.on("2016-12-29")) == -211
        for vague in (None, when.within("2016-12"), when.within("2016-12-29~"), when.by("2016-12-29")):
            assert days_between(vague, when.on("2017-07-28")) is None
            assert days_between(when.on("2017-07-28"), vague) is None

    def test_are_none_for_a_measure_without_a_day(self) -> None:
        link = folded(*WITH_ANSWER, replace(LINKED, on=None)).reciprocities[LINK]
        assert (link.first, [each.days for each in link.causes]) == ("", [None])
