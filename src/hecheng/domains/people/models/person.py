"""A person: what identifies them is encrypted and found by blind index; what others see is the mask."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people import contacts, names
from hecheng.kernel import clock
from hecheng.kernel.crypto import EncryptedTextField, blind_index
from hecheng.kernel.rows import Row
from hecheng.kernel.scope import Scoped


class Person(Row, Scoped):
    """Somebody real. Write names and numbers only by the `call_…` methods, which keep mask and indexes in step."""

    name = EncryptedTextField(_("name"))
    masked_name = models.CharField(_("name"), max_length=24)
    sort_key = models.CharField(max_length=24, db_collation="C", db_index=True, editable=False)
    name_index = models.BinaryField(max_length=32, db_index=True, editable=False)
    phone = EncryptedTextField(_("telephone"))
    phone_index = models.BinaryField(max_length=32, null=True, db_index=True, editable=False)
    id_number = EncryptedTextField(_("identity number"))
    id_number_index = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    lon = models.FloatField(_("longitude of home"), null=True, blank=True)
    lat = models.FloatField(_("latitude of home"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.CheckConstraint(condition=Q(name__isnull=False), name="person_has_a_name"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="person_home_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.masked_name

    @staticmethod
    def index_name(name: str) -> bytes:
        """Blind index of a cleaned name; blanks and letter case do not matter."""
        return blind_index("person.name", name.replace(" ", "").casefold())

    @staticmethod
    def index_phone(phone: str) -> bytes:
        """Blind index of a cleaned telephone number."""
        return blind_index("person.phone", phone)

    def call_by(self, name: str) -> None:
        """Set the name. Raises `Invalid`."""
        self.name = names.clean_name(name)
        self.masked_name = names.mask(self.name)
        self.sort_key = names.sort_key(self.name)
        self.name_index = self.index_name(self.name)

    def call_at(self, phone: str) -> None:
        """Set or, by empty text, remove the telephone number. Raises `Invalid`."""
        self.phone = contacts.clean_phone(phone) if phone else ""
        self.phone_index = self.index_phone(self.phone) if self.phone else None

    def identify_by(self, id_number: str) -> None:
        """Set or, by empty text, remove the identity number; it also tells the year of birth. Raises `Invalid`."""
        self.id_number = contacts.clean_id_number(id_number) if id_number else ""
        self.id_number_index = blind_index("person.id_number", self.id_number) if self.id_number else None
        if self.id_number:
            self.birth_year = contacts.birth_year_of(self.id_number)

    def has_clearance(self, kind: str, day: date) -> bool:
        """Whether a clearance (`adult` or `child`) is valid on a day."""
        return self.clearances.filter(kind=kind, until__gte=day).exists()

    @property
    def masked_phone(self) -> str:
        return contacts.mask_phone(self.phone)

    @property
    def is_minor(self) -> bool:
        """Under eighteen, as far as the year tells: a minor until the year of the eighteenth birthday is over."""
        return self.birth_year is not None and clock.today().year - self.birth_year <= 18
