"""Parties: each under the id its code makes, with names that change from a date."""

import pytest

from consultations.domain import when
from consultations.domain.parties import (
    PartyName,
    PartyNamedTwiceInOneLanguage,
    PartyRegistered,
    PartyRegisteredAlready,
    PartyRenamed,
    PartyUnderAnotherCode,
    PartyUnknown,
    PartyWithoutName,
    RegisterParty,
    RenameParty,
    party_id,
)
from consultations.domain.texts import PartyCodeMalformed, TextNotPlain
from tests.dsl import CASE, given

TURKEY, TURKIYE = PartyName(text="Turkey", language="en"), PartyName(text="Türkiye", language="en")
FRENCH = PartyName(text="Turquie", language="fr")
TR = party_id("TR")
REGISTERED = PartyRegistered(code="TR", kind="state", names=(TURKEY, FRENCH))
SINCE = when.on("2022-06-01")


class TestRegisterParty:
    def test_enters_a_party_once(self) -> None:
        command = RegisterParty(code="TR", names=(TURKEY, FRENCH))
        party = given(stream_id=TR).when(command).then(REGISTERED)
        assert (party.code, party.kind, party.tags) == ("TR", "state", {TR: 1})
        given(REGISTERED, stream_id=TR).when(command).refused(PartyRegisteredAlready, code="TR")

    def test_is_refused_under_another_id(self) -> None:
        given(stream_id=CASE).when(RegisterParty(code="TR", names=(TURKEY,))).refused(PartyUnderAnotherCode)

    def test_needs_one_name_for_each_language(self) -> None:
        given(stream_id=TR).when(RegisterParty(code="TR", names=())).refused(PartyWithoutName)
        twice = RegisterParty(code="TR", names=(TURKEY, TURKIYE))
        given(stream_id=TR).when(twice).refused(PartyNamedTwiceInOneLanguage)

    @pytest.mark.parametrize("code", ["T", "tr", "T R", "ABCDEFGHIJKLM", "ТР", "TR-1"])
    def test_is_refused_under_a_code_of_another_form(self, code: str) -> None:
        command = RegisterParty(code=code, names=(TURKEY,))
        given(stream_id=party_id(code)).when(command).refused(PartyCodeMalformed, code=code, field="code")

    def test_is_refused_with_a_name_that_turns_the_writing(self) -> None:
        name = PartyName(text="Tur\u202ekey", language="en")
        given(stream_id=TR).when(RegisterParty(code="TR", names=(name,))).refused(
            TextNotPlain, field="names/0/text"
        )


class TestRenameParty:
    def test_changes_the_languages_it_names_and_keeps_what_went_before(self) -> None:
        renamed = PartyRenamed(names=(TURKIYE,), since=SINCE)
        party = given(REGISTERED, stream_id=TR).when(RenameParty(names=(TURKIYE,), since=SINCE)).then(renamed)
        assert party.names == (TURKIYE, FRENCH)
        assert [(each.names, each.since) for each in party.namings] == [
            ((TURKEY, FRENCH), None),
            ((TURKIYE,), SINCE),
        ]

    def test_is_refused_for_an_unknown_party(self) -> None:
        given(stream_id=TR).when(RenameParty(names=(TURKIYE,), since=SINCE)).refused(
            PartyUnknown, party_id=TR
        )
