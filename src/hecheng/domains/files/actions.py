"""Keeping a file. Its bytes are written before its row, so a row never lacks them."""

from __future__ import annotations

import hashlib
import os
import uuid
from typing import IO, Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from hecheng.domains.files.models import Rendition, StoredFile
from hecheng.domains.files.pictures import FORMATS, MOST_BYTES, SUFFIXES, Evidence, Picture, read_picture
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Invalid, NotAllowed

#: longer sides of the smaller copies: a thumbnail, and a phone's screen
EDGES = (320, 1280)


class Sender(Protocol):
    """Whoever sends a file: the `Actor` of people, who stand above files."""

    @property
    def person_id(self) -> uuid.UUID | None: ...

    @property
    def is_system(self) -> bool: ...


@action
def store_file(*, by: Sender, stream: IO[bytes], name: str, purpose: str, keep_evidence: bool = False) -> StoredFile:
    """Check, re-encode and keep a picture with its renditions.

    keep_evidence: also keep, in columns, when and where it was taken; otherwise that is dropped with all other metadata.
    Raises `NotAllowed` for nobody, `Invalid` for other formats, more than 10 MB or 40 million pixels, or damage.
    """
    if by.person_id is None and not by.is_system:
        raise NotAllowed("sign_in_first", _("Please sign in first."))
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Invalid("file_size", _("A picture has at most 10 MB."), field="file")
    picture = read_picture(content)
    kept = picture.encoded()
    evidence = picture.evidence if keep_evidence else Evidence()
    file = StoredFile(
        sha256=hashlib.sha256(kept).digest(),
        original_sha256=hashlib.sha256(content).digest(),
        name=os.path.basename(name.replace("\\", "/"))[-120:],
        media_type=FORMATS[picture.format],
        bytes=len(kept),
        width=picture.image.width,
        height=picture.image.height,
        captured_at=evidence.at,
        captured_lon=evidence.lon,
        captured_lat=evidence.lat,
        owner=by.person_id,
        purpose=purpose,
    )
    file.path = _write(file, SUFFIXES[picture.format], kept)
    file.save(force_insert=True)
    Rendition.objects.bulk_create(_renditions(file, picture))
    return file


def _renditions(file: StoredFile, picture: Picture) -> list[Rendition]:
    made = []
    for edge in EDGES:
        content, width, height = picture.smaller(edge)
        path = _write(file, f"{edge}.webp", content)
        made.append(Rendition(file=file, edge=edge, path=path, bytes=len(content), width=width, height=height))
    return made


def _write(file: StoredFile, suffix: str, content: bytes) -> str:
    """By the random end of the id: its beginning is time and would put everything into one folder."""
    return default_storage.save(f"{file.pk.hex[-2:]}/{file.pk.hex}.{suffix}", ContentFile(content))
