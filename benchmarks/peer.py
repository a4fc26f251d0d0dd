"""The peer: the `eventsourcing` package as its documentation uses it, with its own default settings.

Its default keeps the order of events by LOCK TABLE. The mode that its settings call POSTGRES_ENABLE_DB_FUNCTIONS
is faster and takes no lock, so a reader may pass over events; it is therefore not what is measured.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event as Signal
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL
from psycopg.types.json import Jsonb

from benchmarks.material import ACTOR, ENVELOPE, File, builtins
from consultations.domain.message import Event

Members = dict[str, Any]


class CaseFile(Aggregate):
    """A case file with its notes."""

    @event("CaseOpened")
    def __init__(self, *, actor: str, envelope: Members, fields: Members) -> None:
        self.title: str = fields["title"]
        self.notes: dict[str, Members] = {}

    @event("NoteReceived")
    def note_received(self, *, actor: str, envelope: Members, fields: Members) -> None:
        """A note was received."""
        self.notes[fields["note_id"]] = {**fields, "status": "received"}

    @event("ReceiptAcknowledged")
    def receipt_acknowledged(self, *, actor: str, envelope: Members, fields: Members) -> None:
        """Its receipt was acknowledged."""
        self.notes[fields["note_id"]].update(fields, status="acknowledged")

    @event("ReplyDueSet")
    def reply_due_set(self, *, actor: str, envelope: Members, fields: Members) -> None:
        """A date was set for the reply."""
        self.notes[fields["note_id"]].update(fields)

    @event("NoteDispatched")
    def note_dispatched(self, *, actor: str, envelope: Members, fields: Members) -> None:
        """A note was sent."""
        self.notes[fields["note_id"]] = {**fields, "status": "dispatched"}

    @event("NoteAnswered")
    def note_answered(self, *, actor: str, envelope: Members, fields: Members) -> None:
        """It was answered by another."""
        self.notes[fields["note_id"]].update(fields, status="answered")


METHODS: Final[Mapping[str, Callable[..., None]]] = {
    "NoteReceived": CaseFile.note_received,
    "ReceiptAcknowledged": CaseFile.receipt_acknowledged,
    "ReplyDueSet": CaseFile.reply_due_set,
    "NoteDispatched": CaseFile.note_dispatched,
    "NoteAnswered": CaseFile.note_answered,
}


class Register(Application[UUID]):
    """The register of case files."""


@contextmanager
def register(settings: Mapping[str, str]) -> Iterator[Register]:
    """The register, open while the block runs."""
    with Register(env=dict(settings)) as opened:
        yield opened


def opened(events: Sequence[Event]) -> CaseFile:
    """A file with these events, none of them saved yet."""
    made = CaseFile(actor=ACTOR, envelope=builtins(ENVELOPE), fields=builtins(events[0]))
    for each in events[1:]:
        note(made, each)
    return made


def note(on: CaseFile, happened: Event) -> None:
    """Let one thing more happen in a file; to be saved."""
    method = METHODS[type(happened).__name__]
    method(on, actor=ACTOR, envelope=builtins(ENVELOPE), fields=builtins(happened))


def write(into: Register, written: Sequence[File]) -> list[UUID]:
    """Save whole files, each in one transaction; gives their ids."""
    made = [opened(each.events) for each in written]
    for each in made:
        into.save(each)
    return [each.id for each in made]


class Timeline(PostgresTrackingRecorder):
    """A table with a row for each event, which keeps its place in the same transaction."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.sql_create_statements.append(
            SQL(
                "create table if not exists timeline (case_id uuid, version bigint, type text, actor text, "
                "envelope jsonb, arguments jsonb, recorded_at timestamptz, primary key (case_id, version))"
            )  # type: ignore[arg-type]
        )

    def enter(self, happened: Any, tracking: Tracking) -> None:
        """Keep one event's row, and that it has been seen."""
        row = (
            happened.originator_id,
            happened.originator_version,
            type(happened).__name__,
            happened.actor,
            Jsonb(happened.envelope),
            Jsonb(happened.fields),
            happened.timestamp,
        )
        with self.datastore.transaction(commit=True) as writing:
            self._insert_tracking(writing, tracking)
            writing.execute("insert into timeline values (%s, %s, %s, %s, %s, %s, %s)", row, prepare=True)


class Entering(Projection[Timeline]):
    """Puts every event into the timeline; says when it has done enough of them."""

    enough = 0
    times: list[float]
    done: Signal

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """One event, one transaction: so its documentation has it."""
        self.view.enter(domain_event, tracking)
        self.times.append(perf_counter())
        if len(self.times) > self.enough:
            self.done.set()


def project(settings: Mapping[str, str], events: int) -> float:
    """Let the peer's own runner take in so many events; gives events per second, without its start."""
    Entering.enough, Entering.times, Entering.done = events, [], Signal()
    with ProjectionRunner(
        application_class=Register, projection_class=Entering, view_class=Timeline, env=dict(settings)
    ):
        if not Entering.done.wait(120):
            raise TimeoutError
    return events / (Entering.times[events] - Entering.times[0])
