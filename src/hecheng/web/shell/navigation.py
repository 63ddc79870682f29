"""The public bar of five, and the shape in which the desk hands over its menu."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Item:
    """One word of a menu. `count` appears only where something waits."""

    title: str | Promise
    href: str
    icon: str = ""
    count: int = 0

    def is_current(self, path: str) -> bool:
        """Whether `path` is this page or one below it; a root ("/", "/desk/") is current only for itself."""
        return path == self.href or (self.href not in ROOTS and path.startswith(self.href))


@dataclass(frozen=True)
class Group:
    """Items under one small heading; the first group has none."""

    title: str | Promise = ""
    items: list[Item] = field(default_factory=list)


ROOTS = ("/", "/desk/")
PUBLIC = [
    Item(pgettext_lazy("menu", "Home"), "/", "home"),
    Item(_("Activities"), "/activities/", "calendar"),
    Item(_("Map"), "/map/", "pin"),
    Item(_("Messages"), "/messages/", "message"),
    Item(_("Me"), "/me/", "person"),
]
