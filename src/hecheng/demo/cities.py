"""The six cities of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from hecheng.demo.city import City
from hecheng.demo.ground import data
from hecheng.kernel.errors import Missing


def city_of(code: str) -> City:
    """A city by its code. Raises `Missing`."""
    path: Path = data("cities") / f"{code}.yaml"
    if not (code.isascii() and code.isalpha() and path.exists()):
        raise Missing("city_unknown", _("There is no city called “%(city)s” on the page."), city=code[:40])
    said: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return City(code=code, prefix=str(said["prefix"]), zh=said["zh"], en=said["en"], brand=said["brand"])
