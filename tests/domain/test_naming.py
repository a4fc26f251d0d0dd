"""Naming: whom and what a message names, wherever in it."""

from dataclasses import replace
from uuid import uuid4

from consultations.domain.measures import MeasureAnnounced
from consultations.domain.naming import named_in
from consultations.domain.opening import PartyJoined
from consultations.domain.parts.measures import StatedEffect
from consultations.domain.rounds import DelegationNamed, NameDelegation
from consultations.domain.statements import StatementPublished
from consultations.domain.values import Delegate, Delegation, Wording
from consultations.domain.when import on
from tests.dsl import an_id

SAID = StatementPublished(
    statement_id=uuid4(),
    speaker="A spokeswoman",
    wording=Wording(text="Fully reversible.", language="en"),
    published_on=on("2025-04-10"),
)
DARCHIEV, COULTER = an_id("person:darchiev"), an_id("person:coulter")


class TestNamedIn:
    def test_is_whoever_a_field_names(self) -> None:
        event = replace(SAID, person_id=DARCHIEV)
        assert list(named_in(event)) == [DARCHIEV]

    def test_goes_to_any_depth_and_keeps_the_order(self) -> None:
        sitting = (
            Delegate(person_id=COULTER, title="Head", head=True),
            Delegate(person_id=DARCHIEV, title="Member"),
        )
        delegation = Delegation(party="US", members=sitting)
        for message in (DelegationNamed, NameDelegation):
            assert list(named_in(message(round_id=uuid4(), delegation=delegation))) == [COULTER, DARCHIEV]

    def test_is_a_property_too(self) -> None:
        house = an_id("property:house")
        effects = (StatedEffect(effect_id=uuid4(), text="shut", property_id=house),)
        event = MeasureAnnounced(
            measure_id=uuid4(),
            title="Access ends",
            kind="access to property",
            party="US",
            announced_on=on("2016-12-29"),
            effects=effects,
        )
        assert list(named_in(event)) == [house]

    def test_is_nobody_where_none_is_named(self) -> None:
        assert list(named_in(PartyJoined(code="RU", role="party"))) == []
        assert list(named_in(SAID)) == []
