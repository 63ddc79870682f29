"""The back office within one's rights: lists, details, choices, imports and exports see only the actor's areas."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from import_export.resources import ModelResource
from unfold.admin import ModelAdmin
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from hecheng.domains.people.permissions import Actor, Role
from hecheng.kernel.errors import NotAllowed
from hecheng.kernel.scope import within

#: who works in the back office
OFFICE = (Role.CITY_OFFICE, Role.ADMINISTRATOR)


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request, its grants read once."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        actor = request.actor = Actor.of(request.user)  # type: ignore[attr-defined]  # kept on the request for its lifetime
    return actor


class ReferenceResource(ModelResource):
    """Rows for import and export; an import is all or nothing and never leaves the actor's areas."""

    def __init__(self, actor: Actor | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.actor = actor or Actor()

    def before_save_instance(self, instance: Model, row: Any, **kwargs: Any) -> None:
        area = getattr(instance, "area", None)
        if not self.actor.holds(*OFFICE, area="" if area is None else area):
            raise NotAllowed


class ReferenceAdmin(ImportExportModelAdmin, ModelAdmin):
    """Data that is the same everywhere: city offices read it, administrators of everything change it."""

    import_form_class, export_form_class = ImportForm, ExportForm
    resource_classes: list[type[ModelResource]] = []
    compressed_fields = True
    list_per_page = 50

    def get_resource_kwargs(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"actor": actor_of(request)}

    def _may_change(self, request: HttpRequest, obj: Model | None) -> bool:
        return actor_of(request).holds(Role.ADMINISTRATOR, area="")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self._may_change(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)


class ScopedAdmin(ReferenceAdmin):
    """Data of areas (rows have `area`): one sees and changes what lies in one's own."""

    area_field = "area"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(within(self.area_field, *actor_of(request).prefixes(*OFFICE)))

    def _may_change(self, request: HttpRequest, obj: Model | None) -> bool:
        area = getattr(obj, self.area_field) if obj else None
        return actor_of(request).holds(*OFFICE, area=area)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """A choice offers nothing that a list would hide."""
        model = db_field.related_model
        if any(field.name == "area" for field in model._meta.fields):
            rows = kwargs.get("queryset") or model._default_manager.all()
            kwargs["queryset"] = rows.filter(within("area", *actor_of(request).prefixes(*OFFICE)))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: type[ModelForm] = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (_InOwnArea, form), {"actor": actor_of(request), "area_field": self.area_field})


class _InOwnArea:
    """Mixed into a form: what is typed as the area must be one's own."""

    actor: Actor
    area_field: str

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]  # the form that this is mixed into
        area = self.cleaned_data.get(self.area_field)  # type: ignore[attr-defined]  # the form again
        if area is not None and not self.actor.holds(*OFFICE, area=area):
            self.add_error(self.area_field, _("This area is not yours."))  # type: ignore[attr-defined]  # the form again
        return cleaned
