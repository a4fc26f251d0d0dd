"""Classification: what closes a file, what opens it; a nomination's file opens after the grant alone."""

from dataclasses import replace

import pytest

from consultations.access.tables import ROLES
from consultations.domain.classification import (
    AddCompartment,
    CaseDowngraded,
    ClassificationRaised,
    CompartmentAdded,
    CompartmentRemoved,
    DowngradeCase,
    InCompartmentAlready,
    Label,
    LevelWouldNotRise,
    LevelWouldRise,
    NominationStaysClosed,
    NothingToDowngrade,
    NotInCompartment,
    RaiseClassification,
    RemoveCompartment,
)
from consultations.domain.nominations import AgrementGranted, RequestWithdrawn
from consultations.domain.opening import CaseClosed, CaseOpened
from consultations.domain.values import LEVELS, Participant
from tests.dsl import folded, given
from tests.stories import NOMINATION, REQUESTED

CLOSE = CaseOpened(
    kind="consultations",
    title="Irritants",
    subject="Missions",
    level="confidential",
    parties=(Participant(code="RU"), Participant(code="US")),
    compartments=("nominations", "RU-US"),
)
GRANTED, WITHDRAWN = AgrementGranted(nomination_id=NOMINATION), RequestWithdrawn(nomination_id=NOMINATION)


class TestAddCompartment:
    def test_puts_the_file_into_one_more(self) -> None:
        event = CompartmentAdded(compartment="agrément", reason="the candidate is named")
        command = AddCompartment(compartment="agrément", reason="the candidate is named")
        assert given(CLOSE).when(command).then(event).compartments == ("nominations", "RU-US", "agrément")

    def test_is_refused_where_the_file_is_in_it(self) -> None:
        again = AddCompartment(compartment="RU-US", reason="x")
        given(CLOSE).when(again).refused(InCompartmentAlready, compartment="RU-US")

    def test_is_taken_by_a_closed_file(self) -> None:
        command = AddCompartment(compartment="agrément", reason="x")
        given(CLOSE, CaseClosed(result="agreed")).when(command).then(
            CompartmentAdded(compartment="agrément", reason="x")
        )

    def test_counts_once_however_often_it_is_said(self) -> None:
        twice = CompartmentAdded(compartment="RU-US", reason="x")
        assert folded(CLOSE, twice, twice).compartments == ("nominations", "RU-US")


class TestRemoveCompartment:
    COMMAND = RemoveCompartment(compartment="RU-US", reason="announced")
    EVENT = CompartmentRemoved(compartment="RU-US", reason="announced")

    def test_takes_the_file_out_of_one(self) -> None:
        assert given(CLOSE).when(self.COMMAND).then(self.EVENT).compartments == ("nominations",)

    def test_is_refused_where_the_file_is_not_in_it(self) -> None:
        elsewhere = RemoveCompartment(compartment="IL-BR", reason="x")
        given(CLOSE).when(elsewhere).refused(NotInCompartment, compartments=["IL-BR"])

    def test_opens_the_file_of_a_nomination_after_the_grant_alone(self) -> None:
        file = replace(CLOSE, kind="nomination")
        given(file, REQUESTED).when(self.COMMAND).refused(NominationStaysClosed, nominations=[NOMINATION])
        given(file, REQUESTED, GRANTED).when(self.COMMAND).then(self.EVENT)


class TestRaiseClassification:
    def test_gives_the_file_a_higher_level(self) -> None:
        command = RaiseClassification(level="secret", reason="a source is named")
        event = ClassificationRaised(level="secret", reason="a source is named")
        assert given(CLOSE).when(command).then(event).level == "secret"

    @pytest.mark.parametrize("level", ["public", "restricted", "confidential"])
    def test_is_refused_where_the_level_would_not_rise(self, level: str) -> None:
        command = RaiseClassification(level=level, reason="x")  # type: ignore[arg-type]  # one of the levels
        given(CLOSE).when(command).refused(LevelWouldNotRise, level="confidential")


class TestDowngradeCase:
    def test_opens_the_file_to_a_lower_level_and_out_of_the_compartments_named(self) -> None:
        command = DowngradeCase(
            level="restricted", compartments_removed=("nominations", "nominations"), reason="announced"
        )
        event = CaseDowngraded(level="restricted", compartments_removed=("nominations",), reason="announced")
        case = given(CLOSE).when(command).then(event)
        assert (case.level, case.compartments) == ("restricted", ("RU-US",))

    def test_may_do_the_one_without_the_other(self) -> None:
        lower = DowngradeCase(level="public", reason="announced")
        case = given(CLOSE).when(lower).then(CaseDowngraded(level="public", reason="announced"))
        assert case.compartments == ("nominations", "RU-US")
        out = DowngradeCase(level="confidential", compartments_removed=("RU-US",), reason="announced")
        event = CaseDowngraded(level="confidential", compartments_removed=("RU-US",), reason="announced")
        assert given(CLOSE).when(out).then(event).level == "confidential"

    def test_is_refused_where_it_opens_nothing(self) -> None:
        up = DowngradeCase(level="secret", reason="x")
        given(CLOSE).when(up).refused(LevelWouldRise, level="confidential")
        elsewhere = DowngradeCase(level="public", compartments_removed=("IL-BR",), reason="x")
        given(CLOSE).when(elsewhere).refused(NotInCompartment, compartments=["IL-BR"])
        same = DowngradeCase(level="confidential", reason="x")
        given(CLOSE).when(same).refused(NothingToDowngrade)

    def test_opens_the_file_of_a_nomination_after_the_grant_alone(self) -> None:
        command = DowngradeCase(level="public", reason="the appointment was announced")
        event = CaseDowngraded(level="public", reason="the appointment was announced")
        file = replace(CLOSE, kind="nomination")
        for closed in ((), (REQUESTED,), (REQUESTED, GRANTED, WITHDRAWN)):
            named = [NOMINATION] if closed else []
            given(file, *closed).when(command).refused(NominationStaysClosed, nominations=named)
        given(file, REQUESTED, GRANTED).when(command).then(event)


class TestLabel:
    @pytest.mark.parametrize("command", Label.__subclasses__(), ids=lambda each: each.__name__)
    def test_is_changed_by_the_head_of_the_desk_who_has_seen_it(self, command: type[Label]) -> None:
        assert (command.reserved_to, command.guarded) == ("head of desk", True)
        assert command.reserved_to in ROLES

    def test_has_the_levels_in_their_order(self) -> None:
        assert LEVELS == ("public", "restricted", "confidential", "secret")
