"""The first version of the interface: every room's router, one shape of answers. Its description is OpenAPI.

There is no page of documentation by a foreign host's scripts: `/api/v1/openapi.json` is for the reader's own tool.
"""

from __future__ import annotations

from hecheng.api import (
    activities,
    areas,
    attendances,
    dispatches,
    figures,
    files,
    log,
    me,
    menu,
    needs,
    places,
    plans,
    records,
    sessions,
    volunteers,
)
from hecheng.api.answers import HouseAPI, StrictParser, explain_refusals
from hecheng.api.asking import SIGNED_IN

ROOMS = {
    "areas": areas,
    "places": places,
    "menu": menu,
    "needs": needs,
    "plans": plans,
    "dispatches": dispatches,
    "activities": activities,
    "sessions": sessions,
    "attendances": attendances,
    "records": records,
    "files": files,
    "volunteers": volunteers,
    "me": me,
    "figures": figures,
    "log": log,
}


def made() -> HouseAPI:
    """The interface with all its rooms."""
    api = HouseAPI(
        title="Hecheng",
        version="1",
        description=(
            "A city's civic-practice service. Sign in by `POST /_allauth/app/v1/auth/login` and send the session token as "
            "`X-Session-Token`, or use the session cookie of the pages with their CSRF token. Times have a zone, durations "
            "are in minutes, positions in degrees WGS-84. What cannot be done is said as `{code, message, field}`."
        ),
        urls_namespace="api",
        docs_url=None,
        openapi_url="/openapi.json",
        auth=SIGNED_IN,
        parser=StrictParser(),
    )
    explain_refusals(api)
    for name, room in ROOMS.items():
        api.add_router(f"/{name}", room.router)
    return api
