"""The RFC 6962 SHA-256 tree: grown and proved from stored nodes, never by reading all leaves.

A node is named `(level, index)` and covers the leaves `[index << level, (index + 1) << level)`. Only *complete* nodes are
stored: they never change, so a store is an append-only table. The ragged right edge is folded from at most 63 of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple, Protocol

HASH_BYTES = 32
MAX_SIZE = 2**63 - 1
EMPTY_ROOT = sha256(b"").digest()

NodeId = tuple[int, int]
Span = tuple[int, int]


class TreeError(ValueError):
    """The tree cannot do what was asked: a span outside it, a node that its store has lost, a hash of a wrong length."""


class NodeStore(Protocol):
    """Where the hashes of complete nodes live. `append` calls each method once, a proof calls `get` once."""

    def get(self, nodes: Collection[NodeId]) -> Mapping[NodeId, bytes]:
        """The 32-byte hashes of those of `nodes` that exist."""

    def put(self, nodes: Mapping[NodeId, bytes]) -> None:
        """Keep new nodes. A node that exists already must be refused, never overwritten."""


class MemoryStore:
    """A `NodeStore` in a dict: for verifiers, tests and small logs."""

    def __init__(self) -> None:
        self.nodes: dict[NodeId, bytes] = {}

    def get(self, nodes: Collection[NodeId]) -> Mapping[NodeId, bytes]:
        return {node: self.nodes[node] for node in nodes if node in self.nodes}

    def put(self, nodes: Mapping[NodeId, bytes]) -> None:
        taken = self.nodes.keys() & nodes.keys()
        if taken:
            raise TreeError(f"node {min(taken)} exists already")
        self.nodes.update(nodes)


class Grown(NamedTuple):
    """A tree after an append: its number of leaves and its root."""

    size: int
    root: bytes


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 || leaf)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def split(width: int) -> int:
    """How many of `width` ≥ 2 leaves go to the left child: the largest power of two below `width`."""
    return 1 << ((width - 1).bit_length() - 1)


def is_subtree(start: int, end: int) -> bool:
    """Whether `[start, end)`, not empty, is a subtree: it starts at a multiple of the power of two that holds it."""
    return 0 <= start < end <= MAX_SIZE and start % (1 << (end - start - 1).bit_length()) == 0


class CompactRange:
    """The complete nodes that cover `[0, size)`, largest first: all that is needed to grow a tree and to name its root."""

    def __init__(self, size: int, hashes: Iterable[bytes]) -> None:
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count():
            raise TreeError(f"{len(self.hashes)} nodes cannot cover {size} leaves")

    def append(self, leaf: bytes) -> dict[NodeId, bytes]:
        """Grow by one leaf hash; the nodes that it completes, from the leaf upwards."""
        if len(leaf) != HASH_BYTES:
            raise TreeError(f"a leaf hash has {HASH_BYTES} bytes, not {len(leaf)}")
        level, index, made = 0, self.size, {(0, self.size): leaf}
        while index & 1:
            leaf = node_hash(self.hashes.pop(), leaf)
            level, index = level + 1, index >> 1
            made[level, index] = leaf
        self.hashes.append(leaf)
        self.size += 1
        return made

    def root(self) -> bytes:
        return _fold(self.hashes) if self.hashes else EMPTY_ROOT


def append(store: NodeStore, size: int, leaf_hashes: Iterable[bytes]) -> Grown:
    """Add leaf hashes after the first `size` leaves; the tree's new size and root. One read, one write."""
    _check_size(size)
    peaks = _cover((0, size))
    known = _read(store, peaks)
    tree = CompactRange(size, (known[node] for node in peaks))
    made: dict[NodeId, bytes] = {}
    for leaf in leaf_hashes:
        made.update(tree.append(leaf))
    if made:
        store.put(made)
    return Grown(tree.size, tree.root())


def root(store: NodeStore, size: int) -> bytes:
    """The root of the first `size` leaves."""
    _check_size(size)
    return _hashes(store, [(0, size)])[0] if size else EMPTY_ROOT


def inclusion_proof(store: NodeStore, index: int, size: int) -> list[bytes]:
    """Why leaf `index` is in the tree of the first `size` leaves: sibling hashes, from the leaf upwards."""
    return subtree_inclusion_proof(store, index, 0, size)


def inclusion_proofs(store: NodeStore, indexes: Sequence[int], size: int) -> list[list[bytes]]:
    """The inclusion proofs of many leaves in one read of the store."""
    paths = [_inclusion_spans(index, 0, size) for index in indexes]
    known = _read(store, {node for spans in paths for span in spans for node in _cover(span)})
    return [[_span_hash(known, span) for span in spans] for spans in paths]


def subtree_inclusion_proof(store: NodeStore, index: int, start: int, end: int) -> list[bytes]:
    """Why leaf `index` is in the subtree `[start, end)`."""
    return _hashes(store, _inclusion_spans(index, start, end))


def consistency_proof(store: NodeStore, old: int, new: int) -> list[bytes]:
    """Why the tree of the first `old` ≥ 1 leaves is a prefix of the tree of the first `new`; empty when they are one."""
    return subtree_consistency_proof(store, 0, old, new)


def subtree_consistency_proof(store: NodeStore, start: int, end: int, size: int) -> list[bytes]:
    """Why the subtree `[start, end)` is part of the tree of the first `size` leaves."""
    return _hashes(store, _consistency_spans(start, end, size))


def _inclusion_spans(index: int, start: int, end: int) -> list[Span]:
    if not is_subtree(start, end) or not start <= index < end:
        raise TreeError(f"there is no leaf {index} in [{start}, {end})")
    spans = []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def _consistency_spans(start: int, end: int, size: int) -> list[Span]:
    if not is_subtree(start, end) or not end <= size <= MAX_SIZE:
        raise TreeError(f"[{start}, {end}) is not a subtree of a tree of {size} leaves")
    low, high, whole, spans = 0, size, True, []
    while (low, high) != (start, end):
        middle = low + split(high - low)
        if end <= middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            if start < middle:  # the subtree straddles the middle: its left part was just given, go on with the right
                start, whole = middle, False
            low = middle
    if not whole:
        spans.append((low, high))
    return spans[::-1]


def _cover(span: Span) -> list[NodeId]:
    """The complete nodes, largest first, that make up a span which is a subtree."""
    start, end = span
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def _fold(hashes: Sequence[bytes]) -> bytes:
    """One hash of complete nodes given largest first."""
    folded = hashes[-1]
    for left in reversed(hashes[:-1]):
        folded = node_hash(left, folded)
    return folded


def _hashes(store: NodeStore, spans: Sequence[Span]) -> list[bytes]:
    known = _read(store, {node for span in spans for node in _cover(span)})
    return [_span_hash(known, span) for span in spans]


def _span_hash(known: Mapping[NodeId, bytes], span: Span) -> bytes:
    return _fold([known[node] for node in _cover(span)])


def _read(store: NodeStore, nodes: Collection[NodeId]) -> Mapping[NodeId, bytes]:
    if not nodes:
        return {}
    known = store.get(nodes)
    for node in nodes:
        if len(known.get(node, b"")) != HASH_BYTES:
            raise TreeError(f"the store has lost node {node}")
    return known


def _check_size(size: int) -> None:
    if not 0 <= size <= MAX_SIZE:
        raise TreeError(f"a tree cannot have {size} leaves")
