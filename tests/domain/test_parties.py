"""Parties: each under the id its code makes, with names that change from a date and differ before whom."""

from datetime import date

import pytest

from consultations.domain import when
from consultations.domain.parties import (
    AddPartyName,
    Naming,
    OtherName,
    PartyName,
    PartyNameAdded,
    PartyNamedTwiceInOneLanguage,
    PartyNameKnownAlready,
    PartyRegistered,
    PartyRegisteredAlready,
    PartyRenamed,
    PartyUnderAnotherCode,
    PartyUnknown,
    PartyWithoutName,
    RegisterParty,
    RenameParty,
    display_name,
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
        for_some = PartyName(text="Türkiye", language="en", audience="public")
        given(stream_id=TR).when(RegisterParty(code="TR", names=(for_some,))).refused(PartyWithoutName)
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

    def test_is_refused_without_a_name(self) -> None:
        empty = RenameParty(names=(), since=SINCE)
        given(REGISTERED, stream_id=TR).when(empty).refused(PartyWithoutName)

    def test_may_be_before_one_audience_alone(self) -> None:
        for_them = PartyName(text="Türkiye", language="en", audience="with that party")
        renamed = PartyRenamed(names=(for_them,), since=SINCE)
        party = (
            given(REGISTERED, stream_id=TR).when(RenameParty(names=(for_them,), since=SINCE)).then(renamed)
        )
        assert party.names == (TURKEY, FRENCH)


class TestAddPartyName:
    FORMER = OtherName(text="Ottoman Empire", language="en", kind="former")

    def test_enters_a_name_it_is_found_by_and_not_called(self) -> None:
        added = PartyNameAdded(name=self.FORMER)
        party = given(REGISTERED, stream_id=TR).when(AddPartyName(name=self.FORMER)).then(added)
        assert (party.names, party.other_names) == ((TURKEY, FRENCH), (self.FORMER,))
        given(REGISTERED, added, stream_id=TR).when(AddPartyName(name=self.FORMER)).refused(
            PartyNameKnownAlready, text=self.FORMER.text
        )
        given(stream_id=TR).when(AddPartyName(name=self.FORMER)).refused(PartyUnknown, party_id=TR)


class TestDisplayName:
    OURS = PartyName(text="Tyrkia", language="nb")
    THEIRS = PartyName(text="Türkiye", language="en", audience="with that party")
    NAMINGS = (
        Naming(names=(TURKIYE,), since=when.within("2022-06")),
        Naming(names=(TURKEY, FRENCH, OURS)),
        Naming(names=(THEIRS,), since=when.on("2022-01-01")),
        Naming(names=(PartyName(text="Later", language="en"),), since=when.not_before("2022-01-01")),
    )

    def called(self, day: str, audience: str = "", language: str = "en") -> str:
        name = display_name(self.NAMINGS, date.fromisoformat(day), audience=audience, language=language)
        assert name
        return name.text

    def test_changes_on_the_last_day_that_its_date_may_mean(self) -> None:
        assert [self.called(day) for day in ("2022-06-29", "2022-06-30")] == ["Turkey", "Türkiye"]

    def test_is_what_is_said_for_the_audience_before_what_is_said_in_the_language(self) -> None:
        assert self.called("2022-03-01", "with that party", "nb") == "Türkiye"
        assert self.called("2021-03-01", "with that party", "nb") == "Tyrkia"
        assert self.called("2022-03-01", "public", "nb") == "Tyrkia"

    def test_falls_back_to_the_language_it_is_a_kind_of_then_to_english_then_to_the_first(self) -> None:
        assert self.called("2021-01-01", language="fr-CA") == "Turquie"
        assert self.called("2021-01-01", language="fr-Latn-CA") == "Turquie"
        assert self.called("2021-01-01", language="de") == "Turkey"
        only = (Naming(names=(FRENCH, self.OURS)),)
        name = display_name(only, date(2021, 1, 1), language="de")
        assert name
        assert (name.text, name.language, name.audience, name.since) == ("Turquie", "fr", "", None)

    def test_is_the_last_recorded_of_those_that_began_on_one_day_and_says_when_it_began(self) -> None:
        both = tuple(Naming(names=(each,), since=when.on("2022-01-01")) for each in (TURKEY, TURKIYE))
        name = display_name(both, date(2022, 1, 1))
        assert name
        assert (name.text, name.since) == (TURKIYE.text, when.on("2022-01-01"))

    def test_is_none_before_the_first(self) -> None:
        assert display_name(self.NAMINGS[2:3], date(2021, 12, 31), audience="with that party") is None
        assert display_name(self.NAMINGS[2:3], date(2022, 1, 1), audience="public") is None
