"""Who asks: a signed-in account by session cookie (with CSRF token) or by the app's `X-Session-Token`; or anyone."""

from __future__ import annotations

from typing import Any

from allauth.headless.internal.sessionkit import authenticate_by_x_session_token
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext_lazy as _
from ninja.security.base import AuthBase

from hecheng.api.answers import too_large
from hecheng.domains.people.permissions import ANYONE, Actor
from hecheng.kernel.errors import NotAllowed

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
TOKEN_HEADER = "X-Session-Token"  # noqa: S105  # the name of a header


class Request(HttpRequest):
    """A request whose actor is known; made once, so rights are read afresh for every request."""

    actor: Actor


class NotSignedIn(NotAllowed):
    """Nobody is signed in where somebody must be."""

    status = 401


def require_size(request: HttpRequest) -> None:
    """Raises `TooLarge` before anything of a body that announces too much is read, files included."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdigit() or int(announced[:20]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise too_large()


class _Entrance(AuthBase):
    openapi_type = "apiKey"

    def __init__(self, *, required: bool) -> None:
        self.required = required
        self.openapi_in, self.openapi_name = "header", TOKEN_HEADER
        super().__init__()

    def __call__(self, request: Any) -> Actor:
        require_size(request)
        actor = _actor(request)
        if self.required and actor.person is None:
            raise NotSignedIn("sign_in_first", _("Please sign in first."))
        request.actor = actor
        return actor


def _actor(request: HttpRequest) -> Actor:
    """Raises `NotSignedIn` for a token that opens nothing, `NotAllowed` for a cookie without its CSRF token."""
    given = request.headers.get(TOKEN_HEADER)
    if given:
        found = authenticate_by_x_session_token(given) if given.isascii() and given.isalnum() else None
        if found is None:
            raise NotSignedIn("session_over", _("You have been signed out. Please sign in again."))
        return Actor.of(found[0])
    actor = Actor.of(request.user)
    if actor is not ANYONE and request.method not in SAFE and not _from_our_page(request):
        raise NotAllowed("csrf", _("This page has grown old. Please load it again and send it once more."))
    return actor


class _CsrfCheck(CsrfViewMiddleware):
    """Says yes or no; the sentence is ours, not the page of pages."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponseForbidden()


def _from_our_page(request: HttpRequest) -> bool:
    """Whether a request with a session cookie carries the token that only our own pages can read."""
    check = _CsrfCheck(lambda _request: HttpResponse())
    request.csrf_processing_done = False  # type: ignore[attr-defined]  # operations are exempt, so it was not done yet
    check.process_request(request)
    return check.process_view(request, lambda: HttpResponse(), (), {}) is None


#: for what is public: the actor may be anyone, and sees what anyone sees
OPEN = _Entrance(required=False)
#: for everything else
SIGNED_IN = _Entrance(required=True)
