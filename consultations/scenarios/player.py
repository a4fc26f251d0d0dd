"""Playing a scenario: each entry through the real command handler, once, however often it is played."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from consultations.domain.message import Command, Refused
from consultations.domain.parties import PartyRegisteredAlready
from consultations.domain.persons import PersonRegisteredAlready
from consultations.domain.properties import PropertyRegisteredAlready
from consultations.domain.registers import RegisterOpenedAlready
from consultations.domain.sources import SourceRegisteredAlready
from consultations.handler import Key, Receipt, handle
from consultations.scenarios.scenario import SCENARIOS, Entry, Scenario

OWNER = "scenario"
"""Whose keys the answers are kept under."""
REGISTERED_ALREADY = (
    PartyRegisteredAlready,
    PersonRegisteredAlready,
    PropertyRegisteredAlready,
    RegisterOpenedAlready,
    SourceRegisteredAlready,
)
"""Registers are shared: a story may be of parties and persons that others have told of."""


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
    """Entries that had been played before, or register what the register has; they were left as they are."""
    events: int
    """Events recorded now."""


def play(scenario: Scenario, after_each: Callable[[Entry], None] = lambda entry: None) -> Played:
    """Record every entry, in order.

    An entry played before is recognised and changes nothing, and neither does one that registers what is registered.
    Raises EntryRefused where the file holds something else that stands in an entry's way.
    """
    repeated = events = 0
    recorded: dict[UUID, UUID] = {}
    for entry in scenario.entries:
        receipt = _handled(scenario, entry, recorded)
        if receipt and entry.known_as and receipt.event_ids:
            recorded[entry.known_as] = receipt.event_ids[0]
        if receipt and not receipt.repeated:
            events += len(receipt.events)
        else:
            repeated += 1
        after_each(entry)
    return Played(scenario=scenario.name, entries=len(scenario.entries), repeated=repeated, events=events)


def of_events(command: Command, recorded: Mapping[UUID, UUID]) -> Command:
    """The same command, with the ids of recorded events where it has what a scenario calls them."""
    fields = {field.name: getattr(command, field.name) for field in dataclasses.fields(command)}
    named: dict[str, Any] = {
        name: recorded[value]
        for name, value in fields.items()
        if isinstance(value, UUID) and value in recorded
    }
    return dataclasses.replace(command, **named)


def _handled(scenario: Scenario, entry: Entry, recorded: Mapping[UUID, UUID]) -> Receipt | None:
    said = entry.digest.hex()
    try:
        return handle(
            of_events(entry.command, recorded),
            stream_id=entry.stream_id,
            actor=entry.actor,
            command_id=uuid5(SCENARIOS, f"{scenario.name} {said}"),
            correlation_id=uuid5(SCENARIOS, scenario.name),
            key=Key(owner=OWNER, key=f"{scenario.name} {said}", fingerprint=entry.digest),
        )
    except REGISTERED_ALREADY:
        return None
    except Refused as refused:
        raise EntryRefused(entry, refused) from refused
