"""What one request has already asked: names and settings are read once per request and never outlive it.

A cache that outlived the request would show one process the old rules after another changed them. Outside a request (jobs,
commands, tests) nothing is remembered.
"""

from contextvars import ContextVar
from typing import Any

from django.core.signals import request_finished, request_started

_store: ContextVar[dict[Any, Any] | None] = ContextVar("remembered_by_request", default=None)


def store() -> dict[Any, Any]:
    """The memory of this request; outside a request an empty one that nobody keeps."""
    kept = _store.get()
    return {} if kept is None else kept


def forget() -> None:
    """Drop what this request remembers: its own action has just changed it."""
    store().clear()


def _begin(**_: Any) -> None:
    _store.set({})


def _end(**_: Any) -> None:
    _store.set(None)


def connect() -> None:
    """Start a memory with each request and end it with its response."""
    request_started.connect(_begin, dispatch_uid="areas.remember")
    request_finished.connect(_end, dispatch_uid="areas.forget")
