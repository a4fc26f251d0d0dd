"""Claims: what is said of what others have said stays beside it; what rests on a reversed outcome is marked."""

from uuid import uuid5

import pytest

from consultations.domain.actions import ActionAgreed
from consultations.domain.assurances import AssuranceGiven
from consultations.domain.claims import (
    ClaimAnsweredSo,
    ClaimConfirmed,
    ClaimCorrected,
    ClaimDenied,
    ClaimIsRetracted,
    ClaimMade,
    ClaimPreferred,
    ClaimRetracted,
    ConfirmClaim,
    CorrectClaim,
    DenyClaim,
    MakeClaim,
    NobodysClaim,
    NotTheirClaim,
    OnClaim,
    PreferClaim,
    RetractClaim,
    TheirOwnClaim,
    UnknownClaim,
)
from consultations.domain.outcomes import (
    BasisReinstated,
    BasisReversed,
    OutcomeReinstated,
    OutcomeReversed,
    ReinstateOutcome,
    ReverseOutcome,
)
from consultations.domain.rounds import RoundCancelled, RoundProposed, VenueIndicated
from consultations.domain.state import IdTaken, NotOnFile
from consultations.domain.values import Asserted, PartOnFile, Place, Wording
from tests.dsl import CASE, according_to, an_id, given
from tests.stories import ACTION, ASSURANCE, OPENED, OUTCOME, RU_SAYS, US_SAYS, WITH_OUTCOME

THIRD, CLAIM = an_id("third round"), an_id("claim")
CANCELLED = (
    *OPENED,
    (RoundProposed(round_id=THIRD), RU_SAYS),
    (RoundCancelled(round_id=THIRD, reason="a pause"), RU_SAYS),
)
THE_EVENT = uuid5(CASE, str(len(CANCELLED)))
RU, US = Asserted(sides=("RU",)), Asserted(sides=("US",))
OF_THE_ROUND = {
    "event_id": THE_EVENT,
    "of": "RoundCancelled",
    "parts": (PartOnFile(kind="rounds", part_id=THIRD),),
}
REASON = MakeClaim(
    claim_id=CLAIM,
    matter="reason for the cancellation",
    wording=Wording(text="neither side wants a meeting without progress", language="en"),
    concerns=(THIRD,),
    asserted=RU,
)
MADE = ClaimMade(claim_id=CLAIM, matter=REASON.matter, wording=REASON.wording, concerns=(THIRD,))


class TestMakeClaim:
    def test_is_of_a_matter_without_an_event_of_its_own(self) -> None:
        case = given(*CANCELLED).when(REASON).then(MADE)
        claim = case.claims[CLAIM]
        assert (claim.status, claim.status_asserted, claim.about) == ("made", RU, (str(THIRD),))
        assert case.rounds[THIRD].status == "cancelled"

    def test_concerns_what_is_on_the_file(self) -> None:
        given(*OPENED).when(REASON).refused(NotOnFile, ids=[THIRD])

    def test_takes_an_id_that_is_free(self) -> None:
        given(*CANCELLED, (MADE, RU_SAYS)).when(REASON).refused(IdTaken, part_id=CLAIM)


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("command", "event", "stance"),
        [
            (ConfirmClaim(event_id=THE_EVENT, asserted=US), ClaimConfirmed(**OF_THE_ROUND), "confirmed"),
            (DenyClaim(event_id=THE_EVENT, asserted=US), ClaimDenied(**OF_THE_ROUND), "denied"),
            (PreferClaim(event_id=THE_EVENT, asserted=US), ClaimPreferred(**OF_THE_ROUND), "preferred"),
            (CorrectClaim(event_id=THE_EVENT, asserted=US), ClaimCorrected(**OF_THE_ROUND), "corrected"),
            (RetractClaim(event_id=THE_EVENT, asserted=RU), ClaimRetracted(**OF_THE_ROUND), "retracted"),
        ],
    )
    def test_stands_beside_the_claim_which_stays(
        self, command: OnClaim, event: ClaimDenied, stance: str
    ) -> None:
        part = given(*CANCELLED).when(command).then(event).rounds[THIRD]
        (said,) = part.stances
        assert (said.event_id, said.type, said.stance) == (THE_EVENT, "RoundCancelled", stance)
        assert said.asserted == command.asserted
        assert (part.status, part.status_asserted, part.version) == ("cancelled", RU_SAYS.asserted, 4)

    def test_may_be_one_for_and_one_against(self) -> None:
        confirmed = (ClaimConfirmed(**OF_THE_ROUND), according_to("TR"))
        denied = ClaimDenied(**OF_THE_ROUND, reason="no round was planned")
        command = DenyClaim(event_id=THE_EVENT, asserted=US, reason="no round was planned")
        part = given(*CANCELLED, confirmed).when(command).then(denied).rounds[THIRD]
        assert [each.stance for each in part.stances] == ["confirmed", "denied"]
        assert part.stances[1].reason == "no round was planned"

    def test_turns_the_status_of_a_claim_of_its_own_and_keeps_it(self) -> None:
        the_claim = uuid5(CASE, str(len(CANCELLED) + 1))
        denied = ClaimDenied(
            event_id=the_claim, of="ClaimMade", parts=(PartOnFile(kind="claims", part_id=CLAIM),)
        )
        story = given(*CANCELLED, (MADE, RU_SAYS))
        claim = story.when(DenyClaim(event_id=the_claim, asserted=US)).then(denied).claims[CLAIM]
        assert (claim.status, claim.status_asserted, claim.texts) == ("denied", US, (REASON.wording,))
        preferred = ClaimPreferred(event_id=denied.event_id, of=denied.of, parts=denied.parts)
        claim = story.when(PreferClaim(event_id=the_claim)).then(preferred).claims[CLAIM]
        assert (claim.status, [each.stance for each in claim.stances]) == ("made", ["preferred"])

    def test_names_what_says_it_right(self) -> None:
        command = CorrectClaim(event_id=THE_EVENT, instead=uuid5(CASE, "2"), asserted=US)
        event = ClaimCorrected(**OF_THE_ROUND, instead=command.instead)
        part = given(*CANCELLED).when(command).then(event).rounds[THIRD]
        assert part.stances[0].instead == command.instead
        given(*CANCELLED).when(CorrectClaim(event_id=THE_EVENT, instead=CLAIM)).refused(
            NotOnFile, ids=[CLAIM]
        )

    def test_is_to_a_claim_on_the_file(self) -> None:
        given(*CANCELLED).when(DenyClaim(event_id=CLAIM, asserted=US)).refused(UnknownClaim, event_id=CLAIM)

    def test_is_not_to_what_the_register_did(self) -> None:
        opening = uuid5(CASE, "1")
        given(*CANCELLED).when(ConfirmClaim(event_id=opening)).refused(NobodysClaim, event_id=opening)

    @pytest.mark.parametrize("command", [ConfirmClaim, DenyClaim])
    def test_is_not_given_by_whoever_made_the_claim(self, command: type[OnClaim]) -> None:
        asked = command(event_id=THE_EVENT, asserted=Asserted(sides=("RU", "US")))
        given(*CANCELLED).when(asked).refused(TheirOwnClaim, sides=["RU"])

    def test_may_be_given_by_another_voice_of_the_same_side(self) -> None:
        senator = Asserted(sides=("RU",), standing="press", capacity="Senator")
        given(*CANCELLED).when(DenyClaim(event_id=THE_EVENT, asserted=senator)).then(
            ClaimDenied(**OF_THE_ROUND)
        )

    def test_takes_back_only_what_one_has_claimed_oneself(self) -> None:
        given(*CANCELLED).when(RetractClaim(event_id=THE_EVENT, asserted=US)).refused(
            NotTheirClaim, sides=("US",)
        )

    def test_is_given_once_by_each_side(self) -> None:
        denied = (*CANCELLED, (ClaimDenied(**OF_THE_ROUND), US_SAYS))
        given(*denied).when(DenyClaim(event_id=THE_EVENT, asserted=US)).refused(
            ClaimAnsweredSo, stance="denied"
        )
        given(*denied).when(ConfirmClaim(event_id=THE_EVENT, asserted=US)).then(
            ClaimConfirmed(**OF_THE_ROUND)
        )

    def test_is_not_given_to_what_was_taken_back(self) -> None:
        retracted = (*CANCELLED, (ClaimRetracted(**OF_THE_ROUND), RU_SAYS))
        asked = DenyClaim(event_id=THE_EVENT, asserted=US)
        given(*retracted).when(asked).refused(ClaimIsRetracted, event_id=THE_EVENT)


class TestAConfirmation:
    def test_names_the_claim_that_the_side_has_made_its_own(self) -> None:
        assert ClaimConfirmed(**OF_THE_ROUND).confirms == (THE_EVENT,)
        assert ClaimDenied(**OF_THE_ROUND).confirms == ()


class TestWhatRestsOnAReversedOutcome:
    RESTING = (
        *WITH_OUTCOME,
        (RoundProposed(round_id=THIRD), RU_SAYS),
        (VenueIndicated(round_id=THIRD, place=Place(city="Moscow"), rests_on=OUTCOME), RU_SAYS),
        AssuranceGiven(
            assurance_id=ASSURANCE, given_by=("RU",), given_to=("US",), rests_on=(OUTCOME,), subject="x"
        ),
    )
    PARTS = (PartOnFile(kind="rounds", part_id=THIRD), PartOnFile(kind="assurances", part_id=ASSURANCE))
    REVERSED = OutcomeReversed(outcome_id=OUTCOME, extent="in full", reason="")

    def reverse(self) -> ReverseOutcome:
        return ReverseOutcome(outcome_id=OUTCOME, extent="in full")

    def test_is_marked_in_the_same_decision_and_keeps_its_own_status(self) -> None:
        marks = BasisReversed(outcome_id=OUTCOME, parts=self.PARTS)
        case = given(*self.RESTING).when(self.reverse()).then(self.REVERSED, marks)
        assert case.outcomes[OUTCOME].status == "reversed in full"
        third = case.rounds[THIRD]
        assert (third.status, third.rests_on_reversed) == ("proposed", (str(OUTCOME),))
        assert case.assurances[ASSURANCE].rests_on_reversed == (str(OUTCOME),)
        assert case.tags[THIRD] == third.version

    def test_is_found_by_way_of_other_parts(self) -> None:
        action = ActionAgreed(action_id=ACTION, title="Accounts", kind="other", rests_on=(ASSURANCE,))
        through = (*self.PARTS, PartOnFile(kind="actions", part_id=ACTION))
        case = (
            given(*self.RESTING, action)
            .when(self.reverse())
            .then(self.REVERSED, BasisReversed(outcome_id=OUTCOME, parts=through))
        )
        assert case.actions[ACTION].rests_on_reversed == (str(OUTCOME),)

    def test_is_nothing_where_nothing_rests_on_it(self) -> None:
        given(*WITH_OUTCOME).when(self.reverse()).then(self.REVERSED)
        given(*WITH_OUTCOME, self.REVERSED).when(ReinstateOutcome(outcome_id=OUTCOME)).then(
            OutcomeReinstated(outcome_id=OUTCOME)
        )

    def test_is_marked_once_and_freed_when_the_outcome_stands_again(self) -> None:
        marks = BasisReversed(outcome_id=OUTCOME, parts=self.PARTS)
        in_part = OutcomeReversed(outcome_id=OUTCOME, extent="in part")
        given(*self.RESTING, in_part, marks).when(self.reverse()).then(self.REVERSED)
        case = (
            given(*self.RESTING, self.REVERSED, marks)
            .when(ReinstateOutcome(outcome_id=OUTCOME))
            .then(
                OutcomeReinstated(outcome_id=OUTCOME), BasisReinstated(outcome_id=OUTCOME, parts=self.PARTS)
            )
        )
        assert case.rounds[THIRD].rests_on_reversed == ()
