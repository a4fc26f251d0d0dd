"""Counting: the dates that practice and the published timelines give, and what holds for any trigger."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.domain import when
from consultations.domain.bounds import (
    DateDoesNotExist,
    EndsBeforeItBegins,
    NotADate,
    UnknownZone,
    ZoneMissing,
)
from consultations.domain.calendars import (
    HOLIDAYS_VERSION,
    BothHolidayAndWorkingDay,
    Calendar,
    JointCalendar,
    NoMembers,
    UnknownCountry,
)
from consultations.domain.counting import BeyondTheCalendar, count, put_off
from consultations.domain.due import Due, earlier, later, not_later_than
from consultations.domain.periods import HoursRunByTheClock, Period, PeriodTooLong, Suspension

RUSSIA = Calendar(country="RU")
ENGLAND = Calendar(country="GB", subdivision="ENG")
NEW_YORK = "America/New_York"


def due(amount, unit, trigger, calendar=None, suspensions=(), **how):
    told = when.on(trigger) if isinstance(trigger, str) else trigger
    return count(Period(amount=amount, unit=unit, **how), told, calendar, suspensions)


def day(amount, unit, trigger, calendar=None, suspensions=(), **how):
    reached = due(amount, unit, trigger, calendar, suspensions, **how)
    assert reached.earliest == reached.latest
    return reached.latest


def suspended(first, last=None):
    return Suspension(first_day=first, last_day=last)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def working_days(calendar, first, last):
    days = (date.fromisoformat(first) + timedelta(days=n) for n in range(366))
    return sum(calendar.is_working_day(each) for each in days if each.isoformat() <= last)


class TestPublishedChecks:
    def test_ninety_days_after_resolution_2231_is_18_october(self):
        assert day(90, "calendar days", "2015-07-20") == "2015-10-18"

    def test_five_russian_working_days_after_30_april_2025_is_13_may(self):
        assert day(5, "working days", "2025-04-30", RUSSIA) == "2025-05-13"

    @pytest.mark.parametrize(("amount", "unit"), [(28, "calendar days"), (4, "weeks")])
    def test_four_weeks_after_10_april_2025_is_8_may(self, amount, unit):
        assert day(amount, unit, "2025-04-10") == "2025-05-08"

    def test_thirtieth_day_after_28_august_2025_ends_at_midnight_utc(self):
        reached = due(30, "calendar days", "2025-08-28", zone="UTC")
        assert reached.latest == "2025-09-27"
        assert reached.latest_end(NEW_YORK) == reached.earliest_end(NEW_YORK) == utc("2025-09-28T00:00")
        assert reached.latest_end(NEW_YORK) == datetime.fromisoformat("2025-09-27T20:00-04:00")

    @pytest.mark.parametrize("days", [30, 60])
    def test_reviews_of_a_request_no_earlier_than_6_september_are_open(self, days):
        reached = due(days, "calendar days", when.not_before("2015-09-06"))
        assert (reached.earliest, reached.is_open) == ({30: "2015-10-06", 60: "2015-11-05"}[days], True)

    @pytest.mark.parametrize(
        ("local", "zone", "at"),
        [
            ("2017-10-01T23:59", "America/Los_Angeles", "2017-10-02T06:59"),
            ("2018-03-30T17:00", "America/Los_Angeles", "2018-03-31T00:00"),
            ("2017-09-02T14:00", NEW_YORK, "2017-09-02T18:00"),
        ],
    )
    def test_deadlines_to_the_hour_are_instants(self, local, zone, at):
        assert not_later_than(when.by(local, zone=zone)).latest_end("UTC") == utc(at)

    def test_the_record_is_due_two_working_days_after_the_round(self):
        assert day(2, "working days", "2025-04-10", Calendar(country="US")) == "2025-04-14"


class TestCalendar:
    def test_of_russia_works_on_saturday_1_november_2025(self):
        assert RUSSIA.is_working_day(date(2025, 11, 1))
        assert not RUSSIA.is_working_day(date(2025, 11, 3))

    def test_of_england_has_twenty_working_days_in_may_2025(self):
        assert working_days(ENGLAND, "2025-05-01", "2025-05-31") == 20

    def test_of_england_has_easter_monday_and_that_of_the_whole_kingdom_has_not(self):
        easter_monday = date(2025, 4, 21)
        assert not ENGLAND.is_working_day(easter_monday)
        assert Calendar(country="GB").is_working_day(easter_monday)

    @pytest.mark.parametrize(
        ("country", "on", "worked"),
        [
            *[("AE", "2021-12-31", False), ("AE", "2021-12-26", True), ("AE", "2022-01-07", True)],
            *[("AE", "2022-01-09", False), ("SA", "2013-06-20", False), ("SA", "2013-06-22", True)],
            *[("SA", "2013-06-29", False), ("SA", "2013-07-04", True), ("IR", "2025-11-07", False)],
            *[("IR", "2025-11-08", True), ("IL", "2025-11-07", False), ("IL", "2025-11-09", True)],
            *[("US", "2025-11-08", False), ("US", "2025-11-10", True), ("", "2025-01-01", True)],
            *[("", "2025-01-04", False)],
        ],
    )
    def test_keeps_the_weekend_of_its_country_and_date(self, country, on, worked):
        assert Calendar(country=country).is_working_day(date.fromisoformat(on)) is worked

    def test_of_a_post_has_days_of_its_own(self):
        post = Calendar(
            country="US", extra_holidays=("2025-12-24",), extra_working_days=("2025-12-25", "2025-12-27")
        )
        days = ["2025-12-23", "2025-12-24", "2025-12-25", "2025-12-26", "2025-12-27", "2025-12-28"]
        worked = [post.is_working_day(date.fromisoformat(each)) for each in days]
        assert worked == [True, False, True, True, True, False]

    def test_has_another_version_once_its_own_days_change(self):
        one, other = (Calendar(country="US", extra_holidays=(each,)) for each in ("2025-12-24", "2025-12-26"))
        assert len({one.version, other.version, Calendar(country="US").version}) == 3
        assert all(each.version.startswith(HOLIDAYS_VERSION) for each in (one, other))

    def test_is_named_after_its_country_and_subdivision(self):
        post = Calendar(country="GB", subdivision="ENG", extra_holidays=("2025-12-24",))
        assert (Calendar().name, ENGLAND.name) == ("weekends only", "GB-ENG")
        assert post.name == "GB-ENG with days of its own"

    @pytest.mark.parametrize(
        "place",
        [
            {"country": "ZZ"},
            {"country": "ru"},
            {"country": "GB", "subdivision": "PARIS"},
            {"subdivision": "ENG"},
        ],
    )
    def test_of_an_unknown_place_is_refused(self, place):
        with pytest.raises(UnknownCountry):
            Calendar(**place)

    @pytest.mark.parametrize(
        ("days", "name"),
        [
            (
                {"extra_holidays": ("2025-12-24",), "extra_working_days": ("2025-12-24",)},
                BothHolidayAndWorkingDay,
            ),
            ({"extra_holidays": ("Christmas",)}, NotADate),
            ({"extra_working_days": ("2025-02-30",)}, DateDoesNotExist),
        ],
    )
    def test_with_impossible_days_is_refused(self, days, name):
        with pytest.raises(name):
            Calendar(country="US", **days)


class TestJointCalendar:
    JOINT = JointCalendar(
        members=(RUSSIA, Calendar(country="US"), Calendar(country="IL", extra_holidays=("2025-07-10",)))
    )

    def test_works_only_when_all_its_members_do(self):
        days = ["2025-07-03", "2025-07-04", "2025-07-06", "2025-07-07", "2025-07-10"]
        worked = [self.JOINT.is_working_day(date.fromisoformat(each)) for each in days]
        assert worked == [True, False, False, True, False]

    def test_names_its_members_and_each_version_once(self):
        assert self.JOINT.name == "RU and US and IL with days of its own"
        assert self.JOINT.version.split(", ")[0] == HOLIDAYS_VERSION
        assert len(self.JOINT.version.split(", ")) == 2

    def test_of_nobody_is_refused(self):
        with pytest.raises(NoMembers):
            JointCalendar(members=())


class TestPeriod:
    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"amount": 20_001, "unit": "calendar days"}, PeriodTooLong),
            ({"amount": -20_001, "unit": "hours"}, PeriodTooLong),
            ({"amount": 72, "unit": "hours", "roll": "forward"}, HoursRunByTheClock),
            ({"amount": 72, "unit": "hours", "trigger_day": "included"}, HoursRunByTheClock),
            ({"amount": 30, "unit": "calendar days", "zone": "GMT-ish"}, UnknownZone),
        ],
    )
    def test_refuses_what_cannot_be_counted(self, fields, name):
        with pytest.raises(name):
            Period(**fields)

    @pytest.mark.parametrize(
        ("amount", "unit", "said"),
        [
            (10, "working days", "10 working days after"),
            (1, "months", "1 month after"),
            (-1, "weeks", "1 week before"),
        ],
    )
    def test_is_said_in_words(self, amount, unit, said):
        assert str(Period(amount=amount, unit=unit)) == said


class TestDays:
    @pytest.mark.parametrize(
        ("amount", "unit", "trigger", "reached"),
        [
            (1, "months", "2025-01-31", "2025-02-28"),
            (1, "months", "2024-01-31", "2024-02-29"),
            (2, "months", "2025-01-31", "2025-03-31"),
            (13, "months", "2025-12-15", "2027-01-15"),
            (-1, "months", "2025-03-31", "2025-02-28"),
            (-3, "months", "2025-01-15", "2024-10-15"),
            (-14, "calendar days", "2025-09-30", "2025-09-16"),
            (-2, "weeks", "2025-09-30", "2025-09-16"),
            (-3, "working days", "2025-09-30", "2025-09-25"),
            (0, "calendar days", "2025-09-30", "2025-09-30"),
            (0, "working days", "2025-09-28", "2025-09-28"),
            (1, "calendar days", "2024-02-28", "2024-02-29"),
        ],
    )
    def test_are_counted_from_the_day_after_the_trigger(self, amount, unit, trigger, reached):
        assert day(amount, unit, trigger) == reached

    @pytest.mark.parametrize(
        ("amount", "unit", "trigger", "reached"),
        [
            (10, "calendar days", "2025-04-01", "2025-04-10"),
            (1, "working days", "2025-04-01", "2025-04-01"),
            (1, "months", "2025-02-01", "2025-02-28"),
            (-1, "working days", "2025-04-01", "2025-04-01"),
            (0, "calendar days", "2025-04-01", "2025-04-01"),
        ],
    )
    def test_may_count_the_trigger_as_the_first(self, amount, unit, trigger, reached):
        assert day(amount, unit, trigger, trigger_day="included") == reached

    @pytest.mark.parametrize(
        ("roll", "reached"), [("not", "2025-11-02"), ("forward", "2025-11-05"), ("backward", "2025-11-01")]
    )
    def test_may_move_where_the_last_is_not_worked(self, roll, reached):
        assert day(2, "calendar days", "2025-10-31", RUSSIA, roll=roll) == reached

    def test_of_a_trigger_by_the_clock_are_those_of_its_zone(self):
        late = when.at("2025-08-28T22:00", zone=NEW_YORK)
        assert day(30, "calendar days", late) == "2025-09-27"
        assert due(30, "calendar days", late).zone == NEW_YORK

    def test_of_a_trigger_by_the_clock_are_taken_to_the_zone_of_the_period(self):
        late = when.at("2025-08-28T22:00", zone=NEW_YORK)
        assert day(30, "calendar days", late, zone="UTC") == "2025-09-28"

    def test_of_a_clock_time_that_occurs_twice_may_begin_on_either_day(self):
        twice = when.at("2025-11-02T01:30", zone=NEW_YORK)
        reached = due(1, "calendar days", twice, zone="America/Costa_Rica")
        assert (reached.earliest, reached.latest) == ("2025-11-02", "2025-11-03")

    def test_of_an_imprecise_trigger_have_an_earliest_and_a_latest(self):
        reached = due(1, "months", when.within("2025-04"))
        assert (reached.earliest, reached.latest) == ("2025-05-01", "2025-05-30")
        assert (reached.earliest_day, reached.latest_day) == (date(2025, 5, 1), date(2025, 5, 30))

    def test_of_an_open_trigger_stay_open(self):
        reached = due(30, "calendar days", when.by("2025-04-30"))
        assert (reached.earliest, reached.earliest_day, reached.latest) == (None, None, "2025-05-30")
        unknown = due(30, "calendar days", when.said("unknown", language="en", review_on="2025-07-08"))
        assert (unknown.earliest, unknown.latest, unknown.latest_day) == (None, None, None)

    @pytest.mark.parametrize(
        ("amount", "unit", "trigger"),
        [
            *[
                (20_000, "months", "9000-01-01"),
                (-20_000, "months", "0100-01-01"),
                (1, "calendar days", "9999-12-31"),
            ],
            *[(5, "working days", "9999-12-30"), (-1, "weeks", "0001-01-01"), (72, "hours", "9999-12-30")],
        ],
    )
    def test_beyond_the_calendar_are_refused(self, amount, unit, trigger):
        with pytest.raises(BeyondTheCalendar):
            due(amount, unit, when.on(trigger, zone="UTC"))


class TestSuspension:
    @pytest.mark.parametrize(
        ("amount", "unit", "spans", "reached"),
        [
            (10, "calendar days", [("2025-04-05", "2025-04-07")], "2025-04-14"),
            (10, "calendar days", [("2025-04-11", "2025-04-11")], "2025-04-12"),
            (10, "calendar days", [("2025-04-12", "2025-04-20")], "2025-04-11"),
            (10, "calendar days", [("2025-03-01", "2025-03-20")], "2025-04-11"),
            (10, "calendar days", [("2025-03-20", "2025-04-03")], "2025-04-13"),
            (10, "calendar days", [("2025-04-06", "2025-04-08"), ("2025-04-05", "2025-04-07")], "2025-04-15"),
            (10, "calendar days", [("2025-04-05", "2025-04-07"), ("2025-04-14", "2025-04-14")], "2025-04-15"),
            (1, "weeks", [("2025-04-05", "2025-04-07")], "2025-04-11"),
            (1, "months", [("2025-04-05", "2025-04-07")], "2025-05-04"),
            (3, "working days", [("2025-04-02", "2025-04-03")], "2025-04-08"),
            (-3, "calendar days", [("2025-03-01", "2025-04-03")], "2025-03-29"),
        ],
    )
    def test_adds_the_days_it_takes(self, amount, unit, spans, reached):
        assert day(amount, unit, "2025-04-01", None, [suspended(*span) for span in spans]) == reached

    @pytest.mark.parametrize(("amount", "unit"), [(10, "calendar days"), (3, "working days"), (240, "hours")])
    def test_that_still_runs_leaves_the_date_open(self, amount, unit):
        reached = due(amount, unit, when.on("2025-04-01", zone="UTC"), None, [suspended("2025-04-03")])
        assert reached.is_open

    def test_that_began_after_the_end_changes_nothing(self):
        assert day(3, "calendar days", "2025-04-01", None, [suspended("2025-04-05")]) == "2025-04-04"

    def test_stops_hours_too(self):
        begun = when.at("2025-04-01T12:00", zone="Europe/Moscow")
        assert day(24, "hours", begun, None, [suspended("2025-04-02", "2025-04-02")]) == "2025-04-03T12:00"

    def test_never_puts_the_earliest_after_the_latest(self):
        reached = due(
            1, "months", when.within("2025-01-30/2025-01-31"), None, [suspended("2025-01-31", "2025-02-05")]
        )
        assert (reached.earliest, reached.latest) == ("2025-03-05", "2025-03-06")

    @pytest.mark.parametrize(
        ("span", "name"),
        [
            (("2025-04-05", "2025-04-04"), EndsBeforeItBegins),
            (("today",), NotADate),
            (("2025-04-05", ""), NotADate),
        ],
    )
    def test_that_cannot_be_is_refused(self, span, name):
        with pytest.raises(name):
            suspended(*span)


class TestHours:
    def test_run_from_the_moment_itself(self):
        reached = due(72, "hours", when.at("2016-12-29T14:00", zone=NEW_YORK))
        assert (reached.latest, reached.zone) == ("2017-01-01T14:00", NEW_YORK)

    def test_run_through_a_change_of_the_clocks(self):
        assert day(24, "hours", when.at("2025-03-08T12:00", zone=NEW_YORK)) == "2025-03-09T13:00"

    def test_of_a_day_run_from_its_beginning_and_from_its_end(self):
        reached = due(72, "hours", "2016-12-29", zone=NEW_YORK)
        assert (reached.earliest, reached.latest) == ("2017-01-01T00:00", "2017-01-02T00:00")

    def test_may_be_told_in_another_zone(self):
        assert (
            day(1, "hours", when.at("2025-04-10T14:00", zone="Europe/Istanbul"), zone="UTC")
            == "2025-04-10T12:00"
        )

    def test_that_end_at_a_clock_time_that_occurs_twice_are_told_in_utc(self):
        reached = due(24, "hours", when.at("2025-11-01T01:30", zone=NEW_YORK))
        assert (reached.latest, reached.zone) == ("2025-11-02T05:30", "UTC")

    def test_of_an_open_trigger_stay_open(self):
        assert due(72, "hours", when.not_before("2025-04-10T14:00", zone="UTC")).is_open

    def test_of_a_day_in_no_zone_are_refused(self):
        with pytest.raises(ZoneMissing):
            due(72, "hours", "2016-12-29")


class TestExplanation:
    @pytest.mark.parametrize(
        ("reached", "explanation"),
        [
            (
                due(5, "working days", "2025-04-30", RUSSIA),
                "5 working days after 2025-04-30; that day not counted (ETS 76, article 3); "
                f"calendar: RU ({HOLIDAYS_VERSION}); due 2025-05-13",
            ),
            (
                due(
                    3,
                    "calendar days",
                    "2025-04-01",
                    None,
                    [suspended("2025-04-02", "2025-04-03")],
                    trigger_day="included",
                ),
                "3 calendar days after 2025-04-01; that day counted; "
                "suspended 2025-04-02 to 2025-04-03; due 2025-04-05",
            ),
            (
                due(3, "calendar days", "2025-04-01", None, [suspended("2025-04-02")]),
                "3 calendar days after 2025-04-01; that day not counted (ETS 76, article 3); "
                "suspended since 2025-04-02; due date open",
            ),
            (
                due(-1, "weeks", when.within("2025-04"), roll="backward"),
                "1 week before (2025-04); that day not counted; "
                "moved backward where the last day is not worked; "
                f"calendar: weekends only ({HOLIDAYS_VERSION}); due between 2025-03-25 and 2025-04-23",
            ),
            (
                due(1, "hours", when.not_before("2025-04-10T14:00", zone="UTC")),
                "1 hour after (not before 2025-04-10 14:00 UTC); by the clock; "
                "due not before 2025-04-10 15:00 UTC",
            ),
            (
                due(1, "calendar days", when.said("скоро", language="ru", latest="2025-04-10")),
                '1 calendar day after "скоро" (by 2025-04-10); that day not counted (ETS 76, article 3); '
                "due by 2025-04-11",
            ),
        ],
    )
    def test_names_the_inputs_the_way_and_the_calendar(self, reached, explanation):
        assert reached.explanation == explanation

    def test_rests_on_a_calendar_only_where_one_was_asked(self):
        assert due(5, "calendar days", "2025-04-30", RUSSIA).calendar_version == ""
        assert (
            due(5, "calendar days", "2025-04-30", RUSSIA, roll="forward").calendar_version == RUSSIA.version
        )
        assert due(5, "working days", "2025-04-30", RUSSIA).calendar_version == RUSSIA.version


class TestDue:
    def test_by_the_end_of_a_month_is_its_last_day(self):
        reached = not_later_than(when.within("2025-04"))
        assert (reached.earliest, reached.latest) == ("2025-04-30", "2025-04-30")
        assert reached.explanation == "not later than 2025-04"

    def test_is_overdue_from_the_midnight_after_its_latest_day(self):
        reached = due(1, "months", when.within("2025-04"))
        assert not reached.is_overdue(utc("2025-05-30T20:59:59"), "Europe/Moscow")
        assert reached.is_overdue(utc("2025-05-30T21:00"), "Europe/Moscow")

    def test_is_never_overdue_where_it_is_open(self):
        assert not due(30, "calendar days", when.not_before("2015-09-06")).is_overdue(
            utc("2099-01-01T00:00"), "UTC"
        )


def one(earliest, latest, zone=None, version=""):
    return Due(
        earliest=earliest, latest=latest, zone=zone, explanation=f"by {latest}", calendar_version=version
    )


class TestWhicheverIsEarlier:
    def test_takes_the_earlier_of_both_bounds(self):
        chosen = earlier(
            one("2025-04-01", "2025-05-01", version="a"), one("2025-04-10", "2025-04-20"), default_zone="UTC"
        )
        assert (chosen.earliest, chosen.latest, chosen.zone) == ("2025-04-01", "2025-04-20", None)
        assert chosen.explanation == "whichever is earlier: by 2025-05-01; or by 2025-04-20"
        assert chosen.calendar_version == "a"

    def test_is_open_at_the_latest_only_where_all_are(self):
        chosen = earlier(one("2025-04-01", None), one("2025-04-10", "2025-04-20"), default_zone="UTC")
        assert (chosen.earliest, chosen.latest) == ("2025-04-01", "2025-04-20")
        assert earlier(one("2025-04-01", None), default_zone="UTC").is_open

    def test_is_open_at_the_earliest_where_any_is(self):
        chosen = earlier(one(None, "2025-05-01"), one("2025-04-10", "2025-04-20"), default_zone="UTC")
        assert (chosen.earliest, chosen.latest) == (None, "2025-04-20")

    def test_compares_the_instants_where_zones_differ(self):
        tokyo = one("2025-04-10", "2025-04-11", "Asia/Tokyo")
        hawaii = one("2025-04-10", "2025-04-10", "Pacific/Honolulu")
        chosen = earlier(tokyo, hawaii, default_zone="UTC")
        assert (chosen.earliest, chosen.latest) == ("2025-04-10T15:00", "2025-04-11T10:00")
        assert chosen.zone == "UTC"

    def test_keeps_the_zone_where_both_bounds_share_it(self):
        tokyo, hawaii = (one("2025-04-10", "2025-04-10", zone) for zone in ("Asia/Tokyo", "Pacific/Honolulu"))
        chosen = earlier(hawaii, tokyo, default_zone="UTC")
        assert (chosen.earliest, chosen.latest, chosen.zone) == ("2025-04-10", "2025-04-10", "Asia/Tokyo")

    def test_reads_a_date_without_a_zone_in_the_default_one(self):
        plain, zulu = one("2025-04-10", "2025-04-10"), one("2025-04-10", "2025-04-10", "UTC")
        assert earlier(plain, zulu, default_zone="Asia/Tokyo").zone is None
        assert earlier(plain, zulu, default_zone="Pacific/Honolulu").zone == "UTC"


class TestWhicheverIsLater:
    def test_takes_the_later_of_both_bounds(self):
        counted, floor = (
            due(30, "calendar days", "2025-04-01"),
            due(0, "calendar days", when.within("2025-06")),
        )
        chosen = later(counted, floor, default_zone="UTC")
        assert (chosen.earliest, chosen.latest) == ("2025-06-01", "2025-06-30")
        assert chosen.explanation.startswith("whichever is later: 30 calendar days after 2025-04-01")

    def test_is_open_at_the_latest_where_any_is(self):
        chosen = later(one("2025-04-01", None), one(None, "2025-04-20"), default_zone="UTC")
        assert (chosen.earliest, chosen.latest) == ("2025-04-01", None)

    def test_of_bounds_in_different_zones_is_told_in_utc(self):
        tokyo, zulu = one("2025-04-10", "2025-04-10", "Asia/Tokyo"), one("2025-04-09", "2025-04-11", "UTC")
        chosen = later(tokyo, zulu, default_zone="UTC")
        assert (chosen.earliest, chosen.latest, chosen.zone) == (
            "2025-04-10T15:00",
            "2025-04-12T00:00",
            "UTC",
        )


DAYS = st.dates(min_value=date(1995, 1, 1), max_value=date(2035, 12, 31))
CALENDARS = st.sampled_from(
    [Calendar(), RUSSIA, ENGLAND, Calendar(country="AE"), JointCalendar(members=(RUSSIA, ENGLAND))]
)
PAUSES = st.lists(
    st.tuples(DAYS, st.integers(0, 60)).map(
        lambda span: suspended(span[0].isoformat(), (span[0] + timedelta(days=span[1])).isoformat())
    ),
    max_size=3,
)
PERIODS = st.builds(
    Period,
    amount=st.integers(-60, 60),
    unit=st.sampled_from(["calendar days", "working days", "weeks"]),
    roll=st.sampled_from(["not", "forward", "backward"]),
    trigger_day=st.sampled_from(["excluded", "included"]),
)
MONTHS = st.builds(Period, amount=st.integers(-60, 60), unit=st.just("months"))


class TestAnyCount:
    @given(PERIODS, DAYS, DAYS, CALENDARS, PAUSES)
    def test_of_a_later_trigger_is_never_earlier(self, period, one_day, other_day, calendar, pauses):
        first, second = sorted((one_day, other_day))
        reached = [
            count(period, when.on(each.isoformat()), calendar, pauses).latest for each in (first, second)
        ]
        assert reached[0] <= reached[1]

    @given(MONTHS, DAYS, DAYS)
    def test_in_months_of_a_later_trigger_is_never_earlier(self, period, one_day, other_day):
        first, second = sorted((one_day, other_day))
        reached = [count(period, when.on(each.isoformat())).latest for each in (first, second)]
        assert reached[0] <= reached[1]

    @given(PERIODS | MONTHS, DAYS, DAYS, CALENDARS, PAUSES)
    def test_of_an_imprecise_trigger_has_ordered_bounds(self, period, one_day, other_day, calendar, pauses):
        first, second = sorted((one_day, other_day))
        reached = count(period, when.within(f"{first.isoformat()}/{second.isoformat()}"), calendar, pauses)
        assert reached.earliest <= reached.latest

    @given(st.integers(-40, 40).filter(bool), DAYS, CALENDARS, PAUSES)
    def test_in_working_days_ends_on_one(self, amount, trigger, calendar, pauses):
        reached = count(
            Period(amount=amount, unit="working days"), when.on(trigger.isoformat()), calendar, pauses
        )
        assert calendar.is_working_day(reached.latest_day)

    @given(st.integers(1, 40), DAYS, CALENDARS)
    def test_in_working_days_passes_exactly_that_many(self, amount, trigger, calendar):
        reached = count(Period(amount=amount, unit="working days"), when.on(trigger.isoformat()), calendar)
        passed = (trigger + timedelta(days=n) for n in range(1, (reached.latest_day - trigger).days + 1))
        assert sum(calendar.is_working_day(each) for each in passed) == amount

    @given(PERIODS.filter(lambda period: period.roll != "not"), DAYS, CALENDARS)
    def test_that_is_moved_ends_on_a_working_day(self, period, trigger, calendar):
        assert calendar.is_working_day(count(period, when.on(trigger.isoformat()), calendar).latest_day)


class TestPutOff:
    STOOD = Suspension(first_day="2025-04-20", last_day="2025-04-29")

    def test_moves_a_day_or_a_time_by_the_days_that_did_not_count(self) -> None:
        assert put_off(not_later_than(when.on("2025-05-01")), [self.STOOD]).latest == "2025-05-11"
        at = not_later_than(when.by("2025-05-01T17:00", zone="Europe/Moscow"))
        assert put_off(at, [self.STOOD]).latest == "2025-05-11T17:00"

    def test_counts_only_what_is_over_and_began_before_the_day(self) -> None:
        due = not_later_than(when.on("2025-04-10"))
        assert put_off(due, [self.STOOD]).latest == "2025-04-10"
        assert put_off(due, [Suspension(first_day="2025-04-01")]) == due
        reached = Suspension(first_day="2025-04-01", last_day="2025-04-10")
        assert put_off(due, [self.STOOD, reached]).latest == "2025-04-30"

    def test_leaves_what_is_open_open(self) -> None:
        assert put_off(not_later_than(when.not_before("2025-04-10")), [self.STOOD]).latest is None
