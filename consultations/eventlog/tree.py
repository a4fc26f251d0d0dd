"""The log's Merkle tree as it is kept: leaves beside the positions, and a node for every 256 below it."""

from collections.abc import Iterator, Sequence
from typing import Final

from consultations.eventlog.connection import cursor
from consultations.eventlog.merkle import root_over

WIDTH: Final = 256
"""Subtrees under one kept node, as in C2SP tlog-tiles: any root needs few reads, and the log grows by 0.4 % for it."""

KEPT: Final = "select coalesce(max(index) + 1, 0) from consultations_node where level = %s"
LEAVES: Final = """
select leaf from consultations_position where position > %s and position <= %s order by position
"""
NODES: Final = """
select hash from consultations_node where level = %s and index >= %s and index < %s order by index
"""
KEEP: Final = """
insert into consultations_node (level, index, hash)
select %s, %s + fresh.nth - 1, fresh.hash from unnest(%s::bytea[]) with ordinality as fresh (hash, nth)
"""


class TreeIncomplete(Exception):
    """Leaves or nodes are missing that the sealed log must have."""


def grow(size: int, last: Sequence[bytes] = ()) -> None:
    """Keep a node for every 256 leaves, or nodes, that the first `size` leaves complete.

    `last` are the last of these leaves, as far as they are at hand: they need not be read.
    """
    level, below = 0, size
    while below >= WIDTH:
        kept, complete = _kept(level + 1), below // WIDTH
        roots = list(_roots(_hashed(level, kept * WIDTH, below, last), complete - kept))
        if roots:
            with cursor() as writing:
                writing.execute(KEEP, (level + 1, kept, roots))
        level, below, last = level + 1, complete, roots


def subtree(first: int, end: int) -> bytes:
    """The root over the leaves from `first` up to, not including, `end`, counted from 0, of the sealed log.

    `first` is a multiple of a power of two that is not below `end - first`, as in every proof.
    Raises TreeIncomplete.
    """
    level, unit = 0, 1
    while unit * WIDTH <= end - first:
        level, unit = level + 1, unit * WIDTH
    whole = (end - first) // unit
    hashes = _hashes(level, first // unit, first // unit + whole)
    rest = first + whole * unit
    return root_over([*hashes, subtree(rest, end)] if rest < end else hashes)


def _hashed(level: int, first: int, end: int, last: Sequence[bytes]) -> list[bytes]:
    """The hashes from `first` up to `end`, of which the `last` are at hand and the others are read."""
    at_hand = end - len(last)
    read = _hashes(level, first, at_hand) if first < at_hand else []
    return [*read, *last[max(0, first - at_hand) :]]


def _roots(hashes: Sequence[bytes], number: int) -> Iterator[bytes]:
    for nth in range(number):
        yield root_over(hashes[nth * WIDTH : (nth + 1) * WIDTH])


def _kept(level: int) -> int:
    with cursor() as reading:
        row = reading.execute(KEPT, (level,)).fetchone()
    return int(row[0]) if row else 0


def _hashes(level: int, first: int, end: int) -> list[bytes]:
    with cursor(binary=True) as reading:
        if level:
            rows = reading.execute(NODES, (level, first, end)).fetchall()
        else:
            rows = reading.execute(LEAVES, (first, end)).fetchall()
    if len(rows) != end - first:
        raise TreeIncomplete()
    return [row[0] for row in rows]
