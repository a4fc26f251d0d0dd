"""Every error is a problem document with a name; none is a stack trace, none is HTML."""

import json
from uuid import UUID, uuid4

import pytest

from consultations.api import commands
from consultations.api.errors import status_of
from consultations.domain import texts
from consultations.domain.decider import UnknownCase
from consultations.domain.persons import PersonUnknown
from consultations.domain.state import NotAParty
from tests.api.desk import Desk, is_problem, officer

SOME_ID = UUID(int=7)
GOOD = {"title": "Irritants", "subject": "Missions", "parties": [{"code": "RU"}]}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(officer())


class TestBody:
    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (b"{", 400, "not_json"),
            (b"\xff\xfe", 400, "not_json"),
            (b"[" * 100_000, 400, "nested_too_deeply"),
            (b"[" * 40 + b"]" * 40, 400, "nested_too_deeply"),
            (b'{"title": NaN}', 400, "number_out_of_range"),
            (b'{"title": -Infinity}', 400, "number_out_of_range"),
            (b'{"title": 1e999}', 400, "number_out_of_range"),
            (b'{"title": ' + b"9" * 5_000 + b"}", 400, "number_out_of_range"),
            (b'{"title": "a", "title": "b"}', 400, "member_repeated"),
            (b'{"title": "\\ud800"}', 400, "not_unicode"),
            (b'{"\\ud800": 1}', 400, "not_unicode"),
            (b'{"title": "' + b"x" * 10_000_000 + b'"}', 413, "body_too_large"),
            (b"null", 422, "not_valid"),
            (b"[]", 422, "not_valid"),
            (b'"title"', 422, "not_valid"),
            (b"7", 422, "not_valid"),
            (b"", 422, "not_valid"),
        ],
        ids=lambda each: str(each)[:24],
    )
    def test_that_cannot_be_read_is_refused_by_name(
        self, desk: Desk, body: bytes, status: int, code: str
    ) -> None:
        is_problem(desk.post("/cases/", body), status, code)

    @pytest.mark.parametrize(
        ("change", "pointer", "code"),
        [
            ({"title": None}, "/title", "null"),
            ({"title": 5}, "/title", "invalid"),
            ({"title": ""}, "/title", "text_missing"),
            ({"title": "a\u0000b"}, "/title", "null_characters_not_allowed"),
            ({"title": "a\u202eb"}, "/title", "text_not_plain"),
            ({"title": "x" * 301}, "/title", "text_too_long"),
            ({"parties": "RU"}, "/parties", "not_a_list"),
            ({"parties": [{}]}, "/parties/0/code", "required"),
            ({"parties": [{"code": "RU"}, {"code": "r u"}]}, "/parties/1/code", "party_code_malformed"),
            ({"parties": [{"code": "RU", "role": "king"}]}, "/parties/0/role", "invalid_choice"),
            ({"parties": [["RU"]]}, "/parties/0", "invalid"),
            ({"kind": ["consultations"]}, "/kind", "invalid_choice"),
            ({"case_id": 7}, "/case_id", "invalid"),
            ({"case_id": "{" + str(SOME_ID) + "}"}, "/case_id", "invalid"),
            ({"colour/~": 1}, "/colour~1~0", "unknown_field"),
            ({"occurred": {"edtf": "2025-02-30"}}, "/occurred", "date_does_not_exist"),
            ({"occurred": {"edtf": "soon"}}, "/occurred", "not_edtf"),
            ({"occurred": {"earliest": "2025-03-01T09:00"}}, "/occurred", "zone_missing"),
            ({"occurred": {"phrase": "soon"}}, "/occurred", "nothing_to_go_by"),
            ({"occurred": {"edtf": "2025", "zone": "Mars/Olympus"}}, "/occurred", "unknown_zone"),
            ({"asserted": {"sides": ["RU"], "on": {"edtf": "0000"}}}, "/asserted/on", "year_out_of_range"),
            ({"evidence": ["x"]}, "/evidence/0", "invalid"),
            ({"evidence": [str(SOME_ID)] * 1_001}, "/evidence", "max_length"),
        ],
        ids=lambda each: str(each)[:40],
    )
    def test_with_a_wrong_field_names_it(
        self, desk: Desk, change: dict[str, object], pointer: str, code: str
    ) -> None:
        told = is_problem(desk.post("/cases/", GOOD | change), 422, "not_valid")
        assert (pointer, code) in [(each["pointer"], each["code"]) for each in told["errors"]]
        assert all(each["detail"] for each in told["errors"])

    def test_names_all_faults_at_once(self, desk: Desk) -> None:
        told = is_problem(desk.post("/cases/", {"colour": 1, "parties": []}), 422, "not_valid")
        assert {each["pointer"] for each in told["errors"]} == {"/colour", "/title", "/subject"}

    def test_with_a_number_beyond_all_measure_is_refused(self, desk: Desk) -> None:
        case_id = desk.opens()
        for ordinal in (2**31, -(2**31), 10**30, True, 1.5, "one"):
            answer = desk.post(f"/cases/{case_id}/propose-round", {"ordinal": ordinal})
            assert is_problem(answer, 422, "not_valid")["errors"][0]["pointer"] == "/ordinal"


class TestRefusal:
    def test_bears_its_own_name_message_and_particulars(self, desk: Desk) -> None:
        case_id = desk.opens()
        told = is_problem(
            desk.post(f"/cases/{case_id}/join-party", {"code": "RU"}), 409, "party_takes_part_already"
        )
        assert told["detail"] == "This party takes part in the file already."
        assert told["particulars"] == {"code": "RU"}

    def test_of_a_round_that_is_not_there(self, desk: Desk) -> None:
        case_id = desk.opens()
        sent = desk.post(f"/cases/{case_id}/convene-round", {"round_id": str(uuid4())})
        is_problem(sent, 404, "unknown_round")

    def test_has_one_rule_for_its_status(self) -> None:
        known = {UnknownCase: 404, PersonUnknown: 404, NotAParty: 409, texts.TextMissing: 422}
        assert {refused: status_of(refused) for refused in known} == known


class TestAddress:
    def test_that_is_none(self, desk: Desk) -> None:
        for path in ("/nowhere", "/cases/x/", f"/cases/{uuid4()}/propose-tea", "/", "/cases"):
            is_problem(desk.get(path), 404, "not_found")
            is_problem(desk.post(path), 404, "not_found")

    def test_with_another_method(self, desk: Desk) -> None:
        for answer in (
            desk.client.delete("/api/v1/cases/"),
            desk.client.put(f"/api/v1/cases/{uuid4()}/", "{}", content_type="application/json"),
            desk.get(f"/cases/{uuid4()}/propose-round"),
        ):
            is_problem(answer, 405, "method_not_allowed")
            assert answer["Allow"]

    def test_with_another_media_type(self, desk: Desk) -> None:
        sent = desk.client.post("/api/v1/cases/", "title=x", content_type="application/x-www-form-urlencoded")
        is_problem(sent, 415, "unsupported_media_type")
        is_problem(desk.get("/cases/", Accept="text/html"), 406, "not_acceptable")

    def test_of_another_host(self, desk: Desk, settings: object) -> None:
        settings.ALLOWED_HOSTS = ["ministry.example"]  # type: ignore[attr-defined]
        is_problem(desk.get("/cases/"), 400, "not_readable")


class TestTheUnforeseen:
    def test_is_logged_without_content_and_told_without_detail(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fails(*arguments: object, **named: object) -> None:
            raise RuntimeError(" ".join(("a", "secret", "of", "the", "file")))

        monkeypatch.setattr(commands, "handle", fails)
        answer = desk.post("/cases/", GOOD)
        is_problem(answer, 500, "unexpected")
        assert b"secret" not in answer.content
        assert "secret of the file" not in caplog.text + json.dumps(
            [each.__dict__ for each in caplog.records], default=str
        )
        assert any(getattr(each, "exception", "") == "RuntimeError" for each in caplog.records)


class TestRequestId:
    @pytest.mark.parametrize("brought", ["x", "a b c d e f g h", "x" * 65, "<script>alert(1)", "абвгдежзик"])
    def test_is_drawn_where_none_is_brought_that_will_do(self, desk: Desk, brought: str) -> None:
        answer = desk.get("/cases/", **{"X-Request-ID": brought})
        assert answer["X-Request-ID"] != brought
        assert len(answer["X-Request-ID"]) == 36

    def test_is_taken_over(self, desk: Desk) -> None:
        assert (
            desk.get("/nowhere", **{"X-Request-ID": "from-the-proxy.1"})["X-Request-ID"] == "from-the-proxy.1"
        )
