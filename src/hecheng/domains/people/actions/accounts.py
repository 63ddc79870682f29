"""Accounts: by signing up, or opened by staff for somebody they know."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.actions.consents import record_consent
from hecheng.domains.people.actions.persons import NewPerson, require_areas
from hecheng.domains.people.contacts import clean_phone
from hecheng.domains.people.models import Account, ConsentText, Person
from hecheng.domains.people.permissions import KEEPERS, Actor, Role, rights_of
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Invalid, Missing


@action
def register_account(
    *, by: Actor, person: Person, password: str, phone: str = "", email: str = "", language: str = "zh-hans"
) -> Account:
    """Open an account for a person in one's area. Signing in needs a telephone number or an e-mail.

    Whoever knows the first password could act as this person, so for somebody with rights the actor must be able to give
    those rights. Raises `Invalid`, `NotAllowed`, or `Conflict` when number, e-mail or person has an account.
    """
    by.require(*KEEPERS, area=person.area)
    for right in rights_of(person.pk):
        by.require(Role.CITY_OFFICE, Role.ADMINISTRATOR, area=right.prefix)
    account = Account(person=person, language=language)
    _enter(account, phone=phone, email=email, password=password)
    return account


@action
def sign_up(*, account: Account, name: str, area: str, phone: str, password: str) -> Account:
    """Somebody opens an account for themselves and so agrees to the use of the service.

    A person whom a clerk entered earlier is not taken over: an unverified number proves nothing.
    Raises `Invalid`, or `Conflict` when the number has an account.
    """
    require_areas([area])
    person = NewPerson(name=name, area=area, phone=phone).row()
    person.save()
    account.person = person
    _enter(account, phone=phone, email="", password=password)
    text = ConsentText.objects.filter(kind=ConsentText.Kind.SERVICE).order_by("-version").first()
    if text is not None:
        record_consent(person, text)
    return account


def _enter(account: Account, *, phone: str, email: str, password: str) -> None:
    if not phone and not email:
        raise Invalid("no_way_in", _("Please give a telephone number or an e-mail to sign in with."), field="phone")
    account.sign_in_by(clean_phone(phone) if phone else "")
    account.email = _clean_email(email) if email else None
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Invalid("password_weak", " ".join(weak.messages).replace("%", "%%"), field="password") from weak
    account.set_password(password)
    account.save(force_insert=True)


def _clean_email(email: str) -> str:
    try:
        validate_email(email.strip())
    except ValidationError as wrong:
        raise Invalid("email_unreadable", _("This is not an e-mail address."), field="email") from wrong
    return email.strip().lower()


@action
def change_preferences(*, by: Actor, language: str | None = None, large_print: bool | None = None) -> Account:
    """Choose one's language and the size of print."""
    if by.account is None:
        raise Missing
    if language is not None:
        by.account.language = language
    if large_print is not None:
        by.account.large_print = large_print
    by.account.save(update_fields=["language", "large_print"])
    return by.account
