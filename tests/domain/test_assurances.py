"""Assurances: one text for each party, resting on notes and outcomes; invoked, contested, lapsed."""

from dataclasses import replace

import pytest

from consultations.domain.assurances import (
    AddAssuranceText,
    AllegeBreach,
    AssuranceBreachAlleged,
    AssuranceContested,
    AssuranceContestedAlready,
    AssuranceGiven,
    AssuranceInvoked,
    AssuranceLapsed,
    AssuranceNoLongerHolds,
    AssuranceNotGivenBy,
    AssuranceOnFileAlready,
    AssuranceTextAdded,
    AssuranceTextOnFileAlready,
    AssuranceWithoutParties,
    BreachAllegedAlready,
    ContestAssurance,
    GiveAssurance,
    InvokeAssurance,
    LetAssuranceLapse,
    UnknownAssurance,
)
from consultations.domain.message import Command
from consultations.domain.state import IdTaken, NotAParty, NotOnFile
from consultations.domain.texts import TextMissing
from tests.dsl import folded, given
from tests.stories import ASSURANCE, NOTE, OPENED, RU_SAYS, RU_TEXT, US_TEXT, WITH_ASSURANCE, WITH_NOTE

GIVE = GiveAssurance(
    assurance_id=ASSURANCE, given_by=("RU",), given_to=("US",), subject="Banking", rests_on=(NOTE,)
)
LAPSED = AssuranceLapsed(assurance_id=ASSURANCE, reason="withdrawn")
INVOKED = AssuranceInvoked(assurance_id=ASSURANCE, party="RU")
ON_ASSURANCE: list[Command] = [
    InvokeAssurance(assurance_id=ASSURANCE, party="RU"),
    ContestAssurance(assurance_id=ASSURANCE, party="US"),
    LetAssuranceLapse(assurance_id=ASSURANCE),
]


class TestGiveAssurance:
    def test_rests_on_a_note_on_file(self) -> None:
        event = AssuranceGiven(
            assurance_id=ASSURANCE, given_by=("RU",), given_to=("US",), subject="Banking", rests_on=(NOTE,)
        )
        part = given(*WITH_NOTE).when(GIVE).then(event).assurances[ASSURANCE]
        assert (part.status, part.given_by, part.rests_on) == ("given", ("RU",), (str(NOTE),))

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        given(*OPENED).when(GIVE).refused(NotOnFile, ids=[NOTE])
        given(*WITH_ASSURANCE).when(GIVE).refused(AssuranceOnFileAlready)
        given(*WITH_NOTE).when(replace(GIVE, assurance_id=NOTE)).refused(IdTaken)
        given(*WITH_NOTE).when(replace(GIVE, given_to=("FI",))).refused(NotAParty, party="FI")

    @pytest.mark.parametrize("side", ["given_by", "given_to"])
    def test_needs_both_parties(self, side: str) -> None:
        given(*WITH_NOTE).when(replace(GIVE, **{side: ()})).refused(AssuranceWithoutParties)


class TestAddAssuranceText:
    def test_sets_the_other_text_beside_the_first(self) -> None:
        added = AssuranceTextAdded(assurance_id=ASSURANCE, text=US_TEXT)
        case = given(*WITH_ASSURANCE).when(AddAssuranceText(assurance_id=ASSURANCE, text=US_TEXT)).then(added)
        assert case.assurances[ASSURANCE].texts == (RU_TEXT, US_TEXT)

    def test_is_refused_for_a_text_on_file(self) -> None:
        again = AddAssuranceText(assurance_id=ASSURANCE, text=RU_TEXT)
        given(*WITH_ASSURANCE).when(again).refused(AssuranceTextOnFileAlready)


class TestContestAssurance:
    def test_outweighs_that_it_was_invoked(self) -> None:
        contested = AssuranceContested(assurance_id=ASSURANCE, party="US")
        case = given(*WITH_ASSURANCE, INVOKED).when(ON_ASSURANCE[1]).then(contested)
        assert case.assurances[ASSURANCE].status == "contested"
        given(*WITH_ASSURANCE, contested).when(ON_ASSURANCE[1]).refused(AssuranceContestedAlready, party="US")
        after = folded(*WITH_ASSURANCE, contested, INVOKED).assurances[ASSURANCE]
        assert (after.status, after.invoked_by) == ("contested", ("RU",))


class TestAllegeBreach:
    ALLEGE = AllegeBreach(assurance_id=ASSURANCE, party="RU", against="US", reason="no account was opened")
    ALLEGED = AssuranceBreachAlleged(
        assurance_id=ASSURANCE, party="RU", against="US", reason="no account was opened"
    )

    def test_is_one_side_s_word_and_takes_nothing_from_others(self) -> None:
        contested = AssuranceContested(assurance_id=ASSURANCE, party="US")
        command = replace(self.ALLEGE, asserted=RU_SAYS.asserted)
        part = given(*WITH_ASSURANCE, contested).when(command).then(self.ALLEGED).assurances[ASSURANCE]
        assert (part.status, part.status_asserted) == ("breach alleged", RU_SAYS.asserted)
        (breach,) = part.breaches
        assert (breach.party, breach.against, part.contested_by) == ("RU", "US", ("US",))

    def test_may_be_alleged_of_what_has_lapsed_since(self) -> None:
        case = given(*WITH_ASSURANCE, LAPSED).when(self.ALLEGE).then(self.ALLEGED)
        part = case.assurances[ASSURANCE]
        assert (part.status, [each.reason for each in part.breaches]) == ("lapsed", ["no account was opened"])

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        given(*WITH_ASSURANCE, self.ALLEGED).when(self.ALLEGE).refused(BreachAllegedAlready, party="RU")
        for by, against in (("US", "US"), ("RU", "TR")):
            wrong = replace(self.ALLEGE, party=by, against=against)
            given(*WITH_ASSURANCE).when(wrong).refused(AssuranceNotGivenBy, party=against)
        given(*WITH_ASSURANCE).when(replace(self.ALLEGE, party="FI")).refused(NotAParty)
        given(*WITH_ASSURANCE).when(replace(self.ALLEGE, reason=" ")).refused(TextMissing, field="reason")


class TestLetAssuranceLapse:
    def test_ends_it(self) -> None:
        case = (
            given(*WITH_ASSURANCE)
            .when(LetAssuranceLapse(assurance_id=ASSURANCE, reason="withdrawn"))
            .then(LAPSED)
        )
        assert case.assurances[ASSURANCE].status == "lapsed"

    @pytest.mark.parametrize("command", ON_ASSURANCE)
    def test_leaves_nothing_to_rely_on(self, command: Command) -> None:
        given(*WITH_ASSURANCE, LAPSED).when(command).refused(AssuranceNoLongerHolds)
        given(*OPENED).when(command).refused(UnknownAssurance, assurance_id=ASSURANCE)


class TestInvokeAssurance:
    def test_may_happen_again(self) -> None:
        case = given(*WITH_ASSURANCE, INVOKED).when(ON_ASSURANCE[0]).then(INVOKED)
        part = case.assurances[ASSURANCE]
        assert (part.status, part.invoked_by) == ("invoked", ("RU",))

    def test_is_refused_to_strangers(self) -> None:
        given(*WITH_ASSURANCE).when(InvokeAssurance(assurance_id=ASSURANCE, party="FI")).refused(NotAParty)
        given(*WITH_ASSURANCE).when(ContestAssurance(assurance_id=ASSURANCE, party="FI")).refused(NotAParty)
