"""Signed checkpoints in the C2SP forms `signed-note` and `tlog-checkpoint`, with Ed25519 keys.

A checkpoint is three lines (origin, size, base64 root), a blank line, and one line per signature. It can be read with
other logs' tools, and other logs' witnesses can sign it: signatures by keys that the reader was not given are passed over.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hecheng.engines.merkle.tree import HASH_BYTES, MAX_SIZE

ED25519 = b"\x01"
SIGNATURE_BYTES = 64
MAX_NOTE_BYTES = 64 * 1024
MAX_SIGNATURES = 64

_DASH = "— "
_KEY = re.compile(r"(?P<name>[^\s+]+)\+(?P<hash>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class NoteError(ValueError):
    """A note or a key that cannot be relied on. `code`: `malformed`, `key`, `untrusted`, `forged` or `origin`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class PublicKey:
    """A named Ed25519 key that checks signatures; `str()` is its text `name+hash+base64`."""

    name: str
    raw: bytes

    def __post_init__(self) -> None:
        if not _is_key_name(self.name):
            raise NoteError("key", "a key name has no spaces and no plus sign")
        if len(self.raw) != 32:
            raise NoteError("key", "an Ed25519 key has 32 bytes")

    @property
    def hash(self) -> bytes:
        """The four bytes by which a signature line names this key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.raw).digest()[:4]

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """Read `name+hash+base64(0x01 || key)`; `NoteError` when it is not one or its hash is wrong."""
        found = _KEY.fullmatch(text.strip())
        if not found:
            raise NoteError("key", "a public key reads name+hash+base64")
        raw = unbase64(found["key"])
        if raw[:1] != ED25519:
            raise NoteError("key", "the key is not Ed25519")
        key = cls(found["name"], raw[1:])
        if key.hash.hex() != found["hash"]:
            raise NoteError("key", "the key's hash does not fit its name and bytes")
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(ED25519 + self.raw).decode()}"

    def verifies(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A named Ed25519 key that signs. Its `secret_text()` is `PRIVATE+KEY+name+hash+base64(0x01 || seed)`."""

    public: PublicKey
    _private: Ed25519PrivateKey

    @classmethod
    def generate(cls, name: str) -> "SigningKey":
        """A new key. The name is the log's origin, such as `log.example.org/qiqihar`."""
        return cls._of(name, Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> "SigningKey":
        """The key of a 32-byte seed that is kept elsewhere; the same seed gives the same key."""
        if len(seed) != 32:
            raise NoteError("key", "a seed has 32 bytes")
        return cls._of(name, Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Read what `secret_text()` wrote; `NoteError` when it is not that."""
        found = _KEY.fullmatch(text.strip().removeprefix("PRIVATE+KEY+"))
        raw = unbase64(found["key"]) if found else b""
        if not found or not text.strip().startswith("PRIVATE+KEY+") or raw[:1] != ED25519 or len(raw) != 33:
            raise NoteError("key", "a signing key reads PRIVATE+KEY+name+hash+base64")
        key = cls.from_seed(found["name"], raw[1:])
        if key.public.hash.hex() != found["hash"]:
            raise NoteError("key", "the key's hash does not fit its name and bytes")
        return key

    @classmethod
    def _of(cls, name: str, private: Ed25519PrivateKey) -> "SigningKey":
        return cls(PublicKey(name, private.public_key().public_bytes_raw()), private)

    def secret_text(self) -> str:
        seed = base64.b64encode(ED25519 + self._private.private_bytes_raw()).decode()
        return f"PRIVATE+KEY+{self.public.name}+{self.public.hash.hex()}+{seed}"

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"


@dataclass(frozen=True)
class Checkpoint:
    """What a log stands for at one moment: the root of its first `size` leaves."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def body(self) -> str:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), root, *self.extensions))


def sign_note(body: str, *keys: SigningKey) -> str:
    """A body (lines, each ended by a newline) with one signature line per key."""
    if not body.endswith("\n") or "\n\n" in body or body.startswith("\n") or _CONTROL.search(body):
        raise NoteError("malformed", "a note is made of lines, none of them empty")
    lines = (
        f"{_DASH}{key.public.name} {base64.b64encode(key.public.hash + key.sign(body.encode())).decode()}\n"
        for key in keys
    )
    return body + "\n" + "".join(lines)


def open_note(note: str, keys: Iterable[PublicKey]) -> tuple[str, list[PublicKey]]:
    """The body of a note and those of `keys` that signed it.

    `NoteError`: `malformed`; `untrusted` when none of the keys signed; `forged` when a line in the name of one of them
    does not verify, whatever the others say.
    """
    body, signatures = _parse_note(note)
    by_label = {(key.name, key.hash): key for key in keys}
    signers = []
    for name, key_hash, signature in signatures:
        key = by_label.get((name, key_hash))
        if key is None:
            continue
        if len(signature) != SIGNATURE_BYTES or not key.verifies(body.encode(), signature):
            raise NoteError("forged", f"the signature of {name} does not fit the text")
        if key not in signers:
            signers.append(key)
    if not signers:
        raise NoteError("untrusted", "no signature by a given key")
    return body, signers


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The signed text of a checkpoint; the key's name must be the checkpoint's origin."""
    if key.public.name != checkpoint.origin:
        raise NoteError("origin", f"{key.public.name} cannot sign for {checkpoint.origin}")
    parse_checkpoint_body(checkpoint.body())
    return sign_note(checkpoint.body(), key)


def read_checkpoint(note: str) -> Checkpoint:
    """What a checkpoint says, signatures not looked at. `NoteError` `malformed` when it is not one."""
    return parse_checkpoint_body(_parse_note(note)[0])


def open_checkpoint(note: str, keys: Iterable[PublicKey]) -> Checkpoint:
    """What a checkpoint says, once one of `keys` that bears the origin's name is seen to have signed it."""
    body, signers = open_note(note, keys)
    checkpoint = parse_checkpoint_body(body)
    if all(key.name != checkpoint.origin for key in signers):
        raise NoteError("origin", f"the key speaks for {signers[0].name}, the checkpoint for {checkpoint.origin}")
    return checkpoint


def parse_checkpoint_body(body: str) -> Checkpoint:
    lines = body.split("\n")[:-1]
    if len(lines) < 3:
        raise NoteError("malformed", "a checkpoint has three lines: origin, size, root")
    origin, size, root, *extensions = lines
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", size) or int(size) > MAX_SIZE:
        raise NoteError("malformed", "the second line is not a tree size")
    root_hash = unbase64(root)
    if not origin or len(root_hash) != HASH_BYTES:
        raise NoteError("malformed", "the third line is not a root hash")
    return Checkpoint(origin, int(size), root_hash, tuple(extensions))


def unbase64(text: str) -> bytes:
    """Decode standard base64 in its one canonical spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as bad:
        raise NoteError("malformed", "not base64") from bad
    if base64.b64encode(raw).decode() != text:
        raise NoteError("malformed", "not base64 as it is written here")
    return raw


def _is_key_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(ch.isspace() for ch in name) and not _CONTROL.search(name)


def _parse_note(note: str) -> tuple[str, Sequence[tuple[str, bytes, bytes]]]:
    text, blank, tail = note.rpartition("\n\n")
    lines = tail.split("\n")[:-1]
    well_formed = blank and text and tail.endswith("\n") and "\n\n" not in text and not text.startswith("\n")
    if not well_formed or _CONTROL.search(note) or not 1 <= len(lines) <= MAX_SIGNATURES:
        raise NoteError("malformed", "a note is lines of text, a blank line, and signature lines")
    signatures = []
    for line in lines:
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        raw = unbase64(encoded)
        if not line.startswith(_DASH) or not _is_key_name(name) or len(raw) < 5:
            raise NoteError("malformed", "a signature line reads — name base64")
        signatures.append((name, raw[:4], raw[4:]))
    return text + "\n", signatures
