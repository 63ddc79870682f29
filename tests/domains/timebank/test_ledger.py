"""The ledger keeps its promises though somebody tries to break them."""

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, InternalError, connection, transaction

from hecheng.domains.timebank.actions import Earning, earn, reverse, system_account
from hecheng.domains.timebank.models import LedgerAccount, Posting, Transfer
from hecheng.domains.timebank.queries import balance, recounted, statement
from hecheng.kernel import clock
from hecheng.kernel.actions import action, constraint_of
from hecheng.kernel.errors import Refusal
from tests.factories.people import a_person

AREA = "230202000000"


def earned(minutes: int = 90, key: str = "hours:1") -> Transfer:
    return earn(Earning(person=a_person(), minutes=minutes, key=key, area=AREA))


@pytest.mark.django_db
class TestAnEarning:
    def test_stands_to_the_volunteers_credit_and_opens_to_its_booking(self) -> None:
        transfer = earned(90)
        person = transfer.postings.get(minutes=90).account.owner
        assert balance(person) == recounted(person) == 90
        assert [posting.transfer for posting in statement(person)] == [transfer]

    def test_under_the_same_key_is_booked_once(self) -> None:
        person = a_person()
        first = earn(Earning(person=person, minutes=60, key="hours:same", area=AREA))
        again = earn(Earning(person=person, minutes=60, key="hours:same", area=AREA))
        assert again == first
        assert balance(person) == 60

    def test_is_undone_by_a_reversal_on_record_and_only_once(self) -> None:
        transfer = earned(45)
        person = transfer.postings.get(minutes=45).account.owner
        undo = reverse(transfer, reason="登记错了人")
        assert balance(person) == 0
        assert undo.reverses == transfer
        assert Transfer.objects.filter(pk=transfer.pk).exists()
        with pytest.raises(Refusal) as refused:
            reverse(transfer, reason="再来一次")
        assert refused.value.code in ("already_reversed", "already_booked", "balance_too_small")


@pytest.mark.django_db
class TestTheDatabaseRefuses:
    def test_a_transfer_whose_legs_do_not_add_up_to_zero(self) -> None:
        person = a_person()
        account = LedgerAccount.objects.create(kind="person", owner=person)

        @action
        def unbalanced() -> None:
            transfer = Transfer.objects.create(kind="earn", idempotency_key="odd", area=AREA, at=clock.now())
            Posting.objects.create(transfer=transfer, account=account, minutes=30)
            Posting.objects.create(transfer=transfer, account=system_account(LedgerAccount.Kind.ISSUE), minutes=-29)
            with connection.cursor() as cursor:  # what a commit does
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        with pytest.raises(Refusal) as refused:
            unbalanced()
        assert refused.value.code == "transfer_unbalanced"

    def test_a_transfer_without_legs(self) -> None:
        with pytest.raises(DatabaseError) as broken:
            self._book_without_legs()
        assert constraint_of(broken.value) == "ledger_transfer_balances"

    @pytest.mark.parametrize(
        "tamper",
        [
            lambda: Posting.objects.update(minutes=1000),
            lambda: Posting.objects.all()._raw_delete("default"),
            lambda: Transfer.objects.update(kind="redeem"),
            lambda: LedgerAccount.objects.update(minutes=1000),
        ],
        ids=["changing a posting", "deleting postings", "changing a transfer", "typing a balance"],
    )
    def test_rewriting_what_was_booked(self, tamper: Callable[[], object]) -> None:
        earned()
        with pytest.raises((DatabaseError, InternalError)), transaction.atomic():
            tamper()

    def test_a_balance_below_zero(self) -> None:
        transfer = earned(30)
        person = transfer.postings.get(minutes=30).account.owner
        account = person.ledger_account
        with pytest.raises(DatabaseError) as broken:
            self._spend(account, 31)
        assert constraint_of(broken.value) == "ledger_balance_not_below_zero"

    @transaction.atomic
    def _book_without_legs(self) -> None:
        Transfer.objects.create(kind="earn", idempotency_key="bare", area=AREA, at=clock.now())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    @transaction.atomic
    def _spend(self, account: LedgerAccount, minutes: int) -> None:
        spent = Transfer.objects.create(kind="redeem", idempotency_key="spend", area=AREA, at=clock.now())
        Posting.objects.create(transfer=spent, account=account, minutes=-minutes)


def both_at_once(act: Callable[[], object]) -> list[object]:
    """Run `act` in two connections that start together; results or refusals."""
    found: list[object] = []
    gate = threading.Barrier(2)

    def run() -> None:
        gate.wait()
        try:
            found.append(act())
        except Refusal as refused:
            found.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.usefixtures("committed_db")
class TestTwoAtOnce:
    def test_book_the_same_hours_once(self) -> None:
        person = a_person()
        both_at_once(lambda: earn(Earning(person=person, minutes=60, key="hours:race", area=AREA)))
        assert balance(person) == recounted(person) == 60

    def test_sabotage_without_the_key_the_hours_are_booked_twice(self) -> None:
        person = a_person()
        keys = iter(["hours:race:1", "hours:race:2"])
        both_at_once(lambda: earn(Earning(person=person, minutes=60, key=next(keys), area=AREA)))
        assert balance(person) == recounted(person) == 120
