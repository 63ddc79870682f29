"""The back office writes through actions too: rights, refusals and records are the same as on every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin
from import_export.resources import ModelResource
from unfold.admin import ModelAdmin
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from hecheng.domains.people.permissions import Actor
from hecheng.kernel.errors import Refusal

#: does what saving a row means: (who, the row as it shall be, the names of its changed fields)
Act = Callable[[Actor, Any, list[str]], None]


class ActionForm(forms.ModelForm):
    """Tries the action while checking, so that a refusal stands beside its field and nothing typed is lost."""

    actor: Actor
    act: Act

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        adding = self.instance._state.adding
        try:
            with transaction.atomic():
                type(self).act(self.actor, self.instance, self.changed_data)
                transaction.set_rollback(True)
        except Refusal as refused:
            self.add_error(refused.field if refused.field in self.fields else None, refused.sentence)
        finally:
            self.instance._state.adding = adding

    def validate_constraints(self) -> None:
        """Left to the action, whose refusals are sentences."""


class ActionResource(ModelResource):
    """Imports row by row through the action; a refused row says why, and then nothing of the file is kept."""

    act: Act

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        stored = None if is_create else type(instance).objects.get(pk=instance.pk)
        names = [field.attribute for field in self.get_import_fields()]
        changed = [name for name in names if stored is None or getattr(stored, name) != getattr(instance, name)]
        try:
            type(self).act(Actor.of(kwargs["user"]), instance, changed)
        except Refusal as refused:
            raise ValidationError(refused.sentence) from refused


class ActionAdmin(ModelAdmin, ImportExportModelAdmin):
    """A table of the back office whose rows are those of the actor's areas and are saved by `act`."""

    form = ActionForm
    import_form_class = ImportForm
    export_form_class = ExportForm
    act: Act

    def seen_by(self, actor: Actor, rows: models.QuerySet) -> models.QuerySet:
        """The rows of the actor's areas."""
        raise NotImplementedError

    def may_change(self, actor: Actor, row: Any) -> bool:
        """Whether the actor may change this row; for None, whether there can be any."""
        raise NotImplementedError

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        plain = super().get_form(request, obj, change=change, **kwargs)
        bound = {"act": staticmethod(type(self).act), "actor": Actor.of(request.user)}
        return type(plain.__name__, (plain,), bound)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        type(self).act(Actor.of(request.user), obj, form.changed_data)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return self.seen_by(Actor.of(request.user), super().get_queryset(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self.may_change(Actor.of(request.user), None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self.may_change(Actor.of(request.user), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)
