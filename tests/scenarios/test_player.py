"""Playing scenarios beside each other, and beside what was recorded by hand."""

import json
from uuid import UUID, uuid4

from consultations.domain.parties import party_id
from consultations.eventlog import read
from consultations.scenarios import player, scenario

PARTY = {
    "in": "@party:QA",
    "do": "RegisterParty",
    "code": "QA",
    "names": [{"text": "Qatar", "language": "en"}],
}
OPEN = {
    "in": "@talks",
    "do": "OpenCase",
    "case_id": "@talks",
    "title": "Tea",
    "subject": "Duties on tea",
    "parties": [{"code": "QA"}, {"code": "GB"}],
}
HELD = {
    "in": "@talks",
    "do": "HoldRound",
    "round_id": "@round-1",
    "on": {"edtf": "1911-05"},
    "asserted": {"sides": ["QA"]},
    "as": "@held",
}
DENIED = {"in": "@talks", "do": "DenyClaim", "event_id": "@held", "asserted": {"sides": ["GB"]}}


def story(*entries: object) -> scenario.Scenario:
    said = {"scenario": f"tea-{uuid4()}", "about": "Tea.", "actor": "ragnhild", "entries": entries}
    return scenario.read(json.dumps(said).encode())


class TestPlay:
    def test_leaves_a_party_as_another_story_registered_it(self) -> None:
        other = PARTY | {"names": [{"text": "State of Qatar", "language": "en"}]}
        player.play(story(PARTY))
        before = len(read.stream(party_id("QA")))
        played = player.play(story(other, OPEN))
        assert (played.repeated, played.events) == (1, 1)
        assert len(read.stream(party_id("QA"))) == before

    def test_speaks_of_the_event_that_an_entry_gave_a_name(self) -> None:
        told = story(OPEN, HELD, DENIED)
        for _ in range(2):
            player.play(told)
        opened, held, denied = read.stream(told.id_of("talks"))
        assert (held.type, denied.type) == ("RoundHeld", "ClaimDenied")
        assert _event_id(denied.event) == held.event_id != told.id_of("held")
        assert opened.version == 1


def _event_id(event: object) -> UUID:
    found = getattr(event, "event_id", None)
    assert isinstance(found, UUID)
    return found
