"""Playing a scenario: each entry through the real command handler, once, however often it is played."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid5

from consultations.domain.message import Refused
from consultations.handler import Key, Receipt, handle
from consultations.scenarios.scenario import SCENARIOS, Entry, Scenario

OWNER = "scenario"
"""Whose keys the answers are kept under."""


class EntryRefused(Exception):
    """An entry does not stand beside what is on the file already; those before it have been recorded."""

    def __init__(self, entry: Entry, refused: Refused) -> None:
        """Say which entry, and what stands in its way."""
        super().__init__(f"{self.__doc__}\n{entry}: {type(refused).__name__}: {refused}")
        self.entry, self.refused = entry, refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Played:
    """What playing a scenario led to."""

    scenario: str
    entries: int
    repeated: int
    """Entries that had been played before, and were left as they are."""
    events: int
    """Events recorded now."""


def play(scenario: Scenario, after_each: Callable[[Entry], None] = lambda entry: None) -> Played:
    """Record every entry, in order; an entry played before is recognised and changes nothing.

    Raises EntryRefused where the file holds something else that stands in an entry's way.
    """
    repeated = events = 0
    for entry in scenario.entries:
        receipt = _handled(scenario, entry)
        repeated += receipt.repeated
        events += 0 if receipt.repeated else len(receipt.events)
        after_each(entry)
    return Played(scenario=scenario.name, entries=len(scenario.entries), repeated=repeated, events=events)


def _handled(scenario: Scenario, entry: Entry) -> Receipt:
    said = entry.digest.hex()
    try:
        return handle(
            entry.command,
            stream_id=entry.stream_id,
            actor=entry.actor,
            command_id=uuid5(SCENARIOS, f"{scenario.name} {said}"),
            correlation_id=uuid5(SCENARIOS, scenario.name),
            key=Key(owner=OWNER, key=f"{scenario.name} {said}", fingerprint=entry.digest),
        )
    except Refused as refused:
        raise EntryRefused(entry, refused) from refused
