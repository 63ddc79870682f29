"""The inbox."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hecheng.domains.people import actions
from hecheng.domains.people.messages import in_words
from hecheng.domains.people.permissions import Actor
from hecheng.domains.people.queries import message_or_missing, messages_of
from hecheng.web.public.gate import person_of, signed_in

PAGE = 30


@require_GET
@signed_in
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What I was told, newest first."""
    page = Paginator(messages_of(person_of(actor)), PAGE).get_page(request.GET.get("page"))
    shown = in_words(page.object_list)
    context = {"page": page, "shown": shown, "has_new": any(not one.is_read for one in shown)}
    return render(request, "public/messages.html", context)


@require_POST
@signed_in
def read_all(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything is read."""
    actions.mark_all_read(by=actor)
    return redirect("public:messages")


@require_POST
@signed_in
def read(request: HttpRequest, actor: Actor, pk: uuid.UUID) -> HttpResponse:
    """Read one, and go where it leads."""
    found = actions.mark_read(by=actor, message=message_or_missing(actor, pk))
    return HttpResponseRedirect(found.link if found.link.startswith("/") else "/messages/")
