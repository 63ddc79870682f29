"""The tamper-evident log for those who audit: what stands in it, who signed it, and a bundle to check elsewhere."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hecheng.domains.areas.queries import area_or_refuse, name_paths
from hecheng.domains.notary import queries as log
from hecheng.domains.people.permissions import Actor
from hecheng.kernel.errors import Missing
from hecheng.kernel.scope import significant
from hecheng.web.desk.forms.filters import LogFilter, area_choices
from hecheng.web.desk.gate import at_desk, reach
from hecheng.web.desk.menu import LOG_READERS, desk_page

PAGE = 50
FACTS = {
    "hours-confirmed": _("hours confirmed"),
    "hours-reversed": _("hours taken back"),
    "transfer-posted": _("time credited or taken back"),
    "headcount-countersigned": _("count by hand counter-signed"),
}


@require_GET
@at_desk(*LOG_READERS)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The newest checkpoint, the key, and the entries of one's area."""
    prefixes = reach(actor, *LOG_READERS)
    form = LogFilter(request.GET, prefixes, list(FACTS.items()))
    if form.inside:
        actor.require(*LOG_READERS, area=form.inside)
    rows = log.entries(*([form.inside] if form.inside else prefixes), kind=form.told("kind"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    paths = name_paths(row.entry.area for row in page)
    checkpoints = list(log.checkpoints())
    context = {
        "form": form,
        "page": page,
        "rows": [
            (row, FACTS.get(row.entry.kind, row.entry.kind), paths[row.entry.area], bytes(row.entry.leaf_hash).hex())
            for row in page
        ],
        "checkpoint": checkpoints[0] if checkpoints else None,
        "checkpoints": checkpoints,
        "key": log.public_key(),
        "areas": area_choices(prefixes),
    }
    return desk_page(request, "desk/log.html", context)


@require_GET
@at_desk(*LOG_READERS)
def bundle(request: HttpRequest, actor: Actor) -> FileResponse:
    """The entries of an area under a checkpoint, with their proofs, as a zip. Raises `Invalid`, `NotAllowed`, `Missing`."""
    area = area_or_refuse(request.GET.get("area", "")).code
    prefix = significant(area)
    actor.require(*LOG_READERS, area=prefix)
    size = request.GET.get("size", "")
    if not (size.isascii() and size.isdigit() and len(size) < 16):
        raise Missing
    checkpoint = log.checkpoint_of(int(size))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "bundle.zip"
        log.write_bundle(target, checkpoint=checkpoint, prefix=prefix)
        content = target.open("rb")  # read on after the folder is gone: the answer closes it
    return FileResponse(content, as_attachment=True, filename=f"hecheng-{prefix}-{size}.zip")
