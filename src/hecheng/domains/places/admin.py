"""Reference data of the ground in the back office: places, settings by area, the working calendar.

Settings and calendar belong to `areas`, which lies below `people` and so knows no actor; they are shown from here.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from hecheng.domains.areas.actions import change_setting, mark_day
from hecheng.domains.areas.models import AreaSetting, Holiday
from hecheng.domains.people.back_office import ScopedAdmin, actor_of
from hecheng.domains.people.models import Role
from hecheng.domains.people.permissions import Actor
from hecheng.domains.places.actions import Facts, change_place, close_place, open_places
from hecheng.domains.places.admin_through_actions import ActionAdmin, ActionResource
from hecheng.domains.places.models import Place
from hecheng.kernel.scope import within


def save_place(actor: Actor, place: Place, changed: list[str]) -> None:
    """Open a new place, or change and close one as the form says."""
    if place._state.adding:
        open_places(by=actor, places=[place])
        return
    facts = {name: getattr(place, name) for name in changed if name in Facts.__annotations__}
    if facts:
        change_place(by=actor, place=place, **facts)
    if "closed_on" in changed and place.closed_on:
        close_place(by=actor, place=place, on=place.closed_on)


class PlaceResource(ActionResource):
    act = staticmethod(save_place)

    class Meta:
        model = Place
        fields = (
            "id",
            "kind",
            "area",
            "name",
            "name_en",
            "parent",
            "address",
            "phone",
            "lon",
            "lat",
            "opened_on",
            "online_since",
            "closed_on",
        )
        skip_unchanged = True


@admin.register(Place)
class PlaceAdmin(ActionAdmin, ScopedAdmin):
    act = staticmethod(save_place)
    resource_classes = [PlaceResource]
    list_display = ("name", "kind", "area", "opened_on", "online_since", "closed_on", "modelled")
    list_filter = ("kind", "modelled")
    search_fields = ("name", "name_en", "area")
    ordering = ("area", "kind", "name")
    autocomplete_fields = ("parent",)
    fields = (
        ("kind", "area"),
        ("name", "name_en"),
        "parent",
        ("address", "phone"),
        "hours",
        ("lon", "lat"),
        ("modelled", "position_modelled"),
        ("opened_on", "online_since", "closed_on"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("kind", "area") if obj else ("closed_on",)


def save_setting(actor: Actor, row: AreaSetting, changed: list[str]) -> None:
    """Set one value for everything inside a prefix."""
    row.pk = change_setting(by=actor, prefix=row.prefix, key=row.key, value=row.value).pk


class AreaSettingResource(ActionResource):
    act = staticmethod(save_setting)

    class Meta:
        model = AreaSetting
        fields = ("prefix", "key", "value")
        import_id_fields = ("prefix", "key")
        skip_unchanged = True


@admin.register(AreaSetting)
class AreaSettingAdmin(ActionAdmin):
    act = staticmethod(save_setting)
    resource_classes = [AreaSettingResource]
    list_display = ("key", "prefix", "changed_at")
    search_fields = ("key", "prefix")
    fields = ("key", "prefix", "value")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(within("prefix", *actor_of(request).prefixes(Role.ADMINISTRATOR)))

    def _may_change(self, request: HttpRequest, obj: Model | None) -> bool:
        return actor_of(request).holds(Role.ADMINISTRATOR, area=obj.prefix if isinstance(obj, AreaSetting) else None)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("key", "prefix") if obj else ()


def save_day(actor: Actor, row: Holiday, changed: list[str]) -> None:
    """Mark one day for the whole platform."""
    mark_day(by=actor, day=row.day, off=row.off, name=row.name, source=row.source)


class HolidayResource(ActionResource):
    act = staticmethod(save_day)

    class Meta:
        model = Holiday
        fields = ("day", "off", "name", "source")
        import_id_fields = ("day",)
        skip_unchanged = True


@admin.register(Holiday)
class HolidayAdmin(ActionAdmin):
    act = staticmethod(save_day)
    resource_classes = [HolidayResource]
    list_display = ("day", "off", "name", "source")
    list_filter = ("off",)
    date_hierarchy = "day"
    ordering = ("-day",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("day",) if obj else ()
