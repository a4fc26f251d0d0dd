"""Numbering registers over REST: opened by the registry, seen under their label alone, with what was cancelled."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from consultations.api import reads
from consultations.projections import labels
from tests.api.desk import Desk, Settled, is_problem, officer

PARTIES = [{"code": "NO"}, {"code": "RU"}]
DRAFT = {"from_party": "NO", "to_party": "RU", "subject": "Air links"}


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


@pytest.fixture
def registry() -> Desk:
    return Desk(officer("registry"))


def opened(clerk: Desk, **more: Any) -> str:
    body = {"registry": "Ministry", "series": str(uuid4()), "year": 2025, "party": "NO"} | more
    answer = clerk.post("/registers/", body)
    assert answer.status_code == 201, answer.content
    assert answer["Location"] == f"/api/v1/registers/{answer.json()['register_id']}/"
    return str(answer.json()["register_id"])


def drafted(desk: Desk, case_id: str) -> str:
    answer = desk.post(f"/cases/{case_id}/draft-note", DRAFT)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["entity_id"])


def numbered(desk: Desk, case_id: str, register_id: str) -> tuple[str, str]:
    """A note with the next number: its id and its entity tag."""
    note_id = drafted(desk, case_id)
    body = {"note_id": note_id, "register_id": register_id}
    answer = desk.post(f"/cases/{case_id}/number-note", body)
    assert answer.status_code == 201, answer.content
    return note_id, str(answer["ETag"])


def rows(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


class TestOpenRegister:
    def test_is_the_registrys_right(self, desk: Desk, registry: Desk, settled: Settled) -> None:
        body = {"registry": "Ministry", "series": str(uuid4()), "year": 2025, "party": "NO"}
        is_problem(desk.post("/registers/", body), 403, "reserved_to_another_role")
        register_id = opened(registry, **body)
        is_problem(registry.post("/registers/", body), 409, "register_opened_already")
        settled()
        answer = desk.get(f"/registers/{register_id}/")
        told = answer.json()
        assert (told["series"], told["next_serial"], told["gaps"], told["status"]) == (
            body["series"],
            1,
            [],
            "open",
        )
        assert "rank" not in told
        is_problem(desk.post(f"/registers/{register_id}/close-register"), 403, "reserved_to_another_role")
        closed = registry.post(f"/registers/{register_id}/close-register", **{"If-Match": answer["ETag"]})
        assert closed.status_code == 201, closed.content

    def test_is_refused_for_a_series_above_ones_clearance(self, registry: Desk) -> None:
        body = {"registry": "Ministry", "series": "Political", "year": 2025, "party": "NO"}
        for label in ({"level": "secret"}, {"compartments": ["nominations"]}):
            is_problem(registry.post("/registers/", body | label), 403, "label_above_clearance")


class TestNumbers:
    def test_are_dense_and_show_what_was_cancelled_with_its_note(
        self, desk: Desk, registry: Desk, settled: Settled
    ) -> None:
        case_id, register_id = desk.opens(parties=PARTIES), opened(registry)
        (first, tag), (second, _) = (
            numbered(desk, case_id, register_id),
            numbered(desk, case_id, register_id),
        )
        cancel = {"note_id": first, "reason": "misprinted"}
        is_problem(desk.post(f"/cases/{case_id}/cancel-number", cancel), 428, "tag_missing")
        answer = desk.post(f"/cases/{case_id}/cancel-number", cancel, **{"If-Match": tag})
        assert answer.status_code == 201, answer.content
        settled()
        told = rows(desk.get(f"/registers/{register_id}/numbers/"))
        assert [(each["serial"], each["number"], each["status"]) for each in told] == [
            (1, "1/2025", "cancelled"),
            (2, "2/2025", "taken"),
        ]
        assert told[0]["note"] == {
            "case_id": case_id,
            "note_id": first,
            "subject": "Air links",
            "reason": "misprinted",
        }
        assert told[1]["note"]["note_id"] == second
        (spoilt,) = rows(desk.get(f"/registers/{register_id}/numbers/?status=cancelled"))
        assert spoilt == told[0]
        register = desk.get(f"/registers/{register_id}/").json()
        assert (register["next_serial"], register["cancelled"], register["gaps"]) == (3, 1, [])
        note = desk.get(f"/cases/{case_id}/notes/{first}/").json()
        assert (note["status"], note["number"]) == ("drafted", "")
        assert note["cancelled_numbers"] == [{"number": "1/2025", "reason": "misprinted"}]
        said = [each["sentence"] for each in rows(desk.get(f"/timeline/?entity={first}&ordering=recorded"))]
        assert said[1:] == [
            "Number given to the note: 1/2025",
            "Number 1/2025 of the note cancelled: misprinted",
        ]

    def test_show_to_whoever_waits_for_what_was_written(
        self, desk: Desk, registry: Desk, settled: Settled, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reads, "WAIT_SECONDS", 0.05)
        case_id, register_id = desk.opens(parties=PARTIES), opened(registry)
        body = {"note_id": drafted(desk, case_id), "register_id": register_id}
        written = desk.post(f"/cases/{case_id}/number-note", body).json()["written"]
        waited = f"/registers/{register_id}/numbers/?written={written}"
        is_problem(desk.get(waited), 503, "not_caught_up")
        settled()
        assert len(rows(desk.get(waited))) == 1

    def test_are_given_only_under_the_label_of_the_file(self, desk: Desk, registry: Desk) -> None:
        case_id, register_id = desk.opens(parties=PARTIES), opened(registry, level="confidential")
        body = {"note_id": drafted(desk, case_id), "register_id": register_id}
        told = is_problem(desk.post(f"/cases/{case_id}/number-note", body), 409, "register_of_another_label")
        assert told["particulars"]["level"] == "restricted"

    def test_wait_for_a_clearance_and_warn_of_one_that_is_open(self, desk: Desk, registry: Desk) -> None:
        case_id, register_id = desk.opens(parties=PARTIES), opened(registry)
        note_id = drafted(desk, case_id)
        body = {"note_id": note_id, "of_whom": "legal adviser"}
        assert desk.post(f"/cases/{case_id}/request-clearance", body).status_code == 201
        answer = desk.post(f"/cases/{case_id}/number-note", {"note_id": note_id, "register_id": register_id})
        assert answer.json()["warnings"] == ["clearance_still_open"]
        withheld = body | {"reason": "misquoted"}
        assert desk.post(f"/cases/{case_id}/withhold-clearance", withheld).status_code == 201
        dispatch = {"note_id": note_id, "sent_on": {"edtf": "2025-04-10"}}
        is_problem(desk.post(f"/cases/{case_id}/dispatch-note", dispatch), 409, "clearance_is_withheld")
        assert desk.post(f"/cases/{case_id}/give-clearance", body).status_code == 201
        sent = desk.post(f"/cases/{case_id}/dispatch-note", dispatch)
        assert (sent.status_code, sent.json()["warnings"]) == (201, [])

    def test_of_a_note_of_ours_without_one_are_missed_in_a_warning(self, desk: Desk) -> None:
        case_id = desk.opens(parties=PARTIES)
        dispatch = {"note_id": drafted(desk, case_id), "sent_on": {"edtf": "2025-04-10"}}
        answer = desk.post(f"/cases/{case_id}/dispatch-note", dispatch)
        assert (answer.status_code, answer.json()["warnings"]) == (201, ["note_without_number"])


class TestAReaderWithoutTheLabel:
    def test_sees_neither_register_nor_numbers_nor_counts(
        self, desk: Desk, registry: Desk, settled: Settled
    ) -> None:
        case_id = desk.opens(parties=PARTIES, level="confidential")
        register_id = opened(registry, level="confidential")
        numbered(desk, case_id, register_id)
        settled()
        less = Desk(officer(level="restricted"))
        assert [each["register_id"] for each in rows(desk.get("/registers/?limit=200&level=confidential"))]
        assert rows(less.get("/registers/?limit=200&level=confidential")) == []
        assert rows(less.get(f"/numbers/?register_id={register_id}")) == []
        assert len(rows(desk.get(f"/numbers/?register_id={register_id}"))) == 1
        for path in (f"/registers/{register_id}/", f"/registers/{register_id}/numbers/"):
            assert desk.get(path).status_code == 200
            unknown, hidden = less.get(path.replace(register_id, str(uuid4()))), less.get(path)
            first, second = (is_problem(each, 404, "unknown_register") for each in (unknown, hidden))
            assert {**first, "request_id": ""} == {**second, "request_id": ""}

    def test_cannot_number_a_note_in_it_nor_close_it(self, registry: Desk, settled: Settled) -> None:
        register_id = opened(registry, level="confidential")
        for _ in range(2):  # before it is projected, and after
            less, clerk = (Desk(officer(role, level="restricted")) for role in ("desk officer", "registry"))
            case_id = less.opens(parties=PARTIES)
            body = {"note_id": drafted(less, case_id), "register_id": register_id}
            is_problem(less.post(f"/cases/{case_id}/number-note", body), 404, "unknown_register")
            closing = clerk.post(f"/registers/{register_id}/close-register", **{"If-Match": '"1"'})
            is_problem(closing, 404, "unknown_register")
            settled()

    def test_of_a_file_sees_that_a_number_is_taken_and_not_by_what(
        self, desk: Desk, registry: Desk, settled: Settled, as_worker: Callable[[], Any]
    ) -> None:
        case_id, register_id = desk.opens(parties=PARTIES), opened(registry)
        numbered(desk, case_id, register_id)
        settled()
        with as_worker():  # the file is kept closer than its series afterwards
            labels.PROJECTION.table._default_manager.filter(case_id=case_id).update(rank=3)
        (number,) = rows(desk.get(f"/registers/{register_id}/numbers/"))
        assert (number["number"], number["status"], number["note"]) == ("1/2025", "taken", None)

    def test_of_the_compartment_sees_none_of_it_either(self, settled: Settled) -> None:
        registry = Desk(officer("registry", compartments=("visas",)))
        register_id = opened(registry, compartments=["visas"])
        settled()
        assert registry.get(f"/registers/{register_id}/").status_code == 200
        is_problem(Desk(officer()).get(f"/registers/{register_id}/"), 404, "unknown_register")


class TestNotes:
    def test_are_listed_as_a_desk_asks_for_them(self, desk: Desk, settled: Settled) -> None:
        case_id = desk.opens(parties=PARTIES)

        def asked(query: str) -> set[str]:
            settled()
            return {each["note_id"] for each in rows(desk.get(f"/cases/{case_id}/notes/?{query}"))}

        def act(command: str, note_id: str, **more: Any) -> None:
            answer = desk.post(f"/cases/{case_id}/{command}", {"note_id": note_id} | more)
            assert answer.status_code == 201, answer.content

        day = {"edtf": "2025-04-10"}
        draft, sent, came, paper = drafted(desk, case_id), drafted(desk, case_id), str(uuid4()), str(uuid4())
        act("request-clearance", draft, of_whom="legal adviser")
        act("dispatch-note", sent, sent_on=day)
        theirs = {"from_party": "RU", "to_party": "NO", "subject": "Visas", "received_on": day}
        act("receive-note", came, **theirs)
        act("receive-note", paper, **(theirs | {"form": "non-paper"}))
        act("register-note", came, their_number="2025/118")
        act("assign-note", came, officer="ingrid")
        assert asked("status=in clearance") == asked("clearance_of=legal adviser") == {draft}
        assert asked("awaiting=NO") == asked("officer=ingrid") == asked("status=assigned") == {came}
        assert asked("awaiting=RU") == {sent}
        act("set-reply-due", paper, reply_due={"edtf": "2025-04-30"})
        assert asked("awaiting=NO") == {came, paper}
        assert asked("status=reply due") == {paper}
        tag = desk.get(f"/cases/{case_id}/notes/{sent}/")["ETag"]
        lapse = {"note_id": sent, "reason": "overtaken by the talks"}
        answer = desk.post(f"/cases/{case_id}/let-note-lapse", lapse, **{"If-Match": tag})
        assert answer.status_code == 201, answer.content
        assert asked("awaiting=RU") == set()
        (deadline,) = [
            each
            for each in rows(desk.get(f"/cases/{case_id}/deadlines/?rule=reply to a note&limit=200"))
            if each["part_id"] == sent
        ]
        assert (deadline["status"], deadline["ladder"]) == ("withdrawn", [])
