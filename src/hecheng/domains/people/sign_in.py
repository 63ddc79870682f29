"""Signing in by telephone number or e-mail, and signing up: what allauth asks of us."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.queries import area_or_refuse
from hecheng.domains.people.channels import Letter
from hecheng.domains.people.contacts import clean_phone
from hecheng.domains.people.models import Account, ConsentText
from hecheng.domains.people.names import LONGEST, clean_name
from hecheng.domains.people.queries import newest_text
from hecheng.kernel.errors import Refusal

_DO_NOT_FIT = _("This number or e-mail and this password do not belong together.")
_TOO_OFTEN = _("Too many attempts. Please wait five minutes and try again.")


def _as_error(refused: Refusal) -> ValidationError:
    return ValidationError(refused.sentence, code=refused.code)


class PhoneField(forms.CharField):
    """A telephone number as people type it; cleaned to E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Telephone"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return clean_phone(typed) if typed else ""
        except Refusal as refused:
            raise _as_error(refused) from refused


class SignUp(forms.Form):
    """The questions besides number and password. The area is a 12-digit code; pages offer it as a choice."""

    name = forms.CharField(
        label=_("Name"), max_length=4 * LONGEST, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    area = forms.CharField(label=_("Where you live"), max_length=12, strip=True)
    agreed = forms.BooleanField(label=_("I agree to the terms of use"))

    field_order = ("name", "phone", "password1", "area", "agreed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = newest_text(ConsentText.Kind.SERVICE)
        self.fields["agreed"].help_text = text.words if text else ""

    def clean_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["name"])
        except Refusal as refused:
            raise _as_error(refused) from refused

    def clean_area(self) -> str:
        try:
            return area_or_refuse(self.cleaned_data["area"]).code
        except Refusal as refused:
            raise _as_error(refused) from refused

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        phone = cleaned.get("phone", "")
        if not phone and "phone" not in self.errors:
            self.add_error("phone", _("Please give a telephone number to sign in with."))
        elif phone and Account.objects.by_phone(phone):
            self.add_error("phone", _("This telephone number already has an account."))
        return cleaned

    def signup(self, request: HttpRequest, user: Account) -> None:
        """Everything was written by `Adapter.save_user`."""


class Backend(AuthenticationBackend):
    """An account comes with its person: every page asks for both."""

    def get_user(self, user_id: Any) -> Account | None:
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account is not None and self.user_can_authenticate(account) else None


class Adapter(DefaultAccountAdapter):
    """Telephone numbers are typed with blanks and full-width digits, kept encrypted and found by blind index."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _DO_NOT_FIT,
        "phone_password_mismatch": _DO_NOT_FIT,
        "username_password_mismatch": _DO_NOT_FIT,
        "too_many_login_attempts": _TOO_OFTEN,
        "rate_limited": _TOO_OFTEN,
        "account_inactive": _("This account is closed. Your centre can tell you more."),
    }

    def save_user(self, request: HttpRequest, user: Account, form: forms.Form, commit: bool = True) -> Account:
        from hecheng.domains.people.actions import sign_up  # actions read this module's neighbours when they load

        data = form.cleaned_data
        return sign_up(
            account=user,
            name=data["name"],
            area=data["area"],
            phone=data["phone"],
            password=data.get("password1") or data.get("password") or "",
        )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Attempts are counted per number however it is typed."""
        if credentials.get("phone"):
            credentials["phone"] = self.clean_phone(credentials["phone"])
        return super().authenticate(request, **credentials)

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def clean_phone(self, phone: str) -> str:
        try:
            return clean_phone(phone)
        except Refusal as refused:
            raise _as_error(refused) from refused

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        user.sign_in_by(self.clean_phone(phone), verified=verified)
        user.save()

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone_verified(self, user: Account, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> Account | None:
        try:
            return Account.objects.by_phone(clean_phone(phone))
        except Refusal:
            return None

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **kwargs: Any) -> None:
        words = str(_("Your code is %(code)s. Tell it to nobody.")) % {"code": code}
        for path in settings.MESSAGE_CHANNELS:
            import_string(path)(Letter(phone, "", words, "", ""))
