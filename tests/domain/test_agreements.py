"""Agreements: what each party did, how far that carries the agreement, and by which rule it enters into force."""

from dataclasses import replace
from typing import Any

import pytest

from consultations.domain import when
from consultations.domain.agreements import (
    AgreementConstituted,
    AgreementEnteredIntoForce,
    AgreementRegistered,
    AgreementRegisteredAlready,
    ApplyProvisionally,
    ConsentNotified,
    ConstituteAgreement,
    EnterAgreementIntoForce,
    EntryDateUnknown,
    FullPowersIssued,
    InForceAlready,
    InitialText,
    IssueFullPowers,
    NoteAndReplyAreOne,
    NotifyConsent,
    NotifyTermination,
    ProvisionallyApplied,
    RegisterAgreement,
    RegisteredBeforeInForce,
    SignText,
    StepOnFileAlready,
    StepWithoutParty,
    TerminationNotified,
    TextInitialled,
    TextSigned,
    UnknownAgreement,
)
from consultations.domain.message import Command, Envelope, Event
from consultations.domain.parts.agreements import Agreement
from consultations.domain.state import IdTaken, NotAParty, NotOnFile
from consultations.domain.values import Asserted
from tests.dsl import an_id, folded, given
from tests.stories import ANSWER, NOTE, OPENED, RU_SAYS, US_SAYS, WITH_NOTE, WITH_NOTE_AND_ANSWER

AGREEMENT = an_id("agreement")
APRIL, MAY, JUNE = (when.on(day) for day in ("2025-04-12", "2025-05-02", "2025-06-30"))
OF: dict[str, Any] = {"agreement_id": AGREEMENT}
NAMED: dict[str, Any] = OF | {"title": "Air services"}
BOTH = ("RU", "US")
POWERS = FullPowersIssued(**NAMED, party="RU", holder="Ambassador Darchiev", purpose="consenting to be bound")
INITIALLED = TextInitialled(**NAMED, parties=BOTH, initialled_on=APRIL)
AD_REFERENDUM = TextSigned(**NAMED, parties=("RU",), ad_referendum=True, signed_on=APRIL)
SIGNED = TextSigned(**NAMED, parties=BOTH, signed_on=APRIL)
APPLIED = ProvisionallyApplied(**NAMED, parties=BOTH, applied_from=MAY)
IN_FORCE = AgreementEnteredIntoForce(**NAMED, in_force_on=JUNE)
REGISTERED = AgreementRegistered(**NAMED, received_on=when.on("2025-08-01"), number="58000")
ENDED = TerminationNotified(**NAMED, party="US", takes_effect_on=when.on("2026-08-01"), reason="review")
PRESS = Envelope(asserted=Asserted(sides=("US",), standing="press"))


def consent(party: str, on: when.When | None, means: Any = "ratification") -> ConsentNotified:
    return ConsentNotified(**NAMED, party=party, means=means, received_on=on)


def agreement(*events: Any) -> Agreement:
    part: Agreement = folded(*OPENED, *events).agreements[AGREEMENT]
    return part


EACH: list[tuple[Command, Event, str]] = [
    (
        IssueFullPowers(**NAMED, party="RU", holder="Ambassador Darchiev", purpose="consenting to be bound"),
        POWERS,
        "in preparation",
    ),
    (InitialText(**NAMED, parties=BOTH, initialled_on=APRIL), INITIALLED, "initialled"),
    (
        SignText(**NAMED, parties=("RU",), ad_referendum=True, signed_on=APRIL),
        AD_REFERENDUM,
        "signed ad referendum",
    ),
    (SignText(**NAMED, parties=BOTH, signed_on=APRIL), SIGNED, "signed"),
    (
        NotifyConsent(**NAMED, party="RU", means="ratification", received_on=MAY),
        consent("RU", MAY),
        "consent notified",
    ),
    (ApplyProvisionally(**NAMED, parties=BOTH, applied_from=MAY), APPLIED, "provisionally applied"),
    (EnterAgreementIntoForce(**NAMED, in_force_on=JUNE), IN_FORCE, "in force"),
    (RegisterAgreement(**NAMED, received_on=when.on("2025-08-01"), number="58000"), REGISTERED, "in force"),
    (
        NotifyTermination(**NAMED, party="US", takes_effect_on=when.on("2026-08-01"), reason="review"),
        ENDED,
        "termination notified",
    ),
]
ANY = pytest.mark.parametrize(("command", "event", "status"), EACH, ids=[each[2] for each in EACH])


class TestEveryStep:
    @ANY
    def test_may_be_the_first_that_is_known_of_it(self, command: Any, event: Event, status: str) -> None:
        part = given(*OPENED).when(command).then(event).agreements[AGREEMENT]
        assert (part.title, part.status, part.status_asserted) == (
            "Air services",
            status,
            Asserted(sides=("NO",)),
        )
        given(*OPENED).when(replace(command, title=" ")).refused(UnknownAgreement, agreement_id=AGREEMENT)
        given(*WITH_NOTE).when(replace(command, agreement_id=NOTE)).refused(IdTaken)

    @ANY
    def test_is_told_once_on_the_same_word(self, command: Command, event: Event, status: str) -> None:
        again = (StepOnFileAlready, InForceAlready, AgreementRegisteredAlready)
        refusal = {"in force": again[1]}.get(status, again[0])
        refusal = again[2] if event is REGISTERED else refusal
        given(*OPENED, event).when(command).refused(refusal)

    def test_recorded_late_turns_nothing_back(self) -> None:
        steps: list[Any] = [event for _, event, _ in EACH]
        part = agreement(*reversed(steps))
        assert (part.status, part.in_force_on, part.registered_on) == (
            "termination notified",
            JUNE,
            when.on("2025-08-01"),
        )
        assert len(part.steps) == 1 + 2 + 1 + 2 + 1 + 2 + 1

    def test_is_refused_to_strangers_and_to_nobody(self) -> None:
        stranger = NotifyConsent(**NAMED, party="FI")
        given(*OPENED).when(stranger).refused(NotAParty, party="FI")
        given(*OPENED).when(SignText(**NAMED, parties=("RU", "FI"))).refused(NotAParty, party="FI")
        given(*OPENED).when(SignText(**NAMED, parties=())).refused(StepWithoutParty)

    def test_by_another_side_stands_beside_the_first(self) -> None:
        theirs = SignText(**OF, parties=("US",), signed_on=MAY, asserted=US_SAYS.asserted)
        event = TextSigned(**OF, parties=("US",), signed_on=MAY)
        part = given(*OPENED, (SIGNED, RU_SAYS)).when(theirs).then(event).agreements[AGREEMENT]
        assert [(each.party, each.on, each.asserted.sides) for each in part.steps] == [
            ("RU", APRIL, ("RU",)),
            ("US", APRIL, ("RU",)),
            ("US", MAY, ("US",)),
        ]
        assert part.signed_by == BOTH

    def test_counts_as_of_when_it_happened_where_it_names_no_day(self) -> None:
        told = Envelope(asserted=Asserted(sides=("NO",)), occurred=MAY)
        (step,) = agreement((POWERS, told)).steps
        assert (step.on, step.detail) == (MAY, "Ambassador Darchiev, for consenting to be bound")


class TestSignText:
    def test_ad_referendum_is_no_full_signature_until_it_is_confirmed(self) -> None:
        assert agreement(AD_REFERENDUM).signed_by == ()
        confirmed = TextSigned(**OF, parties=("RU",), signed_on=MAY)
        command = SignText(**OF, parties=("RU",), signed_on=MAY)
        part = given(*OPENED, AD_REFERENDUM).when(command).then(confirmed).agreements[AGREEMENT]
        assert (part.status, part.signed_by) == ("signed", ("RU",))


class TestConstituteAgreement:
    PAIR = ConstituteAgreement(
        **NAMED, parties=BOTH, note_id=NOTE, answer_id=ANSWER, entry_rule="date of reply"
    )
    CONSTITUTED = AgreementConstituted(
        **NAMED, parties=BOTH, note_id=NOTE, answer_id=ANSWER, entry_rule="date of reply"
    )

    def test_says_that_a_pair_of_notes_binds(self) -> None:
        part = given(*WITH_NOTE_AND_ANSWER).when(self.PAIR).then(self.CONSTITUTED).agreements[AGREEMENT]
        assert (part.kind, part.note_id, part.answer_id) == ("exchange of notes", NOTE, ANSWER)
        assert (part.consented_by, part.entry_rule) == (BOTH, "date of reply")

    def test_needs_no_notes_on_the_file_but_a_pair_where_there_are(self) -> None:
        given(*WITH_NOTE).when(self.PAIR).refused(NotOnFile, ids=[ANSWER])
        given(*WITH_NOTE).when(replace(self.PAIR, answer_id=NOTE)).refused(NoteAndReplyAreOne)
        unknown = replace(self.PAIR, note_id=None, answer_id=None)
        event = replace(self.CONSTITUTED, note_id=None, answer_id=None)
        part = given(*OPENED).when(unknown).then(event).agreements[AGREEMENT]
        assert (part.note_id, part.consented_by) == (None, BOTH)


class TestEnterAgreementIntoForce:
    ENTER = EnterAgreementIntoForce(**OF)

    def enters(self, *events: Any, before: Any = OPENED) -> when.When | None:
        """The date that follows from the agreement's own rule."""
        asked = given(*before, *events).when(self.ENTER)
        state = folded(*before, *events)
        (event,) = asked.stream.decide(self.ENTER, state)
        part: Agreement = asked.then(event).agreements[AGREEMENT]
        return part.in_force_on

    def test_on_the_date_of_the_reply(self) -> None:
        constituted = TestConstituteAgreement.CONSTITUTED
        assert self.enters(constituted, before=WITH_NOTE_AND_ANSWER) == APRIL
        unknown = replace(constituted, note_id=None, answer_id=None, exchanged_on=MAY)
        assert self.enters(unknown) == MAY
        undated = replace(unknown, exchanged_on=None)
        given(*OPENED, undated).when(self.ENTER).refused(EntryDateUnknown, entry_rule="date of reply")

    def test_on_the_date_that_the_text_states(self) -> None:
        stated = replace(SIGNED, entry_rule="stated date", stated_on=JUNE)
        assert self.enters(stated) == JUNE
        given(*OPENED, replace(stated, stated_on=None)).when(self.ENTER).refused(EntryDateUnknown)
        told = replace(self.ENTER, title="x", entry_rule="stated date", stated_on=JUNE)
        event = AgreementEnteredIntoForce(
            agreement_id=AGREEMENT, title="x", entry_rule="stated date", stated_on=JUNE, in_force_on=JUNE
        )
        given(*OPENED).when(told).then(event)

    def test_on_receipt_of_the_last_notification(self) -> None:
        signed = replace(SIGNED, entry_rule="receipt of the last notification")
        one, other = consent("RU", JUNE), consent("US", MAY, "acceptance")
        assert self.enters(signed, one, other) == JUNE
        assert self.enters(other, signed, one) == JUNE
        for lacking in ((one,), (one, consent("US", None))):
            given(*OPENED, signed, *lacking).when(self.ENTER).refused(EntryDateUnknown)
        third = replace(signed, parties=("RU", "US", "TR"))
        given(*OPENED, third, one, other).when(self.ENTER).refused(EntryDateUnknown)

    def test_on_the_date_that_is_told_where_no_rule_is_stated(self) -> None:
        given(*OPENED, SIGNED).when(self.ENTER).refused(EntryDateUnknown, entry_rule="not stated")
        command = EnterAgreementIntoForce(**NAMED, in_force_on=JUNE)
        assert given(*OPENED, SIGNED).when(command).then(IN_FORCE).agreements[AGREEMENT].status == "in force"

    def test_by_the_better_source_where_dates_differ(self) -> None:
        other = replace(IN_FORCE, in_force_on=MAY)
        part = agreement((other, PRESS), (IN_FORCE, RU_SAYS), (other, US_SAYS))
        assert part.in_force_on == JUNE
        assert [each.on for each in part.entries] == [MAY, JUNE, MAY]


class TestRegisterAgreement:
    def test_is_dated_by_receipt(self) -> None:
        command = RegisterAgreement(**NAMED, received_on=when.on("2025-08-01"), number="58000")
        part = given(*OPENED, IN_FORCE).when(command).then(REGISTERED).agreements[AGREEMENT]
        assert (part.registered_on, part.registration_number) == (when.on("2025-08-01"), "58000")

    def test_comes_after_entry_into_force(self) -> None:
        early = RegisterAgreement(**OF, received_on=when.on("2025-06-29"))
        given(*OPENED, IN_FORCE).when(early).refused(RegisteredBeforeInForce, in_force_on=JUNE)
        maybe = replace(early, received_on=when.within("2025-06"))
        given(*OPENED, IN_FORCE).when(maybe).then(AgreementRegistered(**OF, received_on=maybe.received_on))
        open_ended = replace(early, received_on=when.not_before("2025-06-01"))
        event = AgreementRegistered(**OF, received_on=open_ended.received_on)
        given(*OPENED, IN_FORCE).when(open_ended).then(event)


class TestNotifyTermination:
    def test_says_from_when_it_has_effect(self) -> None:
        part = agreement(IN_FORCE, ENDED)
        assert (part.status, part.terminates_on, part.reason) == (
            "termination notified",
            when.on("2026-08-01"),
            "review",
        )
