"""Moves the projections along the log: each batch and its checkpoints in one transaction, so exactly once.

The log is taken shard by shard. One batch of a shard is read once and goes into every projection that is behind.
"""

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any, Final

import django.db
import psycopg
from django.db import connection, transaction

from consultations.eventlog import read
from consultations.eventlog.read import Stored
from consultations.eventlog.seal import seal
from consultations.eventlog.shards import SHARDS
from consultations.projections import (
    agenda,
    agreements,
    checkpoints,
    claims,
    commitments,
    contacts,
    correspondence,
    custody,
    deadlines,
    docket,
    documents,
    followups,
    holds,
    labels,
    mandate,
    measures,
    milestones,
    namings,
    nominations,
    numbers,
    outcomes,
    parking,
    parties,
    persons,
    premises,
    properties,
    proposals,
    reciprocities,
    registers,
    relations,
    rounds,
    rows,
    search,
    sources,
    standpoints,
    statements,
    timeline,
)
from consultations.projections.checkpoints import GIVEN_UP, WARY, Mark
from consultations.projections.intake import Change, fold_in
from consultations.projections.projection import Projection

log = logging.getLogger(__name__)
Some = Sequence[Projection[Any]]

ALL: Final[tuple[Projection[Any], ...]] = (
    labels.PROJECTION,
    docket.PROJECTION,
    timeline.PROJECTION,
    namings.PROJECTION,
    relations.PROJECTION,
    mandate.PROJECTION,
    agenda.PROJECTION,
    standpoints.PROJECTION,
    proposals.PROJECTION,
    contacts.PROJECTION,
    rounds.PROJECTION,
    correspondence.PROJECTION,
    commitments.PROJECTION,
    agreements.PROJECTION,
    followups.PROJECTION,
    milestones.PROJECTION,
    outcomes.PROJECTION,
    nominations.PROJECTION,
    statements.PROJECTION,
    claims.PROJECTION,
    measures.PROJECTION,
    reciprocities.PROJECTION,
    premises.PROJECTION,
    documents.PROJECTION,
    custody.PROJECTION,
    holds.PROJECTION,
    deadlines.PROJECTION,
    persons.PROJECTION,
    parties.PROJECTION,
    sources.PROJECTION,
    properties.PROJECTION,
    registers.PROJECTION,
    numbers.PROJECTION,
    search.PROJECTION,
    search.PERSONS,
    search.PARTIES,
    search.SOURCES,
    search.PROPERTIES,
)
"""Every projection there is. The labels come first: what has no label yet is seen by nobody."""

BATCH: Final = 500
"""Events in one transaction, which holds back the seal while it writes: about 100 ms at most."""
FEW: Final = 50
"""Events in one transaction where one of them is at fault and each file is taken by itself."""


def run(projection: Projection[Any], limit: int = BATCH) -> int:
    """Bring a projection up by one batch of at most `limit` events in each shard; gives how many it took in.

    Gives 0 where nothing is left or other workers have it in hand.
    """
    checkpoints.begin([projection.name])
    return sum(run_shard(shard, [projection], limit) for shard in range(SHARDS))


def catch_up() -> int:
    """Seal, and run every projection until nothing is left; gives how many steps the projections took.

    A file that a projection cannot take in is parked. A projection that fails for another reason is logged and
    keeps its place; the others go on. What an open transaction keeps from being sealed stays for the next call.
    """
    checkpoints.begin([each.name for each in ALL])
    total, failed = 0, set[str]()
    while True:
        sealed = seal() if read.unsealed() else 0
        moved = _advance([each for each in ALL if each.name not in failed], failed)
        if not sealed and not moved:
            return total
        total += moved


def run_shard(shard: int, projections: Some, limit: int = BATCH) -> int:
    """One batch of one shard into the projections that are behind; gives the steps they took.

    What has ended its worker before goes on alone and event by event, until the one at fault is parked.
    """
    head = read.head()
    marks = {
        each.projection: each for each in checkpoints.standing(shard, [each.name for each in projections])
    }
    behind = [each for each in projections if each.name in marks and marks[each.name].position < head]
    calm = [each for each in behind if marks[each.name].attempts < WARY]
    taken = _Batch(shard, marks, calm, head, limit).go() if calm else 0
    return taken + sum(_Batch(shard, marks, [each], head, 1).go() for each in behind if each not in calm)


def _advance(projections: Some, failed: set[str]) -> int:
    names, head = [each.name for each in projections], read.head()
    checkpoints.pass_idle(names, head)
    busy = checkpoints.shards_behind(names, head)
    # Each worker begins elsewhere, so that they rarely meet at one shard.
    in_turn = sorted(busy, key=lambda shard: (shard + os.getpid()) % SHARDS)
    return sum(_together_or_alone(shard, projections, failed) for shard in in_turn)


def _together_or_alone(shard: int, projections: Some, failed: set[str]) -> int:
    try:
        return run_shard(shard, projections)
    except Exception:
        if connection.in_atomic_block or not connection.is_usable():
            raise
    return sum(_run_or_report(shard, each, failed) for each in projections)


def _run_or_report(shard: int, projection: Projection[Any], failed: set[str]) -> int:
    try:
        return run_shard(shard, [projection])
    except Exception:
        if connection.in_atomic_block or not connection.is_usable():
            raise
        log.exception("a projection cannot go on", extra={"projection": projection.name})
        failed.add(projection.name)
        return 0


class _Batch:
    """The next events of a shard, on their way into some projections."""

    def __init__(self, shard: int, marks: dict[str, Mark], projections: Some, head: int, limit: int) -> None:
        """Read the events: the memory they take is bounded, and nothing is locked for it."""
        self.shard, self.projections = shard, projections
        self.marks = [marks[each.name] for each in projections]
        self.after = {mark.projection: mark.position for mark in self.marks}
        self.events = read.of_shard(shard, min(self.after.values()), head, limit)
        self.reach = self.events[-1].position if len(self.events) == limit else head

    def go(self) -> int:
        """Take the events in and move the checkpoints; gives the steps taken, 0 where others have them in hand."""
        if not self.events:
            return self._settle(self._leave)
        if self.marks[0].attempts >= GIVEN_UP:
            return self._settle(self._give_up)
        names = list(self.after)
        checkpoints.attempt(self.shard, names, self.reach)
        try:
            return self._go()
        except Exception:
            with suppress(django.db.Error, psycopg.Error):
                checkpoints.forgive(self.shard, names)
            raise

    def _go(self) -> int:
        try:
            changes = self._folded()
            return self._settle(lambda held: _write(changes, held))
        except Exception as error:
            if not is_of_the_event(error):
                raise
        if len(self.events) > FEW:
            self.events, self.reach = self.events[:FEW], self.events[FEW - 1].position
        return self._settle(self._take_each)

    def _folded(self) -> list[Change[Any]]:
        """What the events make of the rows, worked out with nothing locked: hold() finds out whether it still holds."""
        records = {record.position: record for record in read.decoded(self.events)}
        wanted = self._wanted(self.projections)
        return [
            fold_in(each, [records[event.position] for event in wanted[each.name]])
            for each in self.projections
        ]

    def _settle(self, write: Callable[[Some], None]) -> int:
        with transaction.atomic():
            names = checkpoints.hold(self.shard, self.marks)
            held = [each for each in self.projections if each.name in names]
            if held:
                write(held)
                checkpoints.move(self.shard, names, self.reach)
        return sum(event.position > self.after[each.name] for each in held for event in self.events)

    def _leave(self, held: Some) -> None:
        return None

    def _give_up(self, held: Some) -> None:
        for each in held:
            parking.park(each.name, self.events[0], parking.KILLED, "", GIVEN_UP)

    def _take_each(self, held: Some) -> None:
        """File by file, so that only the one at fault is parked."""
        wanted = self._wanted(held)
        for each in held:
            in_files = sorted(wanted[each.name], key=lambda event: (event.stream_id, event.position))
            for _, own in groupby(in_files, key=lambda event: event.stream_id):
                take_in_or_park(each, list(own))

    def _wanted(self, held: Some) -> dict[str, list[Stored]]:
        parked = parking.parked(list({event.stream_id for event in self.events}))
        return {
            each.name: [
                event
                for event in self.events
                if event.position > self.after[each.name] and (each.name, event.stream_id) not in parked
            ]
            for each in held
        }


def _write(changes: list[Change[Any]], held: Some) -> None:
    for each in changes:
        if each.projection in held:
            each.write()


def take_in_or_park(projection: Projection[Any], events: Sequence[Stored]) -> bool:
    """Take in the events of one file one by one, and park the file at the first that fails; whether none did.

    In the transaction that is open; the rows stay as they were before the event that fails.
    """
    for event in events:
        if event.stream_kind != projection.kind:
            continue
        try:
            with transaction.atomic():
                fold_in(projection, read.decoded([event])).write()
        except Exception as error:
            if not is_of_the_event(error):
                raise
            parking.park(projection.name, event, type(error).__name__, parking.place_of(error), 1)
            log.error(  # without the traceback, which may hold the content of the file
                "a case is parked", extra={"projection": projection.name, "position": event.position}
            )
            return False
    return True


def is_of_the_event(error: Exception) -> bool:
    """Whether an event is at fault, and not the database, its rights or its tables."""
    if isinstance(error, rows.RowContested):
        return False
    return isinstance(error, psycopg.DataError | psycopg.IntegrityError) or not isinstance(
        error, psycopg.Error | django.db.Error
    )
