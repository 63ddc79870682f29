"""An account: how a person signs in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models.person import Person
from hecheng.domains.people.models.rights import Grant, Role
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.crypto import EncryptedTextField, blind_index
from hecheng.kernel.ids import uuid7


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts for Django's own commands; pages use `actions.register_account`."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> Account:
        phone = fields.pop("phone", "")
        account = self.model(email=email, **fields)
        account.sign_in_by(phone)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Account:
        return self.create_user(email, password, is_superuser=True, **fields)

    def by_phone(self, phone: str) -> Account | None:
        """The account that signs in by this cleaned telephone number."""
        return self.filter(phone_index=Account.index_phone(phone)).select_related("person").first()


class Account(AbstractBaseUser, PermissionsMixin):
    """Signs in by telephone number or e-mail; what it may do hangs on the grants of its person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone_cipher = EncryptedTextField(_("telephone"))
    phone_index = models.BinaryField(max_length=32, unique=True, null=True, editable=False)
    phone_verified = models.BooleanField(_("telephone verified"), default=False)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="account")
    is_active = models.BooleanField(_("may sign in"), default=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    large_print = models.BooleanField(_("large print"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=clock.now, editable=False)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone_index__isnull=False), name="account_has_a_way_in"
            ),
            models.CheckConstraint(
                condition=Q(phone_index__isnull=True, phone_cipher__isnull=True)
                | Q(phone_index__isnull=False, phone_cipher__isnull=False),
                name="account_phone_is_indexed",
            ),
        ]

    def __str__(self) -> str:
        return self.person.masked_name if self.person else str(_("account without a person"))

    @staticmethod
    def index_phone(phone: str) -> bytes:
        """Blind index of a cleaned telephone number."""
        return blind_index("account.phone", phone)

    def sign_in_by(self, phone: str, *, verified: bool = False) -> None:
        """Set or, by empty text, remove the cleaned telephone number."""
        self.phone_cipher = phone
        self.phone_index = self.index_phone(phone) if phone else None
        self.phone_verified = bool(phone) and verified

    @property
    def phone(self) -> str:
        """E.164, or empty."""
        return self.phone_cipher

    def clean(self) -> None:
        self.email = self.email.strip().lower() if self.email else None

    @action
    def save(self, *args: Any, **kwargs: Any) -> None:
        """As an action of its own: allauth's pages save accounts too, and a taken number must be a sentence there."""
        self.clean()
        super().save(*args, **kwargs)

    def get_username(self) -> str:
        """What the back office calls the account: never nothing, as an account by telephone has no e-mail."""
        return self.email or str(self)

    def get_full_name(self) -> str:
        return str(self)

    get_short_name = get_full_name

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles held now; an account object lives for one request."""
        if self.person_id is None or not self.is_active:
            return frozenset()
        return frozenset(
            Grant.objects.holding_at(clock.now()).filter(person=self.person_id).values_list("role", flat=True)
        )

    @property
    def is_staff(self) -> bool:
        """Whether the back office opens: follows the grants, so it ends with them."""
        return self.is_active and (self.is_superuser or bool(self.roles & {Role.ADMINISTRATOR, Role.CITY_OFFICE}))

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Which pages of the back office open; which rows, each of its pages asks the `Actor`.

        Administrators see every page, city offices those of our own domains, and delete nothing.
        """
        app, _dot, verb = perm.partition(".")
        if not self.has_module_perms(app):
            return False
        return self.is_superuser or Role.ADMINISTRATOR in self.roles or not verb.startswith("delete_")

    def has_module_perms(self, app_label: str) -> bool:
        if not self.is_staff:
            return False
        return self.is_superuser or Role.ADMINISTRATOR in self.roles or app_label in settings.DOMAINS
