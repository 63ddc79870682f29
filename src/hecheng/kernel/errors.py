"""Refusals: what the platform says when it will not do a thing, in one sentence, in both languages."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):  # noqa: N818  # a refusal is an answer, not a fault
    """An action refused. `code` is stable for programs; `sentence` is for people; nothing was written.

    `message` is a lazy msgid with named placeholders, filled from `params`; `field` names the input it is about.
    """

    status = 400

    def __init__(self, code: str, message: str | Promise, /, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.params = params

    @property
    def sentence(self) -> str:
        text = str(self.message)
        return text % self.params if self.params else text

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class Invalid(Refusal):
    """The input cannot be meant."""

    status = 422


class NotAllowed(Refusal):
    """This person may not, here, now."""

    status = 403

    def __init__(
        self,
        code: str = "not_allowed",
        message: str | Promise = _("You do not have the right to do this here."),
        /,
        **kw: Any,
    ) -> None:
        super().__init__(code, message, **kw)


class Missing(Refusal):
    """There is no such thing, or not for this person: the two are not told apart."""

    status = 404

    def __init__(
        self,
        code: str = "missing",
        message: str | Promise = _("This could not be found, or is not open to you."),
        /,
        **kw: Any,
    ) -> None:
        super().__init__(code, message, **kw)


class Conflict(Refusal):
    """Somebody was first, or the thing has moved on."""

    status = 409


class TooMany(Refusal):
    """Slow down; `retry_after` seconds are in params."""

    status = 429


_by_constraint: dict[str, Callable[[], Refusal]] = {}


def on_constraint(name: str, factory: Callable[[], Refusal]) -> None:
    """Say what the breach of the database constraint `name` means to a person."""
    assert _by_constraint.get(name, factory) is factory, f"two sentences for constraint {name}"
    _by_constraint[name] = factory


def refusal_of_constraint(name: str | None) -> Refusal | None:
    """The refusal that was declared for a constraint, if any."""
    factory = _by_constraint.get(name or "")
    return factory() if factory else None
