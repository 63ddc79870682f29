"""One table for everything located: the chain of sites, venues and media sites."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.models import reads_english
from hecheng.domains.people.models import Organisation, Person
from hecheng.kernel import clock
from hecheng.kernel.rows import Row
from hecheng.kernel.scope import Scoped


class Kind(models.TextChoices):
    """What a place is; the first six are the chain of sites (阵地)."""

    CITY_CENTRE = "city_centre", _("city guidance centre")
    CENTRE = "centre", _("centre")
    OFFICE = "office", _("office")
    STATION = "station", _("station")
    POINT = "point", _("point")
    BASE = "base", _("base")
    VENUE = "venue", _("venue")
    MEDIA_SITE = "media_site", _("media site")


#: a place hangs below one of a smaller rank, so that a chain never runs in a circle
RANK = {
    Kind.CITY_CENTRE: 0,
    Kind.CENTRE: 1,
    Kind.OFFICE: 2,
    Kind.STATION: 3,
    Kind.POINT: 4,
    Kind.BASE: 4,
    Kind.VENUE: 5,
    Kind.MEDIA_SITE: 6,
}
SITES = (Kind.CITY_CENTRE, Kind.CENTRE, Kind.OFFICE, Kind.STATION, Kind.POINT, Kind.BASE)


class Place(Row, Scoped):
    """Something with a place on the ground.

    `modelled`: the place itself is made up for a demonstration; `position_modelled`: it is real, where it stands is not.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("responsible organisation"),
    )
    keeper = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="kept_places", verbose_name=_("keeper")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    hours = models.JSONField(_("opening hours"), default=dict, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    modelled = models.BooleanField(_("modelled"), default=False)
    position_modelled = models.BooleanField(_("position modelled"), default=False)
    online_since = models.DateField(_("online since"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"), default=clock.today)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("area", "id")
        indexes = [
            models.Index(fields=["kind", "area"], name="place_kind_area"),
            models.Index(fields=["lat", "lon"], condition=Q(closed_on__isnull=True), name="place_open_position"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="place_kind_is_known"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="place_position_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="place_is_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="place_closes_after_opening",
            ),
            models.UniqueConstraint(
                fields=["area", "kind", "name"], condition=Q(closed_on__isnull=True), name="place_open_name_is_one"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language, where it has one."""
        return self.name_en if self.name_en and reads_english() else self.name

    @property
    def is_open(self) -> bool:
        """Whether the place exists today (not: whether its door is open)."""
        return self.opened_on <= clock.today() and (self.closed_on is None or self.closed_on > clock.today())
