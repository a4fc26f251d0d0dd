"""Persons: names in several scripts, titles each from its date."""

from typing import Annotated, get_args, get_origin, get_type_hints

from consultations.domain import persons, when
from consultations.domain.persons import (
    AddName,
    NameAdded,
    NameKnownAlready,
    PersonName,
    PersonRegistered,
    PersonRegisteredAlready,
    PersonUnknown,
    PersonWithoutName,
    RecordTitle,
    RegisterPerson,
    TitleHeld,
    TitleKnownAlready,
    TitleRecorded,
)
from tests.dsl import CASE, given

LATIN = PersonName(text="Alexander Darchiev", language="en", script="Latn", sort_as="Darchiev")
CYRILLIC = PersonName(text="Александр Дарчиев", language="ru", script="Cyrl")
REGISTERED = PersonRegistered(names=(LATIN,))
DIRECTOR = TitleRecorded(title="Director, North Atlantic Department", since=when.on("2024-01-01"))


class TestRegisterPerson:
    def test_enters_a_person_once(self) -> None:
        command = RegisterPerson(person_id=CASE, names=(LATIN,))
        person = given().when(command).then(REGISTERED)
        assert (person.person_id, person.names, person.tags) == (CASE, (LATIN,), {CASE: 1})
        given(REGISTERED).when(command).refused(PersonRegisteredAlready, person_id=CASE)

    def test_needs_a_name(self) -> None:
        given().when(RegisterPerson(person_id=CASE, names=())).refused(PersonWithoutName)


class TestAddName:
    def test_adds_a_name_in_another_script_once(self) -> None:
        person = given(REGISTERED).when(AddName(name=CYRILLIC)).then(NameAdded(name=CYRILLIC))
        assert person.names == (LATIN, CYRILLIC)
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
        assert person.titles[1] == TitleHeld(title="Ambassador", since=since)

    def test_is_refused_where_it_is_known(self) -> None:
        again = RecordTitle(title=DIRECTOR.title, since=DIRECTOR.since)
        given(REGISTERED, DIRECTOR).when(again).refused(TitleKnownAlready, title=DIRECTOR.title)


class TestPersonalFields:
    def test_are_marked_on_every_event(self) -> None:
        for event in get_args(persons.PersonEvent):
            hints = get_type_hints(event, include_extras=True)
            personal = [name for name, hint in hints.items() if get_origin(hint) is Annotated]
            assert personal, event
