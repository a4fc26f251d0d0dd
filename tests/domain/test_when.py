"""When: every row of the phrase table, what is refused by name, and what holds for any bounds."""

from contextlib import suppress
from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.domain import when
from consultations.domain.bounds import (
    BoundsDisagree,
    DateDoesNotExist,
    EdtfWithTimeOfDay,
    EndsBeforeItBegins,
    ImpossibleTime,
    NotADate,
    NotEdtf,
    NothingToGoBy,
    UnknownZone,
    YearOutOfRange,
    ZoneMissing,
    edtf_days,
)
from consultations.domain.when import When

PACIFIC = "America/Los_Angeles"
TABLE = [
    (when.on("2025-04-10"), date(2025, 4, 10), date(2025, 4, 10), "within"),
    (when.within("2025-04"), date(2025, 4, 1), date(2025, 4, 30), "within"),
    (when.by("2025-04-30"), None, date(2025, 4, 30), "within"),
    (when.not_before("2025-03-15"), date(2025, 3, 15), None, "within"),
    (when.throughout("2025-03/2025-05"), date(2025, 3, 1), date(2025, 5, 31), "throughout"),
    (when.within("2025-09~/2025-11~"), date(2025, 9, 1), date(2025, 11, 30), "within"),
    (when.by("2017-10-01T23:59", zone=PACIFIC), None, datetime(2017, 10, 1, 23, 59), "within"),  # noqa: DTZ001
    (
        when.said("in the near future", language="en", earliest="2025-06-10", review_on="2025-07-08"),
        date(2025, 6, 10),
        None,
        "within",
    ),
    (when.said("срок неизвестен", language="ru", review_on="2025-07-08"), None, None, "within"),
]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestPhraseTable:
    @pytest.mark.parametrize(("told", "first", "last", "extent"), TABLE)
    def test_each_row_has_its_bounds(self, told, first, last, extent):
        assert (told.first, told.last, told.extent) == (first, last, extent)

    @pytest.mark.parametrize("told", [row[0] for row in TABLE])
    def test_each_row_comes_back_from_json_as_it_was(self, told):
        assert msgspec.json.decode(msgspec.json.encode(told), type=When) == told


class TestEdtf:
    @pytest.mark.parametrize(
        ("edtf", "first", "last"),
        [
            ("2025", date(2025, 1, 1), date(2025, 12, 31)),
            ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
            ("2025-04-10~", date(2025, 4, 10), date(2025, 4, 10)),
            ("2025-04?", date(2025, 4, 1), date(2025, 4, 30)),
            ("2025%", date(2025, 1, 1), date(2025, 12, 31)),
            ("201X", date(2010, 1, 1), date(2019, 12, 31)),
            ("20XX", date(2000, 1, 1), date(2099, 12, 31)),
            ("2025-XX", date(2025, 1, 1), date(2025, 12, 31)),
            ("2025-XX-XX", date(2025, 1, 1), date(2025, 12, 31)),
            ("2025-04-XX", date(2025, 4, 1), date(2025, 4, 30)),
            ("2025-21", date(2025, 3, 1), date(2025, 5, 31)),
            ("2025-23~", date(2025, 9, 1), date(2025, 11, 30)),
            ("2023-24", date(2023, 12, 1), date(2024, 2, 29)),
            ("2025-04-10/..", date(2025, 4, 10), None),
            ("2025-04-10/", date(2025, 4, 10), None),
            ("../2025-04", None, date(2025, 4, 30)),
            ("/2025-04", None, date(2025, 4, 30)),
            ("2025-04-10/2025-04-10", date(2025, 4, 10), date(2025, 4, 10)),
        ],
    )
    def test_has_strict_bounds(self, edtf, first, last):
        assert edtf_days(edtf) == (first, last)

    @pytest.mark.parametrize(
        "beyond",
        [
            *("", "/", "..", "../..", "/..", "2025-25", "[2025,2026]", "2025?-04", "2025-1X", "2025-XX-10"),
            *(
                "2025-13",
                "2025-00",
                "2025-05-XX/2025",
                "Y17000",
                "-0001",
                "12025",
                " 2025",
                "2025\n",
                "２０２５",
            ),
            *("about 2025", "2025-04/open", "2" * 100_000, "[" * 100_000, "2025-13-01/2025", "1XXX"),
        ],
    )
    def test_of_another_level_or_none_is_refused(self, beyond):
        with pytest.raises((NotEdtf, DateDoesNotExist)):
            When(edtf=beyond)

    @pytest.mark.parametrize("timed", ["2025-04-10T10:00:00Z", "2025-04-10T10:00/2025-05"])
    def test_with_a_time_of_day_is_refused(self, timed):
        with pytest.raises(EdtfWithTimeOfDay):
            When(edtf=timed)

    @pytest.mark.parametrize(
        "missing", ["2025-02-30", "2025-02-29~", "2025-02-29/2025-03", "2025-04/2025-04-31?"]
    )
    def test_on_a_day_that_is_not_in_the_calendar_is_refused(self, missing):
        with pytest.raises(DateDoesNotExist):
            When(edtf=missing)

    @pytest.mark.parametrize("year", ["0000", "0000-01-01", "000X", "00XX", "9999-24"])
    def test_out_of_the_years_we_hold_is_refused(self, year):
        with pytest.raises(YearOutOfRange):
            When(edtf=year)

    def test_that_ends_before_it_begins_is_refused(self):
        with pytest.raises(EndsBeforeItBegins):
            When(edtf="2025-05/2025-03")

    @given(st.text() | st.text("0123456789-X~?%/.TYES[]{},", max_size=24))
    def test_of_any_text_raises_nothing_but_a_named_error(self, text):
        with suppress(ImpossibleTime):
            assert edtf_days(text) != (None, None)


class TestWhen:
    def test_keeps_bounds_that_agree_with_its_edtf(self):
        told = When(edtf="2025-04", earliest="2025-04-01", latest="2025-04-30")
        assert told.last == date(2025, 4, 30)

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"edtf": "2025-04", "latest": "2025-04-29"}, BoundsDisagree),
            ({"edtf": "2025-04", "earliest": "2025-04-02"}, BoundsDisagree),
            ({"edtf": "2025-04/..", "latest": "2025-05-01"}, BoundsDisagree),
            ({"edtf": "2025-04-10", "earliest": "2025-04-10T14:00", "zone": "UTC"}, BoundsDisagree),
            ({"earliest": "2025-02-29"}, DateDoesNotExist),
            ({"latest": "2025-02-29T10:00", "zone": "UTC"}, DateDoesNotExist),
            ({"earliest": "0000-01-01"}, YearOutOfRange),
            ({"earliest": "10000-01-01"}, NotADate),
            ({"earliest": ""}, NotADate),
            ({"earliest": "2025-4-1"}, NotADate),
            ({"earliest": "20250401"}, NotADate),
            ({"earliest": "2025-04-01T24:00", "zone": "UTC"}, NotADate),
            ({"earliest": "2025-04-01T10:00Z", "zone": "UTC"}, NotADate),
            ({"latest": "9" * 100_000}, NotADate),
            ({"earliest": "2025-05-01", "latest": "2025-04-30"}, EndsBeforeItBegins),
            (
                {"earliest": "2025-05-01T10:00", "latest": "2025-05-01T09:59", "zone": "UTC"},
                EndsBeforeItBegins,
            ),
            ({"earliest": "2025-05-01T10:00"}, ZoneMissing),
            ({"latest": "2025-05-01T10:00"}, ZoneMissing),
            ({"edtf": "2025", "zone": "Europe/Atlantis"}, UnknownZone),
            ({"edtf": "2025", "zone": "../../etc/passwd"}, UnknownZone),
            ({"edtf": "2025", "zone": "localtime"}, UnknownZone),
            ({"edtf": "2025", "review_on": "soon"}, NotADate),
            ({}, NothingToGoBy),
            ({"phrase": "unknown"}, NothingToGoBy),
            ({"review_on": "2025-07-08"}, NothingToGoBy),
        ],
    )
    def test_refuses_what_cannot_be(self, fields, name):
        with pytest.raises(name):
            When(**fields)

    def test_may_begin_within_its_last_day(self):
        assert When(earliest="2025-05-01T10:00", latest="2025-05-01", zone="UTC").is_exact_day

    def test_is_refused_by_the_decoder_in_the_same_words(self):
        with pytest.raises(msgspec.ValidationError, match="no such date") as refused:
            msgspec.json.decode(b'{"edtf": "2025-02-30"}', type=When)
        assert isinstance(refused.value.__cause__, DateDoesNotExist)
        assert refused.value.__cause__.named == {"text": "2025-02-30"}

    def test_on_a_month_is_refused(self):
        with pytest.raises(NotADate):
            when.on("2025-04")

    @pytest.mark.parametrize(
        ("told", "exact"),
        [
            (when.on("2025-04-10"), True),
            (when.at("2025-04-10T14:00", zone="Europe/Istanbul"), True),
            (when.within("2025-04-10~"), False),
            (when.within("2025-04"), False),
            (when.by("2025-04-10"), False),
            (when.said("unknown", language="en", review_on="2025-07-08"), False),
        ],
    )
    def test_is_an_exact_day_only_without_doubt(self, told, exact):
        assert told.is_exact_day is exact

    def test_has_days_by_the_clock_of_its_zone(self):
        told = when.at("2025-04-10T23:30", zone="America/New_York")
        assert told.first_day == told.last_day == date(2025, 4, 10)
        assert when.by("2025-04-10").first_day is None

    @pytest.mark.parametrize(
        ("told", "shown"),
        [
            (when.said("in the near future", language="en", review_on="2025-07-08"), "in the near future"),
            (when.on("2025-04-10"), "2025-04-10"),
            (when.throughout("2025-03/2025-05"), "throughout 2025-03/2025-05"),
            (when.by("2025-04-30"), "by 2025-04-30"),
            (when.not_before("2025-03-15"), "not before 2025-03-15"),
            (when.at("2025-04-10T14:00", zone="Europe/Istanbul"), "2025-04-10 14:00 Europe/Istanbul"),
            (When(earliest="2025-03-01", latest="2025-03-04"), "2025-03-01 to 2025-03-04"),
        ],
    )
    def test_is_shown_by_its_phrase_or_plainly(self, told, shown):
        assert str(told) == shown

    def test_means_no_date_where_only_the_phrase_is_known(self):
        assert when.said("unknown", language="en", review_on="2025-07-08").meaning == "no date"


class TestInstants:
    @pytest.mark.parametrize(
        ("told", "ends"),
        [
            (when.by("2017-10-01T23:59", zone=PACIFIC), "2017-10-02T06:59"),
            (when.by("2018-03-30T17:00", zone=PACIFIC), "2018-03-31T00:00"),
            (when.by("2017-09-02T14:00", zone="America/New_York"), "2017-09-02T18:00"),
            (when.on("2025-09-27", zone="UTC"), "2025-09-28T00:00"),
            (when.on("2025-09-27"), "2025-09-27T21:00"),
            (when.by("2025-11-02T01:30", zone="America/New_York"), "2025-11-02T06:30"),
            (when.by("9999-12-31"), "9999-12-31T23:59:59.999999"),
        ],
    )
    def test_of_the_end_is_in_utc(self, told, ends):
        assert told.ends_at("Europe/Istanbul") == instant(ends)

    @pytest.mark.parametrize(
        ("told", "starts"),
        [
            (when.on("2025-04-10"), "2025-04-09T21:00"),
            (when.on("2025-04-10", zone="UTC"), "2025-04-10T00:00"),
            (when.at("2025-11-02T01:30", zone="America/New_York"), "2025-11-02T05:30"),
            (when.on("0001-01-01"), "0001-01-01T00:00"),
            (when.at("9999-12-31T23:00", zone="America/New_York"), "9999-12-31T23:59:59.999999"),
        ],
    )
    def test_of_the_start_is_in_utc(self, told, starts):
        assert told.starts_at("Europe/Istanbul") == instant(starts)

    def test_are_none_where_it_is_open(self):
        assert when.by("2025-04-30").starts_at("UTC") is None
        assert when.not_before("2025-04-30").ends_at("UTC") is None

    def test_need_a_zone_that_exists(self):
        with pytest.raises(UnknownZone):
            when.on("2025-04-10").starts_at("Moscow")


class TestOverlap:
    @pytest.mark.parametrize(
        ("one", "other", "shared"),
        [
            (when.within("2025-04"), when.on("2025-04-30"), True),
            (when.within("2025-04"), when.on("2025-05-01"), False),
            (when.by("2025-04-30"), when.not_before("2025-04-30"), True),
            (when.by("2025-04-29"), when.not_before("2025-04-30"), False),
            (when.on("2025-04-10"), when.at("2025-04-10T23:59", zone="UTC"), True),
            (when.on("2025-04-10", zone="Asia/Tokyo"), when.at("2025-04-09T18:00", zone="UTC"), True),
            (when.on("2025-04-10", zone="Asia/Tokyo"), when.at("2025-04-10T15:00", zone="UTC"), False),
            (
                when.at("2025-11-02T01:30", zone="America/New_York"),
                when.at("2025-11-02T06:15", zone="UTC"),
                True,
            ),
        ],
    )
    def test_reaches_from_bound_to_bound(self, one, other, shared):
        assert one.overlaps(other) is other.overlaps(one) is shared


class TestOrder:
    def test_is_by_the_earliest_then_by_the_latest(self):
        in_order = [
            when.on("2025-04-01"),
            when.within("2025-04"),
            when.not_before("2025-04-01"),
            when.at("2025-04-10T14:00", zone="Europe/Istanbul"),
            when.by("2025-04-30"),
            when.on("2025-05-01"),
            when.said("unknown", language="en", review_on="2025-07-08"),
        ]
        assert sorted(set(in_order), key=lambda told: told.sort_key) == in_order


DAYS = st.dates().map(date.isoformat)
ZONES = st.sampled_from(["UTC", "Europe/Moscow", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"])
TIMES = st.datetimes().map(lambda wall: wall.isoformat(timespec="minutes"))
BOUNDS = DAYS | TIMES


@st.composite
def whens(draw):
    one, two = sorted((draw(BOUNDS), draw(BOUNDS)))
    shape = draw(st.sampled_from(["between", "by", "not before", "edtf"]))
    if shape == "edtf":
        return When(edtf=f"{one[:10]}/{two[:10]}", zone=draw(st.none() | ZONES), phrase=draw(st.text()))
    return When(
        earliest=None if shape == "by" else one,
        latest=None if shape == "not before" else two,
        zone=draw(ZONES),
        extent=draw(st.sampled_from(["within", "throughout"])),
    )


class TestAnyWhen:
    @given(whens(), ZONES)
    def test_begins_before_it_ends(self, told, zone):
        starts, ends = told.starts_at(zone), told.ends_at(zone)
        assert starts is None or ends is None or starts <= ends
        assert told.sort_key[0] <= told.sort_key[1]

    @given(whens())
    def test_comes_back_from_json_as_it_was(self, told):
        assert msgspec.json.decode(msgspec.json.encode(told, order="sorted"), type=When) == told

    @given(whens(), whens())
    def test_overlaps_both_ways_and_itself(self, one, other):
        assert one.overlaps(one)
        assert one.overlaps(other) == other.overlaps(one)
