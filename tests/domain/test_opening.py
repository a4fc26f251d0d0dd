"""Opening: a file is opened once, its parties are distinct, and a closed one takes nothing more."""

from dataclasses import replace

from consultations.access.tables import ROLES
from consultations.domain.decider import CaseIsClosed, UnknownCase
from consultations.domain.nominations import AgrementGranted, RequestWithdrawn
from consultations.domain.opening import (
    AmendSubject,
    AmendTitle,
    AssignCase,
    CaseAlreadyOpened,
    CaseAssigned,
    CaseClosed,
    CaseDowngraded,
    CaseIsNotSuspended,
    CaseIsSuspended,
    CaseOpened,
    CaseResumed,
    CaseSuspended,
    CloseCase,
    DowngradeCase,
    JoinParty,
    LevelWouldRise,
    NominationStaysClosed,
    NoPartyNamed,
    NothingToDowngrade,
    NotInCompartment,
    OfficerInChargeAlready,
    OpenCase,
    PartyJoined,
    PartyNamedTwice,
    PartyTakesPartAlready,
    ResumeCase,
    SubjectAmended,
    SuspendCase,
    TitleAmended,
)
from consultations.domain.values import Participant
from tests.dsl import CASE, given
from tests.stories import NOMINATION, OPENED, REQUESTED

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


class TestDowngradeCase:
    CLOSE = CaseOpened(
        kind="consultations",
        title="Irritants",
        subject="Missions",
        level="confidential",
        parties=OPEN.parties,
        compartments=("nominations", "RU-US"),
    )

    def test_opens_the_file_to_a_lower_level_and_out_of_the_compartments_named(self) -> None:
        command = DowngradeCase(
            level="restricted", compartments_removed=("nominations", "nominations"), reason="announced"
        )
        event = CaseDowngraded(level="restricted", compartments_removed=("nominations",), reason="announced")
        case = given(self.CLOSE).when(command).then(event)
        assert (case.level, case.compartments) == ("restricted", ("RU-US",))

    def test_may_do_the_one_without_the_other(self) -> None:
        lower = DowngradeCase(level="public", reason="announced")
        case = given(self.CLOSE).when(lower).then(CaseDowngraded(level="public", reason="announced"))
        assert case.compartments == ("nominations", "RU-US")
        out = DowngradeCase(level="confidential", compartments_removed=("RU-US",), reason="announced")
        event = CaseDowngraded(level="confidential", compartments_removed=("RU-US",), reason="announced")
        assert given(self.CLOSE).when(out).then(event).level == "confidential"

    def test_is_refused_where_it_opens_nothing(self) -> None:
        up = DowngradeCase(level="secret", reason="x")
        given(self.CLOSE).when(up).refused(LevelWouldRise, level="confidential")
        elsewhere = DowngradeCase(level="public", compartments_removed=("IL-BR",), reason="x")
        given(self.CLOSE).when(elsewhere).refused(NotInCompartment, compartments=["IL-BR"])
        same = DowngradeCase(level="confidential", reason="x")
        given(self.CLOSE).when(same).refused(NothingToDowngrade)

    def test_opens_the_file_of_a_nomination_after_the_grant_alone(self) -> None:
        command = DowngradeCase(level="public", reason="the appointment was announced")
        event = CaseDowngraded(level="public", reason="the appointment was announced")
        file = replace(self.CLOSE, kind="nomination")
        requested, granted = REQUESTED, AgrementGranted(nomination_id=NOMINATION)
        withdrawn = RequestWithdrawn(nomination_id=NOMINATION)
        for closed in ((), (requested,), (requested, granted, withdrawn)):
            named = [NOMINATION] if closed else []
            given(file, *closed).when(command).refused(NominationStaysClosed, nominations=named)
        given(file, requested, granted).when(command).then(event)

    def test_is_for_a_role_that_there_is(self) -> None:
        assert DowngradeCase.reserved_to in ROLES
