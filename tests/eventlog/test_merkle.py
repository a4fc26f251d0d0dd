"""The Merkle tree against the published vectors of Certificate Transparency, and its proofs against hostile ones."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.eventlog.merkle import (
    EMPTY,
    GrowingTree,
    ProofFailed,
    check_consistency,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_from_inclusion,
    root_over,
)

ENTRIES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The roots over the first so many of ENTRIES, as the test vectors of certificate-transparency have them."""
LEAVES = [leaf_hash(sha256(bytes([nth])).digest()) for nth in range(200)]
SIZES = st.integers(1, len(LEAVES))


def subtree(first: int, end: int) -> bytes:
    return root_over(LEAVES[first:end])


def by_definition(leaves: list[bytes]) -> bytes:
    """The root as RFC 9162, 2.1.1 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


class TestRoot:
    def test_is_that_of_the_published_vectors(self) -> None:
        hashes = [leaf_hash(each) for each in ENTRIES]
        assert [root_over(hashes[:size]).hex() for size in range(9)] == ROOTS

    def test_is_as_the_rfc_defines_it(self) -> None:
        for size in range(100):
            assert root_over(LEAVES[:size]) == by_definition(LEAVES[:size])


class TestGrowingTree:
    @settings(deadline=None)
    @given(st.lists(st.integers(0, 40), max_size=8), st.sampled_from([2, 4, 16]))
    def test_has_the_root_of_the_whole_at_every_size(self, steps: list[int], width: int) -> None:
        tree, nodes = GrowingTree(width), {}
        for step in steps:
            start = tree.size % len(LEAVES)
            taken = LEAVES[start : start + step] if tree.size + step <= len(LEAVES) else []
            nodes.update({(level, index): node for level, index, node in tree.extend(taken)})
            assert tree.root() == by_definition(LEAVES[: tree.size])
        for (level, index), node in nodes.items():
            assert node == by_definition(LEAVES[index * width**level : (index + 1) * width**level])
        assert len(nodes) == sum(tree.size // width**level for level in range(1, 9))


class TestInclusion:
    @given(SIZES, st.data())
    def test_leads_to_the_root_from_every_leaf_and_from_no_other(
        self, size: int, data: st.DataObject
    ) -> None:
        index = data.draw(st.integers(0, size - 1))
        proof, root = inclusion_proof(index, size, subtree), subtree(0, size)
        assert root_from_inclusion(LEAVES[index], index, size, proof) == root
        other = data.draw(st.integers(0, size - 1).filter(lambda each: each != index)) if size > 1 else None
        if other is not None:
            assert self.reached(LEAVES[other], index, size, proof) != root
            assert self.reached(LEAVES[index], other, size, proof) != root

    @given(SIZES, st.data())
    def test_is_refused_where_a_hash_was_put_in_left_out_or_changed(
        self, size: int, data: st.DataObject
    ) -> None:
        index = data.draw(st.integers(0, size - 1))
        proof, root = inclusion_proof(index, size, subtree), subtree(0, size)
        at = data.draw(st.integers(0, len(proof)))
        assert self.reached(LEAVES[index], index, size, [*proof[:at], EMPTY, *proof[at:]]) != root
        if at < len(proof):
            assert self.reached(LEAVES[index], index, size, [*proof[:at], *proof[at + 1 :]]) != root
            assert self.reached(LEAVES[index], index, size, [*proof[:at], EMPTY, *proof[at + 1 :]]) != root

    @pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 2)])
    def test_is_of_a_leaf_that_the_tree_has(self, index: int, size: int) -> None:
        with pytest.raises(ProofFailed):
            root_from_inclusion(LEAVES[0], index, size, [])

    @staticmethod
    def reached(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
        try:
            return root_from_inclusion(leaf, index, size, proof)
        except ProofFailed:
            return None


class TestConsistency:
    @given(st.integers(0, 200), st.integers(0, 200))
    def test_shows_the_older_tree_to_be_the_beginning_of_the_newer(self, one: int, other: int) -> None:
        old, new = sorted((one, other))
        check_consistency(old, new, subtree(0, old), subtree(0, new), consistency_proof(old, new, subtree))

    @given(SIZES, SIZES, st.data())
    def test_is_refused_where_anything_differs(self, one: int, other: int, data: st.DataObject) -> None:
        old, new = sorted((one, other))
        proof, roots = consistency_proof(old, new, subtree), [subtree(0, old), subtree(0, new)]
        at = data.draw(st.integers(0, len(proof)))
        for wrong in (
            (old, new, EMPTY, roots[1], proof),
            (old, new, roots[0], EMPTY, proof),
            (old, new, *roots, [*proof[:at], EMPTY, *proof[at:]]),
            (new + 1, new, *roots, proof),
        ):
            with pytest.raises(ProofFailed):
                check_consistency(*wrong)

    def test_begins_with_the_empty_tree(self) -> None:
        check_consistency(0, 3, EMPTY, subtree(0, 3), [])
        with pytest.raises(ProofFailed):
            check_consistency(0, 3, LEAVES[0], subtree(0, 3), [])
        with pytest.raises(ProofFailed):
            check_consistency(2, 3, subtree(0, 2), subtree(0, 3), [])
