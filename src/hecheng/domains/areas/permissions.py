"""Who may change the ground that all stand on: the platform itself and administrators of the area."""

from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from hecheng.kernel.errors import NotAllowed

ADMINISTRATOR = "administrator"


class Acting(Protocol):
    """Whoever acts, seen from below `people`: an `Actor` is one."""

    def prefixes(self, *roles: Any) -> tuple[str, ...]: ...


def require_administrator(by: Acting, prefix: str = "") -> None:
    """Raises `NotAllowed` unless `by` administers all of `prefix`; the empty prefix is the whole platform."""
    if not any(prefix.startswith(granted) for granted in by.prefixes(ADMINISTRATOR)):
        raise NotAllowed("administrators_only", _("Only an administrator of this area may change it."))
