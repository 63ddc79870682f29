"""Verifiers of RFC 9162 proofs (sections 2.1.3.2, 2.1.4.2) and of their subtree forms, from hashes alone.

A subtree `[start, end)` starts at a multiple of the power of two that holds it, as in the Merkle Tree Certificates draft.
Every function returns nothing when the proof holds and raises `ProofError` when it does not.
"""

from collections.abc import Sequence

from hecheng.engines.merkle.tree import EMPTY_ROOT, HASH_BYTES, MAX_SIZE, is_subtree, node_hash


class ProofError(ValueError):
    """The proof does not show what it claims."""


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """That the leaf hash `leaf` is number `index` (from 0) in the tree of `size` leaves with this root."""
    verify_subtree_inclusion(index, 0, size, leaf, proof, root)


def verify_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """That the leaf hash `leaf` is number `index` of the log, in its subtree `[start, end)` with this root."""
    if not is_subtree(start, end) or not start <= index < end:
        raise ProofError(f"there is no leaf {index} in [{start}, {end})")
    _check_hashes(leaf, root, *proof)
    # `at` walks up from the leaf, `last` from the rightmost leaf: where they meet there are only left siblings.
    at, last, grown = index - start, end - start - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if at & 1 or at == last:
            grown = node_hash(sibling, grown)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            grown = node_hash(grown, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    _check_same(grown, root)


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """That the tree of `new` leaves grew from the tree of `old` ≥ 1 leaves by appending only."""
    if old < 1:
        raise ProofError("an empty tree proves nothing about a later one")
    verify_subtree_consistency(0, old, new, old_root, new_root, proof)


def verify_subtree_consistency(
    start: int, end: int, size: int, subtree_root: bytes, root: bytes, proof: Sequence[bytes]
) -> None:
    """That the subtree `[start, end)` is part of the tree of `size` leaves. An empty one is part of every tree."""
    if start == end and 0 <= end <= size <= MAX_SIZE:
        if proof or subtree_root != EMPTY_ROOT:
            raise ProofError("an empty subtree has the empty root and an empty proof")
        return
    if not is_subtree(start, end) or not end <= size <= MAX_SIZE:
        raise ProofError(f"[{start}, {end}) is not a subtree of a tree of {size} leaves")
    _check_hashes(subtree_root, root, *proof)
    first, at, last = start, end - 1, size - 1
    # Skip the levels at which the subtree's right edge is complete: the proof starts above them.
    while first != at and (at == last or at & 1):
        first, at, last = first >> 1, at >> 1, last >> 1
    rest = list(proof)
    if first == at:
        seed = subtree_root
    elif rest:
        seed = rest.pop(0)
    else:
        raise ProofError("the proof is too short")
    within, whole = _grow_both(first, at, last, seed, rest)
    _check_same(within, subtree_root)
    _check_same(whole, root)


def _grow_both(first: int, at: int, last: int, seed: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Fold one proof into two roots: of the subtree, from what lies within it, and of the whole tree."""
    within = whole = seed
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if at & 1 or at == last:
            if first < at:
                within = node_hash(sibling, within)
            whole = node_hash(sibling, whole)
            while not at & 1:
                first, at, last = first >> 1, at >> 1, last >> 1
        else:
            whole = node_hash(whole, sibling)
        first, at, last = first >> 1, at >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    return within, whole


def _check_hashes(*hashes: bytes) -> None:
    for one in hashes:
        if len(one) != HASH_BYTES:
            raise ProofError(f"a hash has {HASH_BYTES} bytes, not {len(one)}")


def _check_same(found: bytes, wanted: bytes) -> None:
    if found != wanted:
        raise ProofError("the hashes lead to another root")
