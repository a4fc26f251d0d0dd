"""Mandates: how far they go, until when, what is not to be conceded, and how they end."""

from dataclasses import replace

import pytest

from consultations.domain import when
from consultations.domain.mandate import (
    AmendMandate,
    DischargeMandate,
    GiveMandate,
    MandateAmended,
    MandateDischarged,
    MandateEnded,
    MandateGiven,
    MandateGivenAlready,
    MandateWithdrawn,
    RedLineSet,
    RedLineSetAlready,
    SetRedLine,
    UnknownMandate,
    WithdrawMandate,
)
from consultations.domain.message import Command, Event
from consultations.domain.state import IdTaken
from consultations.domain.values import Wording
from tests.dsl import an_id, folded, given
from tests.stories import NOTE, OPENED, WITH_NOTE

MANDATE = an_id("mandate")
TEXT = Wording(text="Seek the easing of visas for staff.", language="en")
GIVEN = MandateGiven(
    mandate_id=MANDATE,
    title="Visas",
    powers="to negotiate",
    authority="Minister of Foreign Affairs",
    officer="ingrid",
    expires_on=when.on("2025-12-31"),
    texts=(TEXT,),
)
GIVE = GiveMandate(
    mandate_id=MANDATE,
    title="Visas",
    powers="to negotiate",
    authority="Minister of Foreign Affairs",
    officer="ingrid",
    expires_on=when.on("2025-12-31"),
    texts=(TEXT,),
)
AMENDED = MandateAmended(
    mandate_id=MANDATE, change="it may be concluded", powers="to conclude", expires_on=when.on("2026-06-30")
)
DISCHARGED = MandateDischarged(mandate_id=MANDATE)
WITHDRAWN = MandateWithdrawn(mandate_id=MANDATE, reason="the talks are broken off")
LINE = RedLineSet(mandate_id=MANDATE, red_line="No waiver of immunity.")


class TestGiveMandate:
    def test_says_how_far_it_goes_and_until_when(self) -> None:
        part = given(*OPENED).when(GIVE).then(GIVEN).mandates[MANDATE]
        assert (part.status, part.powers, part.officer) == ("given", "to negotiate", "ingrid")
        assert (part.expires_on, part.texts, part.authority) == (
            when.on("2025-12-31"),
            (TEXT,),
            "Minister of Foreign Affairs",
        )
        assert part.given_on is not None
        assert part.status_asserted is not None

    def test_is_refused_without_a_title_and_the_second_time(self) -> None:
        given(*OPENED).when(replace(GIVE, title="")).refused(UnknownMandate, mandate_id=MANDATE)
        given(*WITH_NOTE).when(replace(GIVE, mandate_id=NOTE)).refused(IdTaken)
        given(*OPENED, GIVEN).when(GIVE).refused(MandateGivenAlready)

    def test_recorded_late_takes_nothing_back(self) -> None:
        part = given(*OPENED, replace(AMENDED, title="Visas")).when(GIVE).then(GIVEN).mandates[MANDATE]
        assert (part.status, part.powers, part.expires_on) == (
            "amended",
            "to conclude",
            when.on("2026-06-30"),
        )
        part = given(*OPENED, replace(AMENDED, title="Visas"), WITHDRAWN).when(GIVE).then(GIVEN)
        assert part.mandates[MANDATE].status == "withdrawn"


class TestAmendMandate:
    def test_changes_what_it_names_and_leaves_the_rest(self) -> None:
        command = AmendMandate(
            mandate_id=MANDATE,
            change="it may be concluded",
            powers="to conclude",
            expires_on=when.on("2026-06-30"),
        )
        part = given(*OPENED, GIVEN).when(command).then(AMENDED).mandates[MANDATE]
        assert (part.status, part.powers, part.expires_on) == (
            "amended",
            "to conclude",
            when.on("2026-06-30"),
        )
        narrower = AmendMandate(mandate_id=MANDATE, change="not in writing")
        event = MandateAmended(mandate_id=MANDATE, change="not in writing")
        part = given(*OPENED, GIVEN, AMENDED).when(narrower).then(event).mandates[MANDATE]
        assert (part.powers, part.expires_on) == ("to conclude", when.on("2026-06-30"))
        assert [each.change for each in part.amendments] == ["it may be concluded", "not in writing"]

    def test_may_be_the_first_that_is_known_of_it(self) -> None:
        command = AmendMandate(mandate_id=MANDATE, title="Visas", change="not in writing")
        event = MandateAmended(mandate_id=MANDATE, title="Visas", change="not in writing")
        part = given(*OPENED).when(command).then(event).mandates[MANDATE]
        assert (part.title, part.powers) == ("Visas", None)


class TestSetRedLine:
    def test_adds_to_those_that_stand(self) -> None:
        command = SetRedLine(mandate_id=MANDATE, red_line="No waiver of immunity.")
        part = given(*OPENED, GIVEN).when(command).then(LINE).mandates[MANDATE]
        assert [each.text for each in part.red_lines] == ["No waiver of immunity."]
        assert part.status == "given"
        given(*OPENED, GIVEN, LINE).when(command).refused(RedLineSetAlready)
        first = replace(LINE, title="Visas")
        part = given(*OPENED).when(replace(command, title="Visas")).then(first).mandates[MANDATE]
        assert part.status_asserted is not None


class TestTheEndOfAMandate:
    @pytest.mark.parametrize(
        ("command", "event", "status"),
        [
            (DischargeMandate(mandate_id=MANDATE), DISCHARGED, "discharged"),
            (WithdrawMandate(mandate_id=MANDATE, reason=WITHDRAWN.reason), WITHDRAWN, "withdrawn"),
        ],
    )
    def test_leaves_nothing_to_be_done_under_it(self, command: Command, event: Event, status: str) -> None:
        part = given(*OPENED, GIVEN).when(command).then(event).mandates[MANDATE]
        assert part.status == status
        for other in (
            command,
            AmendMandate(mandate_id=MANDATE, change="x"),
            SetRedLine(mandate_id=MANDATE, red_line="x"),
        ):
            given(*OPENED, GIVEN, event).when(other).refused(MandateEnded, status=status)
        given(*OPENED).when(command).refused(UnknownMandate)

    def test_says_why_it_was_withdrawn(self) -> None:
        assert folded(*OPENED, GIVEN, WITHDRAWN).mandates[MANDATE].reason == "the talks are broken off"
