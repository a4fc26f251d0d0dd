"""Measures: how far each has come as each side tells it, and its effects, each with its own time."""

from dataclasses import replace
from typing import Any

import pytest

from consultations.domain import when
from consultations.domain.measures import (
    AnnounceMeasure,
    BringMeasureIntoEffect,
    CeilingBelowNought,
    DeclarePersonNonGrata,
    DeclarePersonNotAcceptable,
    DepartureNotified,
    EaseMeasure,
    EffectOnFileAlready,
    LiftMeasure,
    MeasureAnnounced,
    MeasureAnnouncedAlready,
    MeasureDirectedAtItsAuthor,
    MeasureEased,
    MeasureInEffectAlready,
    MeasureLifted,
    MeasureLiftedAlready,
    MeasureNotified,
    MeasureNotifiedAlready,
    MeasureOfOtherParties,
    MeasureTookEffect,
    NobodyDeclared,
    NotifyDeparture,
    NotifyMeasure,
    NumbersDisagree,
    PersonDeclaredNonGrata,
    PersonDeclaredNotAcceptable,
    SetStaffCeiling,
    StaffCeilingSet,
    UnknownEffect,
    UnknownMeasure,
    ZoneOfEffectMissing,
)
from consultations.domain.parts.measures import Category, DeclaredPerson, StatedEffect
from consultations.domain.periods import Period
from consultations.domain.state import IdTaken, NotAParty, NotOnFile
from consultations.domain.when import When
from tests.dsl import according_to, an_id, folded, given
from tests.stories import (
    ANNOUNCED,
    EFFECT,
    MEASURE,
    NOTE,
    OFFICES,
    OPENED,
    RU_SAYS,
    SEATTLE,
    US_SAYS,
    US_TEXT,
    WITH_MEASURE,
    WITH_NOTE,
)

DAY = when.on("2018-03-26")
RESIDENCE = StatedEffect(
    effect_id=an_id("residence"),
    text="residence vacated",
    takes_effect=When(latest="2018-04-24T23:59", zone=SEATTLE),
    property_id=an_id("property"),
)
NEW: dict[str, Any] = {
    "measure_id": MEASURE,
    "title": ANNOUNCED.title,
    "kind": "closure of a post",
    "party": "US",
    "against": "RU",
}
ANNOUNCE = AnnounceMeasure(**NEW, effects=(OFFICES,), announced_on=DAY)
TOOK_EFFECT = MeasureTookEffect(measure_id=MEASURE, effects=(EFFECT,), took_effect_on=when.on("2018-04-02"))
BRING = BringMeasureIntoEffect(measure_id=MEASURE, took_effect_on=when.on("2018-04-02"))
LIFTED = MeasureLifted(measure_id=MEASURE, effects=(EFFECT,), reason="by agreement")
US_LIFTED = according_to("US", on="2019-06-01", occurred="2019-06-01")
WEEK = Period(amount=1, unit="weeks", zone="America/New_York")
SIXTY = PersonDeclaredNonGrata(
    **NEW | {"title": "Expulsion of sixty", "kind": "persons non grata"},
    effect_id=EFFECT,
    number=60,
    categories=(
        Category(text="at the embassy and consulates", number=48),
        Category(text="at the mission to the UN", number=12),
    ),
    notified_on=DAY,
    period=WEEK,
)
DECLARE = DeclarePersonNonGrata(
    **NEW | {"title": SIXTY.title, "kind": SIXTY.kind},
    effect_id=EFFECT,
    number=60,
    categories=SIXTY.categories,
    notified_on=DAY,
    period=WEEK,
)


class TestAnnounceMeasure:
    def test_puts_it_on_the_file_with_an_effect_for_each_time(self) -> None:
        both = replace(ANNOUNCED, effects=(OFFICES, RESIDENCE), texts=(US_TEXT,))
        command = replace(ANNOUNCE, effects=both.effects, texts=both.texts, asserted=US_SAYS.asserted)
        part = given(*OPENED).when(command).then(both).measures[MEASURE]
        assert (part.status, part.status_asserted, part.party, part.against) == (
            "announced",
            US_SAYS.asserted,
            "US",
            "RU",
        )
        assert [str(each.takes_effect) for each in part.effects] == [
            "by 2018-04-02 America/Los_Angeles",
            "by 2018-04-24 23:59 America/Los_Angeles",
        ]
        assert [each.status for each in part.effects] == ["announced", "announced"]
        assert (part.effects[1].property_id, part.texts) == (RESIDENCE.property_id, (US_TEXT,))
        assert (part.announced_on, part.dated) == (DAY, DAY)

    def test_again_adds_effects_texts_or_a_side_and_takes_nothing_back(self) -> None:
        again = AnnounceMeasure(measure_id=MEASURE, announced_on=DAY)
        given(*WITH_MEASURE).when(again).refused(MeasureAnnouncedAlready, measure_id=MEASURE)
        given(*WITH_MEASURE).when(replace(again, asserted=US_SAYS.asserted)).refused(MeasureAnnouncedAlready)
        by_other = replace(again, asserted=RU_SAYS.asserted)
        event = MeasureAnnounced(measure_id=MEASURE, announced_on=DAY)
        part = given(*WITH_MEASURE).when(by_other).then(event).measures[MEASURE]
        assert [each.asserted.sides for each in part.accounts] == [("US",), ("RU",)]
        assert part.status_asserted == US_SAYS.asserted
        more = replace(again, effects=(RESIDENCE,))
        part = given(*WITH_MEASURE).when(more).then(replace(event, effects=(RESIDENCE,))).measures[MEASURE]
        assert [each.effect_id for each in part.effects] == [EFFECT, RESIDENCE.effect_id]
        told = replace(again, texts=(US_TEXT,))
        given(*WITH_MEASURE).when(told).then(replace(event, texts=(US_TEXT,)))

    @pytest.mark.parametrize(
        "left_out", [{"title": " "}, {"party": None}, {"against": None}], ids=["title", "party", "against"]
    )
    def test_needs_its_title_and_its_parties_the_first_time(self, left_out: dict[str, Any]) -> None:
        given(*OPENED).when(replace(ANNOUNCE, **left_out)).refused(UnknownMeasure, measure_id=MEASURE)

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        given(*WITH_NOTE).when(replace(ANNOUNCE, measure_id=NOTE)).refused(IdTaken)
        given(*OPENED).when(replace(ANNOUNCE, party="FI")).refused(NotAParty, party="FI")
        given(*OPENED).when(replace(ANNOUNCE, party="RU")).refused(MeasureDirectedAtItsAuthor, party="RU")
        turned = replace(ANNOUNCE, party="RU", against="US", effects=())
        given(*WITH_MEASURE).when(turned).refused(MeasureOfOtherParties, party="US", against="RU")
        given(*WITH_MEASURE).when(replace(turned, party=None)).refused(MeasureOfOtherParties)

    def test_gives_an_effect_an_id_and_a_zone_of_its_own(self) -> None:
        given(*WITH_MEASURE).when(ANNOUNCE).refused(EffectOnFileAlready, effects=[EFFECT])
        given(*OPENED).when(replace(ANNOUNCE, effects=(OFFICES, OFFICES))).refused(IdTaken)
        anywhere = replace(OFFICES, takes_effect=when.by("2018-04-02"))
        given(*OPENED).when(replace(ANNOUNCE, effects=(anywhere,))).refused(ZoneOfEffectMissing)
        soon = replace(OFFICES, takes_effect=when.said("soon", language="en", review_on="2018-05-01"))
        given(*OPENED).when(replace(ANNOUNCE, effects=(soon,))).then(replace(ANNOUNCED, effects=(soon,)))


class TestNotifyMeasure:
    def test_may_be_the_first_that_is_known_of_it(self) -> None:
        event = MeasureNotified(**NEW, effects=(OFFICES,), notified_on=DAY)
        command = NotifyMeasure(**NEW, effects=(OFFICES,), notified_on=DAY)
        part = given(*OPENED).when(command).then(event).measures[MEASURE]
        assert (part.status, part.notified_on, part.announced_on, part.dated) == ("notified", DAY, None, DAY)
        announced = AnnounceMeasure(measure_id=MEASURE, announced_on=DAY)
        after = MeasureAnnounced(measure_id=MEASURE, announced_on=DAY)
        part = given(*OPENED, event).when(announced).then(after).measures[MEASURE]
        assert (part.status, part.announced_on) == ("notified", DAY)

    def test_names_the_note_where_it_is_on_the_file(self) -> None:
        command = NotifyMeasure(measure_id=MEASURE, notified_on=DAY, note_id=NOTE)
        event = MeasureNotified(measure_id=MEASURE, notified_on=DAY, note_id=NOTE)
        given(*WITH_MEASURE).when(command).refused(NotOnFile, ids=[NOTE])
        with_both = (*WITH_NOTE, ANNOUNCED)
        assert given(*with_both).when(command).then(event).measures[MEASURE].note_id == NOTE
        given(*with_both, event).when(command).refused(MeasureNotifiedAlready)


class TestBringMeasureIntoEffect:
    def test_takes_all_effects_still_to_come_or_those_it_names(self) -> None:
        part = given(*WITH_MEASURE).when(BRING).then(TOOK_EFFECT).measures[MEASURE]
        assert (part.status, part.effects[0].status) == ("in effect", "in effect")
        assert part.effects[0].took_effect_on == when.on("2018-04-02")
        both = (*OPENED, replace(ANNOUNCED, effects=(OFFICES, RESIDENCE)))
        named = replace(BRING, effects=(EFFECT,))
        part = given(*both).when(named).then(TOOK_EFFECT).measures[MEASURE]
        assert [each.status for each in part.effects] == ["in effect", "announced"]

    def test_is_refused_the_second_time_on_the_same_word(self) -> None:
        given(*WITH_MEASURE, TOOK_EFFECT).when(BRING).refused(MeasureInEffectAlready, measure_id=MEASURE)
        later = replace(BRING, effects=(EFFECT,), took_effect_on=when.on("2018-04-03"))
        given(*WITH_MEASURE, (TOOK_EFFECT, US_SAYS)).when(later).refused(MeasureInEffectAlready)
        said = replace(later, asserted=RU_SAYS.asserted)
        event = replace(TOOK_EFFECT, took_effect_on=when.on("2018-04-03"))
        part = given(*WITH_MEASURE, (TOOK_EFFECT, US_SAYS)).when(said).then(event).measures[MEASURE]
        assert [(each.asserted.sides, str(each.on)) for each in part.accounts[1:]] == [
            (("US",), "2018-04-02"),
            (("RU",), "2018-04-03"),
        ]
        assert part.effects[0].took_effect_on == when.on("2018-04-02")

    def test_names_effects_that_the_measure_has(self) -> None:
        named = replace(BRING, effects=(an_id("none"),))
        given(*WITH_MEASURE).when(named).refused(UnknownEffect, effects=[an_id("none")])

    def test_may_be_the_first_that_is_known_of_it_and_gives_it_its_day(self) -> None:
        command = BringMeasureIntoEffect(**NEW, took_effect_on=DAY)
        part = given(*OPENED).when(command).then(MeasureTookEffect(**NEW, took_effect_on=DAY))
        assert part.measures[MEASURE].status == "in effect"
        assert part.measures[MEASURE].dated is None
        felt = folded(*OPENED, replace(ANNOUNCED, announced_on=DAY), TOOK_EFFECT).measures[MEASURE]
        assert replace(felt, announced_on=None).dated == when.on("2018-04-02")

    def test_fills_a_gap_before_the_lifting_and_not_after_it(self) -> None:
        lifted = (*WITH_MEASURE, (LIFTED, US_LIFTED))
        part = given(*lifted).when(replace(BRING, effects=(EFFECT,))).then(TOOK_EFFECT).measures[MEASURE]
        assert (part.status, part.effects[0].status) == ("lifted", "lifted")
        assert part.effects[0].took_effect_on == when.on("2018-04-02")
        late = replace(BRING, took_effect_on=when.on("2019-07-01"))
        given(*lifted).when(late).refused(MeasureLiftedAlready, measure_id=MEASURE)


class TestEaseMeasure:
    def test_eases_some_effects_or_the_whole(self) -> None:
        event = MeasureEased(measure_id=MEASURE, effects=(EFFECT,), reason="humanitarian")
        command = EaseMeasure(measure_id=MEASURE, effects=(EFFECT,), reason="humanitarian")
        part = given(*WITH_MEASURE, TOOK_EFFECT).when(command).then(event).measures[MEASURE]
        assert (part.status, part.effects[0].status, part.reason) == ("eased", "eased", "humanitarian")
        whole = (
            given(*WITH_MEASURE).when(EaseMeasure(measure_id=MEASURE)).then(MeasureEased(measure_id=MEASURE))
        )
        assert whole.measures[MEASURE].effects[0].status == "announced"
        given(*WITH_MEASURE).when(replace(command, effects=(MEASURE,))).refused(UnknownEffect)

    def test_after_the_lifting_is_another_sides_word_or_needs_its_date(self) -> None:
        lifted = (*WITH_MEASURE, (LIFTED, US_LIFTED))
        ease = EaseMeasure(measure_id=MEASURE, asserted=US_SAYS.asserted)
        event = MeasureEased(measure_id=MEASURE)
        given(*lifted).when(ease).refused(MeasureLiftedAlready)
        given(*WITH_MEASURE, (LIFTED, US_SAYS)).when(replace(ease, occurred=DAY)).refused(
            MeasureLiftedAlready
        )
        given(*lifted).when(replace(ease, occurred=when.on("2018-12-01"))).then(event)
        part = given(*lifted).when(replace(ease, asserted=RU_SAYS.asserted)).then(event).measures[MEASURE]
        assert (part.status, [each.status for each in part.accounts]) == (
            "lifted",
            ["announced", "lifted", "eased"],
        )


class TestLiftMeasure:
    def test_ends_every_effect_it_still_has(self) -> None:
        command = LiftMeasure(measure_id=MEASURE, reason="by agreement", occurred=when.on("2019-06-01"))
        part = given(*WITH_MEASURE, TOOK_EFFECT).when(command).then(LIFTED).measures[MEASURE]
        assert (part.status, part.effects[0].status, part.lifted_on) == (
            "lifted",
            "lifted",
            when.on("2019-06-01"),
        )
        given(*WITH_MEASURE, LIFTED).when(command).refused(MeasureLiftedAlready, measure_id=MEASURE)

    def test_may_be_the_first_that_is_known_of_it(self) -> None:
        part = given(*OPENED).when(LiftMeasure(**NEW)).then(MeasureLifted(**NEW)).measures[MEASURE]
        assert (part.status, part.title) == ("lifted", ANNOUNCED.title)


class TestDeclarePersonNonGrata:
    def test_may_be_by_number_alone_with_categories_and_a_time_to_leave(self) -> None:
        part = given(*OPENED).when(DECLARE).then(SIXTY).measures[MEASURE]
        (effect,) = part.effects
        assert effect.declared is not None
        assert (effect.declared.standing, effect.declared.number, effect.declared.persons) == (
            "non grata",
            60,
            (),
        )
        assert [each.number for each in effect.declared.categories] == [48, 12]
        assert (effect.declared.period, part.notified_on, part.status) == (WEEK, DAY, "announced")

    def test_may_be_by_name_alone(self) -> None:
        person = DeclaredPerson(person_id=an_id("person"), title="Attaché")
        command = DeclarePersonNotAcceptable(**NEW, effect_id=EFFECT, persons=(person,))
        event = PersonDeclaredNotAcceptable(**NEW, effect_id=EFFECT, persons=(person,))
        declared = given(*OPENED).when(command).then(event).measures[MEASURE].effects[0].declared
        assert declared is not None
        assert (declared.standing, declared.number, declared.persons) == ("not acceptable", 1, (person,))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"number": 59},
            {"number": 0, "categories": ()},
            {"number": None, "categories": (Category(text="nobody", number=0),)},
            {"number": 1, "categories": (), "persons": (DeclaredPerson(person_id=EFFECT),) * 2},
        ],
        ids=["too few", "none", "an empty category", "more named"],
    )
    def test_is_refused_where_the_numbers_disagree(self, wrong: dict[str, Any]) -> None:
        given(*OPENED).when(replace(DECLARE, **wrong)).refused(NumbersDisagree)

    def test_says_who_was_declared(self) -> None:
        given(*OPENED).when(replace(DECLARE, number=None, categories=())).refused(NobodyDeclared)

    def test_needs_the_zone_of_the_receiving_state(self) -> None:
        nowhere = replace(DECLARE, period=replace(WEEK, zone=None))
        given(*OPENED).when(nowhere).refused(ZoneOfEffectMissing)
        there = when.on("2018-03-26", zone="America/New_York")
        event = replace(SIXTY, period=replace(WEEK, zone=None), notified_on=there)
        given(*OPENED).when(replace(nowhere, notified_on=there)).then(event)
        by = replace(DECLARE, period=None, leave_by=when.by("2018-04-02"))
        given(*OPENED).when(by).refused(ZoneOfEffectMissing)
        given(*WITH_MEASURE).when(replace(DECLARE, title="")).refused(EffectOnFileAlready)


class TestNotifyDeparture:
    def test_of_some_leaves_the_others_and_of_all_is_the_effect(self) -> None:
        some = NotifyDeparture(
            measure_id=MEASURE, effect_id=EFFECT, departed_on=when.on("2018-03-31"), number=50
        )
        event = DepartureNotified(
            measure_id=MEASURE, effect_id=EFFECT, departed_on=when.on("2018-03-31"), number=50
        )
        effect = given(*OPENED, SIXTY).when(some).then(event).measures[MEASURE].effects[0]
        assert (effect.status, effect.departed) == ("announced", 50)
        rest = replace(some, number=10, departed_on=when.on("2018-04-01"))
        last = replace(event, number=10, departed_on=when.on("2018-04-01"))
        effect = given(*OPENED, SIXTY, event).when(rest).then(last).measures[MEASURE].effects[0]
        assert (effect.status, effect.departed, effect.took_effect_on) == (
            "in effect",
            60,
            when.on("2018-04-01"),
        )
        given(*OPENED, SIXTY, event).when(replace(rest, number=11)).refused(
            NumbersDisagree, declared=60, departed=50, number=11
        )
        given(*OPENED, SIXTY).when(replace(rest, number=0)).refused(NumbersDisagree)

    def test_without_a_number_is_of_all(self) -> None:
        command = NotifyDeparture(measure_id=MEASURE, effect_id=EFFECT, departed_on=DAY)
        event = DepartureNotified(measure_id=MEASURE, effect_id=EFFECT, departed_on=DAY)
        effect = given(*OPENED, SIXTY).when(command).then(event).measures[MEASURE].effects[0]
        assert (effect.status, effect.departed) == ("in effect", None)

    def test_is_refused_where_nobody_was_declared(self) -> None:
        command = NotifyDeparture(measure_id=MEASURE, effect_id=EFFECT, departed_on=DAY)
        given(*OPENED).when(command).refused(UnknownMeasure)
        given(*WITH_MEASURE).when(command).refused(NobodyDeclared, effect_id=EFFECT)
        given(*WITH_MEASURE).when(replace(command, effect_id=MEASURE)).refused(UnknownEffect)

    def test_folds_where_the_declaration_is_not_among_the_events(self) -> None:
        left = DepartureNotified(measure_id=MEASURE, effect_id=EFFECT, departed_on=DAY, number=3)
        assert folded(*OPENED, left).measures[MEASURE].effects == ()
        assert folded(*OPENED, ANNOUNCED, left).measures[MEASURE].effects[0].status == "announced"


class TestSetStaffCeiling:
    def test_says_how_many_may_stay_and_by_when(self) -> None:
        by = When(latest="2017-09-01", zone="Europe/Moscow")
        new = {"measure_id": MEASURE, "title": "Parity of staff", "party": "RU", "against": "US"}
        command = SetStaffCeiling(**new, effect_id=EFFECT, ceiling=455, takes_effect=by)  # type: ignore[arg-type]  # fields by name
        event = StaffCeilingSet(**new, effect_id=EFFECT, ceiling=455, takes_effect=by)  # type: ignore[arg-type]  # fields by name
        effect = given(*OPENED).when(command).then(event).measures[MEASURE].effects[0]
        assert (effect.ceiling, effect.takes_effect, effect.declared) == (455, by, None)
        given(*OPENED).when(replace(command, ceiling=-1)).refused(CeilingBelowNought, ceiling=-1)
        given(*OPENED).when(replace(command, takes_effect=when.by("2017-09-01"))).refused(ZoneOfEffectMissing)
        given(*WITH_MEASURE).when(replace(command, party=None, against=None)).refused(EffectOnFileAlready)


class TestFold:
    def test_keeps_the_status_of_the_furthest_account(self) -> None:
        backwards = (*OPENED, (LIFTED, US_LIFTED), (ANNOUNCED, US_SAYS))
        part = folded(*backwards).measures[MEASURE]
        assert (part.status, part.announced_on) == ("lifted", DAY)
        eased = (*WITH_MEASURE, TOOK_EFFECT, MeasureEased(measure_id=MEASURE, effects=(EFFECT,)), TOOK_EFFECT)
        assert folded(*eased).measures[MEASURE].effects[0].status == "eased"
