"""Roles: given on an area, with a last day where it has one, and ended at once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hecheng.domains.areas.queries import area_or_refuse, name_paths
from hecheng.domains.people import actions
from hecheng.domains.people.permissions import Actor
from hecheng.domains.people.queries import find_people, grant_or_missing, grants_within
from hecheng.kernel.clock import in_china
from hecheng.kernel.errors import Refusal
from hecheng.kernel.scope import padded, significant
from hecheng.web.desk.answers import done, told_in
from hecheng.web.desk.forms.people import GrantFilter, GrantForm
from hecheng.web.desk.gate import at_desk, reach
from hecheng.web.desk.menu import GIVERS, desk_page
from hecheng.web.desk.views.sessions import one_person
from hecheng.web.shell.toasts import say

PAGE = 25


@require_GET
@at_desk(*GIVERS)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who holds which role in one's area."""
    return _shown(request, actor, GrantForm(None, actor))


def _shown(request: HttpRequest, actor: Actor, grant: GrantForm, status: int = 200) -> HttpResponse:
    form = GrantFilter(request.GET, reach(actor, *GIVERS))
    rows = grants_within(actor, prefix=form.inside, role=form.told("role"))
    if form.told("q"):
        rows = rows.filter(person__in=[person.pk for person in find_people(actor, form.told("q"))])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    paths = name_paths(padded(row.prefix) for row in page if row.prefix)
    context: dict[str, Any] = {
        "form": form,
        "grant": grant,
        "page": page,
        "rows": [(row, paths.get(padded(row.prefix)) or _("everywhere")) for row in page],
        "prefix": reach(actor, *GIVERS)[0],
    }
    return desk_page(request, "desk/people.html", context, status)


@require_POST
@at_desk(*GIVERS)
def give(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give a role to somebody known by exactly this number or name."""
    form = GrantForm(request.POST, actor)
    if not form.is_valid():
        return _shown(request, actor, form, 422)
    data = form.cleaned_data
    last = data["ends"]
    try:
        person = one_person(actor, data["who"])
        prefix = significant(area_or_refuse(data["area"]).code) if data["area"] else reach(actor, *GIVERS)[0]
        ends = in_china(last.year, last.month, last.day) + timedelta(days=1) if last else None
        actions.give_grant(by=actor, person=person, role=data["role"], prefix=prefix, ends=ends)
    except Refusal as refused:
        refused.field = {"prefix": "area"}.get(refused.field or "", refused.field)
        return _shown(request, actor, told_in(form, refused), refused.status)
    say(request, _("%(who)s has the role now and has been told.") % {"who": person.masked_name})
    return redirect("desk:people")


@require_POST
@at_desk(*GIVERS)
def end(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """End a role now; what was done under it stays."""
    row = grant_or_missing(actor, pk)
    return done(request, lambda: actions.end_grant(by=actor, grant=row), _("Ended."), "/desk/people/")
