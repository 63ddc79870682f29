"""The menu: what can be asked for, in an area."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from django.db.models import Count, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hecheng.domains.services.models import Category, Need, Offering, Platform, Programme, ServiceSystem, Theme
from hecheng.kernel import clock
from hecheng.kernel.errors import Missing

M = TypeVar("M", bound=Model)


def _offered_in(area: str) -> Q:
    """Rows whose prefix covers the area (a code or a prefix); those for everywhere too."""
    return Q(prefix__in=["", *(area[:width] for width in range(1, len(area) + 1))])


def menu(area: str = "") -> QuerySet[Category]:
    """Categories with their themes and the live offerings of the area, in menu order; three queries.

    Category.themes.all() and Theme.offerings.all() are at hand; themes without an offering there are left out.
    """
    live = Offering.objects.filter(_offered_in(area), active=True).order_by("order", "code")
    themes = Theme.objects.filter(offerings__in=live.order_by()).distinct().order_by("order", "code")
    return (
        Category.objects.filter(themes__in=themes.order_by())
        .distinct()
        .order_by("order", "code")
        .prefetch_related(Prefetch("themes", themes), Prefetch("themes__offerings", live))
    )


def offerings(
    area: str = "", *, category: str = "", theme: str = "", platform: str = "", text: str = ""
) -> QuerySet[Offering]:
    """Live offerings of an area in menu order, with theme, platform and skills."""
    rows = Offering.objects.filter(_offered_in(area), active=True)
    for path, code in {"theme__category": category, "theme": theme, "platform": platform}.items():
        if code:
            rows = rows.filter(**{path: code})
    if wanted := text.strip()[:60]:
        parts = ("zh", "en", "summary_zh", "summary_en", "theme__zh", "theme__en")
        match = Q(pk__in=[])
        for part in parts:
            match |= Q(**{f"{part}__icontains": wanted})
        rows = rows.filter(match)
    return rows.select_related("theme__category", "platform").prefetch_related("skills").order_by("order", "code")


def most_asked(area: str, most: int = 8) -> list[Offering]:
    """What people of an area asked for most in the last year, then the first of the menu."""
    asked = Need.objects.within(area).filter(offering=OuterRef("pk"), created_at__gte=clock.now() - timedelta(days=365))
    times = asked.order_by().values("offering").annotate(n=Count("pk")).values("n")
    rows = Offering.objects.filter(_offered_in(area), active=True)
    return list(rows.annotate(times=Coalesce(Subquery(times), 0)).order_by("-times", "order", "code")[:most])


def offering(code: str) -> Offering:
    """A live offering, of whatever area. Raises `Missing`."""
    rows = Offering.objects.select_related("theme__category", "platform").prefetch_related("skills")
    return _coded(rows.filter(active=True), code)


def _coded(rows: QuerySet[M], code: str) -> M:
    found = rows.filter(pk=code).first()
    if found is None:
        raise Missing
    return found


def platforms() -> QuerySet[Platform]:
    """The platforms that needs are routed to, in their order."""
    return Platform.objects.order_by("order", "code")


def platform(code: str) -> Platform:
    """A platform. Raises `Missing`."""
    return _coded(Platform.objects.all(), code)


def programmes(area: str = "") -> QuerySet[Programme]:
    """Programmes of an area, with their service system."""
    return Programme.objects.filter(_offered_in(area)).select_related("system").order_by("order", "code")


def programme(code: str) -> Programme:
    """A programme. Raises `Missing`."""
    return _coded(Programme.objects.all(), code)


def system(code: str) -> ServiceSystem:
    """A service system. Raises `Missing`."""
    return _coded(ServiceSystem.objects.all(), code)


def systems(area: str = "") -> QuerySet[ServiceSystem]:
    """Service systems of an area."""
    return ServiceSystem.objects.filter(_offered_in(area)).order_by("order", "code")
