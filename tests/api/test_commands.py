"""Commands over REST: receipts, tags, keys, and who may."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from consultations import handler
from consultations.eventlog import read
from tests.api.desk import Desk, Settled, is_problem, officer


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


class TestReceipt:
    def test_says_what_happened_and_where_it_is_read(self, desk: Desk) -> None:
        case_id = desk.opens()
        answer = desk.post(f"/cases/{case_id}/propose-round", {"ordinal": 1})
        told = answer.json()
        assert answer.status_code == 201
        assert (told["case_id"], told["version"], told["events"]) == (case_id, 2, ["RoundProposed"])
        assert answer["ETag"] == '"2"'
        assert answer["Location"] == f"/api/v1/cases/{case_id}/rounds/{told['entity_id']}/"
        stored = read.stream(UUID(case_id))[1]
        assert [str(stored.event_id)] == told["event_ids"]
        assert stored.actor == desk.user.get_username()  # type: ignore[union-attr]

    def test_leads_to_what_was_written(self, desk: Desk, settled: Settled) -> None:
        case_id = desk.opens()
        told = desk.post(f"/cases/{case_id}/propose-round", {"ordinal": 1})
        settled()
        found = desk.get(told["Location"].removeprefix("/api/v1") + f"?written={told.json()['written']}")
        assert (found.status_code, found.json()["ordinal"], found["ETag"]) == (200, 1, told["ETag"])

    def test_bears_the_id_of_the_request_into_the_log(self, desk: Desk) -> None:
        sent = str(uuid4())
        answer = desk.post(
            "/sources/", {"name": f"TASS {sent}", "kind": "news agency"}, **{"X-Request-ID": sent}
        )
        assert answer["X-Request-ID"] == sent
        assert str(read.stream(UUID(answer.json()["source_id"]))[0].correlation_id) == sent

    def test_is_given_for_every_register(self, desk: Desk) -> None:
        person = desk.post("/persons/", {"names": [{"text": "A. Darchiev"}]})
        assert (
            desk.post(
                f"/persons/{person.json()['person_id']}/record-title", {"title": "Ambassador"}
            ).status_code
            == 201
        )
        code = uuid4().hex[:10].upper()
        party = desk.post("/parties/", {"code": code, "names": [{"text": "Elsewhere", "language": "en"}]})
        assert party.status_code == 201
        body = {"names": [{"text": "Nowhere", "language": "en"}], "since": {"edtf": "2025"}}
        is_problem(desk.post(f"/parties/{code}/rename-party", body), 428, "tag_missing")
        assert (
            desk.post(f"/parties/{code}/rename-party", body, **{"If-Match": party["ETag"]}).status_code == 201
        )
        again = desk.post("/parties/", {"code": code, "names": [{"text": "Elsewhere", "language": "en"}]})
        is_problem(again, 409, "party_registered_already")


class TestEntityTag:
    def test_lets_two_officers_work_on_different_notes_of_one_case(self, desk: Desk) -> None:
        case_id, other = desk.opens(), Desk(officer())
        (first, first_tag), (second, second_tag) = _notes(desk, case_id), _notes(desk, case_id)
        one = _withdraw(desk, case_id, first, first_tag)
        two = _withdraw(other, case_id, second, second_tag)
        assert (one.status_code, two.status_code) == (201, 201), (one.content, two.content)

    def test_stops_the_second_on_the_same_note_and_says_what_changed(self, desk: Desk) -> None:
        case_id, other = desk.opens(), Desk(officer())
        note_id, tag = _notes(desk, case_id)
        assert _withdraw(desk, case_id, note_id, tag).status_code == 201
        told = is_problem(_withdraw(other, case_id, note_id, tag), 412, "entity_moved")
        assert [each["type"] for each in told["since"]] == ["NoteWithdrawn"]
        assert told["since"][0]["actor"] == desk.user.get_username()  # type: ignore[union-attr]
        assert len(read.stream(UUID(case_id))) == 3

    def test_does_not_move_with_other_parts(self, desk: Desk) -> None:
        case_id = desk.opens()
        round_id, tag = desk.proposes(case_id)
        desk.proposes(case_id, 2)
        answer = desk.post(f"/cases/{case_id}/cancel-round", {"round_id": round_id}, **{"If-Match": tag})
        assert answer.status_code == 201

    def test_of_the_file_is_its_own(self, desk: Desk, settled: Settled) -> None:
        case_id = desk.opens()
        desk.proposes(case_id)
        settled()
        tag = desk.get(f"/cases/{case_id}/")["ETag"]
        assert tag == '"1-2-0"'
        amended = desk.post(f"/cases/{case_id}/amend-title", {"title": "Other"}, **{"If-Match": tag})
        assert (amended.status_code, amended["ETag"]) == (201, '"3"')
        late = desk.post(f"/cases/{case_id}/amend-title", {"title": "Third"}, **{"If-Match": tag})
        is_problem(late, 412, "entity_moved")

    def test_is_asked_for_where_a_command_is_guarded(self, desk: Desk) -> None:
        case_id = desk.opens()
        round_id, _ = desk.proposes(case_id)
        is_problem(desk.post(f"/cases/{case_id}/cancel-round", {"round_id": round_id}), 428, "tag_missing")

    @pytest.mark.parametrize(
        "tag", ["2", "*", 'W/"2"', '"2", "3"', '""', '"-1"', '"x"', '"99999999999999999999"']
    )
    def test_is_refused_by_name_where_it_is_none(self, desk: Desk, tag: str) -> None:
        case_id = desk.opens()
        round_id, _ = desk.proposes(case_id)
        sent = desk.post(f"/cases/{case_id}/cancel-round", {"round_id": round_id}, **{"If-Match": tag})
        is_problem(sent, 400, "tag_malformed")


class TestIdempotencyKey:
    def test_gives_the_same_answer_again(self, desk: Desk) -> None:
        case_id, key = desk.opens(), {"Idempotency-Key": str(uuid4())}
        first = desk.post(f"/cases/{case_id}/propose-round", {"ordinal": 1}, **key)
        again = desk.post(f"/cases/{case_id}/propose-round", {"ordinal": 1}, **key)
        assert (again.status_code, again["ETag"], again["Location"]) == (
            201,
            first["ETag"],
            first["Location"],
        )
        assert _but_time(again.json()) == _but_time(first.json())
        assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
        assert len(read.stream(UUID(case_id))) == 2

    def test_is_refused_for_another_body_address_or_tag(self, desk: Desk) -> None:
        case_id, key = desk.opens(), {"Idempotency-Key": str(uuid4())}
        desk.post(f"/cases/{case_id}/propose-round", {"ordinal": 1}, **key)
        for answer in (
            desk.post(f"/cases/{case_id}/propose-round", {"ordinal": 2}, **key),
            desk.post(f"/cases/{case_id}/resume-case", {}, **key),
            desk.post(f"/cases/{case_id}/propose-round", {"ordinal": 1}, **key, **{"If-Match": '"1"'}),
        ):
            is_problem(answer, 422, "key_reused")
        assert len(read.stream(UUID(case_id))) == 2

    def test_belongs_to_its_sender(self, desk: Desk) -> None:
        case_id, key = desk.opens(), {"Idempotency-Key": str(uuid4())}
        desk.post(f"/cases/{case_id}/propose-round", {}, **key)
        assert "Idempotency-Replayed" not in Desk(officer()).post(
            f"/cases/{case_id}/propose-round", {}, **key
        )
        assert len(read.stream(UUID(case_id))) == 3

    def test_in_flight_is_a_conflict(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        case_id, key = desk.opens(), {"Idempotency-Key": str(uuid4())}
        begun, may_end = Event(), Event()
        append = handler.append

        def slow(*arguments: Any) -> int:
            begun.set()
            assert may_end.wait(10)
            return append(*arguments)

        def sends() -> Any:
            try:
                return desk.post(f"/cases/{case_id}/propose-round", {}, **key)
            finally:
                connection.close()

        other = Desk(desk.user)
        monkeypatch.setattr(handler, "append", slow)
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(sends)
            assert begun.wait(10)
            second = other.post(f"/cases/{case_id}/propose-round", {}, **key)
            may_end.set()
            assert first.result().status_code == 201
        is_problem(second, 409, "key_in_flight")
        assert len(read.stream(UUID(case_id))) == 2

    @pytest.mark.parametrize("key", ["", "two words", "ключ", "x" * 201])
    def test_is_refused_by_name_where_it_is_none(self, desk: Desk, key: str) -> None:
        sent = {"title": "T", "subject": "S", "parties": [{"code": "RU"}]}
        is_problem(desk.post("/cases/", sent, **{"Idempotency-Key": key}), 400, "idempotency_key_malformed")


class TestWhoMay:
    @pytest.mark.parametrize("role", ["registry", "protocol", "legal adviser", "head of desk", "integrator"])
    def test_record(self, role: str) -> None:
        assert Desk(officer(role)).opens()

    @pytest.mark.parametrize("role", ["auditor", "administrator", "visitor"])
    def test_only_read(self, role: str, desk: Desk) -> None:
        case_id, reader = desk.opens(), Desk(officer(role))
        is_problem(reader.post(f"/cases/{case_id}/propose-round"), 403, "role_may_only_read")
        assert reader.get("/cases/").status_code == 200

    def test_not_see_a_file_and_not_know_of_it(self, desk: Desk, settled: Settled) -> None:
        hidden = desk.opens(level="confidential", compartments=["RU-US"])
        unknown, outsider = str(uuid4()), Desk(officer(level="secret"))
        for projected in (False, True):
            if projected:
                settled()
            for path, headers in (("propose-round", {}), ("amend-title", {"If-Match": '"1"'})):
                answers = [
                    outsider.post(f"/cases/{each}/{path}", {"x": 1}, **headers) for each in (hidden, unknown)
                ]
                bodies = [is_problem(each, 404, "unknown_case") for each in answers]
                assert _but_request(bodies[0]) == _but_request(bodies[1])
        assert len(read.stream(UUID(hidden))) == 1

    def test_not_sign_in_without_a_name(self, desk: Desk) -> None:
        answer = Desk().post("/cases/")
        is_problem(answer, 401, "not_signed_in")
        assert answer["WWW-Authenticate"].startswith("Bearer")


def _notes(desk: Desk, case_id: str) -> tuple[str, str]:
    body = {
        "from_party": "RU",
        "to_party": "US",
        "subject": "Banking for missions",
        "sent_on": {"edtf": "2025-04-10"},
    }
    answer = desk.post(f"/cases/{case_id}/dispatch-note", body)
    assert answer.status_code == 201, answer.content
    return answer.json()["entity_id"], answer["ETag"]


def _withdraw(desk: Desk, case_id: str, note_id: str, tag: str) -> Any:
    body = {"note_id": note_id, "withdrawn_on": {"edtf": "2025-04-11"}, "reason": "Overtaken by events"}
    return desk.post(f"/cases/{case_id}/withdraw-note", body, **{"If-Match": tag})


def _but_time(told: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in told.items() if name != "written"}


def _but_request(told: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in told.items() if name != "request_id"}
