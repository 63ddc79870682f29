"""Sessions: the list, the day's page with its roster, checking in by one tap, and the code that turns."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hecheng.domains.areas.queries import name_path
from hecheng.domains.files.queries import link_for
from hecheng.domains.people.permissions import Actor
from hecheng.domains.people.queries import find_people
from hecheng.domains.services import actions
from hecheng.domains.services.actions.attendance import EARLY, GRACE
from hecheng.domains.services.models import Attendance, ServiceRecord, Session, Signup
from hecheng.domains.services.queries import desk, sessions
from hecheng.kernel import clock
from hecheng.kernel.clock import in_china
from hecheng.kernel.errors import Invalid, Missing, Refusal
from hecheng.web.desk.answers import at_button
from hecheng.web.desk.forms.filters import SessionFilter
from hecheng.web.desk.forms.sessions import HeadcountForm
from hecheng.web.desk.gate import KEEPERS, READERS, at_desk, reach
from hecheng.web.desk.menu import desk_page
from hecheng.web.desk.places import paths_below
from hecheng.web.shell import words
from hecheng.web.shell.session_codes import shown_code
from hecheng.web.shell.toasts import refuse, say

PAGE = 25


@require_GET
@at_desk(*KEEPERS, leaders=True)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sessions whose day the actor handles."""
    form = SessionFilter(request.GET, reach(actor, *KEEPERS))
    show = request.GET.get("show", "coming")
    rows = sessions.sessions(
        actor, run=True, prefix=form.inside, since=form.first_moment, until=form.last_moment, text=form.told("q")
    )
    waiting = desk.that_wait(desk.with_waiting(sessions.sessions(actor, run=True), actor)).count()
    page = Paginator(_of_tab(desk.with_waiting(rows, actor), show), PAGE).get_page(request.GET.get("page"))
    paths = paths_below((row.area for row in page), *reach(actor, *KEEPERS))
    tabs = [("coming", _("Coming")), ("today", _("Today")), ("waiting", _("Awaits me"), waiting), ("past", _("Over"))]
    context = {
        "form": form,
        "show": show,
        "tabs": tabs,
        "page": page,
        "rows": [(row, row.place.label if row.place else paths[row.area]) for row in page],
    }
    return desk_page(request, "desk/sessions.html", context)


def _of_tab(rows: QuerySet[Session], show: str) -> QuerySet[Session]:
    now, today = clock.now(), clock.today()
    begins = in_china(today.year, today.month, today.day)
    if show == "today":
        return rows.filter(starts__gte=begins, starts__lt=begins + timedelta(days=1))
    if show == "waiting":
        return desk.that_wait(rows)
    if show == "past":
        return rows.filter(ends__lt=now).order_by("-starts", "id")
    return rows.filter(ends__gte=now).exclude(state=Session.State.CANCELLED)


@dataclass(frozen=True)
class Place:
    """One place of the roster: a sign-up with where it stands, and the minutes typed for it."""

    signup: Signup
    attendance: Attendance | None
    record: ServiceRecord | None
    own: bool
    typed: str = ""

    @property
    def waits(self) -> bool:
        """Whether hours wait to be confirmed by the actor."""
        left = self.attendance is not None and self.attendance.checked_out_at is not None
        return left and self.record is None and not self.own

    @property
    def is_wrong(self) -> bool:
        """Whether what was typed cannot be the minutes of this attendance."""
        most = self.attendance.minutes if self.attendance else None
        return bool(self.typed) and most is not None and minutes_of(self.typed) not in range(1, most + 1)


def minutes_of(typed: str) -> int:
    """Minutes as typed; 0 for what is no number, which the action refuses."""
    text = typed.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def roster_of(actor: Actor, row: Session, typed: dict[str, str] | None = None) -> list[Place]:
    """The roster of a session with what was typed beside each name (by attendance)."""
    found = []
    for signup in sessions.roster(row):
        attendance = getattr(signup, "attendance", None)
        record = next(iter(attendance.standing), None) if attendance else None
        said = (typed or {}).get(str(attendance.pk), "") if attendance else ""
        found.append(Place(signup, attendance, record, actor.is_person(signup.person_id), said))
    return found


def session_context(actor: Actor, row: Session, typed: dict[str, str] | None = None) -> dict[str, Any]:
    """What the roster shows."""
    now = clock.now()
    roster = roster_of(actor, row, typed)
    seated = [place for place in roster if place.signup.seat]
    return {
        "session": row,
        "roster": seated,
        "queue": [place for place in roster if not place.signup.seat],
        "to_confirm": sum(place.waits for place in seated),
        "is_on": row.state != "cancelled" and row.starts - EARLY <= now <= row.ends + GRACE,
    }


@require_GET
@at_desk(*KEEPERS, leaders=True)
def session_page(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """One session: who comes, who is there, hours, counts, feedback."""
    return shown(request, actor, sessions.session_run(actor, pk))


def shown(
    request: HttpRequest, actor: Actor, row: Session, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a session, with what was refused and typed."""
    counts = [
        (count, actor.is_person(count.attested_by_id), link_for(count.photo) if count.photo else "")
        for count in sessions.headcounts(row).select_related("photo")
    ]
    context = {
        "path": name_path(row.area),
        "counts": counts,
        "count_form": HeadcountForm(),
        "may_count": row.starts <= clock.now() and row.state != "cancelled" and len(counts) < 2,
        "feedback": sessions.feedback(row),
        "may_see_need": row.need_id and actor.holds(*READERS, area=row.area),
        "may_cancel": row.activity_id and row.state == "planned" and row.ends > clock.now(),
    }
    return desk_page(request, "desk/session.html", session_context(actor, row) | context | (more or {}), status)


def changed(request: HttpRequest, actor: Actor, pk: uuid.UUID, verb: Callable[[], str]) -> HttpResponse:
    """Do something to one place of the roster, say so, and show the session again."""
    try:
        say(request, verb())
    except Refusal as refused:
        refuse(request, refused.sentence)
    return redirect("desk:session", pk)


@require_POST
@at_desk(*KEEPERS, leaders=True)
def check_in(request: HttpRequest, actor: Actor, pk: uuid.UUID, signup: uuid.UUID) -> HttpResponse:
    """Tick somebody off the list as come; again changes nothing."""

    def verb() -> str:
        came = actions.check_in(by=actor, signup=_of(actor, pk, signup))
        told = {"who": came.signup.person.masked_name, "time": words.span(came.checked_in_at)}
        return _("%(who)s: here since %(time)s.") % told

    return changed(request, actor, pk, verb)


@require_POST
@at_desk(*KEEPERS, leaders=True)
def check_out(request: HttpRequest, actor: Actor, pk: uuid.UUID, signup: uuid.UUID) -> HttpResponse:
    """Tick somebody off the list as gone."""

    def verb() -> str:
        attendance = getattr(_of(actor, pk, signup), "attendance", None)
        if attendance is None:
            raise Missing
        left = actions.check_out(by=actor, attendance=attendance)
        told = {"who": left.signup.person.masked_name, "time": words.duration(left.minutes or 0)}
        return _("%(who)s: left after %(time)s.") % told

    return changed(request, actor, pk, verb)


def _of(actor: Actor, session: uuid.UUID, pk: uuid.UUID) -> Signup:
    """A sign-up of this session. Raises `Missing`."""
    sessions.session_run(actor, session)
    found = sessions.signup(actor, pk)
    if found.session_id != session:
        raise Missing
    return found


@require_POST
@at_desk(*KEEPERS, leaders=True)
def withdraw(request: HttpRequest, actor: Actor, pk: uuid.UUID, signup: uuid.UUID) -> HttpResponse:
    """Take somebody off the roster; the first who waits moves up."""

    def verb() -> str:
        row = actions.withdraw_signup(by=actor, signup=_of(actor, pk, signup))
        return _("%(who)s is off the roster.") % {"who": row.person.masked_name}

    return changed(request, actor, pk, verb)


@require_POST
@at_desk(*KEEPERS, leaders=True)
def add(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Put a volunteer on the roster who just came along, by their exact telephone number or name."""
    row, text = sessions.session_run(actor, pk), request.POST.get("who", "")
    try:
        person = one_person(actor, text)
        signup = actions.sign_up(by=actor, session=row, person=person)
    except Refusal as refused:
        return shown(request, actor, row, at_button(request, refused, "who"), refused.status)
    where = _("on the roster") if signup.seat else _("on the waiting list")
    say(request, _("%(who)s is %(where)s.") % {"who": person.masked_name, "where": where})
    return redirect("desk:session", pk)


def one_person(actor: Actor, text: str) -> Any:
    """The one person of an exact number or name whom the actor may see. Raises `Invalid` when there is none, or more."""
    found = find_people(actor, text) if text.strip() else []
    if not found:
        raise Invalid("nobody_found", _("Nobody is known here by exactly this number or name."), field="who")
    if len(found) > 1:
        raise Invalid("many_found", _("Several people have this name: please give the number."), field="who")
    return found[0]


@require_POST
@at_desk(*KEEPERS, leaders=True)
def cancel(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Cancel a session; everybody who signed up reads why."""
    row = sessions.session_run(actor, pk)
    try:
        actions.cancel_session(by=actor, session=row, reason=request.POST.get("reason", ""))
    except Refusal as refused:
        return shown(request, actor, row, at_button(request, refused), refused.status)
    say(request, _("Cancelled. Everybody who signed up has been told."))
    return redirect("desk:session", pk)


@require_GET
@never_cache
@at_desk(*KEEPERS, leaders=True)
def code_page(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """The code on a screen of its own: it renews itself."""
    row = sessions.session_run(actor, pk)
    context = {"session": row, "shown": shown_code(request, row), "where": row.place.label if row.place else ""}
    return render(request, "desk/code.html", context)


@require_GET
@never_cache
@at_desk(*KEEPERS, leaders=True)
def code_json(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> JsonResponse:
    """The code to show now."""
    return JsonResponse(asdict(shown_code(request, sessions.session_run(actor, pk))))
