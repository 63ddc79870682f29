"""Messages become words when they are read, in the reader's language.

Each domain says what its kinds mean in `<domain>/messages.py`: `TEXTS` {kind: (title, body)}, and `FILLINGS` {param:
function} for params that are kept as ids or codes. A filling takes all the values on a page and returns {value: words},
so that a page of messages asks once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils import formats
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from hecheng.domains.areas.queries import name_paths
from hecheng.domains.people.channels import Letter
from hecheng.domains.people.models import Message, Role
from hecheng.kernel import clock

Filling = Callable[[set[Any]], Mapping[Any, str]]

TEXTS = {
    "people.grant-given": (_("You have a new role"), _("You are now: %(role)s, %(area)s.")),
}


def _moments(values: set[str]) -> dict[str, str]:
    shown = {}
    for value in values:
        moment = clock.local(datetime.fromisoformat(value))
        shown[value] = f"{formats.date_format(moment, 'MONTH_DAY_FORMAT')} {moment:%H:%M}"
    return shown


def _areas(values: set[str]) -> dict[str, str]:
    names = name_paths(value for value in values if value)
    return names | {"": str(_("everywhere"))}


def _roles(values: set[str]) -> dict[str, str]:
    return {value: str(Role(value).label) for value in values if value in Role.values}


FILLINGS: dict[str, Filling] = {"starts": _moments, "ends": _moments, "at": _moments, "area": _areas, "role": _roles}


@dataclass(frozen=True)
class ShownMessage:
    """A message in words."""

    message: Message
    title: str
    body: str

    @property
    def link(self) -> str:
        return self.message.link

    @property
    def at(self) -> datetime:
        return self.message.created_at

    @property
    def is_read(self) -> bool:
        return self.message.read_at is not None


class _Lenient(dict):
    """A param that an older message lacks leaves a gap, not a fault."""

    def __missing__(self, key: str) -> str:
        return "…"


@functools.cache
def _speaking() -> tuple[ModuleType, ...]:
    ours = (config for config in apps.get_app_configs() if config.name.startswith("hecheng.domains."))
    return tuple(
        import_module(f"{config.name}.messages") for config in ours if module_has_submodule(config.module, "messages")
    )


@functools.cache
def texts() -> dict[str, tuple[str | Promise, str | Promise]]:
    """Title and body of every kind that some domain announces."""
    return {kind: text for module in _speaking() for kind, text in module.TEXTS.items()}


@functools.cache
def _fillings() -> dict[str, Filling]:
    return {param: filling for module in _speaking() for param, filling in getattr(module, "FILLINGS", {}).items()}


def in_words(messages: Iterable[Message]) -> list[ShownMessage]:
    """Messages in the present language; one look-up per kind of param, however many messages there are."""
    rows = list(messages)
    words = {param: filling(_values(rows, param)) for param, filling in _fillings().items() if _values(rows, param)}
    return [_shown(message, words) for message in rows]


def _values(messages: Sequence[Message], param: str) -> set[Any]:
    return {message.params[param] for message in messages if param in message.params}


def _shown(message: Message, words: Mapping[str, Mapping[Any, str]]) -> ShownMessage:
    title, body = texts().get(message.kind, (_("Message"), ""))
    params = _Lenient(
        (name, words[name].get(value, value) if name in words else value) for name, value in message.params.items()
    )
    return ShownMessage(message, str(title) % params, str(body) % params)


def letter_of(message: Message) -> Letter:
    """A message for a channel, in the language of its account."""
    account = getattr(message.person, "account", None)
    with override(account.language if account else "zh-hans"):
        [shown] = in_words([message])
    phone = account.phone if account and account.phone else message.person.phone
    return Letter(phone, (account.email if account else None) or "", shown.title, shown.body, shown.link)
