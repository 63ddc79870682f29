"""The back office writes through actions too: rights, refusals and records are the same as on every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from hecheng.domains.people.back_office import ReferenceAdmin, ReferenceResource, actor_of
from hecheng.domains.people.permissions import Actor
from hecheng.kernel.errors import Refusal

#: does what saving a row means: (who, the row as it shall be, the names of its changed fields)
Act = Callable[[Actor, Any, list[str]], None]


class ActionForm(forms.ModelForm):
    """Tries the action while checking, so that a refusal stands beside its field and nothing typed is lost."""

    actor: Actor
    act: Act

    def _post_clean(self) -> None:
        # the constraints speak through the action, whose refusals are sentences
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()  # type: ignore[misc]  # Django's own, unknown to its stubs
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


class ActionResource(ReferenceResource):
    """Imports row by row through the action; a refused row says why, and then nothing of the file is kept."""

    act: Act

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        stored = None if is_create else type(instance).objects.get(pk=instance.pk)
        names = [field.attribute for field in self.get_import_fields()]
        changed = [name for name in names if stored is None or getattr(stored, name) != getattr(instance, name)]
        try:
            type(self).act(self.actor, instance, changed)
        except Refusal as refused:
            raise ValidationError(refused.sentence) from refused


class ActionAdmin(ReferenceAdmin):
    """A table of the back office whose rows are saved by `act`."""

    form = ActionForm
    act: Act

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"act": staticmethod(type(self).act), "actor": actor_of(request)})

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        type(self).act(actor_of(request), obj, form.changed_data)
