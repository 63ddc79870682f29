"""The division tree, county outlines, the working calendar, and settings by area prefix."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hecheng.kernel import clock
from hecheng.kernel.scope import AreaCodeField, ScopedQuerySet, significant


def reads_english() -> bool:
    """Whether names are said in English now."""
    return (get_language() or "").startswith("en")


class Level(models.IntegerChoices):
    """The five levels of the statistical division code."""

    PROVINCE = 0, _("province")
    CITY = 1, _("city")
    COUNTY = 2, _("county")
    TOWN = 3, _("town")
    VILLAGE = 4, _("village")


class AreaQuerySet(ScopedQuerySet):
    """Divisions; their own code is their scope."""

    area_field = "code"


class Area(models.Model):
    """One division of an edition of the statistical codes. `short` is what people call it: 新明社区, not 新明社区居委会."""

    code = AreaCodeField(_("code"), primary_key=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    name = models.CharField(_("name"), max_length=120)
    short = models.CharField(_("short name"), max_length=120)
    en = models.CharField(_("English name"), max_length=120, blank=True)
    pinyin = models.CharField(_("pinyin"), max_length=240)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    edition = models.CharField(_("edition"), max_length=10)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{12}$"), name="area_code_has_12_digits"),
            models.CheckConstraint(condition=models.Q(level__lte=4), name="area_level_is_known"),
            models.CheckConstraint(
                condition=models.Q(level=0, parent__isnull=True) | models.Q(level__gt=0, parent__isnull=False),
                name="area_below_a_province_has_a_parent",
            ),
        ]
        indexes = [models.Index(fields=["level", "code"], name="area_level_code")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The short name in the reader's language, where it has one."""
        return self.en if self.en and reads_english() else self.short

    @property
    def prefix(self) -> str:
        """What every code inside this area begins with."""
        return significant(self.code)


class Outline(models.Model):
    """The polygon of a county, WGS-84, simplified for a map of the city, and where its name is written."""

    area = models.OneToOneField(Area, models.CASCADE, primary_key=True, related_name="outline", verbose_name=_("area"))
    geojson = models.JSONField(_("geometry"))
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    label_lon = models.FloatField()
    label_lat = models.FloatField()

    class Meta:
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(west__lt=models.F("east"), south__lt=models.F("north")), name="outline_has_an_inside"
            )
        ]

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return self.west, self.south, self.east, self.north


class Holiday(models.Model):
    """A day that differs from the plain week: off, or a weekend day worked to make up for a holiday."""

    day = models.DateField(_("day"), primary_key=True)
    off = models.BooleanField(_("day off"))
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class AreaSetting(models.Model):
    """A value for everything inside `prefix`, unless a longer prefix says otherwise; the empty prefix is everywhere."""

    prefix = models.CharField(
        _("area prefix"),
        max_length=12,
        blank=True,
        db_collation="C",
        validators=[
            RegexValidator(r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$", _("A prefix has 0, 2, 4, 6, 9 or 12 digits."))
        ],
    )
    key = models.CharField(_("key"), max_length=80)
    value = models.JSONField(_("value"))
    changed_at = models.DateTimeField(_("changed at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("setting")
        verbose_name_plural = _("settings")
        ordering = ("key", "prefix")
        constraints = [
            models.UniqueConstraint(fields=["key", "prefix"], name="area_setting_is_one_per_prefix"),
            models.CheckConstraint(
                condition=models.Q(prefix__regex=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$"),
                name="area_setting_prefix_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} · {self.prefix or '*'}"
