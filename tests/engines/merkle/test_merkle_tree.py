"""The tree grows by appending, in any batches, and every proof it gives holds for that leaf and no other."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hecheng.engines.merkle import (
    EMPTY_ROOT,
    MemoryStore,
    ProofError,
    TreeError,
    append,
    consistency_proof,
    inclusion_proof,
    inclusion_proofs,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from hecheng.engines.merkle.proofs import verify_subtree_consistency, verify_subtree_inclusion
from hecheng.engines.merkle.tree import (
    is_subtree,
    node_hash,
    split,
    subtree_consistency_proof,
    subtree_inclusion_proof,
)

LEAVES = [leaf_hash(str(n).encode()) for n in range(70)]


def grown(count: int) -> MemoryStore:
    store = MemoryStore()
    append(store, 0, LEAVES[:count])
    return store


FULL = grown(len(LEAVES))


def as_defined(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(as_defined(leaves[:k]), as_defined(leaves[k:]))


def flipped(hashes: Sequence[bytes], bit: int) -> list[bytes]:
    where, inside = divmod(bit, 256)
    changed = bytearray(hashes[where])
    changed[inside // 8] ^= 1 << inside % 8
    return [*hashes[:where], bytes(changed), *hashes[where + 1 :]]


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), max_size=8))
def test_batches_of_any_size_give_the_root_that_the_definition_gives(batches: list[int]) -> None:
    store, size = MemoryStore(), 0
    for batch in batches:
        batch = min(batch, len(LEAVES) - size)
        size, now = append(store, size, LEAVES[size : size + batch])
        assert now == as_defined(LEAVES[:size]) == root(store, size)


@pytest.mark.parametrize("size", range(len(LEAVES) + 1))
def test_every_earlier_root_can_still_be_named(size: int) -> None:
    assert root(FULL, size) == as_defined(LEAVES[:size])


@settings(deadline=None)
@given(st.data())
def test_an_inclusion_proof_holds_for_its_leaf_and_fails_for_any_flipped_bit(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(FULL, index, size)
    whole = [LEAVES[index], root(FULL, size), *proof]
    verify_inclusion(index, size, whole[0], whole[2:], whole[1])
    leaf, top, *rest = flipped(whole, data.draw(st.integers(0, 256 * len(whole) - 1)))
    with pytest.raises(ProofError):
        verify_inclusion(index, size, leaf, rest, top)


@settings(deadline=None)
@given(st.data())
def test_an_inclusion_proof_fails_for_another_place_and_when_lengthened_or_shortened(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size + 2).filter(lambda n: n != index))
    proof, top = inclusion_proof(FULL, index, size), root(FULL, size)
    for wrong in (proof[:-1], proof[1:], [*proof, top], [top, *proof]):
        with pytest.raises(ProofError):
            verify_inclusion(index, size, LEAVES[index], wrong, top)
    with pytest.raises(ProofError):
        verify_inclusion(other, size, LEAVES[index], proof, top)


@settings(deadline=None)
@given(st.data())
def test_a_consistency_proof_holds_and_fails_for_any_flipped_bit(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, len(LEAVES)))
    old = data.draw(st.integers(1, new))
    roots = [root(FULL, old), root(FULL, new)]
    proof = consistency_proof(FULL, old, new)
    verify_consistency(old, new, roots[0], roots[1], proof)
    whole = [*roots, *proof]
    before, after, *rest = flipped(whole, data.draw(st.integers(0, 256 * len(whole) - 1)))
    with pytest.raises(ProofError):
        verify_consistency(old, new, before, after, rest)


def test_a_rewritten_history_has_no_consistency_proof() -> None:
    store = MemoryStore()
    append(store, 0, [*LEAVES[:5], LEAVES[60], *LEAVES[6:20]])
    for old in range(6, 20):
        with pytest.raises(ProofError):
            verify_consistency(old, 20, root(FULL, old), root(store, 20), consistency_proof(store, old, 20))


@settings(deadline=None)
@given(st.data())
def test_subtrees_are_proved_in_their_leaves_and_in_the_whole(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(LEAVES)))
    start = data.draw(st.integers(0, size - 1))
    end = data.draw(st.sampled_from([end for end in range(start + 1, size + 1) if is_subtree(start, end)]))
    index = data.draw(st.integers(start, end - 1))
    part, whole = as_defined(LEAVES[start:end]), root(FULL, size)
    inside = subtree_inclusion_proof(FULL, index, start, end)
    verify_subtree_inclusion(index, start, end, LEAVES[index], inside, part)
    across = subtree_consistency_proof(FULL, start, end, size)
    verify_subtree_consistency(start, end, size, part, whole, across)
    hashes = [part, whole, *across]
    part, whole, *across = flipped(hashes, data.draw(st.integers(0, 256 * len(hashes) - 1)))
    with pytest.raises(ProofError):
        verify_subtree_consistency(start, end, size, part, whole, across)


def test_many_proofs_in_one_read_are_the_proofs_one_by_one() -> None:
    reads = []

    class Watched(MemoryStore):
        def get(self, nodes):
            reads.append(len(nodes))
            return super().get(nodes)

    store = Watched()
    store.nodes = FULL.nodes
    indexes = list(range(0, 70, 3))
    assert inclusion_proofs(store, indexes, 70) == [inclusion_proof(FULL, index, 70) for index in indexes]
    assert len(reads) == 1


def test_appending_to_a_large_log_reads_only_its_right_edge() -> None:
    class Edge(MemoryStore):
        def get(self, nodes):
            assert len(nodes) <= 30
            return {node: self.nodes.get(node, LEAVES[0]) for node in nodes}

    size, _ = append(Edge(), 2**30 - 1, LEAVES[:3])
    assert size == 2**30 + 2


def test_a_node_is_written_once_and_a_lost_one_is_noticed() -> None:
    store = grown(8)
    with pytest.raises(TreeError, match="exists already"):
        append(store, 4, [LEAVES[9]])
    del store.nodes[2, 0]
    with pytest.raises(TreeError, match=r"lost node \(2, 0\)"):
        inclusion_proof(store, 5, 8)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3), (0, -1)])
def test_there_is_no_proof_of_what_is_not_in_the_tree(index: int, size: int) -> None:
    with pytest.raises(TreeError):
        inclusion_proof(FULL, index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5), (-1, 5)])
def test_there_is_no_consistency_from_nothing_or_backwards(old: int, new: int) -> None:
    with pytest.raises(TreeError):
        consistency_proof(FULL, old, new)
    with pytest.raises(ProofError):
        verify_consistency(old, new, root(FULL, 5), root(FULL, 5), [])


def test_hashes_of_another_length_are_refused() -> None:
    with pytest.raises(TreeError):
        append(MemoryStore(), 0, [b"short"])
    with pytest.raises(ProofError):
        verify_inclusion(0, 1, b"short", [], b"short")
