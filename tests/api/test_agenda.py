"""What is on the table, as a desk asks for it: irritants, positions, proposals, contacts, each by its filters."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.desk import Desk, Settled, is_problem, officer

RU_SAYS = {"sides": ["RU"], "standing": "press", "on": {"edtf": "2025-06-11"}}
US_SAYS = {"sides": ["US"], "standing": "official text", "on": {"edtf": "2025-06-12"}}


class Table:
    """A file with something on the table."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.case_id = desk, desk.opens()
        self.round_id, _ = desk.proposes(self.case_id)
        raised = {"party": "RU", "title": "Property", "kind": "return of property", "asserted": RU_SAYS}
        self.irritant_id = self.records("raise-irritant", raised)
        self.proposal_id = self.records(
            "put-forward-proposal",
            {
                "party": "RU",
                "title": "Roadmap",
                "kind": "roadmap",
                "addressed_to": ["US"],
                "irritant_ids": [self.irritant_id],
                "asserted": RU_SAYS,
            },
        )

    def records(self, command: str, body: dict[str, Any]) -> str:
        """Record something; gives the id of the part it is about."""
        answer = self.desk.post(f"/cases/{self.case_id}/{command}", body)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["entity_id"])

    def asked(self, question: str) -> list[dict[str, Any]]:
        """What the file answers."""
        rows: list[dict[str, Any]] = self.desk.get(f"/cases/{self.case_id}/{question}").json()["results"]
        return rows


@pytest.fixture
def desk() -> Desk:
    return Desk(officer())


@pytest.fixture
def table(desk: Desk) -> Table:
    return Table(desk)


class TestIrritants:
    def test_stand_with_the_priority_of_each_side(self, table: Table, settled: Settled) -> None:
        on = {"irritant_id": table.irritant_id}
        for party, priority, asserted in (("RU", "first", RU_SAYS), ("US", "low", US_SAYS)):
            declared = on | {"party": party, "priority": priority, "asserted": asserted}
            table.records("declare-priority", declared)
        settled()
        (row,) = table.asked("irritants/?priority_of=US&raised_by=RU&kind=return of property")
        told = [(each["party"], each["priority"]) for each in row["priorities"]]
        assert told == [("RU", "first"), ("US", "low")]
        assert (row["status"], row["status_asserted"]["sides"]) == ("raised", ["RU"])
        assert table.asked("irritants/?priority_of=TR") == table.asked("irritants/?raised_by=US") == []

    def test_are_found_by_the_round_they_are_on_the_agenda_of(self, table: Table, settled: Settled) -> None:
        table.records("place-on-agenda", {"irritant_id": table.irritant_id, "round_id": table.round_id})
        settled()
        (row,) = table.asked(f"irritants/?round_id={table.round_id}")
        assert (row["irritant_id"], row["status"]) == (table.irritant_id, "on the agenda")
        assert table.asked(f"irritants/?round_id={uuid4()}") == []
        (placed,) = table.asked("timeline/?type=IrritantPlacedOnAgenda")
        assert placed["sentence"] == "Round 1, on its agenda: the irritant"

    def test_are_found_by_who_disputes_them(self, table: Table, settled: Settled) -> None:
        table.records("dispute-irritant", {"irritant_id": table.irritant_id, "party": "US"})
        settled()
        (row,) = table.asked("irritants/?disputed_by=US")
        assert row["disputed_by"] == ["US"]
        assert table.asked("irritants/?disputed_by=RU") == []

    def test_are_resolved_as_one_side_has_it(self, table: Table, settled: Settled) -> None:
        said = {"irritant_id": table.irritant_id, "extent": "in full", "asserted": RU_SAYS}
        settled()
        tag = table.desk.get(f"/cases/{table.case_id}/irritants/{table.irritant_id}/")["ETag"]
        address = f"/cases/{table.case_id}/resolve-irritant"
        is_problem(table.desk.post(address, said), 428, "tag_missing")
        assert table.desk.post(address, said, **{"If-Match": tag}).status_code == 201
        settled()
        (row,) = table.asked("irritants/?status=resolved in full")
        assert row["status_asserted"]["sides"] == ["RU"]
        assert table.asked("irritants/?side=US") == []


class TestProposals:
    def test_tell_who_has_still_to_answer_and_how_the_others_did(
        self, table: Table, settled: Settled
    ) -> None:
        settled()
        (open_one,) = table.asked(f"proposals/?awaiting=US&irritant_id={table.irritant_id}&party=RU")
        assert open_one["status"] == "put forward"
        answer = {"proposal_id": table.proposal_id, "party": "US", "asserted": US_SAYS}
        table.records("answer-proposal", answer | {"answer": "taken ad referendum"})
        table.records("answer-proposal", answer | {"answer": "accepted in part"})
        settled()
        assert table.asked("proposals/?awaiting=US") == []
        (row,) = table.asked("proposals/?status=accepted in part&kind=roadmap")
        assert [(each["party"], each["answer"]) for each in row["answers"]] == [("US", "accepted in part")]


class TestPositions:
    def test_are_found_by_party_and_by_irritant(self, table: Table, settled: Settled) -> None:
        for party, text in (("RU", "all six"), ("US", "access first")):
            wording = {"text": text, "language": "en", "parties": [party]}
            stated = {"party": party, "subject": "Property", "wording": wording}
            table.records("record-position", stated | {"irritant_id": table.irritant_id})
        settled()
        both = table.asked(f"positions/?irritant_id={table.irritant_id}")
        assert {each["party"]: each["texts"][0]["text"] for each in both} == {
            "RU": "all six",
            "US": "access first",
        }
        (theirs,) = table.asked("positions/?party=US")
        assert theirs["status"] == "stated"


class TestContacts:
    def test_are_found_by_kind_level_and_direction(self, table: Table, settled: Settled) -> None:
        table.records("hold-meeting", {"subject": "Irritants", "level": "ministers"})
        made = {"from_party": "US", "to_party": "RU", "subject": "Staff", "level": "heads of mission"}
        table.records("receive-demarche", made | {"instruction": "No. 117"})
        settled()
        (met,) = table.asked("contacts/?kind=meeting&level=ministers")
        assert (met["subject"], met["status"]) == ("Irritants", "held")
        (received,) = table.asked("contacts/?from_party=US&to_party=RU")
        assert (received["kind"], received["instruction"]) == ("démarche", "No. 117")

    def test_show_who_took_part_to_whoever_sees_the_file(self, table: Table, settled: Settled) -> None:
        named = {"names": [{"text": "S. Lavrov", "language": "en"}]}
        person_id = table.desk.post("/persons/", named).json()["person_id"]
        contact_id = table.records("hold-meeting", {"subject": "Irritants"})
        settled()
        colleague = Desk(officer())
        is_problem(colleague.get(f"/persons/{person_id}/"), 404, "unknown_person")
        members = [{"person_id": person_id, "title": "Minister of Foreign Affairs", "head": True}]
        table.records(
            "name-participants",
            {"contact_id": contact_id, "delegation": {"party": "RU", "members": members}},
        )
        settled()
        assert colleague.get(f"/persons/{person_id}/").json()["names"][0]["text"] == "S. Lavrov"
        is_problem(Desk(officer(level="public")).get(f"/persons/{person_id}/"), 404, "unknown_person")
        (named_there,) = table.asked("timeline/?type=ParticipantsNamed")
        assert "S. Lavrov (Minister of Foreign Affairs)" in named_there["sentence"]
