"""Reference data of people in the back office. Persons themselves are never listed here."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from hecheng.domains.people import actions
from hecheng.domains.people.back_office import OFFICE, ReferenceAdmin, ReferenceResource, ScopedAdmin, actor_of
from hecheng.domains.people.models import ConsentText, Grant, Organisation, Person, Skill, Team
from hecheng.domains.people.permissions import Actor, roles_given_by
from hecheng.domains.people.queries import find_people
from hecheng.kernel.scope import within

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one way in, throttled like any
for _model in (Group, EmailAddress, UserSession):  # rights are our grants; addresses and sessions are people's own
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


class SkillResource(ReferenceResource):
    class Meta:
        model = Skill
        fields = ("code", "bit", "zh", "en")
        import_id_fields = ("code",)


class OrganisationResource(ReferenceResource):
    class Meta:
        model = Organisation
        fields = ("area", "name", "kind", "registered", "number", "since", "until")
        import_id_fields = ("area", "name")


class TeamResource(ReferenceResource):
    class Meta:
        model = Team
        fields = ("area", "name", "kind", "registered", "since", "until")
        import_id_fields = ("area", "name")


@admin.register(Skill)
class SkillAdmin(ReferenceAdmin):
    resource_classes = [SkillResource]
    list_display = ("code", "bit", "zh", "en")
    search_fields = ("code", "zh", "en")
    ordering = ("bit",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("code", "bit") if obj else ()  # plans and offerings keep the bit


@admin.register(ConsentText)
class ConsentTextAdmin(ModelAdmin):
    """A text that somebody agreed to never changes: a correction is a new version."""

    list_display = ("kind", "version", "created_at")
    fields = ("kind", "zh", "en")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and actor_of(request).holds("administrator", area="")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ConsentText, form: Any, change: bool) -> None:
        made = actions.publish_consent_text(by=actor_of(request), kind=obj.kind, zh=obj.zh, en=obj.en)
        obj.pk, obj.version = made.pk, made.version


@admin.register(Organisation)
class OrganisationAdmin(ScopedAdmin):
    resource_classes = [OrganisationResource]
    list_display = ("name", "kind", "area", "registered", "since", "until")
    list_filter = ("kind", "registered")
    search_fields = ("name", "number")
    ordering = ("area", "name")


@admin.register(Team)
class TeamAdmin(ScopedAdmin):
    """The leader is a person and is chosen on the team's own page."""

    resource_classes = [TeamResource]
    list_display = ("name", "kind", "area", "organisation", "since", "until")
    list_select_related = ("organisation",)
    list_filter = ("kind", "registered")
    search_fields = ("name",)
    exclude = ("leader",)
    ordering = ("area", "name")


class GrantForm(forms.ModelForm):
    """A new grant; its person is named by exact name or telephone number, as a list of people would be a leak."""

    actor: Actor
    who = forms.CharField(label=_("Name or telephone of the person"), max_length=80, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Grant
        fields = ("role", "prefix", "starts", "ends")

    def clean_who(self) -> Person:
        found = find_people(self.actor, self.cleaned_data["who"])
        if len(found) != 1:
            raise forms.ValidationError(
                _("Nobody of this name or number is in your area.")
                if not found
                else _("Several people have this name: please give the telephone number.")
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        role, prefix, who = cleaned.get("role"), cleaned.get("prefix", ""), cleaned.get("who")
        if role and not self.actor.holds(*roles_given_by(role), area=prefix):
            self.add_error("prefix", _("You cannot give this role here."))
        if who is not None:
            self.instance.person = who
            if self.actor.is_person(who):
                self.add_error("who", _("Nobody can give a role to themselves."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's own, not in the stubs
        known = self.instance.person_id is not None  # only then can overlapping grants be told beside the form
        return excluded - {"person"} if known else excluded


class EndForm(forms.ModelForm):
    """Of a grant that was given only the end can change."""

    actor: Actor

    class Meta:
        model = Grant
        fields = ("ends",)


@admin.register(Grant)
class GrantAdmin(ModelAdmin):
    """Roles by area. Saved by the actions, so the person is told and nothing is ever overwritten."""

    list_display = ("person", "role", "prefix", "starts", "ends", "given_by")
    list_filter = ("role",)
    list_select_related = ("person", "given_by")
    ordering = ("prefix", "role", "-starts")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(within("prefix", *actor_of(request).prefixes(*OFFICE)))

    def get_form(self, request: HttpRequest, obj: Grant | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, form=EndForm if obj else GrantForm, **kwargs)
        return type(form.__name__, (form,), {"actor": actor_of(request)})

    def get_fields(self, request: HttpRequest, obj: Grant | None = None) -> tuple[str, ...]:
        return ("person", "role", "prefix", "starts", "ends") if obj else ("who", "role", "prefix", "starts", "ends")

    def get_readonly_fields(self, request: HttpRequest, obj: Grant | None = None) -> tuple[str, ...]:
        return ("person", "role", "prefix", "starts") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Grant | None = None) -> bool:
        if obj is not None and not actor_of(request).holds(*roles_given_by(obj.role), area=obj.prefix):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Grant | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        by = actor_of(request)
        if change:
            if obj.ends is not None:
                actions.end_grant(by=by, grant=obj, at=obj.ends)
            return
        given = actions.give_grant(
            by=by, person=form.cleaned_data["who"], role=obj.role, prefix=obj.prefix, starts=obj.starts, ends=obj.ends
        )
        obj.pk = given.pk
