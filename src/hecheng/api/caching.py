"""What may be kept by a browser: public facts for a while, with an ETag; everything else not at all."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page
from ninja.decorators import decorate_view

Run = Callable[..., HttpResponse]


def _keep(policy: str) -> Callable[[Run], Run]:
    """What was answered well may be kept so; a refusal may not."""

    def around(run: Run) -> Run:
        @functools.wraps(run)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = run(request, *args, **kwargs)
            if response.status_code == HTTPStatus.OK:
                response["Cache-Control"] = policy
            return response

        return conditional_page(answer)

    return around


def kept_a_while() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For an operation that tells everybody the same: facts that change with a load of files."""
    return decorate_view(_keep("public, max-age=300"))


def asked_again() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For an operation whose answer depends on who asks or changes within the day: sent again only if it differs."""
    return decorate_view(_keep("private, no-cache"))
