"""`/healthz`: is the database answering; and what every page says while it does not."""

import sys

from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import server_error

#: addresses whose readers are programs
FOR_PROGRAMS = ("/api/", "/_allauth/")
#: seconds after which the same request is worth another try
RETRY_AFTER = 3


def healthz(request: HttpRequest) -> JsonResponse:
    """200 `{"ok": true}` when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"ok": False, "database": False}, status=503)
    return JsonResponse({"ok": True, "database": True})


def fault(request: HttpRequest) -> HttpResponse:
    """503 with a sentence when the database is away: whatever was asked can be asked again. Else 500."""
    by_program = request.path.startswith(FOR_PROGRAMS) or "application/json" in request.headers.get("Accept", "")
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        if not by_program:
            return server_error(request)
        said = _("Something went wrong on our side. Nothing was changed.")
        return JsonResponse({"code": "fault", "message": said, "field": None}, status=500)
    if by_program:
        sentence = _("The service is pausing for a moment. What was confirmed is safe; please send this again.")
        answer: HttpResponse = JsonResponse({"code": "pausing", "message": sentence, "field": None}, status=503)
    else:
        answer = render(None, "503.html", status=503)  # without the request: its rows are what we cannot read
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer
