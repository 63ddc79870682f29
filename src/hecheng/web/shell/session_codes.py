"""The code of a session as a screen shows it: a QR picture with the address it opens, and six digits to say aloud."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.http import HttpRequest

from hecheng.domains.services import codes
from hecheng.domains.services.models import Session
from hecheng.kernel import clock


@dataclass(frozen=True)
class ShownCode:
    """`image` is a data URI; good for `seconds` more, then it turns."""

    image: str
    code: str
    seconds: int


def shown_code(request: HttpRequest, session: Session) -> ShownCode:
    """What to show now. The QR opens `/c/<token>` of this site."""
    now = clock.now()
    address = request.build_absolute_uri(f"/c/{codes.token(session, now)}")
    picture = segno.make(address, error="m").svg_data_uri(border=1, dark="#1F2328", light="#FFFFFF")
    left = round((codes.good_until(now) - now).total_seconds()) or 1
    return ShownCode(picture, codes.digits(session, now), left)
