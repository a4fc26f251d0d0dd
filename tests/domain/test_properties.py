"""Properties: one thing across all files, its corrected names kept, owned told apart from leased."""

from dataclasses import replace

from consultations.domain import when
from consultations.domain.properties import (
    AddPropertyName,
    CorrectPropertyName,
    NoSuchPropertyName,
    PropertyHeldSoAlready,
    PropertyHolderMissing,
    PropertyName,
    PropertyNameAdded,
    PropertyNameCorrected,
    PropertyNamedSoAlready,
    PropertyRegistered,
    PropertyRegisteredAlready,
    PropertyTenureRecorded,
    PropertyUnknown,
    PropertyUsedSoAlready,
    PropertyUseRecorded,
    PropertyWithoutName,
    RecordPropertyTenure,
    RecordPropertyUse,
    RegisterProperty,
)
from tests.dsl import CASE, OWN, according_to, folded, given

NORWICH = PropertyName(text="Norwich House")
KILLENWORTH = PropertyName(text="Killenworth")
REGISTERED = PropertyRegistered(
    names=(NORWICH,),
    country="US",
    address="Upper Brookville, New York",
    party="RU",
    tenure="owned",
    used_as="recreation",
)
REGISTER = RegisterProperty(
    property_id=CASE,
    names=(NORWICH,),
    country="US",
    address="Upper Brookville, New York",
    party="RU",
    tenure="owned",
    used_as="recreation",
)
PRESS, RUSSIA = according_to("US", on="2016-12-30"), according_to("RU")


class TestRegisterProperty:
    def test_enters_it_once_with_who_owns_or_leases_it(self) -> None:
        found = given().when(REGISTER).then(REGISTERED)
        assert (found.party, found.tenure, found.used_as, found.tags) == (
            "RU",
            "owned",
            "recreation",
            {CASE: 1},
        )
        assert [(each.text, each.asserted) for each in found.names] == [("Norwich House", OWN.asserted)]
        given(REGISTERED).when(REGISTER).refused(PropertyRegisteredAlready, property_id=CASE)
        given().when(replace(REGISTER, names=())).refused(PropertyWithoutName)
        given().when(replace(REGISTER, party="")).refused(PropertyHolderMissing, tenure="owned")

    def test_may_leave_open_who_holds_it_and_for_what(self) -> None:
        event = PropertyRegistered(names=(NORWICH,), country="US")
        found = given().when(RegisterProperty(property_id=CASE, names=(NORWICH,), country="US")).then(event)
        assert (found.tenure, found.holdings, found.uses) == ("not stated", (), ())


class TestCorrectPropertyName:
    def test_keeps_the_name_as_corrected_with_who_gave_it(self) -> None:
        named = (PropertyNameAdded(name=KILLENWORTH), PRESS)
        command = CorrectPropertyName(text="Killenworth", reason="another estate")
        event = PropertyNameCorrected(text="Killenworth", reason="another estate")
        found = given(REGISTERED, named).when(command).then(event)
        assert [each.text for each in found.names] == ["Norwich House"]
        (corrected,) = found.corrected_names
        assert (corrected.text, corrected.given_by, corrected.corrected_by) == (
            "Killenworth",
            (PRESS.asserted,),
            OWN.asserted,
        )
        given(REGISTERED, named, event).when(command).refused(NoSuchPropertyName, text="Killenworth")

    def test_leaves_at_least_one_name(self) -> None:
        given(REGISTERED).when(CorrectPropertyName(text="Norwich House")).refused(PropertyWithoutName)
        given().when(CorrectPropertyName(text="Norwich House")).refused(PropertyUnknown, property_id=CASE)


class TestAddPropertyName:
    def test_by_another_side_is_that_sides_word(self) -> None:
        command = AddPropertyName(name=KILLENWORTH, asserted=PRESS.asserted)
        event = PropertyNameAdded(name=KILLENWORTH)
        given(REGISTERED).when(command).then(event)
        given(REGISTERED, (event, PRESS)).when(command).refused(PropertyNamedSoAlready, text="Killenworth")
        given(REGISTERED, (event, PRESS)).when(replace(command, asserted=RUSSIA.asserted)).then(event)


class TestRecordPropertyTenure:
    def test_tells_owned_from_leased_and_keeps_what_was_before(self) -> None:
        since = when.within("1990")
        command = RecordPropertyTenure(party="RU", tenure="leased", since=since)
        event = PropertyTenureRecorded(party="RU", tenure="leased", since=since)
        found = given(REGISTERED).when(command).then(event)
        assert (found.tenure, [each.tenure for each in found.holdings]) == ("leased", ["owned", "leased"])
        given(REGISTERED, event).when(command).refused(PropertyHeldSoAlready, tenure="leased")
        given(REGISTERED, event).when(replace(command, asserted=RUSSIA.asserted)).then(event)


class TestRecordPropertyUse:
    def test_keeps_what_it_was_used_as_before(self) -> None:
        command = RecordPropertyUse(used_as="consulate general")
        event = PropertyUseRecorded(used_as="consulate general")
        found = given(REGISTERED).when(command).then(event)
        assert (found.used_as, [each.used_as for each in found.uses]) == (
            "consulate general",
            ["recreation", "consulate general"],
        )
        given(REGISTERED, event).when(command).refused(PropertyUsedSoAlready, used_as="consulate general")


class TestFold:
    def test_of_a_correction_alone_keeps_it_without_who_gave_the_name(self) -> None:
        found = folded(PropertyNameCorrected(text="Killenworth"))
        assert [(each.text, each.given_by) for each in found.corrected_names] == [("Killenworth", ())]
