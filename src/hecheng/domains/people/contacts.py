"""Telephone and identity numbers as people type them, and as they are kept."""

from __future__ import annotations

import unicodedata
from datetime import date

import phonenumbers
from django.utils.translation import gettext_lazy as _

from hecheng.kernel import clock
from hecheng.kernel.errors import Invalid

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def clean_phone(text: str, *, field: str = "phone") -> str:
    """`138 0013-8000`, `+86 １３８…` or `0452-2791234` → E.164 (`+8613800138000`). Raises `Invalid`."""
    typed = unicodedata.normalize("NFKC", text).strip()
    try:
        number = phonenumbers.parse(typed, "CN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Invalid(
            "phone_unreadable",
            _("This is not a telephone number that can be called. A mobile number has 11 digits."),
            field=field,
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(kept: str) -> str:
    """`+8613800138000` → `138 0013 8000`."""
    if not kept:
        return ""
    number = phonenumbers.parse(kept, "CN")
    national = number.country_code == 86
    style = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def mask_phone(kept: str) -> str:
    """`+8613800138000` → `138****8000`."""
    plain = kept.removeprefix("+86")
    return f"{plain[:3]}****{plain[-4:]}" if len(plain) >= 10 else "*" * len(plain)


def clean_id_number(text: str, *, field: str = "id_number") -> str:
    """A resident identity number of 18 characters (GB 11643), its date and check character verified. Raises `Invalid`."""
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        raise Invalid("id_number_unreadable", _("An identity number has 17 digits and a check character."), field=field)
    born = _born(number)
    if born is None or not date(1900, 1, 1) <= born <= clock.today():
        raise Invalid("id_number_wrong_date", _("The date of birth in this identity number cannot be."), field=field)
    expected = _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11]
    if number[17] != expected:
        raise Invalid(
            "id_number_wrong_check",
            _("The last character of this identity number does not fit: please look for a wrong digit."),
            field=field,
        )
    return number


def _born(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def birth_year_of(id_number: str) -> int:
    """The year in a cleaned identity number."""
    return int(id_number[6:10])
