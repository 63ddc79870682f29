"""Pictures as evidence: sent once, re-encoded without what the sender did not mean to send."""

from __future__ import annotations

from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from hecheng.api.asking import SIGNED_IN, Request
from hecheng.api.kinds import Id
from hecheng.domains.files.actions import store_file

router = Router(tags=["files"], auth=SIGNED_IN)


class FileOut(Schema):
    """A kept picture; name its id where one is asked for."""

    id: Id
    media_type: str
    width: int
    height: int


@router.post("", response={201: FileOut})
def send_picture(request: Request, file: UploadedFile = File(...)) -> Status[FileOut]:
    """Send a picture (JPEG, PNG or WebP, at most 10 MB), as evidence of a count by hand."""
    kept = store_file(by=request.actor, stream=file, name=file.name or "", purpose="headcount", keep_evidence=True)
    return Status(201, FileOut(id=kept.pk, media_type=kept.media_type, width=kept.width, height=kept.height))
