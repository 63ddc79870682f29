"""Being there: volunteers check in and out by the session's code, everybody else is counted by one tap."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import actions, codes
from hecheng.domains.services.models import Attendance, Session, Signup
from hecheng.domains.services.queries import sessions
from hecheng.kernel import clock
from hecheng.kernel.errors import Missing, Refusal
from hecheng.web.public.gate import to_sign_in
from hecheng.web.shell import words
from hecheng.web.shell.home import actor_of
from hecheng.web.shell.toasts import say

#: as `actions.check_in` allows
EARLY, LATE = timedelta(hours=1), timedelta(hours=2)
COOKIE = "presence"
YEAR = 365 * 24 * 3600


@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Scan, or type the six digits; what one has signed up for and is on now."""
    actor = actor_of(request)
    if request.method == "POST":
        return _by_digits(request, actor)
    return _shown(request, actor)


def _shown(request: HttpRequest, actor: Actor, refused: Refusal | None = None) -> HttpResponse:
    context = {
        "on": on_now(actor),
        "refused": refused,
        "at": request.POST.get("signup", ""),
        "typed": request.POST.get("code", ""),
    }
    return render(request, "public/check.html", context, status=refused.status if refused else 200)


def on_now(actor: Actor) -> list[Signup]:
    """The actor's sessions at which they can check in or out now, soonest first."""
    if actor.person is None:
        return []
    now = clock.now()
    rows = sessions.signups(actor, states=["active"], since=now - timedelta(days=1)).filter(
        session__starts__lte=now + EARLY, session__ends__gte=now - LATE, session__state__in=["planned", "held"]
    )
    return list(rows)[::-1]


def _by_digits(request: HttpRequest, actor: Actor) -> HttpResponse:
    if actor.person is None:
        return to_sign_in(request)
    try:
        signup = sessions.signup(actor, _id(request.POST.get("signup", "")))
        _record(request, actor, signup, digits=request.POST.get("code", "").strip() or "-")
    except Refusal as refused:
        return _shown(request, actor, refused)
    return redirect("public:check")


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Missing from None


def _attendance(signup: Signup) -> Attendance | None:
    return getattr(signup, "attendance", None)


def _record(request: HttpRequest, actor: Actor, signup: Signup, *, token: str = "", digits: str = "") -> None:
    """Check in or out, as the button said: the same form sent twice does not turn coming into leaving."""
    attendance = _attendance(signup)
    if request.POST.get("verb") == "out" and attendance is not None:
        done = actions.check_out(by=actor, attendance=attendance, token=token, digits=digits)
        at = words.span(done.checked_out_at or clock.now())
        say(request, _("Checked out at %(time)s. Thank you! The leader confirms your hours.") % {"time": at})
        return
    done = actions.check_in(by=actor, signup=signup, token=token, digits=digits)
    say(request, _("Checked in at %(time)s. Come back here when you leave.") % {"time": words.span(done.checked_in_at)})


@never_cache
def check_token(request: HttpRequest, token: str) -> HttpResponse:
    """What a scanned code opens: volunteers come or go, others are counted, by one tap."""
    actor = actor_of(request)
    try:
        session = codes.session_of(token, clock.now())
    except Refusal as refused:
        return _shown(request, actor, refused)
    signup = sessions.signups(actor, states=["active"]).filter(session=session.pk).first()
    if request.method == "POST":
        return _tapped(request, actor, session, signup, token)
    return _door(request, actor, session, signup)


def _door(
    request: HttpRequest, actor: Actor, session: Session, signup: Signup | None, refused: Refusal | None = None
) -> HttpResponse:
    context = {
        "session": session,
        "signup": signup,
        "attendance": _attendance(signup) if signup else None,
        "is_known": actor.person is not None,
        "refused": refused,
        "sign_in": f"{reverse('account_login')}?next={request.path}",
    }
    answer = render(request, "public/door.html", context, status=refused.status if refused else 200)
    if COOKIE not in request.COOKIES:
        answer.set_cookie(
            COOKIE, uuid.uuid4().hex, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return answer


def _tapped(request: HttpRequest, actor: Actor, session: Session, signup: Signup | None, token: str) -> HttpResponse:
    side = request.POST.get("side", "")
    try:
        if side:
            actions.tap_presence(by=actor, token=token, kind=side, phone_token=request.COOKIES.get(COOKIE, "")[:64])
            say(request, _("You are counted. Enjoy it!"))
        elif signup is None:
            raise Missing(
                "not_signed_up", _("You are not signed up for this session. Please ask the leader to add you.")
            )
        else:
            _record(request, actor, signup, token=token)
    except Refusal as refused:
        return _door(request, actor, session, signup, refused)
    if side and session.activity_id:
        return HttpResponseRedirect(reverse("public:activity", args=[session.activity_id]))
    return redirect("public:check")
