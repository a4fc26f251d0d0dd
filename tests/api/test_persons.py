"""Persons over REST: titles as of a day, names put right, and two records of one person, to whoever sees both."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from consultations.access.filter import Reader
from consultations.api import queries
from consultations.api.questions import PERSONS
from tests.api.desk import Desk, Settled, is_problem, officer
from tests.api.test_search import search


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


@pytest.fixture
def both() -> Desk:
    """Whoever sees the open file and the closed one."""
    return Desk(officer(compartments=("CLOSED",)))


def registered(desk: Desk, *names: str) -> str:
    answer = desk.post("/persons/", {"names": [{"text": each, "language": "en"} for each in names]})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["person_id"])


def done(desk: Desk, person_id: str, what: str, **body: Any) -> dict[str, Any]:
    answer = desk.post(f"/persons/{person_id}/{what}", body)
    assert answer.status_code == 201, answer.content
    told: dict[str, Any] = answer.json()
    return told


def nominated(desk: Desk, case_id: str, person_id: str) -> str:
    body = {"person_id": person_id, "sending": "RU", "receiving": "US", "post": "Ambassador"}
    answer = desk.post(f"/cases/{case_id}/request-agrement", body)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["entity_id"])


class Records:
    """Two records of one person: one named on an open file, the other on one that few see."""

    def __init__(self, both: Desk, settled: Settled) -> None:
        self.both, self.settled = both, settled
        self.open_name, self.closed_name = (f"{each}{uuid4().hex[:8]}" for each in ("Xenia ", "Dragomir "))
        self.open, self.closed = registered(both, self.open_name), registered(both, self.closed_name)
        self.open_file = both.opens(title="Open")
        self.closed_file = both.opens(title="Closed", level="confidential", compartments=["CLOSED"])
        self.open_nomination = nominated(both, self.open_file, self.open)
        self.closed_nomination = nominated(both, self.closed_file, self.closed)
        settled()

    def merge(self, merged: str, into: str) -> None:
        done(self.both, merged, "merge-persons", into_id=into, reason=f"{self.closed_name} has this passport")
        self.settled()

    def undo(self, merged: str, into: str) -> None:
        done(self.both, merged, "undo-merge", into_id=into, reason="two passports")
        self.settled()


@pytest.fixture
def records(both: Desk, settled: Settled) -> Records:
    return Records(both, settled)


def everything(desk: Desk, records: Records) -> list[tuple[Any, ...]]:
    """All that a reader is answered about both records, to the letter."""
    asked = [
        *(f"/persons/{each}/" for each in (records.open, records.closed)),
        *(f"/nominations/?person_id={each}" for each in (records.open, records.closed)),
        *(f"/search/?q={each.split()[1]}" for each in (records.open_name, records.closed_name)),
        *(f"/search/?q=Ambassador -{each.split()[1]}" for each in (records.open_name, records.closed_name)),
        f"/cases/{records.open_file}/nominations/",
        f"/cases/{records.open_file}/timeline/",
    ]
    answers = [desk.get(path) for path in asked]
    listed = [each for each in _persons(desk) if each["person_id"] in (records.open, records.closed)]
    told = [(each.status_code, _without_moments(each), each.get("ETag")) for each in answers]
    return [*told, tuple(map(str, listed))]


def _without_moments(answer: Any) -> Any:
    body = answer.json()
    for moment in ("evaluated_at", "request_id"):
        body.pop(moment, None)
    return body


def _persons(desk: Desk) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while True:
        answer = desk.get(f"/persons/?limit=200{f'&cursor={cursor}' if cursor else ''}").json()
        found += answer["results"]
        if not (cursor := answer["next"]):
            return found


class TestMerge:
    def test_lets_either_id_answer_with_the_person_who_is_kept(self, records: Records) -> None:
        records.merge(records.open, records.closed)
        both = records.both
        for person_id, merged_into in ((records.open, records.closed), (records.closed, None)):
            found = both.get(f"/persons/{person_id}/").json()
            assert (found["person_id"], found["merged_into"]) == (records.closed, merged_into)
            assert found["names"][0]["text"] == records.closed_name
            (other,) = found["also_recorded_as"]
            assert (other["person_id"], other["merged_into"]) == (records.open, records.closed)
            assert other["names"][0]["text"] == records.open_name
            assert "passport" in other["reason"]
            assert other["asserted"]["sides"] == ["NO"]
            assert {each["case_id"] for each in found["files"]} == {records.open_file, records.closed_file}
        listed = [each["person_id"] for each in _persons(both)]
        assert records.closed in listed
        assert records.open not in listed

    def test_leaves_files_as_they_were_recorded_and_lists_them_under_either_id(
        self, records: Records
    ) -> None:
        records.merge(records.open, records.closed)
        for person_id in (records.open, records.closed):
            rows = records.both.get(f"/nominations/?person_id={person_id}").json()["results"]
            named = {each["nomination_id"]: each["person_id"] for each in rows}
            assert named == {
                records.open_nomination: records.open,
                records.closed_nomination: records.closed,
            }

    def test_tells_the_title_of_the_day_from_whichever_record(self, desk: Desk, records: Records) -> None:
        done(records.both, records.closed, "record-title", title="Consul", since={"edtf": "2020-01-01"})
        records.merge(records.closed, records.open)
        for person_id in (records.open, records.closed):
            assert records.both.get(f"/persons/{person_id}/").json()["title"]["title"] == "Consul"
        assert desk.get(f"/persons/{records.open}/").json()["title"] is None

    @pytest.mark.parametrize("which", ["open", "closed"])
    def test_finds_them_once_under_either_name_with_both_nominations(
        self, records: Records, which: str
    ) -> None:
        records.merge(records.open, records.closed)
        found = search(records.both, getattr(records, f"{which}_name"))
        persons = [each for each in found if each["kind"] == "person"]
        assert [(each["person_id"], each["label"]) for each in persons] == [
            (records.closed, records.closed_name)
        ]
        assert {each["part_id"] for each in found if each["kind"] == "nomination"} == {
            records.open_nomination,
            records.closed_nomination,
        }

    def test_lists_them_under_either_id_as_of_another_time_too(self, records: Records) -> None:
        records.merge(records.open, records.closed)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        for person_id in (records.open, records.closed):
            path = f"/cases/{records.open_file}/nominations/?person_id={person_id}&known_at={now}"
            rows = records.both.get(path).json()["results"]
            assert [each["person_id"] for each in rows] == [records.open]

    @pytest.mark.parametrize("kept", ["open", "closed"])
    def test_changes_nothing_for_whoever_sees_one_record_alone(
        self, desk: Desk, records: Records, kept: str
    ) -> None:
        before = everything(desk, records)
        merged = {"open": records.closed, "closed": records.open}[kept]
        records.merge(merged, getattr(records, kept))
        after = everything(desk, records)
        assert after == before
        told = str(after)
        assert records.closed not in told.replace(f"person_id={records.closed}", "")
        assert records.closed_name.split()[1] not in told
        assert after[0][0] == 200
        assert after[1][0] == 404
        # Whoever sees both is told: the test can fail.
        assert records.both.get(f"/persons/{records.open}/").json()["also_recorded_as"] != []

    def test_shows_of_a_chain_what_hangs_together_in_what_the_reader_sees(
        self, desk: Desk, records: Records
    ) -> None:
        name = f"Ivan {uuid4().hex[:8]}"
        third = registered(records.both, name)
        nominated(records.both, records.open_file, third)
        records.settled()
        records.merge(records.open, records.closed)
        records.merge(records.closed, third)
        for person_id in (records.open, records.closed, third):
            found = records.both.get(f"/persons/{person_id}/").json()
            assert found["person_id"] == third
            assert {each["person_id"] for each in found["also_recorded_as"]} == {records.open, records.closed}
        for person_id in (records.open, third):
            found = desk.get(f"/persons/{person_id}/").json()
            assert (found["person_id"], found["also_recorded_as"]) == (person_id, [])

    def test_is_undone(self, desk: Desk, records: Records) -> None:
        before = everything(records.both, records)
        records.merge(records.open, records.closed)
        assert everything(records.both, records) != before
        records.undo(records.open, records.closed)
        assert everything(records.both, records) == before
        body = {"into_id": records.closed, "reason": "again"}
        is_problem(records.both.post(f"/persons/{records.open}/undo-merge", body), 409, "not_merged")

    def test_is_refused_by_name(self, records: Records) -> None:
        body = {"into_id": records.closed, "reason": "one passport"}
        path = f"/persons/{records.open}/merge-persons"
        itself = {**body, "into_id": records.open}
        is_problem(records.both.post(path, itself), 409, "person_merged_into_itself")
        unknown = {**body, "into_id": str(uuid4())}
        is_problem(records.both.post(path, unknown), 404, "person_unknown")
        is_problem(records.both.post(path, {"into_id": records.closed, "reason": " "}), 422, "not_valid")
        records.merge(records.open, records.closed)
        is_problem(records.both.post(path, body), 409, "person_merged_already")
        back = {**body, "into_id": records.open}
        is_problem(
            records.both.post(f"/persons/{records.closed}/merge-persons", back),
            409,
            "merged_the_other_way_round",
        )

    @pytest.mark.parametrize("what", ["merge-persons", "undo-merge"])
    def test_is_not_for_whoever_does_not_see_both(self, desk: Desk, records: Records, what: str) -> None:
        told = []
        for into_id in (records.closed, str(uuid4())):
            body = {"into_id": into_id, "reason": "a guess"}
            problem = is_problem(desk.post(f"/persons/{records.open}/{what}", body), 404, "person_unknown")
            problem.pop("request_id")
            told.append(problem)
        assert told[0] == told[1]
        body = {"into_id": records.open, "reason": "a guess"}
        is_problem(desk.post(f"/persons/{records.closed}/{what}", body), 404, "person_unknown")


class TestRecord:
    @pytest.mark.parametrize("of", ["persons", "properties"])
    def test_takes_nothing_from_whoever_does_not_see_it(self, desk: Desk, of: str, settled: Settled) -> None:
        whose = Desk(officer())
        one = {"persons": "person", "properties": "property"}[of]
        more = {} if of == "persons" else {"country": "US"}
        begun = whose.post(f"/{of}/", {"names": [{"text": "Known to few", "language": "en"}], **more})
        key, unknown = begun.json()[f"{one}_id"], str(uuid4())
        command = {"persons": "add-name", "properties": "add-property-name"}[of]
        name = {"name": {"text": "Known to more", "language": "en"}}
        for each in (name, {}):  # what is sent is not looked at before
            told = [desk.post(f"/{of}/{one_id}/{command}", each) for one_id in (key, unknown)]
            bodies = [is_problem(answer, 404, f"{one}_unknown") for answer in told]
            assert [body.pop("particulars") for body in bodies] == [
                {f"{one}_id": key},
                {f"{one}_id": unknown},
            ]
            assert bodies[0] | {"request_id": ""} == bodies[1] | {"request_id": ""}
        assert whose.post(f"/{of}/{key}/{command}", name).status_code == 201  # before it is projected
        settled()
        assert whose.post(f"/{of}/{key}/{command}", name | {"language": "en"}).status_code in (201, 409)
        is_problem(desk.post(f"/{of}/{key}/{command}", name), 404, f"{one}_unknown")


class TestTitle:
    def test_is_told_as_of_a_day(self, desk: Desk, settled: Settled) -> None:
        person_id = registered(desk, "A. Darchiev")
        done(desk, person_id, "record-title", title="Director", since={"edtf": "2024-01-01"})
        told = done(desk, person_id, "record-title", title="Ambassador", since={"edtf": "2025-03-06"})
        nominated(desk, desk.opens(), person_id)
        settled()
        path = f"/persons/{person_id}/"
        for day, title in (("2023-01-01", None), ("2025-03-05", "Director"), ("2025-03-06", "Ambassador")):
            found = desk.get(f"{path}?on={day}").json()
            assert (found["on"], (found["title"] or {}).get("title")) == (day, title)
        assert desk.get(path).json()["title"]["title"] == "Ambassador"
        is_problem(desk.get(f"{path}?on=yesterday"), 400, "parameter_malformed")
        is_problem(desk.get(f"{path}?audience=own"), 400, "unknown_parameter")
        done(desk, person_id, "withdraw-title", event_id=told["event_ids"][0], reason="not yet")
        settled()
        found = desk.get(path).json()
        assert found["title"]["title"] == "Director"
        assert [(each["title"], each["reason"]) for each in found["titles_in_error"]] == [
            ("Ambassador", "not yet")
        ]

    def test_of_a_delegate_stays_as_it_was_on_that_day(self, desk: Desk, settled: Settled) -> None:
        person_id, case_id = registered(desk, "A. Darchiev"), desk.opens()
        round_id, _ = desk.proposes(case_id)
        members = [{"person_id": person_id, "title": "Director", "head": True}]
        body = {"round_id": round_id, "delegation": {"party": "RU", "members": members}}
        assert desk.post(f"/cases/{case_id}/name-delegation", body).status_code == 201
        done(desk, person_id, "record-title", title="Ambassador", since={"edtf": "2020-01-01"})
        settled()
        row = desk.get(f"/cases/{case_id}/rounds/{round_id}/").json()
        assert row["delegations"][0]["members"][0]["title"] == "Director"
        assert desk.get(f"/persons/{person_id}/").json()["title"]["title"] == "Ambassador"


class TestName:
    def test_is_put_right_and_stays_findable(self, desk: Desk, settled: Settled) -> None:
        wrong, right = f"Wrong{uuid4().hex[:8]}", f"Right{uuid4().hex[:8]}"
        person_id = registered(desk, wrong)
        nominated(desk, desk.opens(), person_id)
        settled()
        path = f"/persons/{person_id}/"
        before = desk.get(path)
        event_id = before.json()["names"][0]["event_id"]
        instead = {"text": right, "language": "ru", "script": "Latn", "kind": "transliteration"}
        done(desk, person_id, "correct-person-name", event_id=event_id, text=wrong, instead=instead)
        settled()
        after = desk.get(path)
        assert [(each["text"], each["kind"]) for each in after.json()["names"]] == [
            (right, "transliteration")
        ]
        assert [each["text"] for each in after.json()["names_in_error"]] == [wrong]
        assert after["ETag"] != before["ETag"]
        for name in (wrong, right):
            assert [each["label"] for each in search(desk, name) if each["kind"] == "person"] == [right]

    def test_orders_the_list(self, desk: Desk, settled: Settled) -> None:
        mark, case_id = uuid4().hex[:8], desk.opens()
        for name in ("Åse", "Émile", "anna", "Яков", "Øystein"):
            nominated(desk, case_id, registered(desk, f"zzz{mark} {name}"))
        settled()
        listed = desk.get("/persons/?ordering=-name&limit=200").json()["results"]
        named = [text for each in listed if mark in (text := each["names"][0]["text"])]
        assert [each.split()[1] for each in reversed(named)] == ["anna", "Åse", "Émile", "Øystein", "Яков"]
        is_problem(desk.get("/persons/?ordering=title"), 400, "parameter_malformed")

    def test_orders_the_list_by_an_index_and_shows_persons_through_indexes(self) -> None:
        asked = queries.Asked(parameters={}, ordering="name", limit=50, at=datetime.now(UTC))
        order = PERSONS.orders["name"]
        statement = queries._page_statement(PERSONS, order, asked, going_on=False, shadowed="")
        reader = Reader(username="astrid", level="secret").parameters()
        with transaction.atomic(), connection.cursor() as asking:
            asking.execute("set local enable_seqscan = off; set local enable_sort = off")
            asking.execute(f"explain {statement.as_string(None)}", {**reader, "limit": 50})
            plan = "\n".join(line for (line,) in asking.fetchall())
        for index in ("persons_2", "consultations_labels_pkey", "namings_1"):
            assert index in plan
        assert "Seq Scan" not in plan
