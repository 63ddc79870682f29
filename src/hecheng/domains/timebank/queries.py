"""Balances and statements."""

from __future__ import annotations

from django.db.models import QuerySet, Sum

from hecheng.domains.people.models import Person
from hecheng.domains.timebank.models import LedgerAccount, Posting


def balance(person: Person) -> int:
    """Minutes that stand to a person's credit."""
    account = LedgerAccount.objects.filter(owner=person).only("minutes").first()
    return account.minutes if account else 0


def statement(person: Person) -> QuerySet[Posting]:
    """A person's postings, newest first."""
    return (
        Posting.objects.filter(account__owner=person)
        .select_related("transfer", "transfer__reverses")
        .order_by("-transfer__at", "-id")
    )


def recounted(person: Person) -> int:
    """The balance added up from postings: equals `balance` always."""
    return Posting.objects.filter(account__owner=person).aggregate(minutes=Sum("minutes", default=0))["minutes"]
