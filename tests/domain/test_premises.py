"""Premises: what a file knows of a property: who has access, what was asked back, what was handed over."""

from dataclasses import replace

from consultations.domain import when
from consultations.domain.premises import (
    AccessDeniedAlready,
    AccessGranted,
    AccessGrantedAlready,
    DenyAccess,
    GrantAccess,
    HandOverProperty,
    PlacePropertyOnFile,
    PremisesOfAnotherProperty,
    PropertyHandedOver,
    PropertyHandedOverAlready,
    PropertyOnFileAlready,
    PropertyPlacedOnFile,
    RequestReturn,
    ReturnRequested,
    UnknownPremises,
)
from consultations.domain.state import IdTaken, NotAParty, NotOnFile
from tests.dsl import an_id, given
from tests.stories import (
    DENIED,
    MEASURE,
    NOTE,
    OPENED,
    PREMISES,
    PROPERTY,
    RU_SAYS,
    US_SAYS,
    WITH_MEASURE,
    WITH_NOTE,
    WITH_PREMISES,
)

PLACED = PropertyPlacedOnFile(premises_id=PREMISES, property_id=PROPERTY, subject="its return")
PLACE = PlacePropertyOnFile(premises_id=PREMISES, property_id=PROPERTY, subject="its return")
DENY = DenyAccess(premises_id=PREMISES, property_id=PROPERTY, party="US", to_party="RU")
GRANT = GrantAccess(premises_id=PREMISES, party="US", to_party="RU", reason="for an inspection")
GRANTED = AccessGranted(
    premises_id=PREMISES, property_id=PROPERTY, party="US", to_party="RU", reason="for an inspection"
)


class TestPlacePropertyOnFile:
    def test_lets_the_file_deal_with_it_once(self) -> None:
        part = given(*OPENED).when(PLACE).then(PLACED).premises[PREMISES]
        assert (part.status, part.property_id, part.access) == ("on file", PROPERTY, "not stated")
        given(*OPENED, PLACED).when(PLACE).refused(PropertyOnFileAlready, premises_id=PREMISES)
        elsewhere = replace(PLACE, premises_id=an_id("elsewhere"))
        given(*OPENED, PLACED).when(elsewhere).refused(PropertyOnFileAlready, premises_id=PREMISES)
        other = replace(elsewhere, property_id=an_id("other property"))
        given(*OPENED, PLACED).when(other).then(
            replace(PLACED, premises_id=other.premises_id, property_id=an_id("other property"))
        )

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        given(*OPENED).when(replace(PLACE, property_id=None)).refused(UnknownPremises, premises_id=PREMISES)
        given(*WITH_NOTE).when(replace(PLACE, premises_id=NOTE)).refused(IdTaken)
        another = replace(DENY, property_id=an_id("other property"))
        given(*OPENED, PLACED).when(another).refused(PremisesOfAnotherProperty, property_id=PROPERTY)


class TestDenyAccess:
    def test_may_be_the_first_that_is_known_of_it(self) -> None:
        command = replace(DENY, asserted=RU_SAYS.asserted, occurred=when.on("2016-12-29"))
        part = given(*OPENED).when(command).then(DENIED).premises[PREMISES]
        assert (part.status, part.access, part.status_asserted) == (
            "access denied",
            "denied",
            RU_SAYS.asserted,
        )
        (dealing,) = part.dealings
        assert (dealing.party, dealing.to_party, dealing.on) == ("US", "RU", when.on("2016-12-29"))

    def test_names_the_measure_it_belongs_to_where_that_is_on_the_file(self) -> None:
        command = replace(DENY, measure_id=MEASURE)
        given(*OPENED).when(command).refused(NotOnFile, ids=[MEASURE])
        given(*WITH_MEASURE).when(command).then(replace(DENIED, measure_id=MEASURE))
        given(*OPENED).when(replace(DENY, party="FI")).refused(NotAParty, party="FI")
        given(*OPENED).when(replace(DENY, to_party="FI")).refused(NotAParty, party="FI")

    def test_is_refused_the_second_time_on_the_same_word(self) -> None:
        again = replace(DENY, property_id=None)
        given(*WITH_PREMISES).when(again).refused(AccessDeniedAlready, asserted=("RU",))
        by_us = replace(again, asserted=US_SAYS.asserted)
        part = given(*WITH_PREMISES).when(by_us).then(DENIED).premises[PREMISES]
        assert [each.asserted.sides for each in part.dealings] == [("RU",), ("US",)]


class TestGrantAccess:
    def test_comes_after_a_denial_which_stays(self) -> None:
        part = given(*WITH_PREMISES).when(GRANT).then(GRANTED).premises[PREMISES]
        assert (part.access, [each.status for each in part.dealings]) == (
            "granted",
            ["access denied", "access granted"],
        )
        given(*WITH_PREMISES, GRANTED).when(GRANT).refused(AccessGrantedAlready)
        given(*WITH_PREMISES, GRANTED).when(DENY).then(DENIED)


class TestRequestReturn:
    def test_leaves_access_as_it_is_and_may_be_repeated(self) -> None:
        command = RequestReturn(premises_id=PREMISES, party="RU", to_party="US", reason="unlawful")
        event = ReturnRequested(
            premises_id=PREMISES, property_id=PROPERTY, party="RU", to_party="US", reason="unlawful"
        )
        part = given(*WITH_PREMISES).when(command).then(event).premises[PREMISES]
        assert (part.status, part.access) == ("return requested", "denied")
        given(*WITH_PREMISES, event).when(command).then(event)
        given(*WITH_PREMISES, event).when(replace(DENY, asserted=RU_SAYS.asserted)).refused(
            AccessDeniedAlready
        )


class TestHandOverProperty:
    def test_is_told_once_on_the_same_word(self) -> None:
        command = HandOverProperty(premises_id=PREMISES, property_id=PROPERTY, party="US", to_party="RU")
        event = PropertyHandedOver(premises_id=PREMISES, property_id=PROPERTY, party="US", to_party="RU")
        part = given(*OPENED).when(command).then(event).premises[PREMISES]
        assert part.status == "handed over"
        given(*OPENED, event).when(command).refused(PropertyHandedOverAlready)
