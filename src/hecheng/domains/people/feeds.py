"""The address of somebody's own calendar: it opens without signing in, so it is long, and dies with the password."""

from __future__ import annotations

import uuid

from django.utils.crypto import constant_time_compare, salted_hmac

from hecheng.domains.people.models import Account
from hecheng.kernel.errors import Missing
from hecheng.kernel.rows import as_uuid


def feed_key(account: Account) -> str:
    """What stands in the address; another one after the password was changed."""
    return f"{account.pk.hex}-{_proof(account)}"


def account_of_feed(key: str) -> Account:
    """The account whose calendar this is. Raises `Missing` for a key that is wrong or no longer good."""
    name, _dash, proof = key.partition("-")
    pk: uuid.UUID | None = as_uuid(name)
    account = Account.objects.filter(pk=pk, is_active=True).select_related("person").first() if pk else None
    if account is None or not constant_time_compare(_proof(account), proof):
        raise Missing
    return account


def _proof(account: Account) -> str:
    return salted_hmac("people.feed", f"{account.pk}:{account.password}", algorithm="sha256").hexdigest()[:40]
