"""Who sits at the desk, and at which of its places."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.permissions import STAFF, Actor
from hecheng.domains.services.permissions import DISPATCHERS, KEEPERS, READERS
from hecheng.kernel.errors import NotAllowed
from hecheng.web.shell.home import actor_of

View = Callable[..., HttpResponseBase]

__all__ = ["DISPATCHERS", "KEEPERS", "READERS", "at_desk", "reach"]


def at_desk(*roles: str, leaders: bool = False) -> Callable[[View], View]:
    """A page for those who hold one of the roles (any staff by default), and with `leaders` for leaders of teams.

    The view gets the actor as second argument. Whoever is not signed in goes to sign in and comes back. Raises `NotAllowed`.
    """
    wanted = roles or STAFF

    def guarded(view: View) -> View:
        @functools.wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            if actor.account is None:
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/desk/")
            if actor.holds(*wanted) or (leaders and actor.led_teams):
                return view(request, actor, *args, **kwargs)
            raise NotAllowed("no_desk", _("This page is for staff of the service."))

        return page

    return guarded


def reach(actor: Actor, *roles: str) -> tuple[str, ...]:
    """The area prefixes in which the actor holds one of the roles (any staff by default)."""
    return actor.prefixes(*(roles or STAFF))
