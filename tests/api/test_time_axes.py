"""A file as the register held it, as far as sources had said so, as one side has it: on every read of a file."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from consultations.api.questions import OF_A_CASE
from consultations.api.questions.question import Question
from consultations.eventlog import codec
from tests.api.desk import Desk, Settled, is_problem, officer
from tests.projections.stories import with_something_of_every_topic


def by(side: str, said_on: str) -> dict[str, Any]:
    return {"sides": [side], "standing": "press", "on": {"edtf": said_on}}


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


@pytest.fixture
def case_id(desk: Desk, settled: Settled) -> str:
    """A third round, proposed by the one side and called off by its word; a date in July is not known to the day."""
    case_id = desk.opens()
    said = {"ordinal": 3, "asserted": by("RU", "2025-06-10")}
    proposed = desk.post(f"/cases/{case_id}/propose-round", said)
    round_id, tag = proposed.json()["entity_id"], proposed["ETag"]
    off = {"round_id": round_id, "reason": "a pause", "asserted": by("RU", "2025-06-16")}
    assert desk.post(f"/cases/{case_id}/cancel-round", off, **{"If-Match": tag}).status_code == 201
    held = {"ordinal": 1, "on": {"edtf": "2025-02-27"}, "asserted": by("US", "2025-02-27")}
    assert desk.post(f"/cases/{case_id}/hold-round", held).status_code == 201
    again = {"ordinal": 4, "asserted": by("RU", "2025-07")}
    assert desk.post(f"/cases/{case_id}/propose-round", again).status_code == 201
    settled()
    return case_id


def rounds(desk: Desk, case_id: str, query: str) -> list[tuple[int, str]]:
    answer = desk.get(f"/cases/{case_id}/rounds/?ordering=changed&{query}")
    assert answer.status_code == 200, answer.content
    return [(each["ordinal"], each["status"]) for each in answer.json()["results"]]


class TestAsserted:
    def test_takes_what_sources_had_said_by_then(self, desk: Desk, case_id: str) -> None:
        assert rounds(desk, case_id, "asserted_until=2025-06-09") == [(1, "held")]
        assert rounds(desk, case_id, "asserted_until=2025-06-12") == [(3, "proposed"), (1, "held")]
        assert rounds(desk, case_id, "asserted_until=2025-06-16") == [(3, "cancelled"), (1, "held")]

    def test_lists_what_may_have_been_said_by_then_and_is_left_out(self, desk: Desk, case_id: str) -> None:
        answer = desk.get(f"/cases/{case_id}/timeline/?asserted_until=2025-07-15").json()
        (left_out,) = answer["as_of"]["left_out"]
        (entry,) = [
            each
            for each in desk.get(f"/cases/{case_id}/timeline/").json()["results"]
            if each["event_id"] == left_out
        ]
        assert entry["arguments"]["ordinal"] == 4
        assert (
            desk.get(f"/cases/{case_id}/timeline/?asserted_until=2025-07-31").json()["as_of"]["left_out"]
            == []
        )

    def test_takes_readings_at_the_end_of_that_day(self, desk: Desk, case_id: str) -> None:
        answer = desk.get(f"/cases/{case_id}/deadlines/?asserted_until=2025-06-12").json()
        assert answer["evaluated_at"] == "2025-06-13T00:00:00+00:00"
        assert answer["as_of"] == {"asserted_until": "2025-06-12", "left_out": []}


class TestSide:
    def test_takes_that_sides_word_alone(self, desk: Desk, case_id: str) -> None:
        assert rounds(desk, case_id, "side=US") == [(1, "held")]
        assert rounds(desk, case_id, "side=RU") == [(3, "cancelled"), (4, "proposed")]
        assert rounds(desk, case_id, "side=RU&asserted_until=2025-06-10") == [(3, "proposed")]

    def test_counts_the_parts_that_side_speaks_of(self, desk: Desk, case_id: str) -> None:
        whole = desk.get(f"/cases/{case_id}/?side=US").json()
        assert (whole["rounds_count"], whole["status"], whole["as_of"]["side"]) == (1, "open", "US")
        assert desk.get(f"/cases/{case_id}/").json()["rounds_count"] == 3

    def test_must_be_known_on_the_file(self, desk: Desk, case_id: str) -> None:
        body = is_problem(desk.get(f"/cases/{case_id}/rounds/?side=USA"), 400, "side_unknown")
        assert body["particulars"]["choices"] == ["NO", "RU", "US"]


class TestKnown:
    def test_takes_what_was_recorded_by_that_instant(self, desk: Desk, case_id: str) -> None:
        recorded = [
            each["recorded_at"]
            for each in desk.get(f"/cases/{case_id}/timeline/?ordering=recorded").json()["results"]
        ]
        assert rounds(desk, case_id, f"known_at={zulu(recorded[1])}") == [(3, "proposed")]
        assert rounds(desk, case_id, f"known_at={zulu(recorded[2])}") == [(3, "cancelled")]
        assert rounds(desk, case_id, f"known_at={zulu(recorded[0])}") == []
        whole = desk.get(f"/cases/{case_id}/?known_at={zulu(recorded[1])}").json()
        assert (whole["version"], whole["rounds_count"], whole["next_round"]["ordinal"]) == (2, 1, 3)

    def test_knows_of_no_file_before_it_was_opened(self, desk: Desk, case_id: str) -> None:
        is_problem(desk.get(f"/cases/{case_id}/?known_at=2020-01-01T00:00:00Z"), 404, "unknown_case")

    @pytest.mark.parametrize("question", OF_A_CASE, ids=lambda each: each.name)
    def test_is_now_what_is_held_now(self, desk: Desk, question: Question, settled: Settled) -> None:
        case_id = with_something_of_every_topic()
        settled()
        path = f"/cases/{case_id}/{question.name}/?limit=200"
        live, folded = (desk.get(path + axis).json()["results"] for axis in ("", f"&known_at={later()}"))
        assert live
        assert folded == live

    def test_is_now_what_the_file_is_now(self, desk: Desk, settled: Settled) -> None:
        case_id = with_something_of_every_topic()
        settled()
        live = desk.get(f"/cases/{case_id}/").json()
        folded = desk.get(f"/cases/{case_id}/?known_at={later()}").json()
        assert {name: folded[name] for name in live} == live
        (part,) = desk.get(f"/cases/{case_id}/statements/").json()["results"]
        path = f"/cases/{case_id}/statements/{part['statement_id']}/"
        live, folded = desk.get(path), desk.get(f"{path}?known_at={later()}")
        assert {name: folded.json()[name] for name in live.json()} == live.json()
        assert folded["ETag"] == live["ETag"]


class TestAxes:
    def test_are_asked_of_one_file_only(self, desk: Desk, case_id: str) -> None:
        for path in ("/cases/", "/rounds/", "/timeline/", "/events/", "/persons/"):
            is_problem(desk.get(f"{path}?known_at={later()}"), 400, "time_axis_not_offered")

    @pytest.mark.parametrize(
        "wrong",
        [
            "known_at=yesterday",
            "known_at=2025-06-10",
            "known_at=2025-06-31T00:00:00Z",
            "known_at=0001-01-01T00:00:00%2B14:00",
            "asserted_until=2025-02-30",
            "asserted_until=2025-06",
            "side=%00",
        ],
    )
    def test_are_refused_by_name_where_they_cannot_be_read(
        self, desk: Desk, case_id: str, wrong: str
    ) -> None:
        body = is_problem(desk.get(f"/cases/{case_id}/rounds/?{wrong}"), 400, "parameter_malformed")
        assert body["particulars"]["parameter"] == wrong.partition("=")[0]

    def test_go_on_page_by_page_on_the_same_axes_alone(self, desk: Desk, case_id: str) -> None:
        first = desk.get(f"/cases/{case_id}/rounds/?side=RU&limit=1").json()
        assert len(first["results"]) == 1
        second = desk.get(f"/cases/{case_id}/rounds/?side=RU&limit=1&cursor={first['next']}").json()
        assert (len(second["results"]), second["next"]) == (1, None)
        for other in ("", "side=US&", "side=RU&asserted_until=2025-06-16&"):
            refused = desk.get(f"/cases/{case_id}/rounds/?{other}limit=1&cursor={first['next']}")
            is_problem(refused, 400, "cursor_malformed")

    def test_show_nothing_to_those_who_may_not_see_the_file_now(self, desk: Desk, settled: Settled) -> None:
        case_id = desk.opens(level="confidential")
        settled()
        below, nobody = Desk(officer(level="restricted")), UUID(int=4)
        for axis in ("side=US", "side=USA", f"known_at={later()}", "asserted_until=2025-06-10"):
            for path in ("", "rounds/", f"rounds/{nobody}/"):
                hidden = is_problem(below.get(f"/cases/{case_id}/{path}?{axis}"), 404, "unknown_case")
                absent = is_problem(below.get(f"/cases/{nobody}/{path}?{axis}"), 404, "unknown_case")
                assert {**hidden, "request_id": "", "instance": ""} == {
                    **absent,
                    "request_id": "",
                    "instance": "",
                }

    def test_say_where_the_file_cannot_be_read(
        self, desk: Desk, case_id: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(codec.EVENTS, "RoundCancelled")
        is_problem(desk.get(f"/cases/{case_id}/rounds/?side=RU"), 503, "case_not_shown")


def zulu(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(UTC).isoformat().replace("+00:00", "Z")


def later() -> str:
    return zulu((datetime.now(UTC) + timedelta(minutes=5)).isoformat())
