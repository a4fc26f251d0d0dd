"""Opening: a file is opened once, its parties are distinct, and a closed one takes nothing but its reopening."""

from dataclasses import replace

from consultations.access.tables import REOPENING
from consultations.domain.decider import CaseIsClosed, UnknownCase
from consultations.domain.message import Envelope
from consultations.domain.opening import (
    AgreeVenueRule,
    AmendSubject,
    AmendTitle,
    AssignCase,
    CaseAlreadyOpened,
    CaseAssigned,
    CaseClosed,
    CaseIsNotClosed,
    CaseIsNotSuspended,
    CaseIsSuspended,
    CaseOpened,
    CaseReopened,
    CaseResumed,
    CaseSuspended,
    CloseCase,
    JoinParty,
    NoPartyNamed,
    NotAThirdCountry,
    OfficerInChargeAlready,
    OpenCase,
    PartyJoined,
    PartyNamedTwice,
    PartyTakesPartAlready,
    ReopenCase,
    ResumeCase,
    SubjectAmended,
    SuspendCase,
    TitleAmended,
    VenueRuleAgreed,
    VenueRuleAgreedAlready,
    VenueRuleIncomplete,
)
from consultations.domain.values import Asserted, Participant, VenueRule
from consultations.domain.when import on
from consultations.forms import ACTING
from tests.dsl import CASE, given
from tests.stories import OPENED

OPEN = OpenCase(
    case_id=CASE,
    title="Irritants",
    subject="Missions",
    parties=(Participant(code="RU"), Participant(code="US")),
)
SUSPENDED = (*OPENED, CaseSuspended(reason="a pause"))
CLOSED = (*OPENED, CaseClosed(result="settled"))


class TestOpenCase:
    def test_opens_the_file(self) -> None:
        opened = CaseOpened(
            kind="consultations",
            title="Irritants",
            subject="Missions",
            level="restricted",
            parties=OPEN.parties,
        )
        case = given().when(OPEN).then(opened)
        assert (case.status, case.codes(), case.tags) == ("open", ("RU", "US"), {CASE: 1})

    def test_is_refused_the_second_time(self) -> None:
        given(*OPENED).when(OPEN).refused(CaseAlreadyOpened, case_id=CASE)
        given(*CLOSED).when(OPEN).refused(CaseAlreadyOpened)

    def test_needs_parties_and_each_once(self) -> None:
        given().when(replace(OPEN, parties=())).refused(NoPartyNamed)
        twice = (Participant(code="RU"), Participant(code="RU", role="host"))
        given().when(replace(OPEN, parties=twice)).refused(PartyNamedTwice, codes=["RU", "RU"])


class TestJoinParty:
    def test_adds_a_party(self) -> None:
        case = given(*OPENED).when(JoinParty(code="NO")).then(PartyJoined(code="NO", role="party"))
        assert case.codes() == ("RU", "US", "TR", "NO")

    def test_is_refused_for_one_that_takes_part(self) -> None:
        given(*OPENED).when(JoinParty(code="RU")).refused(PartyTakesPartAlready, code="RU")


class TestAmendTitle:
    def test_gives_another_title(self) -> None:
        assert given(*OPENED).when(AmendTitle(title="New")).then(TitleAmended(title="New")).title == "New"

    def test_records_nothing_where_the_title_is_the_same(self) -> None:
        given(*OPENED).when(AmendTitle(title="Russia–US consultations on irritants")).then()


class TestAmendSubject:
    def test_puts_it_in_other_words(self) -> None:
        case = given(*OPENED).when(AmendSubject(subject="Visas")).then(SubjectAmended(subject="Visas"))
        assert case.subject == "Visas"

    def test_records_nothing_where_the_words_are_the_same(self) -> None:
        given(*OPENED, SubjectAmended(subject="Visas")).when(AmendSubject(subject="Visas")).then()


class TestAssignCase:
    def test_puts_an_officer_in_charge_once(self) -> None:
        case = given(*OPENED).when(AssignCase(officer="astrid")).then(CaseAssigned(officer="astrid"))
        assert case.officers == ("astrid",)
        again = given(*OPENED, CaseAssigned(officer="astrid")).when(AssignCase(officer="astrid"))
        again.refused(OfficerInChargeAlready, officer="astrid")


class TestSuspendCase:
    def test_suspends_and_resumes(self) -> None:
        suspended = given(*OPENED).when(SuspendCase(reason="a pause")).then(CaseSuspended(reason="a pause"))
        assert suspended.status == "suspended"
        assert given(*SUSPENDED).when(ResumeCase()).then(CaseResumed()).status == "open"

    def test_is_refused_where_it_changes_nothing(self) -> None:
        given(*SUSPENDED).when(SuspendCase(reason="again")).refused(CaseIsSuspended)
        given(*OPENED).when(ResumeCase()).refused(CaseIsNotSuspended)


class TestCloseCase:
    def test_closes_with_a_result(self) -> None:
        case = given(*OPENED).when(CloseCase(result="settled")).then(CaseClosed(result="settled"))
        assert (case.status, case.result) == ("closed", "settled")

    def test_leaves_nothing_more_to_be_recorded(self) -> None:
        given(*CLOSED).when(AmendTitle(title="New")).refused(CaseIsClosed)

    def test_is_refused_where_there_is_no_file(self) -> None:
        given().when(CloseCase(result="settled")).refused(UnknownCase)


class TestReopenCase:
    def test_opens_a_closed_file_again(self) -> None:
        command, event = ReopenCase(reason="a new round"), CaseReopened(reason="a new round")
        case = given(*CLOSED).when(command).then(event)
        assert (case.status, case.result) == ("open", "")
        title = AmendTitle(title="New")
        given(*CLOSED, event).when(title).then(TitleAmended(title="New"))

    def test_is_refused_for_a_file_that_is_not_closed(self) -> None:
        for file in (OPENED, SUSPENDED):
            given(*file).when(ReopenCase(reason="x")).refused(CaseIsNotClosed)
        given().when(ReopenCase(reason="x")).refused(UnknownCase)

    def test_is_a_permission_of_its_own(self) -> None:
        assert ReopenCase.reserved_to == REOPENING
        assert REOPENING not in ACTING


class TestAgreeVenueRule:
    TURKEY = AgreeVenueRule(rule="third country", country="TR", occurred=on("2025-02-27"))
    IN_TURKEY = VenueRuleAgreed(rule="third country", country="TR")
    IN_TURN = AgreeVenueRule(rule="capitals in turn")
    RUSSIA = Asserted(sides=("RU",), standing="official text")

    def test_names_a_third_country(self) -> None:
        (rule,) = given(*OPENED).when(self.TURKEY).then(self.IN_TURKEY).venue_rules
        assert (rule.rule, rule.country, rule.on) == ("third country", "TR", on("2025-02-27"))
        assert rule.asserted.sides == ("NO",)

    def test_stands_beside_what_the_other_side_says(self) -> None:
        said = replace(self.IN_TURN, asserted=self.RUSSIA)
        agreed = VenueRuleAgreed(rule="capitals in turn")
        rules: tuple[VenueRule, ...] = given(*OPENED, self.IN_TURKEY).when(said).then(agreed).venue_rules
        assert [(each.rule, each.asserted.sides) for each in rules] == [
            ("third country", ("NO",)),
            ("capitals in turn", ("RU",)),
        ]

    def test_is_refused_where_its_side_said_so_last(self) -> None:
        held = (self.IN_TURKEY, Envelope(asserted=self.RUSSIA))
        given(*OPENED, self.IN_TURKEY).when(self.TURKEY).refused(VenueRuleAgreedAlready, rule="third country")
        given(*OPENED, held).when(self.TURKEY).then(self.IN_TURKEY)
        by_us = replace(self.TURKEY, asserted=replace(self.RUSSIA, sides=("US",)))
        given(*OPENED, held).when(by_us).then(self.IN_TURKEY)
        later = VenueRuleAgreed(rule="capitals in turn")
        given(*OPENED, self.IN_TURKEY, later).when(self.TURKEY).then(self.IN_TURKEY)

    def test_needs_what_the_rule_consists_of(self) -> None:
        for incomplete in (
            AgreeVenueRule(rule="third country"),
            AgreeVenueRule(rule="capitals in turn", country="TR"),
            AgreeVenueRule(rule="other"),
            AgreeVenueRule(rule="other", words=" "),
        ):
            given(*OPENED).when(incomplete).refused(VenueRuleIncomplete, rule=incomplete.rule)
        other = AgreeVenueRule(rule="other", words="where the chairman is")
        given(*OPENED).when(other).then(VenueRuleAgreed(rule="other", words="where the chairman is"))

    def test_knows_a_third_country_from_a_party(self) -> None:
        party = AgreeVenueRule(rule="third country", country="RU")
        given(*OPENED).when(party).refused(NotAThirdCountry, country="RU")
