"""Signing in by telephone number or e-mail: what allauth asks of us."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from hecheng.domains.people.contacts import clean_phone
from hecheng.domains.people.models import Account
from hecheng.kernel.errors import Invalid


class Adapter(DefaultAccountAdapter):
    """Telephone numbers are typed with blanks and full-width digits, kept encrypted and found by blind index."""

    def clean_phone(self, phone: str) -> str:
        try:
            return clean_phone(phone)
        except Invalid as refused:
            raise ValidationError(refused.sentence, code=refused.code) from refused

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        user.sign_in_by(clean_phone(phone), verified=verified)
        user.save()

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone_verified(self, user: Account, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> Account | None:
        try:
            return Account.objects.by_phone(clean_phone(phone))
        except Invalid:
            return None

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **kwargs: Any) -> None:
        for path in settings.MESSAGE_CHANNELS:
            import_string(path)(phone, _("Your code is %(code)s. Tell it to nobody.") % {"code": code}, "", "")
