"""Numbering registers: one for a registry, a series and a year under one label; every serial number given once."""

from dataclasses import replace

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from consultations.domain.message import Event
from consultations.domain.parts.registers import Register, UnknownRegister
from consultations.domain.registers import (
    CloseRegister,
    FirstSerialTooLow,
    NumberFormatMalformed,
    NumberTaken,
    NumberVoided,
    OpenRegister,
    RegisterClosed,
    RegisterClosedAlready,
    RegisterOpenedAlready,
    register_id,
    register_named,
)
from tests.dsl import CASE, folded, given
from tests.stories import NOTE, REGISTER_OPENED

OPEN = OpenRegister(registry="Ministry", series="Political", year=2025, party="NO")
CLOSE = CloseRegister()


class TestOpenRegister:
    def test_gives_it_a_label_and_a_first_number(self) -> None:
        register = given().when(OPEN).then(REGISTER_OPENED)
        assert (register.level, register.rank, register.next_number) == ("restricted", 1, "1/2025")
        assert register.tags == {CASE: 1}
        kept = replace(OPEN, first_serial=121, level="secret", compartments=("visas",))
        opened = replace(REGISTER_OPENED, first_serial=121, level="secret", compartments=("visas",))
        register = given().when(kept).then(opened)
        assert (register.rank, register.compartments, register.next_serial) == (3, ("visas",), 121)

    def test_is_refused_twice(self) -> None:
        given(REGISTER_OPENED).when(OPEN).refused(RegisterOpenedAlready, register_id=CASE)

    def test_is_refused_below_the_first_number_there_can_be(self) -> None:
        given().when(replace(OPEN, first_serial=0)).refused(FirstSerialTooLow)

    @pytest.mark.parametrize(
        "number_format",
        [
            "{serial}",
            "{year}",
            "{serial}/{year}/{party}",
            "{serial.real}/{year}",
            "{serial!r}/{year}",
            "{serial:999999}/{year}",
            "{serial}/{year:04}",
            "{serial}/{year",
            "{}/{year}{serial}",
        ],
    )
    def test_is_refused_where_a_number_would_not_tell_or_tell_too_much(self, number_format: str) -> None:
        given().when(replace(OPEN, number_format=number_format)).refused(NumberFormatMalformed)

    def test_is_seen_by_nobody_before(self) -> None:
        assert Register(register_id=CASE).rank == 4


class TestCloseRegister:
    def test_draws_a_line_under_it(self) -> None:
        assert given(REGISTER_OPENED).when(CLOSE).then(RegisterClosed()).status == "closed"
        given(REGISTER_OPENED, RegisterClosed()).when(CLOSE).refused(RegisterClosedAlready)
        given().when(CLOSE).refused(UnknownRegister)


class TestTheIdOfARegister:
    def test_is_that_of_its_registry_series_year_and_label(self) -> None:
        one = register_id("Ministry", "Political", 2025, "secret", ["visas", "air"])
        assert one == register_id("Ministry", "Political", 2025, "secret", ["air", "visas", "air"])
        assert one == register_named("Ministry; Political; 2025; secret; visas; air")
        others = {
            register_id("Ministry", "Political", 2026, "secret", ["visas", "air"]),
            register_id("Ministry", "Political", 2025, "secret", ["visas"]),
            register_id("Ministry", "Political", 2025, "restricted", ["visas", "air"]),
            register_id("Embassy", "Political", 2025, "secret", ["visas", "air"]),
            register_named(""),
        }
        assert len(others - {one}) == 5


class TestNumbersOfARegister:
    @given_any(st.lists(st.booleans(), max_size=30), st.integers(1, 200))
    def test_are_dense_with_the_cancelled_ones_among_them(self, spoilt: list[bool], first: int) -> None:
        events: list[Event] = [replace(REGISTER_OPENED, first_serial=first)]
        for each in spoilt:
            register = folded(*events)
            serial, number = register.next_serial, register.next_number
            events.append(NumberTaken(serial=serial, number=number, case_id=CASE, note_id=NOTE))
            if each:
                events.append(NumberVoided(serial=serial, reason="spoilt", case_id=CASE, note_id=NOTE))
        given_out = [each.serial for each in events if isinstance(each, NumberTaken)]
        register = folded(*events)
        assert given_out == list(range(first, first + len(spoilt)))
        assert (register.next_serial, register.cancelled) == (first + len(spoilt), sum(spoilt))
