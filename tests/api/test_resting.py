"""What rests on what is asked of one part, by those who may see its file."""

from uuid import uuid4

from tests.api.desk import Desk, Settled, is_problem, officer


def agreed(desk: Desk, case_id: str, outcome_id: str) -> str:
    """A file with a decision, an action that rests on it, and nothing else."""
    body = {"outcome_id": outcome_id, "title": "The rounds move to the capitals", "kind": "decision"}
    assert desk.post(f"/cases/{case_id}/agree-outcome", body).status_code == 201
    action = {"action_id": str(uuid4()), "title": "Visas", "kind": "visas", "rests_on": [outcome_id]}
    answer = desk.post(f"/cases/{case_id}/agree-action", action)
    assert answer.status_code == 201, answer.content
    return f"{answer.json()['entity_id']}?written={answer.json()['written']}"


class TestRestsOn:
    def test_goes_both_ways(self, settled: Settled) -> None:
        desk, outcome_id = Desk(officer()), str(uuid4())
        case_id = desk.opens()
        action_id, _, written = agreed(desk, case_id, outcome_id).partition("?")
        settled()
        of_the_outcome = desk.get(f"/cases/{case_id}/rests-on/{outcome_id}/?{written}").json()
        assert [each["part_id"] for each in of_the_outcome["resting"]] == [action_id]
        assert of_the_outcome["rests_on"] == []
        of_the_action = desk.get(f"/cases/{case_id}/rests-on/{action_id}/").json()
        assert [(each["kind"], each["part_id"]) for each in of_the_action["rests_on"]] == [
            ("outcomes", outcome_id)
        ]
        assert of_the_action["part"]["kind"] == "actions"
        assert "evaluated_at" in of_the_action

    def test_is_not_to_be_known_of_another_file(self) -> None:
        desk = Desk(officer(level="secret"))
        case_id = desk.opens(level="secret")
        below = Desk(officer(level="restricted"))
        is_problem(below.get(f"/cases/{case_id}/rests-on/{uuid4()}/"), 404, "unknown_case")
        is_problem(desk.get(f"/cases/{case_id}/rests-on/{uuid4()}/"), 404, "unknown_part")

    def test_names_what_it_does_not_understand(self) -> None:
        desk = Desk(officer())
        address = f"/cases/{desk.opens()}/rests-on/{uuid4()}/"
        is_problem(desk.get(f"{address}?sides=US"), 400, "unknown_parameter")
        is_problem(desk.get(f"{address}?side=XX"), 400, "side_unknown")
        is_problem(desk.get(f"{address}?known_at=yesterday"), 400, "parameter_malformed")
