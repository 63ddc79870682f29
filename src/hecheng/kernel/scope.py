"""Scope by area code: the 12-digit statistical division code, whose significant prefix is the subtree."""

from __future__ import annotations

import functools
import operator
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hecheng.kernel.errors import Invalid

#: significant digits by level: province, city, county, town, village
WIDTHS = (2, 4, 6, 9, 12)


def significant(code: str) -> str:
    """`230202000000` → `230202`; the prefix that everything inside shares.

    Raises `Invalid` when `code` is not 12 digits.
    """
    if len(code) != 12 or not code.isascii() or not code.isdigit():
        raise Invalid("area_unknown", _("“%(code)s” is not an area code of 12 digits."), field="area", code=code[:40])
    for width in WIDTHS:
        if not code[width:].strip("0"):
            return code[:width]
    return code


def padded(prefix: str) -> str:
    """`230202` → `230202000000`."""
    return prefix.ljust(12, "0")


def level_of(code: str) -> int:
    """0 province, 1 city, 2 county, 3 town, 4 village."""
    return WIDTHS.index(len(significant(code)))


def covers(prefix: str, code: str) -> bool:
    """Whether the area `code` lies in the subtree of `prefix`."""
    return code.startswith(prefix)


class AreaCodeField(models.CharField):
    """A 12-digit area code as text, collated "C" so that `LIKE '230202%'` uses the index on PostgreSQL 15 too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=12, db_collation="C")
        kwargs.setdefault("validators", [RegexValidator(r"^\d{12}$", _("An area code has 12 digits."))])
        super().__init__(*args, **kwargs)


class ScopedQuerySet(models.QuerySet):
    """Rows that carry `area`."""

    area_field = "area"

    def within(self, *prefixes: str) -> Self:
        """Rows of any of these subtrees; none for no prefix; all for the empty prefix."""
        if not prefixes:
            return self.none()
        return self.filter(within(self.area_field, *prefixes))


def within(field: str, *prefixes: str) -> models.Q:
    """The condition that `field` lies in any of the subtrees; false for no prefix."""
    if not prefixes:
        return models.Q(pk__in=[])
    if "" in prefixes:
        return ~models.Q(pk__in=[])  # an empty Q would vanish from `within(...) | other` and leave only the other
    return functools.reduce(operator.or_, (models.Q(**{f"{field}__startswith": prefix}) for prefix in prefixes))


class Scoped(models.Model):
    """A row that belongs to an area."""

    area = AreaCodeField(verbose_name=_("area"), db_index=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
