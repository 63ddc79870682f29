"""Answers to what was sent: a refusal is told where it was asked for, with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from hecheng.kernel.errors import Refusal
from hecheng.web.shell.toasts import refuse, say

F = TypeVar("F", bound=forms.Form)


def told_in(form: F, refused: Refusal) -> F:
    """The form with the refusal beside the field it is about, or above all fields."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    return form


def at_button(request: HttpRequest, refused: Refusal, field: str = "reason") -> dict[str, Any]:
    """Context in which the `{% reasoned %}` button that was pressed stays open and says why not."""
    return {"refused_at": request.path, "refused": refused.sentence, "typed": request.POST.get(field, "")}


def done(request: HttpRequest, verb: Callable[[], Any], words: str, then: str, undo: str = "") -> HttpResponse:
    """Do what a plain button asks for, say so, go on; a refusal becomes a sentence on the page gone to."""
    try:
        verb()
    except Refusal as refused:
        refuse(request, refused.sentence)
    else:
        say(request, words, undo=undo)
    return redirect(onward(request, then))


def onward(request: HttpRequest, otherwise: str) -> str:
    """Where the form wants to go next, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else otherwise


def version_seen(request: HttpRequest) -> int | None:
    """The version of the row that the page showed."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
