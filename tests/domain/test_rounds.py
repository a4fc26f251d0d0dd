"""Rounds: from first mention to the record, put off, cancelled as claimed, revived as themselves."""

import pytest

from consultations.domain import when
from consultations.domain.message import Command
from consultations.domain.notes import NoteWithdrawn
from consultations.domain.outcomes import OutcomeReversed
from consultations.domain.parts.rounds import Agenda
from consultations.domain.rounds import (
    AdjournRound,
    AdoptAgenda,
    AgendaAdopted,
    AgendaAdoptedAlready,
    AgendaWithoutItems,
    AgreeRoundTentatively,
    CancelRound,
    ChangeDelegationHead,
    ChangeNoteMissing,
    ConfirmRound,
    ConfirmVenue,
    ConveneRound,
    DelegationHeadChanged,
    DelegationNamed,
    DelegationUnknown,
    DelegationWithoutOneHead,
    FileRecordOfDiscussion,
    HoldRound,
    IndicateRoundDate,
    IndicateVenue,
    NameDelegation,
    OrdinalImpossible,
    PostponeRound,
    ProposeRound,
    RecordOfDiscussionFiled,
    ResumeRound,
    ReviveRound,
    RoundAdjourned,
    RoundCalledOff,
    RoundCancelled,
    RoundConfirmed,
    RoundConfirmedAlready,
    RoundConvened,
    RoundDateIndicated,
    RoundDateNotExact,
    RoundHeld,
    RoundNotAdjourned,
    RoundNotCalledOff,
    RoundNotHeld,
    RoundNotInSession,
    RoundOnFileAlready,
    RoundOver,
    RoundPostponed,
    RoundProposed,
    RoundResumed,
    RoundRevived,
    RoundTentativelyAgreed,
    RoundUnderWay,
    UnknownRound,
    VenueConfirmed,
    VenueIndicated,
)
from consultations.domain.state import IdTaken, NotAParty, NotOnFile
from consultations.domain.texts import TextMissing
from consultations.domain.values import Delegate, Delegation, Place
from tests.dsl import according_to, an_id, folded, given
from tests.stories import (
    EXACT_DAY,
    IRRITANT,
    NOTE,
    OPENED,
    OTHER_ROUND,
    OUTCOME,
    ROUND,
    RU_SAYS,
    US_SAYS,
    WITH_IRRITANT,
    WITH_NOTE,
    WITH_OUTCOME,
    WITH_ROUND_CANCELLED,
    WITH_ROUND_CONFIRMED,
    WITH_ROUND_DATED,
    WITH_ROUND_HELD,
    WITH_ROUND_POSTPONED,
    WITH_ROUND_TENTATIVE,
)

DAY = when.on("2025-04-10")
MOSCOW = Place(city="Moscow", country="RU")
DARCHIEV, COULTER = an_id("Darchiev"), an_id("Coulter")
HEAD = Delegate(person_id=DARCHIEV, title="Director, North Atlantic Department", head=True)
MEMBER = Delegate(person_id=an_id("member"), title="Counsellor")
NAMED = DelegationNamed(round_id=ROUND, delegation=Delegation(party="RU", members=(HEAD, MEMBER)))
IN_SESSION = (*WITH_ROUND_CONFIRMED, RoundConvened(round_id=ROUND))
ADJOURNED = (*IN_SESSION, RoundAdjourned(round_id=ROUND))


class TestProposeRound:
    def test_is_followed_by_a_tentative_agreement_on_the_same_round(self) -> None:
        proposed = RoundProposed(round_id=ROUND, ordinal=3)
        assert (
            given(*OPENED).when(ProposeRound(round_id=ROUND, ordinal=3)).then(proposed).rounds[ROUND].ordinal
            == 3
        )
        agree = AgreeRoundTentatively(round_id=ROUND)
        case = given(*OPENED, proposed).when(agree).then(RoundTentativelyAgreed(round_id=ROUND))
        assert (case.rounds[ROUND].status, case.rounds[ROUND].ordinal) == ("tentative", 3)

    def test_is_refused_for_a_round_that_is_on_file(self) -> None:
        given(*WITH_ROUND_TENTATIVE).when(ProposeRound(round_id=ROUND)).refused(RoundOnFileAlready)
        given(*WITH_ROUND_TENTATIVE).when(AgreeRoundTentatively(round_id=ROUND)).refused(RoundOnFileAlready)

    def test_is_refused_under_the_id_of_something_else(self) -> None:
        given(*WITH_NOTE).when(ProposeRound(round_id=NOTE)).refused(IdTaken, part_id=NOTE)
        given(*WITH_NOTE).when(HoldRound(round_id=NOTE, on=DAY)).refused(IdTaken)

    @pytest.mark.parametrize("ordinal", [0, -1, 1000, 10**30])
    def test_is_refused_with_an_ordinal_that_none_can_have(self, ordinal: int) -> None:
        given(*OPENED).when(ProposeRound(round_id=ROUND, ordinal=ordinal)).refused(OrdinalImpossible)


class TestConfirmRound:
    def test_is_tentative_until_all_parties_have_confirmed(self) -> None:
        by_ru = RoundConfirmed(round_id=ROUND, party="RU", awaiting=("US",))
        part = (
            given(*WITH_ROUND_DATED).when(ConfirmRound(round_id=ROUND, party="RU")).then(by_ru).rounds[ROUND]
        )
        assert (part.status, part.confirmed_by, part.awaiting) == ("tentative", ("RU",), ("US",))
        by_us = RoundConfirmed(round_id=ROUND, party="US", awaiting=())
        asked = given(*WITH_ROUND_DATED, by_ru).when(ConfirmRound(round_id=ROUND, party="US"))
        assert asked.then(by_us).rounds[ROUND].status == "confirmed"

    def test_needs_an_exact_day_with_a_zone(self) -> None:
        command = ConfirmRound(round_id=ROUND, party="RU")
        given(*WITH_ROUND_TENTATIVE).when(command).refused(RoundDateNotExact)
        for vague in (DAY, when.within("2025-04")):
            dated = RoundDateIndicated(round_id=ROUND, on=vague)
            given(*WITH_ROUND_TENTATIVE, dated).when(command).refused(RoundDateNotExact)

    def test_is_refused_twice_by_strangers_and_while_put_off(self) -> None:
        given(*WITH_ROUND_CONFIRMED).when(ConfirmRound(round_id=ROUND, party="RU")).refused(
            RoundConfirmedAlready
        )
        given(*WITH_ROUND_DATED).when(ConfirmRound(round_id=ROUND, party="FI")).refused(NotAParty, party="FI")
        given(*WITH_ROUND_POSTPONED).when(ConfirmRound(round_id=ROUND, party="RU")).refused(RoundCalledOff)


class TestIndicateRoundDate:
    def test_keeps_every_indication(self) -> None:
        near = when.said("in the near future", language="en", earliest="2025-06-10", review_on="2025-07-08")
        command = IndicateRoundDate(round_id=ROUND, on=near)
        case = given(*WITH_ROUND_DATED).when(command).then(RoundDateIndicated(round_id=ROUND, on=near))
        assert [each.on for each in case.rounds[ROUND].dates] == [EXACT_DAY, near]

    @pytest.mark.parametrize("change_note", ["", "  "])
    def test_needs_a_change_note_once_confirmed(self, change_note: str) -> None:
        command = IndicateRoundDate(round_id=ROUND, on=DAY, change_note=change_note)
        given(*WITH_ROUND_CONFIRMED).when(command).refused(ChangeNoteMissing)

    def test_makes_a_confirmed_round_tentative_again(self) -> None:
        moved = RoundDateIndicated(round_id=ROUND, on=DAY, change_note="flights")
        command = IndicateRoundDate(round_id=ROUND, on=DAY, change_note="flights")
        part = given(*WITH_ROUND_CONFIRMED).when(command).then(moved).rounds[ROUND]
        assert (part.status, part.confirmed_by) == ("tentative", ())

    def test_voids_a_confirmation_of_the_earlier_date(self) -> None:
        by_ru = RoundConfirmed(round_id=ROUND, party="RU", awaiting=("US",))
        moved = RoundDateIndicated(round_id=ROUND, on=DAY)
        case = given(*WITH_ROUND_DATED, by_ru).when(IndicateRoundDate(round_id=ROUND, on=DAY)).then(moved)
        assert case.rounds[ROUND].confirmed_by == ()


class TestIndicateVenue:
    def test_may_rest_on_an_outcome_and_keeps_the_round_as_it_is_when_that_is_reversed(self) -> None:
        before = (*WITH_OUTCOME, RoundTentativelyAgreed(round_id=ROUND))
        indicated = VenueIndicated(round_id=ROUND, place=MOSCOW, rests_on=OUTCOME)
        given(*before).when(IndicateVenue(round_id=ROUND, place=MOSCOW, rests_on=OUTCOME)).then(indicated)
        case = folded(*before, indicated, OutcomeReversed(outcome_id=OUTCOME, extent="in full"))
        assert case.rounds[ROUND].status == "tentative"
        assert case.rounds[ROUND].venues[0].rests_on == OUTCOME

    def test_is_refused_where_the_outcome_is_not_on_file(self) -> None:
        command = IndicateVenue(round_id=ROUND, place=MOSCOW, rests_on=OUTCOME)
        given(*WITH_ROUND_TENTATIVE).when(command).refused(NotOnFile, ids=[OUTCOME])

    def test_and_confirming_it_may_come_after_the_round_was_held(self) -> None:
        confirmed = VenueConfirmed(round_id=ROUND, place=MOSCOW)
        case = given(*WITH_ROUND_HELD).when(ConfirmVenue(round_id=ROUND, place=MOSCOW)).then(confirmed)
        assert case.rounds[ROUND].venues[0].confirmed
        later = IndicateVenue(round_id=ROUND, place=MOSCOW)
        given(*WITH_ROUND_HELD).when(later).then(VenueIndicated(round_id=ROUND, place=MOSCOW))

    @pytest.mark.parametrize("of", [IndicateVenue, ConfirmVenue])
    def test_is_refused_once_called_off(self, of: type[Command]) -> None:
        given(*WITH_ROUND_CANCELLED).when(of(round_id=ROUND, place=MOSCOW)).refused(RoundCalledOff)


class TestNameDelegation:
    def test_freezes_titles_and_replaces_what_the_party_named_before(self) -> None:
        command = NameDelegation(round_id=ROUND, delegation=NAMED.delegation)
        case = given(*WITH_ROUND_HELD, NAMED).when(command).then(NAMED)
        assert case.rounds[ROUND].delegations == (NAMED.delegation,)

    @pytest.mark.parametrize("members", [(), (MEMBER,), (HEAD, HEAD)])
    def test_needs_exactly_one_head(self, members: tuple[Delegate, ...]) -> None:
        command = NameDelegation(round_id=ROUND, delegation=Delegation(party="RU", members=members))
        given(*WITH_ROUND_HELD).when(command).refused(DelegationWithoutOneHead)

    def test_is_refused_for_strangers(self) -> None:
        command = NameDelegation(round_id=ROUND, delegation=Delegation(party="FI", members=(HEAD,)))
        given(*WITH_ROUND_HELD).when(command).refused(NotAParty)

    def test_lets_the_head_change_in_that_delegation_only(self) -> None:
        theirs = Delegation(party="US", members=(Delegate(person_id=COULTER, title="DAS", head=True),))
        new = Delegate(person_id=MEMBER.person_id, title="Chargé d'affaires a.i.", head=True)
        before = (*WITH_ROUND_HELD, DelegationNamed(round_id=ROUND, delegation=theirs), NAMED)
        command = ChangeDelegationHead(round_id=ROUND, party="RU", head=new)
        case = given(*before).when(command).then(DelegationHeadChanged(round_id=ROUND, party="RU", head=new))
        assert case.rounds[ROUND].delegations == (theirs, Delegation(party="RU", members=(new,)))
        given(*WITH_ROUND_HELD).when(command).refused(DelegationUnknown, party="RU")


class TestAdoptAgenda:
    ITEMS = ("Return of property", "Visas")

    def test_gives_the_round_an_agenda_on_the_word_of_whoever_says_so(self) -> None:
        command = AdoptAgenda(
            round_id=ROUND, items=self.ITEMS, irritant_ids=(IRRITANT,), asserted=RU_SAYS.asserted
        )
        adopted = AgendaAdopted(round_id=ROUND, items=self.ITEMS, irritant_ids=(IRRITANT,))
        tentative = RoundTentativelyAgreed(round_id=ROUND)
        part = given(*WITH_IRRITANT, tentative).when(command).then(adopted).rounds[ROUND]
        assert part.agendas == (
            Agenda(items=self.ITEMS, irritant_ids=(IRRITANT,), asserted=RU_SAYS.asserted),
        )
        assert part.status == "tentative"

    def test_may_be_recorded_of_a_round_that_was_held(self) -> None:
        adopted = AgendaAdopted(round_id=ROUND, items=self.ITEMS)
        part = given(*WITH_ROUND_HELD).when(AdoptAgenda(round_id=ROUND, items=self.ITEMS)).then(adopted)
        assert part.rounds[ROUND].status == "held"

    def test_takes_nothing_from_what_another_side_or_the_same_side_said_before(self) -> None:
        adopted = AgendaAdopted(round_id=ROUND, items=self.ITEMS)
        before = (*WITH_ROUND_TENTATIVE, (adopted, RU_SAYS))
        command = AdoptAgenda(round_id=ROUND, items=self.ITEMS, asserted=US_SAYS.asserted)
        part = given(*before).when(command).then(adopted).rounds[ROUND]
        assert [each.asserted.sides for each in part.agendas] == [("RU",), ("US",)]
        anew = AdoptAgenda(round_id=ROUND, items=("Visas",), asserted=RU_SAYS.asserted)
        later = given(*before).when(anew).then(AgendaAdopted(round_id=ROUND, items=("Visas",))).rounds[ROUND]
        assert [each.items for each in later.agendas] == [self.ITEMS, ("Visas",)]
        again = AdoptAgenda(round_id=ROUND, items=self.ITEMS, asserted=RU_SAYS.asserted)
        given(*before).when(again).refused(AgendaAdoptedAlready)

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        command = AdoptAgenda(round_id=ROUND, items=self.ITEMS, irritant_ids=(IRRITANT,))
        given(*WITH_ROUND_TENTATIVE).when(command).refused(NotOnFile, ids=[IRRITANT])
        given(*WITH_ROUND_CANCELLED).when(command).refused(RoundCalledOff)
        given(*WITH_ROUND_HELD).when(AdoptAgenda(round_id=ROUND, items=())).refused(AgendaWithoutItems)
        given(*WITH_ROUND_HELD).when(AdoptAgenda(round_id=ROUND, items=(" ",))).refused(TextMissing)


class TestPostponeRound:
    def test_puts_it_off_sine_die_and_takes_back_confirmations(self) -> None:
        put_off = RoundPostponed(round_id=ROUND, reason="illness", initiative_of="US")
        command = PostponeRound(round_id=ROUND, reason="illness", initiative_of="US")
        part = given(*WITH_ROUND_CONFIRMED).when(command).then(put_off).rounds[ROUND]
        assert (part.status, part.on, part.confirmed_by) == ("postponed", None, ())


class TestCancelRound:
    def test_rests_on_the_word_of_one_side(self) -> None:
        part = folded(*WITH_ROUND_CANCELLED).rounds[ROUND]
        assert (part.status, part.initiative_of) == ("cancelled", "US")
        assert part.status_asserted == RU_SAYS.asserted

    def test_cancels(self) -> None:
        given(*WITH_ROUND_TENTATIVE).when(CancelRound(round_id=ROUND)).then(RoundCancelled(round_id=ROUND))

    @pytest.mark.parametrize(
        "command",
        [
            CancelRound(round_id=ROUND),
            PostponeRound(round_id=ROUND),
            ConveneRound(round_id=ROUND),
            IndicateRoundDate(round_id=ROUND, on=DAY),
        ],
    )
    def test_and_every_plan_is_refused_where_it_contradicts_the_course(self, command: Command) -> None:
        given(*WITH_ROUND_CANCELLED).when(command).refused(RoundCalledOff, status="cancelled")
        given(*IN_SESSION).when(command).refused(RoundUnderWay, status="in session")
        given(*WITH_ROUND_HELD).when(command).refused(RoundOver, status="held")
        given(*OPENED).when(command).refused(UnknownRound, round_id=ROUND)


class TestReviveRound:
    def test_brings_back_the_same_round_as_tentative(self) -> None:
        revived = RoundRevived(round_id=ROUND, on=when.by("2025-11-30"))
        command = ReviveRound(round_id=ROUND, on=when.by("2025-11-30"))
        case = given(*WITH_ROUND_CANCELLED).when(command).then(revived)
        assert list(case.rounds) == [ROUND]
        assert (case.rounds[ROUND].status, case.rounds[ROUND].initiative_of) == ("tentative", None)

    def test_is_refused_for_one_that_is_on(self) -> None:
        given(*WITH_ROUND_TENTATIVE).when(ReviveRound(round_id=ROUND)).refused(RoundNotCalledOff)


class TestConveneRound:
    def test_adjourns_and_goes_on(self) -> None:
        begun = (
            given(*WITH_ROUND_CONFIRMED)
            .when(ConveneRound(round_id=ROUND))
            .then(RoundConvened(round_id=ROUND))
        )
        assert begun.rounds[ROUND].status == "in session"
        rest = given(*IN_SESSION).when(AdjournRound(round_id=ROUND)).then(RoundAdjourned(round_id=ROUND))
        assert rest.rounds[ROUND].status == "adjourned"
        on = given(*ADJOURNED).when(ResumeRound(round_id=ROUND)).then(RoundResumed(round_id=ROUND))
        assert on.rounds[ROUND].status == "in session"

    def test_is_refused_out_of_turn(self) -> None:
        given(*WITH_ROUND_CONFIRMED).when(AdjournRound(round_id=ROUND)).refused(RoundNotInSession)
        given(*IN_SESSION).when(ResumeRound(round_id=ROUND)).refused(RoundNotAdjourned)


class TestHoldRound:
    def test_may_be_the_first_that_is_known_of_a_round(self) -> None:
        held = RoundHeld(round_id=OTHER_ROUND, on=DAY, ordinal=1, duration="over 6 hours")
        command = HoldRound(round_id=OTHER_ROUND, on=DAY, ordinal=1, duration="over 6 hours")
        part = given(*OPENED).when(command).then(held).rounds[OTHER_ROUND]
        assert (part.status, part.on, part.duration) == ("held", DAY, "over 6 hours")

    def test_ends_a_round_in_session(self) -> None:
        given(*IN_SESSION).when(HoldRound(round_id=ROUND, on=DAY)).then(RoundHeld(round_id=ROUND, on=DAY))

    def test_is_refused_for_one_held_or_called_off(self) -> None:
        given(*WITH_ROUND_HELD).when(HoldRound(round_id=ROUND, on=DAY)).refused(RoundOver)
        given(*WITH_ROUND_CANCELLED).when(HoldRound(round_id=ROUND, on=DAY)).refused(RoundCalledOff)


class TestFileRecordOfDiscussion:
    def test_files_it_after_the_round(self) -> None:
        filed = RecordOfDiscussionFiled(round_id=ROUND, filed_on=DAY)
        part = given(*WITH_ROUND_HELD).when(FileRecordOfDiscussion(round_id=ROUND, filed_on=DAY)).then(filed)
        assert part.rounds[ROUND].status == "recorded"

    def test_is_refused_before_it(self) -> None:
        command = FileRecordOfDiscussion(round_id=ROUND, filed_on=DAY)
        given(*WITH_ROUND_TENTATIVE).when(command).refused(RoundNotHeld, status="tentative")


class TestRound:
    def test_shows_when_it_last_moved_and_not_when_others_did(self) -> None:
        said = (RoundProposed(round_id=ROUND), according_to("RU", on="2025-06-11", occurred="2025-06-10"))
        case = folded(*WITH_NOTE, said, NoteWithdrawn(note_id=NOTE, withdrawn_on=DAY))
        assert (case.rounds[ROUND].version, case.rounds[ROUND].last_activity) == (3, when.on("2025-06-10"))
        assert case.notes[NOTE].version == 4
