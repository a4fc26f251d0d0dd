"""A client of the handler that never gives a command up: until it has the answer it repeats it under its key."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event as Pause
from typing import Any, Final
from uuid import UUID, uuid5

import django.db
import psycopg
from django.conf import settings

from consultations.domain.actions import AgreeAction
from consultations.domain.message import Command
from consultations.domain.opening import AssignCase, OpenCase
from consultations.domain.rounds import ProposeRound
from consultations.domain.values import Participant
from consultations.domain.when import on
from consultations.eventlog.answers import KeyInFlight
from consultations.handler import Key, Receipt, VersionConflict, handle
from tests.chaos.sizes import SEED, dice
from tests.conftest import logged_in

COMMANDS: Final = UUID("5b0f7a3e-52ff-4c53-9d34-0a4b8f1f8f60")
"""Name space of the ids: a client that is begun again sends the very same commands."""
A_CASE_HAS: Final = 25
"""Commands before the client opens the next file."""
AGREED: Final = "2025-04-10"
BREATH: Final = 0.01
"""Seconds between two commands, so that there is something left for the others to do."""
AGAIN: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    django.db.OperationalError,
    django.db.InterfaceError,
    KeyInFlight,
    VersionConflict,
)
"""What leaves open whether the command took effect, or says that it is being carried out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """One client; it sends as long as the file `over` is not there."""

    name: str
    app: str
    redis: str
    officer: str
    answers: Path
    """Where it notes each answer: who reads it knows what was acknowledged."""
    over: Path

    def sends(self, nth: int) -> tuple[UUID, Command]:
        """Its nth command, and the file it belongs to."""
        case_id = self.id("case", nth // A_CASE_HAS)
        match nth % A_CASE_HAS, dice(self.name, nth).random() < 0.3:
            case 0, _:
                parties = (Participant(code="RU"), Participant(code="US"))
                opens = OpenCase(case_id=case_id, title="Irritants", subject="Missions", parties=parties)
                return case_id, opens
            case 1, _:
                return case_id, AssignCase(officer=self.officer)
            case _, True:
                agreed = AgreeAction(
                    action_id=self.id("action", nth), title=f"{self.name} {nth}", occurred=on(AGREED)
                )
                return case_id, agreed
            case _:
                return case_id, ProposeRound(round_id=self.id("round", nth))

    def command_id(self, nth: int) -> UUID:
        """The id of its nth command."""
        return self.id("command", nth)

    def id(self, *names: object) -> UUID:
        """An id that it draws again when it is begun again."""
        return uuid5(COMMANDS, f"{SEED} {self.name} {' '.join(map(str, names))}")

    def acknowledged(self) -> list[dict[str, Any]]:
        """The answers it has noted."""
        if not self.answers.exists():
            return []
        return [json.loads(line) for line in self.answers.read_text().splitlines()]


def run(client: Client) -> None:
    """Go on where the answers end, until it is over."""
    # Who watches the database sees by this name whose session it is.
    os.environ["PGAPPNAME"] = client.name
    settings.REDIS_URL = settings.CELERY_BROKER_URL = client.redis
    from config.celery import app

    app.conf.broker_url = client.redis
    with logged_in(client.app), client.answers.open("ab", buffering=0) as answers:
        for nth in _numbers(client, len(client.acknowledged())):
            receipt, tries = answered(client, nth)
            told = {
                "command_id": str(client.command_id(nth)),
                "events": [str(each) for each in receipt.event_ids],
                "repeated": receipt.repeated,
                "tries": tries,
                "at": datetime.now(UTC).isoformat(),
            }
            # One write: killed in the middle of a run it leaves whole lines.
            answers.write(json.dumps(told).encode() + b"\n")


def answered(client: Client, nth: int) -> tuple[Receipt, int]:
    """Send a command under its key until there is an answer; gives also how often it was sent."""
    case_id, command = client.sends(nth)
    command_id, tries = client.command_id(nth), 0
    key = Key(owner=client.name, key=str(nth), fingerprint=command_id.bytes)
    while True:
        tries += 1
        try:
            receipt = handle(command, stream_id=case_id, actor=client.name, command_id=command_id, key=key)
        except AGAIN:
            django.db.connection.close()
            Pause().wait(BREATH * 5)
        else:
            return receipt, tries


def _numbers(client: Client, nth: int) -> Iterator[int]:
    pause = Pause()
    while not client.over.exists():
        yield nth
        nth += 1
        pause.wait(BREATH)
