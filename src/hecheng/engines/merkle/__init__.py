"""The tamper-evident log: RFC 6962 tree, signed checkpoints, canonical leaves, bundles and their stand-alone verifier.

This is what the platform uses; `verify.main` is the command for outsiders. Formats: `docs/formats/bundle.md`.
"""

from hecheng.engines.merkle.bundle import BundleError, prove_entries, write_bundle
from hecheng.engines.merkle.leaf import Leaf, LeafError, commit, decode_leaf, encode_leaf, new_salt, normal, salt_for
from hecheng.engines.merkle.notes import (
    Checkpoint,
    NoteError,
    PublicKey,
    SigningKey,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from hecheng.engines.merkle.proofs import ProofError, verify_consistency, verify_inclusion
from hecheng.engines.merkle.records import Entry, Figure, Opening
from hecheng.engines.merkle.tree import (
    EMPTY_ROOT,
    Grown,
    MemoryStore,
    NodeStore,
    TreeError,
    append,
    consistency_proof,
    inclusion_proof,
    inclusion_proofs,
    leaf_hash,
    root,
)

__all__ = [
    "EMPTY_ROOT",
    "BundleError",
    "Checkpoint",
    "Entry",
    "Figure",
    "Grown",
    "Leaf",
    "LeafError",
    "MemoryStore",
    "NodeStore",
    "NoteError",
    "Opening",
    "ProofError",
    "PublicKey",
    "SigningKey",
    "TreeError",
    "append",
    "commit",
    "consistency_proof",
    "decode_leaf",
    "encode_leaf",
    "inclusion_proof",
    "inclusion_proofs",
    "leaf_hash",
    "new_salt",
    "normal",
    "open_checkpoint",
    "prove_entries",
    "read_checkpoint",
    "root",
    "salt_for",
    "sign_checkpoint",
    "verify_consistency",
    "verify_inclusion",
    "write_bundle",
]
