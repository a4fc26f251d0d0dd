"""Proof that the rows are what the log makes them, and which events made a row."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command

from consultations.domain.rounds import CancelRound, HoldRound, ProposeRound
from consultations.domain.when import on
from consultations.eventlog import read
from consultations.projections.runner import ALL
from consultations.projections.verify import Difference, differences
from tests.projections.conftest import Apart
from tests.projections.stories import RUSSIA, opened, record, with_something_of_every_topic


@pytest.fixture
def case_id(apart: Apart) -> Iterator[UUID]:
    with apart.as_("app"):
        made = with_something_of_every_topic(opened())
    apart.settle()
    with apart.as_("app"):
        yield made


def found() -> list[Difference]:
    return list(differences(ALL))


class TestVerifyProjections:
    def test_finds_nothing_where_all_is_right(self, case_id: UUID) -> None:
        said = StringIO()
        call_command("verify_projections", "--json", stdout=said)
        assert json.loads(said.getvalue())["differences"] == []
        assert json.loads(said.getvalue())["streams"] >= 2

    @pytest.mark.parametrize("projection", ALL, ids=lambda each: each.name)
    def test_names_a_row_that_is_missing(self, apart: Apart, case_id: UUID, projection: Any) -> None:
        table = projection.table._meta.db_table
        gone = apart.admin.execute(
            f"delete from {table} where {projection.key} = (select {projection.key} from {table} limit 1)"
            f" returning {projection.key}"
        ).fetchall()
        assert [(each.projection, each.key, each.what) for each in found()] == [
            (projection.name, key, "missing") for (key,) in gone
        ]

    def test_names_a_flipped_column_and_exits_1(self, apart: Apart, case_id: UUID) -> None:
        apart.admin.execute("update consultations_rounds set ordinal = 7 where ordinal = 3")
        said = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("verify_projections", "--json", stdout=said)
        (difference,) = json.loads(said.getvalue())["differences"]
        assert ended.value.code == 1
        assert (difference["projection"], difference["what"], difference["fields"]) == (
            "rounds",
            "different",
            ["ordinal"],
        )
        assert difference["stream_id"] == str(case_id)

    @pytest.mark.parametrize("known", [True, False], ids=["of a file", "of no file"])
    def test_names_a_row_too_many(self, apart: Apart, case_id: UUID, known: bool) -> None:
        key, owner = uuid4(), case_id if known else uuid4()
        apart.admin.execute(
            """insert into consultations_rounds select (jsonb_populate_record(held, jsonb_build_object(
            'round_id', %s::uuid, 'case_id', %s::uuid))).* from consultations_rounds held limit 1""",
            (key, owner),
        )
        assert [(each.key, each.stream_id, each.what) for each in found()] == [(key, owner, "surplus")]

    def test_counts_an_event_that_was_taken_in_twice(self, apart: Apart, case_id: UUID) -> None:
        apart.admin.execute(
            "update consultations_docket set version = version + 1 where case_id = %s", (case_id,)
        )
        assert [each.fields for each in found()] == [("version",)]

    def test_finds_a_checkpoint_beyond_the_log(self, apart: Apart, case_id: UUID) -> None:
        apart.admin.execute(
            "update consultations_checkpoint set position = 999999 where projection = 'rounds'"
        )
        assert [each.what for each in found()] == ["checkpoint beyond the log"]

    def test_does_not_mind_what_is_not_projected_yet(self, apart: Apart, case_id: UUID) -> None:
        record(ProposeRound(round_id=uuid4()), case_id)
        assert found() == []
        with apart.as_("worker"):
            from consultations.eventlog.seal import seal

            seal()
        assert found() == []

    def test_says_it_in_words(self, apart: Apart, case_id: UUID) -> None:
        said = StringIO()
        call_command("verify_projections", "rounds", stdout=said)
        assert said.getvalue() == "3 streams looked at; 0 differences\n"


class TestExplain:
    def test_lists_the_events_of_a_row_and_no_content(self, apart: Apart) -> None:
        with apart.as_("app"):
            case_id, round_id = opened(), uuid4()
            record(ProposeRound(round_id=round_id, ordinal=3, asserted=RUSSIA), case_id)
            record(HoldRound(round_id=uuid4(), on=on("2025-02-27"), ordinal=1), case_id)
            record(CancelRound(round_id=round_id, reason="a pause", asserted=RUSSIA), case_id)
        apart.settle()
        said = StringIO()
        with apart.as_("app"):
            call_command("explain", "rounds", str(round_id), "--json", stdout=said)
            expected = [each for each in read.stream(case_id) if each.version in (2, 4)]
        causes = json.loads(said.getvalue())
        assert [(each["version"], each["type"], each["actor"]) for each in causes] == [
            (2, "RoundProposed", "astrid"),
            (4, "RoundCancelled", "astrid"),
        ]
        assert [each["position"] for each in causes] == [each.position for each in expected]
        assert "pause" not in said.getvalue()

    def test_says_it_in_words(self, case_id: UUID) -> None:
        said = StringIO()
        call_command("explain", "labels", str(case_id), stdout=said)
        assert said.getvalue().split()[:2] == ["1", "CaseOpened"]

    def test_says_where_there_is_no_such_row(self, apart: Apart) -> None:
        with apart.as_("app"), pytest.raises(CommandError, match="no row under this key"):
            call_command("explain", "rounds", str(uuid4()))
