"""Questions over REST: what is seen, by whom, page by page."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, get_args
from uuid import uuid4

import pytest
from django.db import connection

from consultations.access.filter import SUFFICES, VISIBLE
from consultations.api import queries, questions, reads
from consultations.api.queries import Asked
from consultations.api.questions.owed import READING
from consultations.api.questions.question import Question
from consultations.domain import deadlines
from consultations.domain.kinds import offered
from tests.api.desk import Desk, Settled, is_problem, officer


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.opens(title=f"Irritants {uuid4()}")


def pages(desk: Desk, path: str) -> list[list[dict[str, Any]]]:
    """Every page of a list, by its Link header."""
    found, following = [], path
    while following:
        answer = desk.get(following)
        assert answer.status_code == 200, answer.content
        found.append(answer.json()["results"])
        link = answer.get("Link", "")
        following = link.split(";")[0].strip("<>").removeprefix("http://testserver/api/v1") if link else ""
        assert bool(link) == bool(answer.json()["next"])
    return found


class TestDocket:
    def test_shows_a_file_at_a_glance(self, desk: Desk, case_id: str, settled: Settled) -> None:
        desk.proposes(case_id)
        settled()
        (row,) = [
            each for each in pages(desk, "/cases/?status=open&party=RU")[0] if each["case_id"] == case_id
        ]
        assert (row["version"], row["next_round"]["ordinal"], row["next_round"]["status"]) == (
            2,
            1,
            "proposed",
        )
        assert not {"position", "rounds", "actions"} & row.keys()
        assert row["topics"] == list(offered("consultations"))
        whole = desk.get(f"/cases/{case_id}/").json()
        assert (whole["rounds_count"], whole["notes_count"]) == (1, 0)
        assert {name: each for name, each in whole.items() if not name.endswith("_count")} == row

    def test_leaves_a_file_out_for_whom_it_does_not_concern(
        self, desk: Desk, case_id: str, settled: Settled
    ) -> None:
        settled()
        outsider = Desk(officer(level="public"))
        assert desk.get(f"/cases/{case_id}/").status_code == 200
        shown = outsider.get("/cases/?limit=200").json()["results"]
        assert case_id not in [row["case_id"] for row in shown]


class TestEverySelectOnAFile:
    """Hidden by level, by compartment, by having no clearance; for each list and each row."""

    NAMES = tuple(each.name for each in questions.OF_A_CASE)

    def test_hides_a_file_and_all_that_is_on_it(self, desk: Desk, settled: Settled) -> None:
        cleared = Desk(officer(compartments=("RU-US",)))
        hidden, unknown = cleared.opens(level="confidential", compartments=["RU-US"]), str(uuid4())
        round_id, _ = cleared.proposes(hidden)
        settled()
        assert cleared.get(f"/cases/{hidden}/rounds/{round_id}/").status_code == 200
        for outsider in (
            desk,
            Desk(officer(level="restricted", compartments=("RU-US",))),
            Desk(officer(level="")),
        ):
            for path in ("", *(f"{name}/" for name in self.NAMES), f"rounds/{round_id}/"):
                seen = [outsider.get(f"/cases/{each}/{path}") for each in (hidden, unknown)]
                told = [is_problem(each, 404, "unknown_case") for each in seen]
                assert [each.pop("request_id") for each in told]
                assert told[0] == told[1]
            for name in self.NAMES:
                assert outsider.get(f"/{name}/?case_id={hidden}").json()["results"] == []
            feed = outsider.get(f"/events/?case_id={hidden}").json()
            assert (feed["results"], feed["next"]) == ([], None)

    def test_shows_it_to_those_who_are_cleared(self, desk: Desk, case_id: str, settled: Settled) -> None:
        desk.proposes(case_id)
        settled()
        auditor = Desk(officer("auditor"))
        for name in ("timeline", "rounds"):
            within = auditor.get(f"/cases/{case_id}/{name}/").json()["results"]
            assert within
            assert auditor.get(f"/{name}/?case_id={case_id}").json()["results"] == within
        for name in self.NAMES:
            assert auditor.get(f"/cases/{case_id}/{name}/").status_code == 200


class TestStatement:
    """Read off the SQL itself: no table that belongs to files is read without the label of the file.

    A numbering register has a label of its own, and its numbers go by that.
    """

    TABLE = re.compile(
        r'(?:from|join)\s+"?(consultations_\w+)"?(?:\s+(\w+))?(\s+join consultations_labels label using)?'
    )
    FREE = frozenset(
        {
            *("consultations_labels", "consultations_persons", "consultations_parties"),
            *("consultations_sources", "consultations_properties"),
            *("consultations_registers", "consultations_numbers"),
        }
    )

    @pytest.mark.parametrize("question", questions.ALL, ids=lambda each: each.name)
    def test_joins_the_label_wherever_it_reads_a_file(self, question: Question) -> None:
        asked = Asked(
            parameters={},
            ordering=next(iter(question.orders)),
            limit=1,
            case_id=uuid4(),
            at=datetime.now(UTC),
        )
        order = question.orders[asked.ordering]
        for statement in (
            queries._page_statement(question, order, asked, going_on=True, shadowed=""),
            queries._one_statement(question, shadowed="", in_case=question.of_case),
        ):
            # What stands in the place of a table has the label laid upon it as a table has.
            text = statement.as_string(None)
            for each in (each for each in questions.ALL if each.rows):
                text = text.replace(each.rows, each.table)
            read = self.TABLE.findall(text.replace(VISIBLE, "visible"))
            assert read
            assert [table for table, _, label in read if table not in self.FREE and not label] == []
            labels = text.count("consultations_labels label"), text.count("consultations_registers label")
            assert text.count(SUFFICES) == sum(labels)
            assert text.count(VISIBLE) == labels[0]
            assert bool(labels[1]) is (question in (questions.NUMBERING, questions.NUMBERS))


class TestWrittenJustNow:
    def test_is_waited_for_or_said_not_to_show_yet(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reads, "WAIT_SECONDS", 0.05)
        body = {"title": "T", "subject": "S", "parties": [{"code": "RU"}]}
        written = desk.post("/cases/", body).json()["written"]
        answer = desk.get(f"/cases/?written={written}")
        is_problem(answer, 503, "not_caught_up")
        assert answer["Retry-After"] == "1"

    def test_is_not_waited_for_where_the_file_is_parked(
        self, desk: Desk, settled: Settled, as_worker: Callable[[], AbstractContextManager[None]]
    ) -> None:
        body = {"title": "T", "subject": "S", "parties": [{"code": "RU"}]}
        created = desk.post("/cases/", body).json()
        settled()
        park = """
            insert into consultations_parkedcase
                (projection, stream_id, position, version, type, error, place, attempts, since)
            values ('rounds', %s, 1, 1, 'RoundDreamt', 'UnknownEventType', '', 1, now())"""
        with as_worker(), connection.cursor() as cursor:
            cursor.execute(park, (created["case_id"],))
        try:
            answer = desk.get(f"/rounds/?written={created['written']}")
            is_problem(answer, 503, "case_not_shown")
            assert "Retry-After" not in answer
            assert desk.get(f"/notes/?written={created['written']}").status_code == 200
        finally:
            with as_worker(), connection.cursor() as cursor:
                cursor.execute("delete from consultations_parkedcase")


class TestTimeline:
    def test_tells_each_event_in_the_language_of_the_reader(
        self, desk: Desk, case_id: str, settled: Settled
    ) -> None:
        round_id, _ = desk.proposes(case_id, 2)
        desk.post(f"/cases/{case_id}/indicate-venue", {"round_id": round_id, "place": {"city": "Istanbul"}})
        settled()
        told = desk.get(f"/cases/{case_id}/timeline/?ordering=recorded").json()["results"]
        assert [each["type"] for each in told] == ["CaseOpened", "RoundProposed", "VenueIndicated"]
        assert "Istanbul" in told[2]["sentence"]
        assert told[2]["arguments"]["place"]["city"] == "Istanbul"
        assert not {"position", "first", "last"} & told[0].keys()
        about = desk.get(f"/timeline/?entity={round_id}&type=VenueIndicated").json()["results"]
        assert [each["event_id"] for each in about] == [told[2]["event_id"]]


class TestPages:
    @pytest.mark.parametrize("ordering", ["id", "-id", "changed", "-changed"])
    def test_hold_every_row_once_in_order(
        self, desk: Desk, case_id: str, ordering: str, settled: Settled
    ) -> None:
        made = [desk.proposes(case_id, nth)[0] for nth in range(1, 6)]
        settled()
        found = pages(desk, f"/cases/{case_id}/rounds/?limit=2&ordering={ordering}")
        rows = [each["round_id"] for page in found for each in page]
        assert [len(page) for page in found] == [2, 2, 1]
        assert rows == (made[::-1] if ordering.startswith("-") else made)

    @pytest.mark.parametrize(
        "path", ["/cases/?ordering=title", "/cases/", "/deadlines/", "/timeline/", "/sources/"]
    )
    def test_go_through_every_usual_order(
        self, desk: Desk, case_id: str, path: str, settled: Settled
    ) -> None:
        for nth in (1, 2):
            desk.proposes(case_id, nth)
            desk.post("/sources/", {"name": f"Source {uuid4()}"})
        settled()
        sign = "&" if "?" in path else "?"
        rows = [json.dumps(each) for page in pages(desk, f"{path}{sign}limit=3") for each in page]
        assert len(rows) == len(set(rows))
        assert len(rows) == len([each for page in pages(desk, f"{path}{sign}limit=200") for each in page])

    def test_do_not_go_on_with_the_cursor_of_another_list(
        self, desk: Desk, case_id: str, settled: Settled
    ) -> None:
        desk.proposes(case_id), desk.proposes(case_id)
        settled()
        cursor = desk.get(f"/cases/{case_id}/rounds/?limit=1").json()["next"]
        for path in (f"/cases/{case_id}/rounds/?ordering=-id&cursor={cursor}", f"/notes/?cursor={cursor}"):
            is_problem(desk.get(path), 400, "cursor_malformed")
        for forged in ("x", "a:b:c", cursor[:-1], cursor + "x", "%00", "%F0%9F"):
            is_problem(
                desk.get(f"/rounds/?cursor={forged}"),
                400,
                "parameter_malformed" if forged == "%00" else "cursor_malformed",
            )


class TestParameters:
    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ("?colour=red", "unknown_parameter"),
            ("?status=red", "parameter_malformed"),
            ("?case_id=1", "parameter_malformed"),
            ("?ordering=colour", "parameter_malformed"),
            ("?limit=0", "parameter_malformed"),
            ("?limit=201", "parameter_malformed"),
            ("?limit=-1", "parameter_malformed"),
            ("?limit=²", "parameter_malformed"),
            ("?limit=1&limit=2", "parameter_repeated"),
            ("?written=x", "parameter_malformed"),
            ("?from_party=%00", "parameter_malformed"),
        ],
    )
    def test_that_are_none_are_refused_by_name(self, desk: Desk, given: str, code: str) -> None:
        is_problem(desk.get(f"/notes/{given}"), 400, code)

    @pytest.mark.parametrize("question", questions.ALL, ids=lambda each: each.name)
    def test_that_are_a_choice_take_each_word_of_it_and_no_other(
        self, desk: Desk, question: Question
    ) -> None:
        path = f"/{question.name}/"
        for name, each in question.filters.items():
            for word in each.choices:
                assert desk.get(f"{path}?{name}={word}").status_code == 200, (name, word)
            if each.choices:
                refused = is_problem(desk.get(f"{path}?{name}=no+such+word"), 400, "parameter_malformed")
                assert refused["particulars"]["choices"] == list(each.choices)

    def test_of_time_need_a_zone(self, desk: Desk) -> None:
        assert desk.get("/deadlines/?due_before=2026-01-01T00:00:00Z&reading=overdue").status_code == 200
        is_problem(desk.get("/deadlines/?due_before=2026-01-01"), 400, "parameter_malformed")


class TestDeadlines:
    MOMENTS = (None, timedelta(days=-1), timedelta(days=1))

    @pytest.mark.parametrize("rule", get_args(deadlines.RuleName))
    def test_are_read_in_sql_as_the_domain_reads_them(self, rule: deadlines.RuleName) -> None:
        asked = f"""select {READING.format(row="given")} from (
            select %(status)s::text as status, %(rule)s::text as rule, %(first)s::timestamptz as first_at,
                %(earliest)s::timestamptz as due_earliest, %(latest)s::timestamptz as due_latest) given"""
        now = datetime.now(UTC)
        with connection.cursor() as cursor:
            for offsets in product(self.MOMENTS, repeat=3):
                moments = [None if each is None else now + each for each in offsets]
                given = dict(zip(("first", "earliest", "latest"), moments, strict=True))
                cursor.execute(asked, {"status": "open", "rule": rule, "evaluated_at": now, **given})
                assert cursor.fetchone() == (deadlines.reading(rule, *moments, now),)
            met = {"status": "met", "rule": rule, "first": now, "earliest": now, "latest": now}
            cursor.execute(asked, {**met, "evaluated_at": now})
            assert cursor.fetchone() == (None,)

    def test_are_found_by_how_they_stand(self, desk: Desk, case_id: str, settled: Settled) -> None:
        desk.post(f"/cases/{case_id}/hold-round", {"on": {"edtf": "2025-02-27"}})
        desk.post(f"/cases/{case_id}/agree-action", {"title": "Visas", "occurred": {"edtf": "2025-04-10"}})
        settled()
        for stands, rule in (("overdue", "record of discussion"), ("review due", "no-activity review")):
            (row,) = desk.get(f"/cases/{case_id}/deadlines/?reading={stands}").json()["results"]
            assert (row["reading"], row["rule"]) == (stands, rule)


class TestOneRow:
    def test_is_not_sent_again_to_whoever_has_it(self, desk: Desk, case_id: str, settled: Settled) -> None:
        round_id, tag = desk.proposes(case_id)
        settled()
        for path in (f"/cases/{case_id}/rounds/{round_id}/", f"/cases/{case_id}/"):
            first = desk.get(path)
            again = desk.get(path, **{"If-None-Match": f'"x", W/{first["ETag"]}'})
            assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert desk.get(f"/cases/{case_id}/rounds/{round_id}/")["ETag"] == tag
        before = desk.get(f"/cases/{case_id}/")["ETag"]
        desk.proposes(case_id, 2)
        settled()
        assert desk.get(f"/cases/{case_id}/", **{"If-None-Match": before}).status_code == 200

    def test_that_is_not_there_has_a_name(self, desk: Desk, case_id: str, settled: Settled) -> None:
        settled()
        is_problem(desk.get(f"/cases/{case_id}/rounds/{uuid4()}/"), 404, "unknown_round")
        is_problem(desk.get(f"/sources/{uuid4()}/"), 404, "unknown_source")
        is_problem(desk.get("/parties/XX00/"), 404, "unknown_party")

    def test_belongs_to_its_own_file(self, desk: Desk, case_id: str, settled: Settled) -> None:
        round_id, _ = desk.proposes(case_id)
        other = desk.opens()
        settled()
        is_problem(desk.get(f"/cases/{other}/rounds/{round_id}/"), 404, "unknown_round")


class TestPersons:
    def test_show_through_a_file_their_reader_sees_and_to_whoever_registered_them(
        self, desk: Desk, settled: Settled
    ) -> None:
        case_id = desk.opens()
        person_id = desk.post("/persons/", {"names": [{"text": "A. Darchiev", "language": "en"}]}).json()[
            "person_id"
        ]
        settled()
        colleague, outsider = Desk(officer()), Desk(officer(level="public"))
        assert desk.get(f"/persons/{person_id}/").json()["files"] == []
        for each, seen in ((desk, True), (colleague, False)):
            listed = [row["person_id"] for page in pages(each, "/persons/?limit=200") for row in page]
            assert (person_id in listed) is seen
        is_problem(colleague.get(f"/persons/{person_id}/"), 404, "unknown_person")
        round_id, _ = desk.proposes(case_id)
        members = [{"person_id": person_id, "title": "Ambassador", "head": True}]
        named = {"round_id": round_id, "delegation": {"party": "RU", "members": members}}
        assert desk.post(f"/cases/{case_id}/name-delegation", named).status_code == 201
        settled()
        assert colleague.get(f"/persons/{person_id}/").json()["names"][0]["text"] == "A. Darchiev"
        assert (
            "A. Darchiev"
            in desk.get(f"/timeline/?entity={round_id}&type=DelegationNamed").json()["results"][0]["sentence"]
        )
        is_problem(outsider.get(f"/persons/{person_id}/"), 404, "unknown_person")


class TestFeed:
    def test_goes_on_where_its_reader_was(self, desk: Desk, case_id: str, settled: Settled) -> None:
        settled()
        first = desk.get(f"/events/?case_id={case_id}").json()
        assert [each["type"] for each in first["results"]] == ["CaseOpened"]
        nothing = desk.get(f"/events/?case_id={case_id}&cursor={first['next']}").json()
        assert (nothing["results"], nothing["next"]) == ([], first["next"])
        desk.proposes(case_id)
        settled()
        then = desk.get(f"/events/?case_id={case_id}&cursor={nothing['next']}").json()
        assert [each["type"] for each in then["results"]] == ["RoundProposed"]
