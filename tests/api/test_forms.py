"""Forms: one for each command, made of its type, for programs and for people."""

from typing import get_args
from uuid import UUID

import pytest
from django.http import QueryDict

from consultations.api.openapi import example
from consultations.domain.decider import STREAMS
from consultations.domain.message import Command
from consultations.domain.opening import OpenCase
from consultations.domain.rounds import HoldRound, IndicateRoundDate, NameDelegation
from consultations.domain.values import Participant
from consultations.domain.when import When
from consultations.forms import form_of

COMMANDS = [command for stream in STREAMS.values() for command in get_args(stream.commands)]


class TestForm:
    @pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each.__name__)
    def test_takes_the_example_that_is_shown(self, command: type[Command]) -> None:
        form = form_of(command)(data=example(command))
        assert form.is_valid(), form.errors
        assert type(form.save()) is command

    def test_draws_the_id_of_what_is_new_and_takes_one_that_is_given(self) -> None:
        held = {"on": {"edtf": "2025-02-27"}}
        drawn = [_filled(HoldRound, held).round_id for _ in range(2)]
        assert drawn[0] != drawn[1]
        given = str(UUID(int=7))
        assert _filled(HoldRound, held | {"round_id": given}).round_id == UUID(given)

    def test_says_what_a_field_means(self) -> None:
        fields = form_of(IndicateRoundDate)().fields
        assert fields["change_note"].help_text == "Why a confirmed date moves; required then."
        assert fields["learned_on"].help_text.startswith("When the ministry knew")
        assert fields["change_note"].label == "Change note"

    def test_asks_for_what_has_no_default(self) -> None:
        needed = {name for name, each in form_of(OpenCase)().fields.items() if each.required}
        assert needed == {"title", "subject", "parties"}

    def test_is_filled_in_by_people_too(self) -> None:
        posted = QueryDict(
            "title=Irritants&subject=Missions&parties[0]code=RU&parties[0]role=party&parties[1]code=TR"
            "&parties[1]role=host&occurred.phrase=&occurred.edtf=2025-02&occurred.zone=&asserted.sides=&asserted.capacity="
        )
        form = form_of(OpenCase)(data=posted)
        assert form.is_valid(), form.errors
        command = form.save()
        assert isinstance(command, OpenCase)
        assert command.parties == (Participant(code="RU"), Participant(code="TR", role="host"))
        assert command.occurred == When(edtf="2025-02")
        assert command.asserted is None

    def test_says_beside_its_field_what_is_wrong_deep_inside(self) -> None:
        members = [{"person_id": str(UUID(int=1)), "title": "Ambassador"}, {"person_id": "x", "title": ""}]
        body = {"round_id": str(UUID(int=2)), "delegation": {"party": "RU", "members": members}}
        form = form_of(NameDelegation)(data=body)
        assert not form.is_valid()
        assert form.errors["delegation"]["members"][1]["person_id"][0].code == "invalid"  # type: ignore[index,call-overload]


def _filled(command: type[HoldRound], body: dict[str, object]) -> HoldRound:
    form = form_of(command)(data=body)
    assert form.is_valid(), form.errors
    filled = form.save()
    assert isinstance(filled, HoldRound)
    return filled
