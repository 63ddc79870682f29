"""Sending a stored file to whoever holds its link."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from hecheng.domains.files.queries import open_link


@require_safe
def stored_file(request: HttpRequest, token: str) -> FileResponse:
    """The bytes behind a link; the browser may keep them for as long as the link holds, nobody in between."""
    opened = open_link(token)
    response = FileResponse(opened.stream, content_type=opened.media_type, filename=opened.name)
    response["Cache-Control"] = f"private, max-age={opened.seconds}, immutable"
    return response
