"""Deferring work by name inside the caller's transaction: a rolled-back defer vanishes, a committed one cannot be lost."""

from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def defer(
    name: str, *, at: datetime | None = None, lock: str | None = None, once: str | None = None, **args: Any
) -> None:
    """Queue the job `name` (`jobs.<domain>:<verb>`) with JSON arguments.

    at: not before this moment. lock: jobs with the same lock run one after another. once: at most one waiting.
    """
    try:
        with transaction.atomic():  # a refused duplicate must not spoil the caller's transaction
            app.configure_task(name, schedule_at=at, lock=lock, queueing_lock=once).defer(**args)
    except AlreadyEnqueued:
        return
