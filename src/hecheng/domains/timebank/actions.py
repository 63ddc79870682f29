"""Earn and reverse. Called inside the action that confirms the fact, so that both stand or fall together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hecheng.domains.notary.actions import Fact, append_many
from hecheng.domains.people.models import Person
from hecheng.domains.timebank.models import LedgerAccount, Posting, Transfer
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Conflict


@dataclass(frozen=True)
class Earning:
    """Minutes that a person served, under a key that makes booking it twice impossible."""

    person: Person
    minutes: int
    key: str
    area: str
    at: datetime | None = None


@action
def earn(earning: Earning) -> Transfer:
    """Book one earning; the same key again returns what was booked."""
    return earn_many([earning])[0]


@action
def earn_many(earnings: Sequence[Earning]) -> list[Transfer]:
    """Book earnings from the issue account, sealed in the log; keys already booked are returned as they stand."""
    standing = {
        transfer.idempotency_key: transfer
        for transfer in Transfer.objects.filter(idempotency_key__in=[earning.key for earning in earnings])
    }
    fresh = [earning for earning in earnings if earning.key not in standing]
    accounts = accounts_of([earning.person for earning in fresh])
    issue = system_account(LedgerAccount.Kind.ISSUE)
    transfers, postings = [], []
    for earning in sorted(fresh, key=lambda earning: accounts[earning.person.pk].pk):
        transfer = Transfer(
            kind=Transfer.Kind.EARN, idempotency_key=earning.key, area=earning.area, at=earning.at or clock.now()
        )
        transfers.append(transfer)
        postings.append(Posting(transfer=transfer, account=issue, minutes=-earning.minutes))
        postings.append(Posting(transfer=transfer, account=accounts[earning.person.pk], minutes=earning.minutes))
    _book(transfers, postings)
    standing |= {transfer.idempotency_key: transfer for transfer in transfers}
    return [standing[earning.key] for earning in earnings]


@action
def reverse(transfer: Transfer, *, reason: str) -> Transfer:
    """Book the opposite legs. Raises `Conflict` when it is itself a reversal, was reversed, or the minutes are spent."""
    if transfer.kind == Transfer.Kind.REVERSAL:
        raise Conflict("reversal_is_final", _("A reversal cannot be reversed; book the hours again."))
    undo = Transfer(
        kind=Transfer.Kind.REVERSAL,
        idempotency_key=f"reversal:{transfer.pk}",
        reverses=transfer,
        reason=reason,
        area=transfer.area,
        at=clock.now(),
    )
    legs = transfer.postings.order_by("account_id")
    _book([undo], [Posting(transfer=undo, account_id=leg.account_id, minutes=-leg.minutes) for leg in legs])
    return undo


def _book(transfers: Sequence[Transfer], postings: Sequence[Posting]) -> None:
    """Insert in account order, so that two bookings lock balances in the same order, and seal each in the log."""
    Transfer.objects.bulk_create(transfers, batch_size=2000)
    Posting.objects.bulk_create(postings, batch_size=4000)
    moved: dict[object, int] = {}
    for posting in postings:
        moved[posting.transfer_id] = moved.get(posting.transfer_id, 0) + max(posting.minutes, 0)
    append_many(
        [
            Fact(
                kind="transfer-posted",
                area=transfer.area,
                record=transfer.pk,
                facts={"kind": transfer.kind, "minutes": moved[transfer.pk]},
                at=transfer.at,
            )
            for transfer in transfers
        ]
    )


def accounts_of(people: Sequence[Person]) -> dict[object, LedgerAccount]:
    """The accounts of these persons by person id; opened where there is none yet."""
    wanted = {person.pk for person in people}
    LedgerAccount.objects.bulk_create(
        [LedgerAccount(kind=LedgerAccount.Kind.PERSON, owner_id=pk) for pk in sorted(wanted)],
        ignore_conflicts=True,
        batch_size=2000,
    )
    return {account.owner_id: account for account in LedgerAccount.objects.filter(owner_id__in=wanted)}


def system_account(kind: LedgerAccount.Kind) -> LedgerAccount:
    """One of the system's accounts; made by the first migration."""
    return LedgerAccount.objects.get(kind=kind, owner=None)
