"""Every projection is a fold: it never fails, and batches, repetitions and storage change nothing."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations.domain import decider
from consultations.domain.deadlines import RULES
from consultations.domain.measures import MeasureEvent
from consultations.domain.message import Recorded
from consultations.projections import deadlines
from consultations.projections.projection import Projection, fold
from consultations.projections.runner import ALL
from tests.projections.strategies import histories, register_histories

CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PARTS = {
    "relations": "relations",
    "mandate": "mandates",
    "agenda": "irritants",
    "standpoints": "positions",
    "proposals": "proposals",
    "contacts": "contacts",
    "rounds": "rounds",
    "correspondence": "notes",
    "commitments": "assurances",
    "agreements": "agreements",
    "followups": "actions",
    "milestones": "milestones",
    "outcomes": "outcomes",
    "nominations": "nominations",
    "statements": "statements",
    "measures": "measures",
    "reciprocities": "reciprocities",
    "premises": "premises",
    "documents": "documents",
    "custody": "custody",
    "holds": "holds",
}
"""Where the domain keeps the parts that are the rows of a projection."""


def in_batches(projection: Projection[Any], records: list[Recorded], size: int) -> dict[Any, Any]:
    """The rows after folding batch by batch, each row stored as JSON in between."""
    rows: dict[Any, Any] = {}
    for start in range(0, len(records), size):
        for key, row in fold(projection, rows, records[start : start + size]).items():
            rows.pop(key, None)
            if row is not None:
                rows[key] = msgspec.json.decode(msgspec.json.encode(row), type=projection.row)
    return rows


@pytest.mark.parametrize("projection", ALL, ids=lambda each: each.name)
class TestProjection:
    @CALM
    @given(records=histories(), size=st.sampled_from([1, 3]))
    def test_gives_the_same_in_batches_of_any_size(
        self, projection: Projection[Any], records: list[Recorded], size: int
    ) -> None:
        assert in_batches(projection, records, size) == in_batches(projection, records, 500)

    @CALM
    @given(records=histories())
    def test_gives_the_same_when_replayed(self, projection: Projection[Any], records: list[Recorded]) -> None:
        assert in_batches(projection, records, 500) == in_batches(projection, records, 500)

    @CALM
    @given(records=histories())
    def test_names_the_key_of_every_row_it_makes(
        self, projection: Projection[Any], records: list[Recorded]
    ) -> None:
        for key, row in in_batches(projection, records, 500).items():
            assert getattr(row, projection.key) == key


REGISTERS = [each for each in ALL if each.kind != "case" and not each.stream]
"""Those of which each stream makes one row."""


@pytest.mark.parametrize("projection", REGISTERS, ids=lambda each: each.name)
class TestRegister:
    @CALM
    @given(data=st.data())
    def test_gives_one_row_and_the_same_in_batches_of_any_size(
        self, projection: Projection[Any], data: st.DataObject
    ) -> None:
        records = data.draw(register_histories(projection.kind))
        rows = in_batches(projection, records, data.draw(st.sampled_from([1, 3])))
        assert rows == in_batches(projection, records, 500)
        assert set(rows) == {each.stream_id for each in records}


class TestPartProjection:
    @pytest.mark.parametrize("kept", PARTS.values(), ids=list(PARTS))
    @CALM
    @given(records=histories())
    def test_is_touched_by_the_events_that_the_domain_folds_into_such_a_part(
        self, kept: str, records: list[Recorded]
    ) -> None:
        (projection,) = [each for each in ALL if PARTS.get(each.name) == kept]
        for record in records:
            spoken_of = getattr(decider.fold(record.stream_id, [record]), kept)
            assert set(projection.keys(record)) == set(spoken_of)


class TestDeadlines:
    @CALM
    @given(records=histories())
    def test_are_counted_for_every_part_that_falls_under_a_rule(self, records: list[Recorded]) -> None:
        case = decider.fold(records[0].stream_id, records)
        measures = [each.event for each in records if isinstance(each.event, MeasureEvent)]
        parts = {kind: set(case.parts(part)) for kind, part in deadlines.PARTS.items()}
        parts["effect"] = {effect_id for each in measures for effect_id in each.effect_ids}
        ruled = {(part_id, rule.name) for rule in RULES for part_id in parts[rule.about]}
        rows = fold(deadlines.PROJECTION, {}, records).values()
        assert {(row.part_id, row.rule) for row in rows if row} == ruled
