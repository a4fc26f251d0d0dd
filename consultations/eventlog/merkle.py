"""The Merkle tree of RFC 9162 (section 2.1), as in RFC 6962: hashes, roots, and proofs made and checked. Pure."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

Subtree = Callable[[int, int], bytes]
"""The root over the leaves from `first` up to, not including, `end`, counted from 0."""

EMPTY = sha256().digest()
"""The root of the tree without leaves."""


class ProofFailed(Exception):
    """The proof does not lead to the root."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one leaf's content."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees under one node."""
    return sha256(b"\x01" + left + right).digest()


def root_over(hashes: Sequence[bytes]) -> bytes:
    """The root over the hashes of leaves, or of complete subtrees of one size, the last perhaps smaller."""
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        # One without a neighbour rises as it is: that is where the RFC splits, at the largest power of two.
        level = paired + level[len(paired) * 2 :]
    return level[0] if level else EMPTY


class GrowingTree:
    """A tree that takes in leaves from left to right and knows its root at any time, in little memory."""

    def __init__(self, width: int) -> None:
        """Take how many subtrees make one node."""
        self.size = 0
        self._width = width
        self._levels: list[list[bytes]] = [[]]
        self._made: list[int] = [0]

    def extend(self, hashes: Sequence[bytes]) -> Iterator[tuple[int, int, bytes]]:
        """Take in hashes of leaves; gives each node they complete: level from 1, index from 0, hash."""
        self.size += len(hashes)
        self._levels[0].extend(hashes)
        yield from self._completed(0)

    def root(self) -> bytes:
        """The root over all leaves so far."""
        root = EMPTY
        for level, hashes in enumerate(self._levels):
            below = [root] if any(self._levels[:level]) else []
            root = root_over([*hashes, *below]) if hashes or below else root
        return root

    def _completed(self, level: int) -> Iterator[tuple[int, int, bytes]]:
        hashes = self._levels[level]
        while len(hashes) >= self._width:
            node = root_over(hashes[: self._width])
            del hashes[: self._width]
            if level + 1 == len(self._levels):
                self._levels.append([])
                self._made.append(0)
            yield level + 1, self._made[level + 1], node
            self._made[level + 1] += 1
            self._levels[level + 1].append(node)
        if level + 1 < len(self._levels):
            yield from self._completed(level + 1)


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of the first `size` leaves (2.1.3.1)."""
    return _path(index, 0, size, subtree)


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """The hashes that show the first `old` leaves to be the beginning of the first `new` (2.1.4.1)."""
    return [] if old in (0, new) else _subproof(old, 0, new, subtree, whole=True)


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that a proof of inclusion leads to (2.1.3.2). Raises ProofFailed where it has not that shape."""
    if not 0 <= index < size:
        raise ProofFailed()
    reached = leaf
    for sibling, left in _climb(index, size - 1, proof):
        reached = node_hash(sibling, reached) if left else node_hash(reached, sibling)
    return reached


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raise ProofFailed unless the proof shows the older tree to be the beginning of the newer (2.1.4.2)."""
    if old in (0, new):
        if proof or old_root != (new_root if old else EMPTY):
            raise ProofFailed()
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else proof
    if old > new or _roots(old, new, path) != (old_root, new_root):
        raise ProofFailed()


def _roots(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    if not path:
        raise ProofFailed()
    place, last = old - 1, new - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    older = newer = path[0]
    for sibling, left in _climb(place, last, path[1:]):
        # What stands to the right of the older tree's last leaf is not in that tree.
        older = node_hash(sibling, older) if left else older
        newer = node_hash(sibling, newer) if left else node_hash(newer, sibling)
    return older, newer


def _climb(place: int, last: int, siblings: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each sibling on the way up from a place to the root, and whether it stands to the left.

    `last` is the last place there is on that level. Raises ProofFailed where there are too many or too few.
    """
    for sibling in siblings:
        if last == 0:
            raise ProofFailed()
        left = place % 2 == 1 or place == last
        while left and place % 2 == 0 and place:
            place, last = place >> 1, last >> 1
        yield sibling, left
        place, last = place >> 1, last >> 1
    if last:
        raise ProofFailed()


def _path(index: int, first: int, end: int, subtree: Subtree) -> list[bytes]:
    if end - first <= 1:
        return []
    middle = first + _split(end - first)
    if index < middle:
        return [*_path(index, first, middle, subtree), subtree(middle, end)]
    return [*_path(index, middle, end, subtree), subtree(first, middle)]


def _subproof(old: int, first: int, end: int, subtree: Subtree, *, whole: bool) -> list[bytes]:
    if old == end:
        return [] if whole else [subtree(first, end)]
    middle = first + _split(end - first)
    if old <= middle:
        return [*_subproof(old, first, middle, subtree, whole=whole), subtree(middle, end)]
    return [*_subproof(old, middle, end, subtree, whole=False), subtree(first, middle)]


def _split(leaves: int) -> int:
    """The largest power of two below a number of leaves, which is 2 or more."""
    return 1 << (leaves - 1).bit_length() - 1
