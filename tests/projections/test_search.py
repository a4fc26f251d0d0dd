"""The words by which entries and persons are found: each in its language, names by their keys, none too long."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.domain.message import Recorded
from consultations.domain.parties import (
    OtherName,
    PartyName,
    PartyNameAdded,
    PartyRegistered,
    PartyRenamed,
    party_id,
)
from consultations.domain.persons import (
    NameAdded,
    PersonName,
    PersonNameCorrected,
    PersonRegistered,
    PersonsMerged,
    TitleRecorded,
)
from consultations.domain.premises import AccessDenied
from consultations.domain.rounds import DelegationNamed, RoundCancelled, RoundPostponed
from consultations.domain.statements import StatementPublished
from consultations.domain.transliteration import keys
from consultations.domain.values import Delegate, Delegation, Wording
from consultations.domain.when import on, said
from consultations.projections import search
from consultations.projections.projection import Projection, fold
from consultations.projections.search import SearchEntry, SearchPerson
from consultations.projections.searchable import LONGEST, MOST_NAMES, words_of
from tests.dsl import CASE, OWN, Given, an_id, history
from tests.projections.strategies import histories
from tests.stories import OPENED, WITH_STATEMENT

COLUMNS = ("nb", "en", "fr", "ru", "latin", "other")
SPOKEN = StatementPublished(
    statement_id=an_id("statement"),
    speaker="Мария Захарова",
    capacity="Spokesperson",
    wording=Wording(text="Møtet er utsatt", language="nb-NO"),
    published_on=on("2025-06-10"),
    side="RU",
)


def entries(*events: Given) -> list[SearchEntry]:
    folded = fold(search.PROJECTION, {}, history(*events))
    return [each for each in folded.values() if each]


def named(projection: Projection[Any], kind: str, *events: Given) -> list[Any]:
    return list(fold(projection, {}, history(*events, kind=kind, stream_id=CASE)).values())


class TestEntry:
    def test_has_each_text_in_its_own_language(self) -> None:
        (entry,) = entries(SPOKEN)
        assert (entry.nb, entry.ru, entry.latin) == ("Møtet er utsatt", "Мария Захарова", "Spokesperson")
        assert (entry.kind, entry.part_id, entry.label) == ("statement", an_id("statement"), "Мария Захарова")
        assert keys("Zakharova") & {*entry.names.split()}

    def test_takes_the_language_of_the_record_where_a_text_has_none(self) -> None:
        in_french = replace(OWN, language="fr")
        (entry,) = entries((RoundCancelled(round_id=an_id("round"), reason="une pause"), in_french))
        assert (entry.fr, entry.kind) == ("une pause", "round")

    def test_has_the_words_of_a_time_but_no_codes(self) -> None:
        until = said("in the near future", language="en", review_on="2025-07-01")
        (entry,) = entries(RoundPostponed(round_id=an_id("round"), until=until))
        assert entry.en == "in the near future"
        (opened,) = entries(*OPENED)
        assert "RU" not in opened.latin.replace("Russia", "")
        assert opened.kind == "case"
        assert opened.part_id is None

    def test_is_not_made_of_an_event_without_words(self) -> None:
        assert entries(RoundCancelled(round_id=an_id("round"))) == []

    def test_stays_beside_what_corrects_it(self) -> None:
        assert len(entries(*WITH_STATEMENT, SPOKEN)) == 3

    @settings(max_examples=60, deadline=None)
    @given(records=histories())
    def test_is_made_of_every_event_with_a_wording(self, records: list[Recorded]) -> None:
        found = fold(search.PROJECTION, {}, records)
        for each in records:
            wording = getattr(each.event, "wording", None)
            if isinstance(wording, Wording) and wording.text:
                entry = found[each.event_id]
                assert entry
                assert wording.text in "\n".join(getattr(entry, name) for name in COLUMNS)


class TestPerson:
    def test_is_found_by_every_name_and_title(self) -> None:
        english = PersonName(text="Alexander Darchiev", language="en", script="Latn")
        russian = PersonName(text="Александр Дарчиев", language="ru", script="Cyrl")
        events = (
            PersonRegistered(names=(english,)),
            NameAdded(name=russian),
            TitleRecorded(title="Ambassador", since=on("2025-03-06")),
        )
        (person,) = fold(search.PERSONS, {}, history(*events, kind="person", stream_id=CASE)).values()
        assert isinstance(person, SearchPerson)
        assert (person.en, person.ru) == (english.text, russian.text)
        assert keys("Dartsjiev") & {*person.names.split()}

    def test_has_their_titles_apart_and_no_reasons(self) -> None:
        (person,) = named(
            search.PERSONS,
            "person",
            PersonRegistered(names=(PersonName(text="A. Darchiev", language="en"),)),
            TitleRecorded(title="Attaché"),
            TitleRecorded(title="Ambassador", since=on("2025-03-06")),
            PersonsMerged(merged_id=CASE, kept_id=an_id("another"), reason="Same as Sonata Coulter"),
        )
        assert person.titles == "Attaché\nAmbassador"
        assert [name for name in COLUMNS if getattr(person, name)] == ["en"]
        assert person.en == "A. Darchiev"
        assert not keys("Coulter") & {*person.names.split()}

    def test_stays_found_by_a_name_that_was_corrected(self) -> None:
        first = PersonRegistered(names=(PersonName(text="A. Darchiev", language="en"),))
        right = PersonName(text="Aleksandr Darchiev", language="en")
        event_id = history(first)[0].event_id
        corrected = PersonNameCorrected(
            event_id=event_id, text="A. Darchiev", instead=right, reason="Misspelt"
        )
        (person,) = named(search.PERSONS, "person", first, corrected)
        assert person.en == "A. Darchiev\nAleksandr Darchiev"


class TestParty:
    def test_is_found_by_every_name_before_anybody(self) -> None:
        (party,) = named(
            search.PARTIES,
            "party",
            PartyRegistered(code="TR", kind="state", names=(PartyName(text="Tyrkia", language="nb"),)),
            PartyRenamed(
                names=(PartyName(text="Türkiye", language="tr", audience="public"),), since=on("2022-06-01")
            ),
            PartyNameAdded(name=OtherName(text="Турция", language="ru")),
        )
        assert (party.nb, party.other, party.ru) == ("Tyrkia", "Türkiye", "Турция")
        assert "public" not in party.latin


class TestSubjects:
    def test_are_the_persons_and_properties_named_and_the_parties_that_take_part(self) -> None:
        (opened,) = entries(*OPENED)
        assert {str(party_id("RU")), str(party_id("US"))} <= {*opened.subjects}
        member = Delegate(person_id=an_id("person"), title="Director", head=True)
        named_to_it = DelegationNamed(
            round_id=an_id("round"), delegation=Delegation(party="RU", members=(member,))
        )
        denied = AccessDenied(premises_id=an_id("premises"), property_id=an_id("house"), party="US")
        delegation, access = entries(named_to_it, denied)
        assert delegation.subjects == (str(an_id("person")),)
        assert access.subjects == (str(an_id("house")),)


class TestWords:
    @given(st.lists(st.tuples(st.text(), st.sampled_from(["", "nb", "no", "en-GB", "fr", "ru", "de", "x"]))))
    def test_are_cut_where_they_are_too_many(self, texts: list[tuple[str, str]]) -> None:
        columns = words_of([*texts, ("Ab Cd " * LONGEST, "nb"), ("Late", "nb")])
        assert sum(len(text) for name, text in columns.items() if name != "names") <= LONGEST + len(texts) + 2
        assert "Late" not in columns.get("nb", "")
        assert len(columns["names"].split()) <= MOST_NAMES
