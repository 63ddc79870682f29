"""Thin layers around every page: the content policy, refusals that reach nobody else, devices seen."""

from collections.abc import Callable

from allauth.usersessions.middleware import UserSessionsMiddleware
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from hecheng.kernel import clock
from hecheng.kernel.errors import Refusal

#: Unfold ships standard Alpine, which evaluates expressions, and inline styles: the back office gets a policy of its own.
ADMIN_ALLOWS = {
    "script-src": ["'self'", "'unsafe-eval'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
}


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy everywhere; `/admin/` alone may evaluate."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/admin/") and not report_only:
            parts.replace = {**ADMIN_ALLOWS, **(parts.replace or {})}
        return parts


class RefusalsAsPages:
    """A `Refusal` that no form caught becomes a page with its sentence; a 500 would be a defect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refused: Exception) -> HttpResponse | None:
        if not isinstance(refused, Refusal):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            body = {"code": refused.code, "message": refused.sentence, "field": refused.field}
            return JsonResponse(body, status=refused.status)
        return render(request, "shell/refused.html", {"refusal": refused}, status=refused.status)


class DevicesSeen(UserSessionsMiddleware):
    """Notes where somebody is signed in every ten minutes at most: not a write for each page that is read."""

    EVERY = 600

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(clock.now().timestamp())
            if now - request.session.get("seen", 0) < self.EVERY:
                return self.get_response(request)
            request.session["seen"] = now
        return super().__call__(request)
