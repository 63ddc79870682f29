"""The signed code that a session shows: it rotates every 30 seconds, so a photo of it soon says nothing.

Token: `<session id hex>.<slot>.<signature>`; the six digits are for hands without a camera and rotate every minute.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import uuid
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from hecheng.domains.services.models import Session
from hecheng.kernel.errors import Conflict, Invalid, Missing

SLOT_SECONDS = 30
#: a code is good in its own slot and the next, so that nobody fails on the turn
SLOTS_GOOD = 2
DIGITS_SECONDS = 60


def new_secret() -> bytes:
    return os.urandom(32)


def _signature(session: Session, text: str) -> bytes:
    return hmac.new(bytes(session.check_secret), text.encode(), hashlib.sha256).digest()


def token(session: Session, now: datetime) -> str:
    """The token to show now."""
    slot = int(now.timestamp()) // SLOT_SECONDS
    return f"{session.pk.hex}.{slot}.{_signature(session, f'qr:{slot}').hex()[:32]}"


def digits(session: Session, now: datetime) -> str:
    """Six digits to say aloud now."""
    slot = int(now.timestamp()) // DIGITS_SECONDS
    return f"{int.from_bytes(_signature(session, f'digits:{slot}')[:8], 'big') % 1_000_000:06d}"


def good_until(now: datetime) -> datetime:
    """When the next token is to be shown."""
    return datetime.fromtimestamp((int(now.timestamp()) // SLOT_SECONDS + 1) * SLOT_SECONDS, UTC)


def session_of(text: str, now: datetime) -> Session:
    """The session that a scanned token proves presence at.

    Raises `Invalid` (not one of ours), `Missing`, `Conflict` (too old: a photo passed on, or a slow phone).
    """
    unreadable = Invalid("code_unreadable", _("This is not a check-in code of ours."), field="code")
    parts = text.strip().split(".")
    if len(parts) != 3 or not parts[1].isascii() or not parts[1].isdigit() or len(parts[1]) > 12:
        raise unreadable
    try:
        session = Session.objects.filter(pk=uuid.UUID(hex=parts[0])).first()
    except ValueError:
        raise unreadable from None
    if session is None:
        raise Missing
    slot = int(parts[1])
    if not hmac.compare_digest(_signature(session, f"qr:{slot}").hex()[:32], parts[2]):
        raise unreadable
    age = int(now.timestamp()) // SLOT_SECONDS - slot
    if not 0 <= age < SLOTS_GOOD:
        raise Conflict("code_old", _("This code has changed. Please scan the one on the screen now."), field="code")
    return session


def digits_fit(session: Session, text: str, now: datetime) -> bool:
    """Whether six typed digits are the present or the last ones."""
    slot = int(now.timestamp()) // DIGITS_SECONDS
    typed = text.strip().replace(" ", "")
    return any(
        hmac.compare_digest(
            f"{int.from_bytes(_signature(session, f'digits:{s}')[:8], 'big') % 1_000_000:06d}".encode(), typed.encode()
        )
        for s in (slot, slot - 1)
    )
