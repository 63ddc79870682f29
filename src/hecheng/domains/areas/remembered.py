"""What one request has already asked: names and settings are read once per request and never outlive it.

A cache that outlived the request would show one process the old rules after another changed them. Outside a request (jobs,
commands, tests) nothing is remembered, unless `remembering`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

_store: ContextVar[dict[Any, Any] | None] = ContextVar("remembered_by_request", default=None)


def store() -> dict[Any, Any]:
    """The memory of this request; outside a request an empty one that nobody keeps."""
    kept = _store.get()
    return {} if kept is None else kept


def forget() -> None:
    """Drop what this request remembers: its own action has just changed it."""
    store().clear()


@contextmanager
def remembering() -> Iterator[None]:
    """Remember inside as one request does: for a job or an export that names many areas."""
    token = _store.set({})
    try:
        yield
    finally:
        _store.reset(token)


def remember_per_request(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a memory begins with each request and ends with it, also when it fails."""

    def answer(request: HttpRequest) -> HttpResponse:
        with remembering():
            return get_response(request)

    return answer
