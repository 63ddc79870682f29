"""Opening files: by signed links that expire. Whoever makes a link has checked that the reader may see the file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from hecheng.domains.files.models import Rendition, StoredFile
from hecheng.kernel import clock
from hecheng.kernel.errors import Missing
from hecheng.kernel.rows import NOBODY, as_uuid

WEBP = "image/webp"


@dataclass(frozen=True)
class OpenedFile:
    """Bytes to send: an open file, its media type and name, and how many seconds its link still holds."""

    stream: File
    media_type: str
    name: str
    seconds: int


def _signer() -> Signer:
    return Signer(salt="files.link")


def link_for(file: StoredFile, *, minutes: int = 10, rendition: int | None = None) -> str:
    """A path that opens the file, or its rendition of so many pixels, for `minutes` to twice that.

    The end falls on a round moment, so that a page shown again has the same links and the browser need not load anew.
    """
    step = minutes * 60
    ends = (int(clock.now().timestamp()) // step + 2) * step
    return f"/files/{_signer().sign(f'{file.pk.hex}.{rendition or 0}.{ends}')}"


def own_file(owner: uuid.UUID | None, pk: object) -> StoredFile:
    """A file that this person sent. Raises `Missing`."""
    found = StoredFile.objects.filter(pk=as_uuid(str(pk)) or NOBODY, owner=owner, owner__isnull=False).first()
    if found is None:
        raise Missing
    return found


def open_link(token: str) -> OpenedFile:
    """What a link leads to. Raises `Missing` when it was changed, has expired, or its file is gone."""
    try:
        pk, edge, ends = _signer().unsign(token).split(".")
    except (BadSignature, ValueError):
        raise Missing from None
    left = int(ends) - int(clock.now().timestamp())
    if left <= 0:
        raise Missing("link_expired", _("This link has expired. Please open the page again."))
    known = as_uuid(pk)
    file = StoredFile.objects.filter(pk=known).first() if known else None
    found = Rendition.objects.filter(file=file, edge=int(edge)).first() if int(edge) else file
    if file is None or found is None or not default_storage.exists(found.path):
        raise Missing
    media_type = WEBP if isinstance(found, Rendition) else file.media_type
    return OpenedFile(default_storage.open(found.path), media_type, file.name, left)
