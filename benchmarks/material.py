"""What is written and read: case files of notes received and answered, the same for all three sides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import count, islice
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
from django.db import transaction
from uuid_utils.compat import uuid7

from consultations.domain.message import Envelope, Event
from consultations.domain.notes import (
    NoteAnswered,
    NoteDispatched,
    NoteReceived,
    ReceiptAcknowledged,
    ReplyDueSet,
)
from consultations.domain.opening import CaseOpened
from consultations.domain.values import Asserted, Participant, Wording
from consultations.domain.when import When
from consultations.eventlog.append import Entry, Fresh, append
from consultations.eventlog.codec import encode

ACTOR: Final = "ingrid"
SENT: Final = When(edtf="2025-03-10", phrase="10 марта 2025 г.", language="ru")
DUE: Final = When(edtf="2025-05-08")
SUBJECT: Final = "Banking services for diplomatic missions: accounts of the Embassy and its staff"
ENVELOPE: Final = Envelope(
    asserted=Asserted(
        sides=("RU",), standing="official text", capacity="Ministry of Foreign Affairs", on=SENT
    ),
    occurred=SENT,
    language="en",
)
TEXT: Final = Wording(
    text="Министерство свидетельствует своё уважение Посольству и имеет честь сообщить о следующем.",
    language="ru",
    parties=("RU",),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """One case file: its id and what happened in it, not yet written anywhere."""

    case_id: UUID
    events: tuple[Event, ...]


def file(length: int) -> File:
    """A fresh file with so many events."""
    return File(case_id=uuid4(), events=tuple(islice(_history(), length)))


def files(number: int, length: int) -> list[File]:
    """So many fresh files."""
    return [file(length) for _ in range(number)]


def entry(case_id: UUID, said: Envelope = ENVELOPE) -> Entry:
    """What the events of one command have in common."""
    return Entry(
        stream_id=case_id,
        stream_kind="case",
        actor=ACTOR,
        command_id=uuid7(),
        correlation_id=uuid7(),
        envelope=said,
    )


def fresh(events: tuple[Event, ...]) -> list[Fresh]:
    """Events under ids of their own."""
    return [Fresh(event_id=uuid7(), event=event) for event in events]


def write(written: Iterable[File]) -> None:
    """Append whole files to our log, each event as one command's, under an envelope of its own."""
    for each in written:
        with transaction.atomic():
            for version, event in enumerate(each.events):
                append(entry(each.case_id, envelope(version)), fresh((event,)), version)


def builtins(message: object) -> Any:
    """A message as the dictionaries, lists and strings that its stored JSON holds."""
    return msgspec.json.decode(encode(message))


@cache
def envelope(nth: int) -> Envelope:
    """What is said of the nth event of a file: no two alike in a batch of a few hundred."""
    day = When(edtf=f"2025-{nth // 28 % 12 + 1:02}-{nth % 28 + 1:02}")
    return replace(ENVELOPE, occurred=day, asserted=replace(ENVELOPE.asserted, locator=f"p. {nth}"))


def _history() -> Iterator[Event]:
    yield CaseOpened(
        kind="consultations",
        title="Consultations on irritants",
        subject=SUBJECT,
        level="restricted",
        parties=(Participant(code="NO"), Participant(code="RU")),
    )
    for nth in count(1):
        yield from _answered_note(nth)


def _answered_note(nth: int) -> Iterator[Event]:
    note_id, answer_id = uuid4(), uuid4()
    yield NoteReceived(
        note_id=note_id,
        from_party="RU",
        to_party="NO",
        subject=SUBJECT,
        number=f"{nth}/дн",
        place="Oslo",
        authentic_languages=("ru",),
        texts=(TEXT,),
        received_on=SENT,
    )
    yield ReceiptAcknowledged(note_id=note_id, acknowledged_on=SENT, their_number=f"25/{nth:05}")
    yield ReplyDueSet(note_id=note_id, reply_due=DUE, rule="two months after receipt")
    yield NoteDispatched(
        note_id=answer_id,
        from_party="NO",
        to_party="RU",
        subject=SUBJECT,
        number=f"25/{nth:05}-2",
        in_reply_to=note_id,
        sent_on=DUE,
    )
    yield NoteAnswered(note_id=note_id, answer_id=answer_id, answered_on=DUE)
