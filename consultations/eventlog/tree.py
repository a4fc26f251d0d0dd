"""The log's Merkle tree as it is kept: leaves beside the positions, and a node for every 256 below it."""

from collections.abc import Iterator
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


def grow(size: int) -> None:
    """Keep a node for every 256 leaves, or nodes, that the first `size` leaves complete."""
    level, below = 0, size
    while below >= WIDTH:
        kept = _kept(level + 1)
        complete = below // WIDTH
        if complete > kept:
            roots = list(_roots(level, kept, complete))
            with cursor() as writing:
                writing.execute(KEEP, (level + 1, kept, roots))
        level, below = level + 1, complete


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


def _roots(level: int, first: int, end: int) -> Iterator[bytes]:
    hashes = _hashes(level, first * WIDTH, end * WIDTH)
    for start in range(0, len(hashes), WIDTH):
        yield root_over(hashes[start : start + WIDTH])


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
