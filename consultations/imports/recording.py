"""Recording an import: batches of lines, stream by stream, each decided in memory and appended at once.

A batch is a transaction of its own, so an import that was killed goes on where it stood. A stream that an officer
writes to meanwhile is decided again by itself, and reported if it never comes to rest; the others go on.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import IO, Final
from uuid import UUID

from django.db import transaction

from consultations.eventlog import answers, bulk
from consultations.eventlog import read as log
from consultations.eventlog.bulk import Decided
from consultations.handler import ATTEMPTS, Key, Receipt, VersionConflict, ring
from consultations.imports import lines
from consultations.imports.deciding import Course, Outcome, Tally, command_id_of
from consultations.imports.lines import Index
from consultations.scenarios import faults
from consultations.scenarios.entries import Entry, Wrong
from consultations.scenarios.faults import Fault
from consultations.strictjson import Malformed

OWNER: Final = "import"
"""Whose keys the answers are kept under."""
LINES_AT_ONCE: Final = 1_000
"""Lines recorded in one transaction: it holds back the seal, so it stays short (about 30 ms measured)."""
RESTLESS: Final = "Somebody else kept writing to this stream; import the file again."


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Some consecutive lines of one stream, as places in the index."""

    course: Course
    places: Sequence[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Import:
    """One run over a file."""

    file: IO[bytes]
    index: Index
    dry_run: bool = False
    report: Callable[[Fault], None]
    """Told every fault: first lines that cannot be read, then stream by stream."""
    after_each: Callable[[int], None]
    """Told how many lines a batch had."""

    def run(self) -> Tally:
        """Record what can be recorded; a dry run finds out what could be, and records nothing."""
        for fault in self.index.lost:
            self.report(fault)
        total = Tally(refused=len({fault.line for fault in self.index.lost}))
        for batch in self._batches():
            total += self._record(batch)
            self.after_each(sum(len(stretch.places) for stretch in batch))
        if total.events and not self.dry_run:
            ring()
        return total

    def _batches(self) -> Iterator[list[Stretch]]:
        """Whole streams up to the size of a batch; a longer stream is cut, and goes on in the next."""
        batch: list[Stretch] = []
        room = LINES_AT_ONCE
        for stream_id, places in self.index.by_stream():
            course = Course(
                stream_id=stream_id, import_name=self.index.head.name, halts_at=self.index.halts_at
            )
            at = 0
            while at < len(places):
                batch.append(Stretch(course=course, places=places[at : at + room]))
                at, room = at + len(batch[-1].places), room - len(batch[-1].places)
                if not room:
                    yield batch
                    batch, room = [], LINES_AT_ONCE
        if batch:
            yield batch

    def _record(self, batch: Sequence[Stretch]) -> Tally:
        try:
            return self._attempt(batch)
        except VersionConflict:
            return sum((self._persist(stretch) for stretch in batch), Tally())

    def _persist(self, stretch: Stretch) -> Tally:
        for _ in range(ATTEMPTS):
            try:
                return self._attempt([stretch])
            except VersionConflict:
                continue
        numbers = [self.index.numbers[place] for place in stretch.places]
        stretch.course.stopped_at = numbers[0]
        for number in numbers:
            self.report(Fault(line=number, code="version_conflict", detail=RESTLESS))
        return Tally(refused=len(numbers))

    def _attempt(self, batch: Sequence[Stretch]) -> Tally:
        outcome = self._decide(batch)
        if not self.dry_run:
            try:
                _append(outcome)
            except VersionConflict:
                for stretch in batch:
                    stretch.course.state = None
                raise
        for fault in outcome.faults:
            self.report(fault)
        return outcome.tally

    def _decide(self, batch: Sequence[Stretch]) -> Outcome:
        outcome, name = Outcome(), self.index.head.name
        read = [[self._read(place) for place in stretch.places] for stretch in batch]
        _load(batch, read)
        ids = [command_id_of(name, each) for entries in read for each in entries if isinstance(each, Entry)]
        remembered = {UUID(key) for key in answers.kept(OWNER, [str(each) for each in ids])}
        for stretch, entries in zip(batch, read, strict=True):
            stretch.course.begin_at(self.index.numbers[stretch.places[0]])
            for place, entry in zip(stretch.places, entries, strict=True):
                stretch.course.take(self.index.numbers[place], entry, remembered, outcome)
        return outcome

    def _read(self, place: int) -> Entry | list[Fault]:
        number = self.index.numbers[place]
        try:
            return lines.read(self.file, self.index, place)
        except Malformed as malformed:
            return [faults.malformed(number, malformed)]
        except Wrong as wrong:
            return list(faults.misfit(number, wrong))


def _load(batch: Sequence[Stretch], read: Sequence[Sequence[Entry | list[Fault]]]) -> None:
    unloaded = [stretch.course.stream_id for stretch in batch if stretch.course.state is None]
    found = groupby(log.histories(unloaded) if unloaded else (), key=lambda record: record.stream_id)
    histories = {stream_id: list(history) for stream_id, history in found}
    for stretch, entries in zip(batch, read, strict=True):
        if stretch.course.state is None:
            stretch.course.load(histories.get(stretch.course.stream_id, ()), entries)


@transaction.atomic(durable=True)
def _append(outcome: Outcome) -> None:
    """Record what was decided. Raises VersionConflict, and then nothing has been recorded."""
    if outcome.decided:
        bulk.append_all(outcome.decided)
    for each in outcome.unchanging:
        answers.keep(answers.answer(_key(each), _receipt(each)))


def _key(decided: Decided) -> Key:
    command_id = decided.entry.command_id
    return Key(owner=OWNER, key=str(command_id), fingerprint=command_id.bytes)


def _receipt(decided: Decided) -> Receipt:
    """What is kept of an entry that changed nothing."""
    entry = decided.entry
    return Receipt(
        stream_id=entry.stream_id,
        stream_kind=entry.stream_kind,
        version=decided.expected,
        entity_id=entry.stream_id,
        entity_version=decided.expected,
        events=(),
        event_ids=(),
    )
