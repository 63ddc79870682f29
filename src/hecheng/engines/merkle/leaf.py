"""What an entry of the log says, as canonical bytes, and the commitments that stand in for personal data.

A leaf is RFC 8785 (JCS) JSON held to strings and exact integers: the same facts always give the same bytes. It is public,
so it never holds personal data: of a person it holds `HMAC-SHA256(salt of that name, value)`, which says nothing to those
who were not given that salt, and which nobody can open to another value.
"""

import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from hecheng.engines.merkle import strictjson

VERSION = 1
SALT_BYTES = 32
MAX_TEXT = 500
MAX_NAMES = 64
MAX_LEAF_BYTES = 32 * 1024

Fact = str | int

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KIND = re.compile(r"(?=.{1,64}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*")
_AREA = re.compile(r"[0-9]{12}")
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FIELDS = frozenset({"v", "kind", "at", "area", "id", "facts", "commitments"})


class LeafError(ValueError):
    """Something that a leaf cannot hold. `field` names it (`facts.minutes`); it is empty when the bytes as a whole are wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field


@dataclass(frozen=True)
class Leaf:
    """One fact of consequence.

    `kind` is what happened (`hours-confirmed`), `at` when (aware; whole seconds of UTC are kept), `area` the 12-digit
    division code, `id` the record's. `facts` are public: short NFC text and exact integers. `commitments` are from `commit`.
    """

    kind: str
    at: datetime
    area: str
    id: UUID
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))
    commitments: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def encode_leaf(leaf: Leaf) -> bytes:
    """The canonical bytes of a leaf; `LeafError` when it holds what a leaf cannot."""
    _check_head(leaf)
    _check_names("facts", leaf.facts)
    _check_names("commitments", leaf.commitments)
    for name, fact in leaf.facts.items():
        _check_fact(f"facts.{name}", fact)
    for name, digest in leaf.commitments.items():
        if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            raise LeafError(f"commitments.{name}", "a commitment is 64 hexadecimal digits")
    raw = json.dumps(
        {
            "v": VERSION,
            "kind": leaf.kind,
            "at": _instant(leaf.at),
            "area": leaf.area,
            "id": str(leaf.id),
            "facts": dict(leaf.facts),
            "commitments": dict(leaf.commitments),
        },
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()
    if len(raw) > MAX_LEAF_BYTES:
        raise LeafError("", f"a leaf has at most {MAX_LEAF_BYTES} bytes")
    return raw


def decode_leaf(raw: bytes) -> Leaf:
    """Read canonical bytes; `LeafError` unless `encode_leaf` would give exactly these."""
    if len(raw) > MAX_LEAF_BYTES:
        raise LeafError("", f"a leaf has at most {MAX_LEAF_BYTES} bytes")
    try:
        said = strictjson.loads(raw, max_depth=2)
    except strictjson.JsonError as bad:
        raise LeafError("", str(bad)) from bad
    if not isinstance(said, dict) or said.keys() != _FIELDS:
        raise LeafError("", f"a leaf has the fields {', '.join(sorted(_FIELDS))}")
    if type(said["v"]) is not int or said["v"] != VERSION:
        raise LeafError("v", f"this reads version {VERSION}")
    for name in ("facts", "commitments"):
        if not isinstance(said[name], dict):
            raise LeafError(name, "not an object")
    leaf = Leaf(
        kind=said["kind"],
        at=_parse_instant(said["at"]),
        area=said["area"],
        id=_parse_id(said["id"]),
        facts=MappingProxyType(said["facts"]),
        commitments=MappingProxyType(said["commitments"]),
    )
    if encode_leaf(leaf) != raw:
        raise LeafError("", "the bytes are not in canonical form")
    return leaf


def normal(text: str) -> str:
    """Text as leaves and commitments take it: Unicode NFC. Whoever writes an entry passes each text through this once."""
    return unicodedata.normalize("NFC", text)


def new_salt() -> bytes:
    """A fresh 32-byte salt for one entry, from the system's randomness. Destroying it makes the entry's commitments mute."""
    return secrets.token_bytes(SALT_BYTES)


def salt_for(salt: bytes, name: str) -> bytes:
    """The salt of one name, which opens that commitment alone: what may be handed out in place of the entry's salt."""
    if len(salt) != SALT_BYTES:
        raise LeafError("salt", f"a salt has {SALT_BYTES} bytes")
    if not _NAME.fullmatch(name):
        raise LeafError("commitments", "a name is lower-case letters, digits and _, at most 40")
    return hmac.digest(salt, name.encode(), "sha256")


def commit(salt: bytes, name: str, value: str) -> str:
    """The commitment, 64 hexadecimal digits, to a personal value under an entry's salt."""
    return commit_opened(salt_for(salt, name), value)


def commit_opened(name_salt: bytes, value: str) -> str:
    """The same from the salt of one name, as an opening gives it."""
    if len(name_salt) != SALT_BYTES:
        raise LeafError("salt", f"a salt has {SALT_BYTES} bytes")
    _check_text("value", value)
    return hmac.new(name_salt, value.encode(), "sha256").hexdigest()


def _check_head(leaf: Leaf) -> None:
    if not isinstance(leaf.kind, str) or not _KIND.fullmatch(leaf.kind):
        raise LeafError("kind", "lower-case words joined by hyphens, at most 64 characters")
    if not isinstance(leaf.area, str) or not _AREA.fullmatch(leaf.area):
        raise LeafError("area", "12 digits")
    if not isinstance(leaf.id, UUID):
        raise LeafError("id", "a UUID")
    if leaf.at.tzinfo is None:
        raise LeafError("at", "a time with its zone")


def _check_names(group: str, names: Mapping[str, Any]) -> None:
    if len(names) > MAX_NAMES:
        raise LeafError(group, f"at most {MAX_NAMES} names")
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise LeafError(group, "a name is lower-case letters, digits and _, at most 40")


def _check_fact(where: str, fact: Any) -> None:
    if isinstance(fact, str):
        _check_text(where, fact)
    elif type(fact) is not int or abs(fact) > strictjson.MAX_INTEGER:  # bool is an int to Python, not to a reader
        raise LeafError(where, "short text or an exact integer")


def _check_text(where: str, text: str) -> None:
    if len(text) > MAX_TEXT:
        raise LeafError(where, f"at most {MAX_TEXT} characters")
    if any(ch < " " or ch == "\x7f" or "\ud800" <= ch <= "\udfff" for ch in text):
        raise LeafError(where, "no control characters and no lone surrogates")
    if not unicodedata.is_normalized("NFC", text):
        raise LeafError(where, "not in Unicode NFC")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _parse_instant(text: Any) -> datetime:
    if not isinstance(text, str) or not _AT.fullmatch(text):
        raise LeafError("at", "reads 2026-11-23T08:00:00Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError as bad:
        raise LeafError("at", "no such moment") from bad


def _parse_id(text: Any) -> UUID:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError) as bad:
        raise LeafError("id", "a UUID") from bad
