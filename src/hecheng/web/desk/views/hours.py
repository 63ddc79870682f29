"""Hours and counts of a session: confirmed, taken back, attested and counter-signed."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hecheng.domains.files.actions import store_file
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import actions
from hecheng.domains.services.models import Headcount, Session
from hecheng.domains.services.queries import records, sessions
from hecheng.kernel.errors import Missing, Refusal
from hecheng.web.desk.answers import at_button, done, told_in
from hecheng.web.desk.forms.sessions import HeadcountForm
from hecheng.web.desk.gate import KEEPERS, at_desk
from hecheng.web.desk.views.sessions import minutes_of, roster_of, session_context, shown
from hecheng.web.shell import words
from hecheng.web.shell.toasts import say


@require_POST
@at_desk(*KEEPERS, leaders=True)
def confirm(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Confirm the hours of one (`one`: an attendance) or of all who left; minutes may be lowered, never raised."""
    row = sessions.session_run(actor, pk)
    typed = {name[2:]: str(text) for name, text in request.POST.items() if name.startswith("m-") and str(text).strip()}
    one = request.POST.get("one", "")
    waiting = [
        place
        for place in roster_of(actor, row)
        if place.attendance and (place.waits or str(place.attendance.pk) == one)
    ]
    chosen = [
        actions.Confirmation(
            place.attendance, minutes_of(typed[key]) if (key := str(place.attendance.pk)) in typed else None
        )
        for place in waiting
        if place.attendance and (not one or str(place.attendance.pk) == one)
    ]
    try:
        if one and not chosen:
            raise Missing
        confirmed = actions.confirm_attendances(by=actor, confirmations=chosen)
    except Refusal as refused:
        more = session_context(actor, row, typed) | {"refused_hours": refused.sentence}
        return shown(request, actor, row, more, refused.status)
    minutes = sum(record.minutes for record in confirmed)
    told = {"count": len(confirmed), "time": words.duration(minutes)}
    say(
        request, _("Confirmed: %(count)s people, %(time)s.") % told if confirmed else _("There was nothing to confirm.")
    )
    return redirect("desk:session", pk)


@require_POST
@at_desk(*KEEPERS, leaders=True)
def take_back(request: HttpRequest, actor: Actor, pk: uuid.UUID, record: uuid.UUID) -> HttpResponse:
    """Take confirmed hours back, with a reason that the volunteer reads."""
    row = sessions.session_run(actor, pk)
    found = records.record(actor, record)
    if found.session_id != row.pk:
        raise Missing
    try:
        actions.reverse_hours(by=actor, record=found, reason=request.POST.get("reason", ""))
    except Refusal as refused:
        return shown(request, actor, row, at_button(request, refused), refused.status)
    say(request, _("Taken back. The volunteer has been told why; both entries stay on record."))
    return redirect("desk:session", pk)


@require_POST
@at_desk(*KEEPERS, leaders=True)
def attest(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Attest a count by hand; it counts once somebody else has counter-signed."""
    row = sessions.session_run(actor, pk)
    form = HeadcountForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, actor, row, {"count_form": form}, 422)
    try:
        _attest(actor, row, form)
    except Refusal as refused:
        if refused.field == "file":
            refused.field = "photo"
        return shown(request, actor, row, {"count_form": told_in(form, refused)}, refused.status)
    say(request, _("Kept. It counts once somebody else has counter-signed."))
    return redirect("desk:session", pk)


def _attest(actor: Actor, row: Session, form: HeadcountForm) -> Headcount:
    data = form.cleaned_data
    with transaction.atomic():  # a count that is refused leaves no picture behind
        sent = data["photo"]
        photo = (
            store_file(by=actor, stream=sent, name=sent.name, purpose="headcount", keep_evidence=True) if sent else None
        )
        return actions.attest_headcount(by=actor, session=row, kind=data["kind"], count=data["count"], photo=photo)


@require_POST
@at_desk(*KEEPERS, leaders=True)
def countersign(request: HttpRequest, actor: Actor, pk: uuid.UUID, count: uuid.UUID) -> HttpResponse:
    """Sign somebody else's count."""
    row = sessions.session_run(actor, pk)
    found = sessions.headcount(count)
    if found.session_id != row.pk:
        raise Missing
    return done(
        request,
        lambda: actions.countersign_headcount(by=actor, headcount=found),
        _("Counter-signed. The count stands."),
        f"/desk/sessions/{pk}/",
    )
