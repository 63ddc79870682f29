"""Pages of the log. Leaves hold no personal data, so everybody may have them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hecheng.domains.areas.queries import area_or_refuse, children, name_path, name_paths
from hecheng.domains.notary import queries
from hecheng.engines.merkle import decode_leaf
from hecheng.kernel.errors import Conflict, Missing
from hecheng.kernel.scope import significant
from hecheng.web.shell.home import home_area

ROWS = 30
#: what a page gives at once; whoever wants more runs the command on the server
MOST_IN_BUNDLE = 50_000


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, the key, the latest entries of an area, and how to check them."""
    area = request.GET.get("area") or home_area(request)
    area_or_refuse(area)
    page = Paginator(queries.entries(significant(area)), ROWS).get_page(request.GET.get("page"))
    places = name_paths(row.entry.area for row in page)
    context = {
        "checkpoint": queries.latest_checkpoint(),
        "key": queries.public_key(),
        "area": area,
        "area_name": name_path(area),
        "parts": children(area),
        "page": page,
        "rows": [(row, places.get(row.entry.area, "")) for row in page],
    }
    return render(request, "log/index.html", context)


@require_GET
def bundle(request: HttpRequest) -> FileResponse:
    """A bundle of an area's entries under the newest checkpoint, as a zip."""
    area = request.GET.get("area") or home_area(request)
    area_or_refuse(area)
    prefix, checkpoint = significant(area), queries.latest_checkpoint()
    if checkpoint is None:
        raise Missing("log_unsigned", _("The log has not been signed yet. Please come back in ten minutes."))
    if queries.entries(prefix).count() > MOST_IN_BUNDLE:
        raise Conflict(
            "bundle_large", _("This area has too many entries for one download. Please choose a smaller one.")
        )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "bundle.zip"
        queries.write_bundle(target, checkpoint=checkpoint, prefix=prefix)
        file = target.open("rb")  # stays readable after the folder is gone; closed by the response
    return FileResponse(file, as_attachment=True, filename=f"hecheng-{prefix}-{checkpoint.size}.zip")


@require_GET
def receipts_of(request: HttpRequest, record: UUID) -> HttpResponse:
    """Where a record stands in the log."""
    found = queries.receipts(record)
    if not found:
        raise Missing
    told = [(receipt, decode_leaf(bytes(receipt.entry.leaf))) for receipt in found]
    return render(request, "log/receipts.html", {"receipts": told, "key": queries.public_key()})
