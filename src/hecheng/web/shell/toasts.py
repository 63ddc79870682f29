"""Say in one sentence what was done, and offer the way back."""

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo:"


def say(request: HttpRequest, words: str, *, undo: str = "") -> None:
    """Shown once, on this answer or the next page. `undo` is the address that a POST undoes it at."""
    messages.success(request, words, extra_tags=f"{UNDO}{undo}" if undo else "")


def warn(request: HttpRequest, words: str) -> None:
    messages.warning(request, words)


def refuse(request: HttpRequest, words: str) -> None:
    """A refusal told as a toast (a button in a list has no form to carry it); it stays until it is closed."""
    messages.error(request, words)
