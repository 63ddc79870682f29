"""Pages that need a person behind them, and where to send the others."""

from __future__ import annotations

import functools
from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Person
from hecheng.domains.people.permissions import Actor
from hecheng.kernel.errors import NotAllowed
from hecheng.web.shell.home import actor_of

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Pass the actor on as second argument; anybody who is not signed in goes to sign in and comes back.

    Raises `NotAllowed` for an account that belongs to no person (a technical one).
    """

    @functools.wraps(view)
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        actor = actor_of(request)
        if actor.account is None:
            return to_sign_in(request)
        if actor.person is None:
            raise NotAllowed("no_person", _("This account belongs to nobody who could ask or help."))
        return view(request, actor, *args, **kwargs)

    return page


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To sign in, and then back to this page, or, after a button, to the page that the button is on."""
    here = request.get_full_path() if request.method == "GET" else came_from(request)
    return redirect_to_login(here)


def came_from(request: HttpRequest, otherwise: str = "/me/") -> str:
    """The page of ours that sent this form."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return otherwise
    parts = urlsplit(referer)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def onward(request: HttpRequest, otherwise: str) -> str:
    """Where the form wants to go next, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else otherwise


def person_of(actor: Actor) -> Person:
    """The person whom `signed_in` let through."""
    assert actor.person is not None
    return actor.person
