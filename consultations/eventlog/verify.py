"""Verifying the log: every leaf, place and version, every kept node, the root and signature of every checkpoint.

It reads the sealed part, which is final, in batches: nothing is held open while it works.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from consultations.eventlog import checkpoint, read
from consultations.eventlog.connection import cursor, streamed
from consultations.eventlog.leaves import ENTRY, EVENT_ID, STREAM_ID
from consultations.eventlog.merkle import GrowingTree, leaf_hash
from consultations.eventlog.notes import VerifierKey
from consultations.eventlog.tree import WIDTH
from consultations.eventlog.trust import Finding, Told, held_in, unsupported

BATCH: Final = 10_000
PLACES: Final = f"""
select place.position, place.number, place.leaf, place.stream_id = event.stream_id, event.version, event.entry
from consultations_position place left join lateral (
    select event.stream_id, event.version, {ENTRY} as entry
    from consultations_event event where event.number = place.number offset 0
) event on true
where place.position > %s and place.position <= %s
order by place.position
"""
"""Each event is looked up by itself (`offset 0`): however else it were joined, whole entries would be sorted."""
BETWEEN: Final = "select count(*) from consultations_event where number > %s and number <= %s"
UNPLACED: Final = """
select event.event_id from consultations_event event
where event.number > %s and event.number <= %s
    and not exists (select from consultations_position place where place.number = event.number)
order by event.number
"""
NODES: Final = "select level, index, hash from consultations_node order by level, index"
SEAL: Final = """
select sealed_position, sealed_number,
    (select coalesce(max(position), 0) from consultations_position),
    (select coalesce(max(number), 0) from consultations_position),
    (select last_value from consultations_event_number_seq)
from consultations_seal
"""
BELOW_ALL: Final = -(2**63)
NOWHERE: Final = bytes(32)
"""Stands for a leaf that is missing."""


@dataclass(kw_only=True)
class Verdict:
    """What was found, and how much was looked at."""

    events: int = 0
    checkpoints: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify(
    trusted: Iterable[VerifierKey],
    elsewhere: Iterable[str] = (),
    seen: Callable[[int], None] = lambda events: None,
) -> Verdict:
    """Verify the sealed log against the checkpoints in the table, and against notes that were kept elsewhere.

    `trusted` are the keys that count, and those the log introduces under their signature; `seen` is told how
    many events were looked at.
    """
    held, findings = held_in([*checkpoint.kept(), *elsewhere])
    walk = _Walk(sorted({each.checkpoint.size for each in held}))
    for looked_at in walk.through(read.head()):
        seen(looked_at)
    sealing = list(_seal(walk))
    findings += [*walk.findings, *_nodes(walk.nodes), *sealing]
    findings += unsupported(held, walk.roots, walk.tree.size, _told(findings), trusted)
    return Verdict(events=walk.tree.size, checkpoints=len(held), findings=findings)


class _Walk:
    """One walk along the sealed log: the tree as the events make it, and whatever does not fit on the way."""

    def __init__(self, sizes: list[int]) -> None:
        """Take the sizes at which the root is wanted, in order."""
        self.sizes = sizes
        self.tree = GrowingTree(WIDTH)
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.roots: dict[int, bytes] = {}
        self.findings: list[Finding] = []
        self.number = BELOW_ALL
        """Of the last event walked past."""
        self._versions: dict[bytes, int] = {}

    def through(self, head: int) -> Iterator[int]:
        """Walk up to a position; gives after each batch how many events it held."""
        for start in range(0, head, BATCH):
            end = min(start + BATCH, head)
            leaves = list(self._leaves(start, end))
            within = self.sizes[bisect_right(self.sizes, start) : bisect_right(self.sizes, end)]
            for size in (*within, end):
                for level, index, node in self.tree.extend(leaves[self.tree.size - start : size - start]):
                    self.nodes[level, index] = node
                self.roots[size] = self.tree.root()
            yield end - start

    def _leaves(self, start: int, end: int) -> Iterator[bytes]:
        before, reached, events, dense = self.number, start, 0, True
        for position, number, leaf, same, version, entry in streamed(PLACES, (start, end)):
            if position != reached + 1:
                yield from self._missing(reached, position - 1)
            reached, events = position, events + (version is not None)
            dense = dense and number == self.number + 1
            yield self._leaf(position, number, leaf, same, version, entry)
        yield from self._missing(reached, end)
        if not dense:  # otherwise there is no number between these for another event
            self.unplaced(before, self.number, events)

    def unplaced(self, after: int, last: int, expected: int) -> None:
        """Find the events between two numbers that nobody gave a place, where there are more than expected."""
        if _rows(BETWEEN, after, last) != [(expected,)]:
            for (event_id,) in _rows(UNPLACED, after, last):
                self._find("event without a place", "it stands below the seal", event_id=event_id)

    def _leaf(
        self, position: int, number: int, leaf: bytes, same: bool, version: int | None, entry: bytes
    ) -> bytes:
        if version is None:
            self._find("event missing", "its place is there and it is not", position)
            return leaf
        stream_id, computed = entry[STREAM_ID], leaf_hash(entry)
        if computed != leaf:
            self._find("event changed", "it does not match its leaf", position, entry)
        if not same or number <= self.number:
            self._find("place changed", "its stream or number is not that of its event", position, entry)
        if version != self._versions.get(stream_id, 0) + 1:
            self._find("version out of order", f"version {version} of its stream", position, entry)
        self.number, self._versions[stream_id] = number, version
        return computed

    def _missing(self, after: int, last: int) -> Iterator[bytes]:
        for position in range(after + 1, last + 1):
            self._find("place missing", "the order of the log has a gap", position)
            yield NOWHERE

    def _find(
        self,
        kind: str,
        says: str,
        position: int | None = None,
        entry: bytes = b"",
        event_id: UUID | None = None,
    ) -> None:
        named = UUID(bytes=entry[EVENT_ID]) if entry else event_id
        self.findings.append(Finding(kind=kind, says=says, position=position, event_id=named))


def _nodes(computed: dict[tuple[int, int], bytes]) -> Iterator[Finding]:
    kept = {(level, index): node for level, index, node in _rows(NODES)}
    for level, index in sorted(kept.keys() | computed.keys()):
        if kept.get((level, index)) != computed.get((level, index)):
            width = WIDTH**level
            says = f"over positions {index * width + 1} to {(index + 1) * width}"
            yield Finding(kind="node changed", says=says, position=index * width + 1)


def _seal(walk: _Walk) -> Iterator[Finding]:
    """The seal stands at the last place, or past it where numbers were drawn and not used."""
    for position, number, last_position, last_number, drawn in _rows(SEAL):
        if position != last_position or not last_number <= number <= drawn:
            says = (
                f"it says {position} and number {number}, the places end at {last_position} and {last_number}"
            )
            yield Finding(kind="seal changed", says=says, position=position)
        walk.unplaced(walk.number, number, 0)


def _told(findings: list[Finding]) -> list[Told]:
    try:
        return checkpoint.told()
    except Exception as unreadable:  # whatever was done to it
        says = f"the log's own stream cannot be read: {type(unreadable).__name__}"
        findings.append(Finding(kind="keys unreadable", says=says))
        return []


def _rows(statement: str, *arguments: object) -> list[Any]:
    with cursor(binary=True) as reading:
        return reading.execute(statement, arguments).fetchall()
