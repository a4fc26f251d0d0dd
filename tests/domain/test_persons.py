"""Persons: names in several scripts, titles each from its date, corrections, and two records of one person."""

from dataclasses import replace
from datetime import date
from typing import Annotated, get_args, get_origin, get_type_hints
from uuid import UUID

import hypothesis
import pytest
from hypothesis import strategies as st

from consultations.domain import persons, when
from consultations.domain.message import Refused
from consultations.domain.persons import (
    AddName,
    CorrectPersonName,
    MergedTheOtherWayRound,
    MergePersons,
    MergeUndone,
    NameAdded,
    NameHeld,
    NameInError,
    NameKnownAlready,
    NoSuchName,
    NoSuchTitle,
    NotMerged,
    PersonMergedAlready,
    PersonMergedIntoItself,
    PersonName,
    PersonNameCorrected,
    PersonRegistered,
    PersonRegisteredAlready,
    PersonsMerged,
    PersonUnknown,
    PersonWithoutName,
    RecordTitle,
    RegisterPerson,
    TitleHeld,
    TitleInError,
    TitleKnownAlready,
    TitleRecorded,
    TitleWithdrawn,
    UndoMerge,
    WithdrawTitle,
    admit,
    title_on,
)
from tests.dsl import CASE, OWN, an_id, folded, given, history, recorded

LATIN = PersonName(text="Alexander Darchiev", language="en", script="Latn", sort_as="Darchiev")
CYRILLIC = PersonName(text="Александр Дарчиев", language="ru", script="Cyrl")
NORWEGIAN = PersonName(text="Aleksandr Dartsjiev", language="nb", kind="transliteration")
REGISTERED = PersonRegistered(names=(LATIN,))
DIRECTOR = TitleRecorded(title="Director, North Atlantic Department", since=when.on("2024-01-01"))
FIRST, SECOND = (each.event_id for each in history(REGISTERED, DIRECTOR))
OTHER = an_id("another record")
MERGED = PersonsMerged(merged_id=CASE, kept_id=OTHER, reason="one passport")


def texts(named: tuple[PersonName, ...]) -> list[str]:
    return [each.text for each in named]


class TestRegisterPerson:
    def test_enters_a_person_once(self) -> None:
        command = RegisterPerson(person_id=CASE, names=(LATIN,))
        person = given().when(command).then(REGISTERED)
        assert (person.person_id, texts(person.names), person.tags) == (CASE, [LATIN.text], {CASE: 1})
        assert person.sort_name == "darchiev"
        given(REGISTERED).when(command).refused(PersonRegisteredAlready, person_id=CASE)

    def test_needs_a_name(self) -> None:
        given().when(RegisterPerson(person_id=CASE, names=())).refused(PersonWithoutName)


class TestAddName:
    def test_adds_a_name_in_another_script_once(self) -> None:
        person = given(REGISTERED).when(AddName(name=CYRILLIC)).then(NameAdded(name=CYRILLIC))
        assert texts(person.names) == [LATIN.text, CYRILLIC.text]
        assert [(each.script, each.kind) for each in person.names] == [
            ("Latn", "official"),
            ("Cyrl", "official"),
        ]
        given(REGISTERED).when(AddName(name=LATIN)).refused(NameKnownAlready)
        given().when(AddName(name=LATIN)).refused(PersonUnknown, person_id=CASE)


class TestRecordTitle:
    def test_keeps_each_title_as_of_its_date(self) -> None:
        since = when.on("2025-03-06")
        command = RecordTitle(title="Ambassador", since=since)
        person = (
            given(REGISTERED, DIRECTOR).when(command).then(TitleRecorded(title="Ambassador", since=since))
        )
        assert [each.title for each in person.titles] == [DIRECTOR.title, "Ambassador"]
        assert person.titles[1].since == since

    def test_is_refused_where_it_is_known(self) -> None:
        again = RecordTitle(title=DIRECTOR.title, since=DIRECTOR.since)
        given(REGISTERED, DIRECTOR).when(again).refused(TitleKnownAlready, title=DIRECTOR.title)


class TestTitleOn:
    TITLES = (
        TitleHeld(title="Ambassador", since=when.on("2025-03-06")),
        TitleHeld(title="Attaché"),
        TitleHeld(title="Director", since=when.within("2024-01")),
        TitleHeld(title="Adviser", since=when.not_before("2020-01-01")),
    )

    @pytest.mark.parametrize(
        ("day", "title"),
        [
            ("2023-12-31", "Attaché"),
            ("2024-01-15", "Attaché"),
            ("2024-01-31", "Director"),
            ("2025-03-05", "Director"),
            ("2025-03-06", "Ambassador"),
        ],
    )
    def test_is_the_last_that_had_surely_begun(self, day: str, title: str) -> None:
        held = title_on(self.TITLES, date.fromisoformat(day))
        assert held
        assert held.title == title

    def test_is_the_one_recorded_last_where_two_began_on_one_day(self) -> None:
        same = (replace(self.TITLES[0], title="Head"), self.TITLES[0])
        assert title_on(same, date(2025, 4, 1)) == self.TITLES[0]

    def test_is_none_before_the_first(self) -> None:
        assert title_on(self.TITLES[:1], date(2020, 1, 1)) is None


class TestCorrectPersonName:
    RIGHT = replace(LATIN, text="Aleksandr Darchiev")

    def test_puts_the_right_name_where_the_wrong_one_stood_and_keeps_that(self) -> None:
        command = CorrectPersonName(event_id=FIRST, text=LATIN.text, instead=self.RIGHT, reason="misspelt")
        corrected = PersonNameCorrected(
            event_id=FIRST, text=LATIN.text, instead=self.RIGHT, reason="misspelt"
        )
        person = given(REGISTERED, NameAdded(name=CYRILLIC)).when(command).then(corrected)
        assert texts(person.names) == [self.RIGHT.text, CYRILLIC.text]
        assert person.names[0].event_id == history(REGISTERED, DIRECTOR, corrected)[2].event_id
        assert [(type(each), each.text, each.reason) for each in person.names_in_error] == [
            (NameInError, LATIN.text, "misspelt")
        ]

    def test_withdraws_a_name_but_never_the_last(self) -> None:
        command = CorrectPersonName(event_id=FIRST, text=LATIN.text)
        withdrawn = PersonNameCorrected(event_id=FIRST, text=LATIN.text)
        person = given(REGISTERED, NameAdded(name=CYRILLIC)).when(command).then(withdrawn)
        assert (texts(person.names), person.sort_name) == ([CYRILLIC.text], CYRILLIC.text.casefold())
        given(REGISTERED).when(command).refused(PersonWithoutName)

    def test_is_refused_for_a_name_that_the_event_did_not_enter(self) -> None:
        for event_id, text in ((SECOND, LATIN.text), (FIRST, CYRILLIC.text)):
            command = CorrectPersonName(event_id=event_id, text=text, instead=self.RIGHT)
            given(REGISTERED).when(command).refused(NoSuchName, event_id=event_id)

    def test_is_refused_where_the_register_has_the_right_name(self) -> None:
        command = CorrectPersonName(event_id=FIRST, text=LATIN.text, instead=CYRILLIC)
        given(REGISTERED, NameAdded(name=CYRILLIC)).when(command).refused(NameKnownAlready)


class TestWithdrawTitle:
    def test_keeps_the_title_as_one_in_error(self) -> None:
        command = WithdrawTitle(event_id=SECOND, reason="another Darchiev")
        withdrawn = TitleWithdrawn(event_id=SECOND, reason="another Darchiev")
        person = given(REGISTERED, DIRECTOR).when(command).then(withdrawn)
        assert person.titles == ()
        in_error = TitleInError(title=DIRECTOR.title, since=DIRECTOR.since, reason="another Darchiev")
        assert person.titles_in_error == (in_error,)
        given(REGISTERED, DIRECTOR, withdrawn).when(command).refused(NoSuchTitle, event_id=SECOND)
        given(REGISTERED, DIRECTOR, withdrawn).when(
            RecordTitle(title=DIRECTOR.title, since=DIRECTOR.since)
        ).then(DIRECTOR)

    def test_is_refused_for_an_event_that_entered_none(self) -> None:
        given(REGISTERED, DIRECTOR).when(WithdrawTitle(event_id=FIRST)).refused(NoSuchTitle, event_id=FIRST)


class TestMergePersons:
    COMMAND = MergePersons(into_id=OTHER, reason="one passport")

    def test_names_the_record_that_is_kept_and_leaves_names_as_they_are(self) -> None:
        person = given(REGISTERED).when(self.COMMAND).then(MERGED)
        assert (person.merged_into, person.merge_reason) == (OTHER, "one passport")
        assert person.merge_asserted == OWN.asserted
        assert (texts(person.names), person.tags, person.version) == ([LATIN.text], {CASE: 1}, 2)

    def test_is_refused_into_itself(self) -> None:
        itself = MergePersons(into_id=CASE, reason="one passport")
        given(REGISTERED).when(itself).refused(PersonMergedIntoItself, person_id=CASE)

    def test_is_refused_for_a_record_there_is_not(self) -> None:
        given().when(self.COMMAND).refused(PersonUnknown, person_id=CASE)

    def test_is_refused_for_a_record_that_is_merged(self) -> None:
        given(REGISTERED, MERGED).when(self.COMMAND).refused(PersonMergedAlready, person_id=CASE)

    def test_may_take_in_records_that_others_were_merged_into(self) -> None:
        earlier = PersonsMerged(merged_id=an_id("a third"), kept_id=CASE, reason="one passport")
        given(REGISTERED, earlier).when(self.COMMAND).then(MERGED)


class TestTheRecordThatIsKept:
    def kept(self, *events: persons.PersonEvent) -> persons.Person:
        return folded(PersonRegistered(names=(CYRILLIC,)), *events, stream_id=OTHER)

    def test_has_the_merge_on_its_stream_and_is_not_changed_by_it(self) -> None:
        admit(MERGED, self.kept())
        kept = self.kept(MERGED)
        assert (kept.merged_into, kept.tags, kept.version) == (None, {OTHER: 1}, 2)

    def test_must_be_there(self) -> None:
        with pytest.raises(PersonUnknown) as refused:
            admit(MERGED, persons.Person(person_id=OTHER))
        assert refused.value.named == {"person_id": OTHER}

    def test_is_itself_merged_into_no_other(self) -> None:
        elsewhere = PersonsMerged(merged_id=OTHER, kept_id=an_id("a third"), reason="one passport")
        with pytest.raises(PersonMergedAlready):
            admit(MERGED, self.kept(elsewhere))

    def test_is_not_merged_into_the_first(self) -> None:
        back = PersonsMerged(merged_id=OTHER, kept_id=CASE, reason="one passport")
        with pytest.raises(MergedTheOtherWayRound):
            admit(MERGED, self.kept(back))
        undone = MergeUndone(merged_id=OTHER, kept_id=CASE, reason="the wrong way round")
        admit(MERGED, self.kept(back, undone))

    def test_stands_in_the_way_of_no_undoing(self) -> None:
        admit(MergeUndone(merged_id=CASE, kept_id=OTHER, reason="two passports"), self.kept(MERGED))


class TestUndoMerge:
    COMMAND = UndoMerge(into_id=OTHER, reason="two passports")
    UNDONE = MergeUndone(merged_id=CASE, kept_id=OTHER, reason="two passports")

    def test_leaves_two_records_that_can_be_merged_again(self) -> None:
        person = given(REGISTERED, MERGED).when(self.COMMAND).then(self.UNDONE)
        assert (person.merged_into, person.merge_reason, person.merge_asserted) == (None, "", None)
        given(REGISTERED, MERGED, self.UNDONE).when(TestMergePersons.COMMAND).then(MERGED)

    def test_is_refused_where_they_are_not_merged(self) -> None:
        given(REGISTERED).when(self.COMMAND).refused(NotMerged, into_id=OTHER)
        other = UndoMerge(into_id=an_id("a third"), reason="two passports")
        given(REGISTERED, MERGED).when(other).refused(NotMerged)


PAIRS = st.tuples(st.sampled_from([MergePersons, UndoMerge]), st.integers(0, 4), st.integers(0, 4))


class TestMergesOfMany:
    @hypothesis.given(asked=st.lists(PAIRS, max_size=40))
    def test_never_come_round_and_are_all_undone(
        self, asked: list[tuple[type[MergePersons | UndoMerge], int, int]]
    ) -> None:
        ids = [an_id(f"record {nth}") for nth in range(5)]
        register = {each: folded(REGISTERED, stream_id=each) for each in ids}

        def do(command: MergePersons | UndoMerge, person_id: UUID) -> bool:
            try:
                (event,) = persons.decide(command, register[person_id])
                admit(event, register[command.into_id])
            except Refused:
                return False
            for each in (person_id, command.into_id):
                version = register[each].version + 1
                record = recorded(event, version, kind="person", stream_id=each)
                persons.evolve(register[each], event, record)
            return True

        for kind, one, other in asked:
            before = register[ids[one]].merged_into
            merged = do(kind(into_id=ids[other], reason="a passport"), ids[one])
            assert merged is (register[ids[one]].merged_into != before)
            for each in ids:
                met = {each}
                while each := register[each].merged_into:
                    assert each not in met
                    met.add(each)
        for each in ids:
            if into_id := register[each].merged_into:
                assert do(UndoMerge(into_id=into_id, reason="two passports"), each)
        assert all(register[each].tags == {each: 1} for each in ids)


class TestName:
    def test_says_how_it_stands_to_the_person(self) -> None:
        person = given(REGISTERED).when(AddName(name=NORWEGIAN)).then(NameAdded(name=NORWEGIAN))
        held = person.names[1]
        assert isinstance(held, NameHeld)
        assert (held.kind, held.language) == ("transliteration", "nb")


class TestPersonalFields:
    def test_are_marked_on_every_event(self) -> None:
        for event in get_args(persons.PersonEvent):
            hints = get_type_hints(event, include_extras=True)
            personal = [name for name, hint in hints.items() if get_origin(hint) is Annotated]
            assert personal, event
