"""Encryption of what identifies people, and blind indexes to find it again.

AES-256-GCM by `cryptography`; the ciphertext is bound to its table and column, so it cannot be moved elsewhere.
Layout: version byte 1 · 12 bytes nonce · ciphertext with tag.
"""

import functools
import hashlib
import hmac
import os
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_VERSION = b"\x01"


@functools.lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def encrypt(plain: str, bound_to: str) -> bytes:
    """Seal text for one place of use (`table.column`)."""
    nonce = os.urandom(12)
    return _VERSION + nonce + _cipher(settings.ENCRYPTION_KEY).encrypt(nonce, plain.encode(), bound_to.encode())


def decrypt(sealed: bytes, bound_to: str) -> str:
    """Open what `encrypt` sealed. Raises ValueError when it was changed, moved or sealed by another key."""
    sealed = bytes(sealed)
    if sealed[:1] != _VERSION:
        raise ValueError("unknown version of ciphertext")
    try:
        return _cipher(settings.ENCRYPTION_KEY).decrypt(sealed[1:13], sealed[13:], bound_to.encode()).decode()
    except InvalidTag as wrong:
        raise ValueError("ciphertext does not open here") from wrong


def blind_index(purpose: str, value: str) -> bytes:
    """32 bytes by which an encrypted value can be found and kept unique, without being readable."""
    return hmac.new(settings.BLIND_INDEX_KEY, f"{purpose}\0{value}".encode(), hashlib.sha256).digest()


if TYPE_CHECKING:
    _Text = models.Field[str, str]
else:
    _Text = models.BinaryField  # bytes in the database, text to everybody else


class EncryptedTextField(_Text):
    """Text that is ciphertext in the database; empty text is kept as NULL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(null=True, blank=True, editable=True)
        super().__init__(*args, **kwargs)

    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = encrypt(value, self._place()) if isinstance(value, str) and value else None
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, *_: Any) -> str:
        return decrypt(value, self._place()) if value is not None else ""

    def value_to_string(self, obj: models.Model) -> str:
        return ""
