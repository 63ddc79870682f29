"""The menu (项目菜单): what can be asked for. Names are data, in both languages."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """A coded thing with a name in both languages."""

    code = models.SlugField(_("code"), primary_key=True, max_length=60)
    zh = models.CharField(_("Chinese name"), max_length=80)
    en = models.CharField(_("English name"), max_length=120)
    order = models.SmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.en if (get_language() or "").startswith("en") else self.zh


class Described(Named):
    """A coded thing with a sentence about it in both languages."""

    summary_zh = models.CharField(_("Chinese summary"), max_length=200, blank=True)
    summary_en = models.CharField(_("English summary"), max_length=300, blank=True)

    class Meta(Named.Meta):
        abstract = True

    @property
    def summary(self) -> str:
        """The sentence in the reader's language."""
        return self.summary_en if (get_language() or "").startswith("en") else self.summary_zh


class Platform(Described):
    """One of the five platforms (五大平台) that take in needs and route them."""


class Category(Described):
    """A category (大类) of the menu."""


class Theme(Named):
    """A theme (主题) within a category."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="themes")


class ServiceSystem(Described):
    """A service system (志愿服务体系): social governance, city creation, big events, special care."""

    prefix = models.CharField(_("area prefix"), max_length=12, blank=True, db_collation="C")


class Programme(Named):
    """A named programme (品牌项目) that activities belong to, e.g. 邻里守望."""

    system = models.ForeignKey(ServiceSystem, models.PROTECT, null=True, blank=True, related_name="programmes")
    themes = models.ManyToManyField(Theme, blank=True, related_name="programmes")
    prefix = models.CharField(_("area prefix"), max_length=12, blank=True, db_collation="C")


class Offering(Described):
    """One thing that can be asked for (服务项目)."""

    class Safeguarding(models.TextChoices):
        NONE = "none", _("no clearance needed")
        ADULT = "adult", _("adults at risk")
        CHILD = "child", _("children")

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="offerings")
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="offerings")
    audience_zh = models.CharField(_("for whom (Chinese)"), max_length=80, blank=True)
    audience_en = models.CharField(_("for whom (English)"), max_length=120, blank=True)
    skills = models.ManyToManyField("people.Skill", blank=True, related_name="+", verbose_name=_("skills"))
    minutes = models.PositiveSmallIntegerField(_("duration, minutes"))
    headcount = models.PositiveSmallIntegerField(_("usual number of volunteers"), default=1)
    safeguarding = models.CharField(_("safeguarding"), max_length=5, choices=Safeguarding, default=Safeguarding.NONE)
    prefix = models.CharField(_("area prefix"), max_length=12, blank=True, db_collation="C")
    active = models.BooleanField(_("active"), default=True)

    class Meta(Described.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=10, minutes__lte=720), name="offering_minutes_sensible"
            ),
            models.CheckConstraint(condition=models.Q(headcount__gte=1), name="offering_needs_somebody"),
        ]

    @property
    def audience(self) -> str:
        return self.audience_en if (get_language() or "").startswith("en") else self.audience_zh
