"""Nominations: how far each has come, with every claim of a step beside the others; silence refuses nothing."""

from dataclasses import fields, replace
from typing import Any, get_args

import pytest

from consultations.domain import decider, nominations
from consultations.domain.message import Command, Event, Warnings
from consultations.domain.nominations import (
    AgrementGranted,
    AgrementGrantedAlready,
    AgrementIsGranted,
    AgrementIsRefused,
    AgrementRefused,
    AgrementRequested,
    AnnounceAppointment,
    AnnounceNomination,
    AppointedAlready,
    AppointNominee,
    ArrivalNotified,
    ChargeNamed,
    EndFunctions,
    ExequaturIsRefused,
    FunctionsEnded,
    GrantAgrement,
    GrantExequatur,
    IssueCommission,
    MakeSounding,
    NameCharge,
    NominationCommand,
    NominationEvent,
    NominationIsOfAnother,
    NoteSilence,
    NotifyArrival,
    PrecedenceNotFixed,
    PresentCredentials,
    PresentTrueCopyOfCredentials,
    PublicityBeforeAgrement,
    RecallForConsultations,
    RefuseAgrement,
    RefuseExequatur,
    RequestAgrement,
    RequestExequatur,
    RequestIsAnswered,
    RequestIsWithdrawn,
    RequestWithdrawn,
    ReturnToPost,
    SilenceNoted,
    StepToldAlready,
    TakeUpFunctions,
    TookUpFunctions,
    UnknownNomination,
    WithdrawRequest,
)
from consultations.domain.parts.nominations import Charge, Nomination
from consultations.domain.state import IdTaken, NotAParty
from consultations.domain.values import Asserted
from consultations.domain.when import When, at, by, on, within
from tests.dsl import Given, according_to, an_id, folded, given
from tests.stories import NOMINATION, NOMINEE, NOTE, OPENED, REQUESTED, WITH_NOMINATION, WITH_NOTE

NEW: dict[str, Any] = {
    "nomination_id": NOMINATION,
    "person_id": NOMINEE,
    "sending": "RU",
    "receiving": "US",
    "post": REQUESTED.post,
    "kind": "head of mission",
}
MINISTER = Asserted(sides=("RU",), standing="press", capacity="Minister", on=on("2024-12-25"))
SENATOR = Asserted(sides=("RU",), standing="press", capacity="Senator", on=on("2025-01-20"))
HANDED_OVER = Asserted(sides=("US",), standing="official text", on=on("2025-02-27"))
NOON = at("2025-03-28T12:00", zone="America/New_York")

GRANTED = AgrementGranted(nomination_id=NOMINATION)
REFUSED = AgrementRefused(nomination_id=NOMINATION)
WITHDRAWN = RequestWithdrawn(nomination_id=NOMINATION)
ARRIVED = ArrivalNotified(nomination_id=NOMINATION)
GRANT = GrantAgrement(nomination_id=NOMINATION)
IN_POST: list[NominationCommand] = [
    AppointNominee(nomination_id=NOMINATION),
    AnnounceAppointment(nomination_id=NOMINATION),
    NotifyArrival(nomination_id=NOMINATION),
    PresentTrueCopyOfCredentials(nomination_id=NOMINATION),
    PresentCredentials(nomination_id=NOMINATION),
    TakeUpFunctions(nomination_id=NOMINATION, on=NOON),
]


def nomination(*events: Given) -> Nomination:
    part: Nomination = folded(*events).nominations[NOMINATION]
    return part


def after(*commands: NominationCommand, begin: tuple[Given, ...] = WITH_NOMINATION) -> Nomination:
    """The nomination once all of these have been recorded, one after the other."""
    told = begin
    for command in commands:
        case = folded(*told)
        envelope = according_to("NO")
        envelope = replace(
            envelope, asserted=command.asserted or envelope.asserted, occurred=command.occurred
        )
        told = (*told, *((event, envelope) for event in decider.decide(command, case)))
    return nomination(*told)


def warned(command: NominationCommand, *events: Given) -> Warnings:
    return nominations.warnings(command, folded(*events))


class TestEveryCommand:
    @pytest.mark.parametrize("command", get_args(NominationCommand), ids=lambda each: each.__name__)
    def test_may_be_the_first_that_is_known_of_a_nomination(self, command: type[Command]) -> None:
        more: dict[str, Any] = {}
        if command is TakeUpFunctions:
            more["on"] = NOON
        if command is NameCharge:
            more["charge"] = Charge(person_id=an_id("chargé"))
        asked: Any = command(**NEW, **more)
        part = after(asked, begin=OPENED)
        named = (part.person_id, part.sending, part.receiving, part.post, part.kind)
        assert named == (NOMINEE, "RU", "US", REQUESTED.post, "head of mission")

    def test_about_a_new_one_says_who_by_whom_to_whom_and_as_what(self) -> None:
        for name in ("person_id", "sending", "receiving", "post"):
            blank = replace(MakeSounding(**NEW), **{name: None if name == "person_id" else ""})
            given(*OPENED).when(blank).refused(UnknownNomination, nomination_id=NOMINATION)

    def test_is_refused_to_strangers_and_under_an_id_that_is_taken(self) -> None:
        given(*OPENED).when(MakeSounding(**NEW | {"receiving": "FI"})).refused(NotAParty, party="FI")
        given(*WITH_NOTE).when(MakeSounding(**NEW | {"nomination_id": NOTE})).refused(IdTaken)

    def test_is_about_the_person_who_is_on_the_file(self) -> None:
        other = replace(GRANT, person_id=an_id("someone else"))
        given(*WITH_NOMINATION).when(other).refused(NominationIsOfAnother, person_id=NOMINEE)
        assert after(replace(GRANT, person_id=NOMINEE)).person_id == NOMINEE

    def test_is_refused_as_an_exact_repetition_and_not_of_another_day(self) -> None:
        sounding = MakeSounding(nomination_id=NOMINATION, occurred=on("2024-11-01"))
        sounded = after(sounding)
        assert (sounded.sounded_on, sounded.status) == (on("2024-11-01"), "requested")
        twice = (*WITH_NOMINATION, *_told(sounding))
        given(*twice).when(sounding).refused(StepToldAlready, step="sounded")
        assert len(after(sounding, replace(sounding, occurred=on("2024-11-02"))).course) == 3


def _told(command: NominationCommand) -> list[Given]:
    """What the command leads to after a request, under the command's own envelope."""
    envelope = according_to("NO")
    envelope = replace(envelope, asserted=command.asserted or envelope.asserted, occurred=command.occurred)
    return [(event, envelope) for event in decider.decide(command, folded(*WITH_NOMINATION))]


class TestRequestAgrement:
    def test_comes_after_a_sounding(self) -> None:
        part = after(MakeSounding(**NEW), RequestAgrement(nomination_id=NOMINATION), begin=OPENED)
        assert part.status == "requested"

    def test_of_another_day_by_another_source_stands_beside_the_first(self) -> None:
        command = RequestAgrement(nomination_id=NOMINATION, occurred=by("2024-12-11"), asserted=HANDED_OVER)
        part = given(*WITH_NOMINATION).when(command).then(AgrementRequested(nomination_id=NOMINATION))
        requests = part.nominations[NOMINATION].told("requested")
        assert [each.on for each in requests] == [on("2024-12-11"), by("2024-12-11")]


class TestGrantAgrement:
    CLAIMS = (
        replace(GRANT, occurred=by("2024-12-25"), asserted=MINISTER),
        replace(GRANT, occurred=by("2025-01-20"), asserted=SENATOR),
        replace(GRANT, occurred=on("2025-02-27"), asserted=HANDED_OVER),
        replace(GRANT, occurred=within("2025-02"), asserted=replace(SENATOR, capacity="Agency")),
    )

    def test_is_recorded_as_often_as_sources_differ(self) -> None:
        part = after(*self.CLAIMS)
        assert [each.on for each in part.grants] == [each.occurred for each in self.CLAIMS]
        assert [each.asserted for each in part.grants] == [each.asserted for each in self.CLAIMS]
        assert (part.status, part.granted_on, part.status_asserted) == (
            "granted",
            on("2025-02-27"),
            HANDED_OVER,
        )

    def test_is_refused_where_the_same_source_says_the_same_of_the_same_day(self) -> None:
        first = self.CLAIMS[0]
        before = (*WITH_NOMINATION, *_told(first))
        given(*before).when(first).refused(AgrementGrantedAlready)
        given(*before).when(replace(first, occurred=by("2024-12-24"))).then(GRANTED)
        given(*before).when(replace(first, asserted=SENATOR)).then(GRANTED)
        given(*before).when(replace(first, asserted=None)).then(GRANTED)
        given(*WITH_NOMINATION, GRANTED).when(GRANT).refused(AgrementGrantedAlready)

    def test_does_not_move_the_status_back(self) -> None:
        assert after(AppointNominee(nomination_id=NOMINATION), GRANT).status == "appointed"

    def test_is_a_contradiction_only_from_the_source_that_said_it_was_refused(self) -> None:
        given(*WITH_NOMINATION, REFUSED).when(GRANT).refused(AgrementIsRefused)
        part = after(RefuseAgrement(nomination_id=NOMINATION), replace(GRANT, asserted=MINISTER))
        assert (part.status, len(part.grants), part.granted_on) == ("refused", 1, None)


class TestRefuseAgrement:
    def test_gives_no_reasons(self) -> None:
        part = given(*WITH_NOMINATION).when(RefuseAgrement(nomination_id=NOMINATION)).then(REFUSED)
        assert part.nominations[NOMINATION].status == "refused"
        assert not {"reason", "text", "note"} & {each.name for each in fields(AgrementRefused)}

    def test_by_a_source_of_better_standing_is_what_is_held(self) -> None:
        refuse = RefuseAgrement(nomination_id=NOMINATION, asserted=HANDED_OVER, occurred=on("2025-02-27"))
        part = after(replace(GRANT, asserted=MINISTER), refuse)
        assert (part.status, part.refused_on, part.status_asserted) == (
            "refused",
            on("2025-02-27"),
            HANDED_OVER,
        )

    def test_is_a_contradiction_only_from_the_source_that_said_it_was_granted(self) -> None:
        given(*WITH_NOMINATION, GRANTED).when(RefuseAgrement(nomination_id=NOMINATION)).refused(
            AgrementIsGranted
        )

    @pytest.mark.parametrize("command", IN_POST)
    def test_leaves_nobody_to_be_appointed(self, command: NominationCommand) -> None:
        given(*WITH_NOMINATION, REFUSED).when(command).refused(AgrementIsRefused)


class TestPrefer:
    def test_overrides_the_order_of_preference(self) -> None:
        part = after(*TestGrantAgrement.CLAIMS)
        part.prefer(part.grants[0].event_id)
        assert (part.granted_on, part.status_asserted) == (by("2024-12-25"), MINISTER)
        assert len(part.grants) == 4

    def test_may_prefer_a_refusal(self) -> None:
        part = after(GRANT, RefuseAgrement(nomination_id=NOMINATION, asserted=MINISTER))
        assert part.status == "granted"
        part.prefer(part.told("refused")[0].event_id)
        assert part.status == "refused"

    def test_leaves_what_is_no_answer_alone(self) -> None:
        part = after(*TestGrantAgrement.CLAIMS)
        before = replace(part)
        part.prefer(part.told("requested")[0].event_id)
        assert part == before


class TestNoteSilence:
    def test_is_a_reading_and_never_a_refusal(self) -> None:
        command = NoteSilence(nomination_id=NOMINATION, occurred=on("2025-02-10"))
        event = SilenceNoted(nomination_id=NOMINATION)
        part = given(*WITH_NOMINATION).when(command).then(event).nominations[NOMINATION]
        assert (part.status, part.silence_noted_on, part.refused_on) == ("requested", on("2025-02-10"), None)

    @pytest.mark.parametrize("event", [GRANTED, REFUSED, WITHDRAWN, ARRIVED])
    def test_is_over_once_there_is_an_answer(self, event: Event) -> None:
        given(*WITH_NOMINATION, event).when(NoteSilence(nomination_id=NOMINATION)).refused(RequestIsAnswered)


class TestWithdrawRequest:
    def test_ends_the_nomination_whatever_the_answer_was(self) -> None:
        command = WithdrawRequest(nomination_id=NOMINATION, reason="another post")
        for answered in ((), (GRANTED,), (REFUSED,), (SilenceNoted(nomination_id=NOMINATION),)):
            event = RequestWithdrawn(nomination_id=NOMINATION, reason="another post")
            part = given(*WITH_NOMINATION, *answered).when(command).then(event).nominations[NOMINATION]
            assert (part.status, part.reason) == ("withdrawn", "another post")

    @pytest.mark.parametrize("command", IN_POST)
    def test_leaves_nobody_to_be_appointed(self, command: NominationCommand) -> None:
        given(*WITH_NOMINATION, WITHDRAWN).when(command).refused(RequestIsWithdrawn)

    def test_comes_too_late_after_the_appointment(self) -> None:
        command = WithdrawRequest(nomination_id=NOMINATION)
        given(*WITH_NOMINATION, ARRIVED).when(command).refused(AppointedAlready, status="appointed")


class TestTakeUpFunctions:
    def test_is_the_end_of_the_way_into_the_post(self) -> None:
        statuses = [after(GRANT, *IN_POST[:nth]).status for nth in range(len(IN_POST) + 1)]
        assert statuses == [
            "granted",
            "appointed",
            "appointed",
            "appointed",
            "true copies presented",
            "credentials presented",
            "in function",
        ]

    def test_keeps_day_and_time_in_their_zone(self) -> None:
        event = TookUpFunctions(nomination_id=NOMINATION, on=NOON)
        part = given(*WITH_NOMINATION).when(IN_POST[-1]).then(event).nominations[NOMINATION]
        assert part.took_up_on == NOON
        again = (*WITH_NOMINATION, event)
        given(*again).when(IN_POST[-1]).refused(StepToldAlready)

    @pytest.mark.parametrize("unclear", [on("2025-03-28"), within("2025-03", zone="America/New_York")])
    def test_warns_where_precedence_cannot_go_by_it(self, unclear: When) -> None:
        command = TakeUpFunctions(nomination_id=NOMINATION, on=unclear)
        assert warned(command, *WITH_NOMINATION) == (PrecedenceNotFixed,)
        assert warned(IN_POST[-1], *WITH_NOMINATION) == ()


class TestNameCharge:
    NAMED = Charge(person_id=an_id("chargé"), title="Minister-Counsellor")

    def test_says_who_acts_meanwhile(self) -> None:
        command = NameCharge(nomination_id=NOMINATION, charge=self.NAMED)
        event = ChargeNamed(nomination_id=NOMINATION, charge=self.NAMED)
        part = given(*WITH_NOMINATION).when(command).then(event).nominations[NOMINATION]
        assert (part.charge, part.status) == (self.NAMED, "requested")
        given(*WITH_NOMINATION, event).when(command).refused(StepToldAlready, step="chargé named")
        other = Charge(person_id=an_id("another"))
        named = ChargeNamed(nomination_id=NOMINATION, charge=other)
        given(*WITH_NOMINATION, event).when(replace(command, charge=other)).then(named)


class TestRecallForConsultations:
    def test_keeps_the_post_until_the_return(self) -> None:
        recall = RecallForConsultations(nomination_id=NOMINATION, reason="for consultations")
        away = after(IN_POST[-1], recall)
        assert (away.recalled, away.status, away.reason) == (True, "in function", "for consultations")
        assert not after(IN_POST[-1], recall, ReturnToPost(nomination_id=NOMINATION)).recalled


class TestEndFunctions:
    def test_ends_them_with_the_reason_given(self) -> None:
        recall, end = (
            RecallForConsultations(nomination_id=NOMINATION),
            EndFunctions(nomination_id=NOMINATION, reason="end of term", occurred=on("2026-01-31")),
        )
        part = after(IN_POST[-1], recall, end)
        assert (part.status, part.reason, part.recalled) == ("ended", "end of term", False)
        assert part.ended_on == on("2026-01-31")

    def test_does_not_keep_what_came_before_from_being_told(self) -> None:
        ended = (*WITH_NOMINATION, FunctionsEnded(nomination_id=NOMINATION))
        part = after(IN_POST[-1], begin=ended)
        assert (part.status, part.took_up_on) == ("ended", NOON)


class TestExequatur:
    ISSUE, REQUEST, CONSENT, REFUSE = (
        IssueCommission(**NEW | {"kind": "head of consular post", "post": "Consul General"}),
        RequestExequatur(nomination_id=NOMINATION),
        GrantExequatur(nomination_id=NOMINATION),
        RefuseExequatur(nomination_id=NOMINATION),
    )

    def test_stands_beside_the_status(self) -> None:
        way = (self.ISSUE, self.REQUEST, self.CONSENT)
        parts = [after(*way[:nth], begin=OPENED) for nth in (1, 2, 3)]
        assert [each.status for each in parts] == ["appointed"] * 3
        assert [each.exequatur for each in parts] == ["not requested", "requested", "granted"]

    def test_that_is_refused_leaves_no_functions_to_take_up(self) -> None:
        told: tuple[Given, ...] = OPENED
        for command in (self.ISSUE, self.REFUSE):
            told = (*told, *decider.decide(command, folded(*told)))
        assert nomination(*told).exequatur == "refused"
        given(*told).when(IN_POST[-1]).refused(ExequaturIsRefused)


class TestAnnounceNomination:
    ANNOUNCE = AnnounceNomination(**NEW)

    def test_before_the_request_is_recorded_with_a_warning(self) -> None:
        part = after(self.ANNOUNCE, begin=OPENED)
        assert part.status == "nominated"
        assert warned(self.ANNOUNCE, *OPENED) == (PublicityBeforeAgrement,)
        assert PublicityBeforeAgrement.code() == "publicity_before_agrement"
        assert PublicityBeforeAgrement.told().endswith(".")
        sounded = (*OPENED, *decider.decide(MakeSounding(**NEW), folded(*OPENED)))
        assert warned(self.ANNOUNCE, *sounded) == (PublicityBeforeAgrement,)

    def test_after_it_is_nothing_out_of_the_way(self) -> None:
        assert warned(self.ANNOUNCE, *WITH_NOMINATION) == ()
        assert after(self.ANNOUNCE).status == "requested"

    def test_is_the_only_word_on_the_status_where_nothing_else_is_told(self) -> None:
        announced = (*OPENED, *decider.decide(self.ANNOUNCE, folded(*OPENED)))
        asserted = nomination(*announced).status_asserted
        assert asserted is not None
        assert asserted.sides == ("NO",)
        silent = nomination(*OPENED, SilenceNoted(nomination_id=NOMINATION))
        assert (silent.status, silent.status_asserted) == ("nominated", None)


class TestEvolve:
    @pytest.mark.parametrize("event", get_args(NominationEvent), ids=lambda each: each.__name__)
    def test_tells_of_a_step_of_its_own(self, event: type[Event]) -> None:
        steps = [getattr(each, "step", "") for each in get_args(NominationEvent)]
        assert steps.count(getattr(event, "step", "")) == 1
