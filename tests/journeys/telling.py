"""Telling a story over REST, entry by entry, as its officers would."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import msgspec

from consultations.api.commands import BEGINNING, COLLECTIONS, kind_of
from consultations.domain.message import slug
from consultations.scenarios.entries import Entry
from consultations.scenarios.player import of_events
from tests.api.desk import Desk

Answers = dict[Entry, Any]
"""The answer to each entry that was told."""


class Telling:
    """What has been told so far, each entry at the desk of whoever records it."""

    def __init__(self, desk_of: Callable[[str], Desk]) -> None:
        self.desk_of = desk_of
        self.answers: Answers = {}
        self.tags: dict[str, str] = {}
        self.recorded: dict[UUID, UUID] = {}

    def tell(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            answer = self._post(entry)
            # Parties, persons and sources are the same in all stories: another one may have told of them before.
            assert answer.status_code == 201 or kind_of(type(entry.command)) != "case", answer.content
            self.answers[entry] = answer

    def _post(self, entry: Entry) -> Any:
        command = of_events(entry.command, self.recorded)
        sent = msgspec.to_builtins(command)
        seen = (
            {"If-Match": self.tags[str(sent.get(command.about, entry.stream_id))]} if command.guarded else {}
        )
        answer = self.desk_of(entry.actor).post(address(entry), sent, **seen)
        if answer.status_code == 201:
            told = answer.json()
            self.tags[told["entity_id"]] = answer["ETag"]
            if entry.known_as:
                self.recorded[entry.known_as] = UUID(told["event_ids"][0])
        return answer


def address(entry: Entry) -> str:
    """Where the command of an entry is posted."""
    command = type(entry.command)
    collection = COLLECTIONS[kind_of(command)]
    begins = command in BEGINNING
    return f"/{collection}/" if begins else f"/{collection}/{entry.stream_id}/{slug(command)}"


def read(desk: Desk, path: str) -> Any:
    """What is found there."""
    answer = desk.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()
