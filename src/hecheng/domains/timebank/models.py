"""Double entry in integer minutes. Postings are never changed or deleted, only reversed.

Only a person's account keeps a balance (`minutes`, by trigger, never below zero); the system's accounts keep none, as one
hot balance row would make every transfer wait for every other.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hecheng.kernel.rows import Row, SealedRow


class LedgerAccount(Row):
    """Where minutes stand: a person's, or one of the system's three."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        ISSUE = "issue", _("issue")
        EXPIRY = "expiry", _("expiry")
        RESERVE = "reserve", _("reserve")

    kind = models.CharField(max_length=10, choices=Kind)
    owner = models.OneToOneField("people.Person", models.PROTECT, null=True, blank=True, related_name="ledger_account")
    minutes = models.BigIntegerField(_("balance, minutes"), default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="person", owner__isnull=False)
                | (~models.Q(kind="person") & models.Q(owner=None)),
                name="ledger_account_owned_by_person",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=~models.Q(kind="person"), name="ledger_one_account_per_system_kind"
            ),
            models.CheckConstraint(condition=models.Q(minutes__gte=0), name="ledger_balance_not_below_zero"),
        ]


class Transfer(SealedRow):
    """A movement of minutes; its legs sum to zero (deferred trigger `ledger_transfer_balances`)."""

    class Kind(models.TextChoices):
        EARN = "earn", _("hours confirmed")
        REVERSAL = "reversal", _("reversal")
        REDEEM = "redeem", _("redemption")
        EXPIRE = "expire", _("expiry")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    idempotency_key = models.CharField(max_length=80, unique=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    area = models.CharField(max_length=12, db_collation="C")
    at = models.DateTimeField(_("moment"), db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="reversal", reverses__isnull=False)
                | (~models.Q(kind="reversal") & models.Q(reverses=None)),
                name="ledger_reversal_names_what_it_reverses",
            )
        ]


class Posting(SealedRow):
    """One leg: minutes into (+) or out of (−) an account."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="postings")
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="postings")
    minutes = models.BigIntegerField(_("minutes"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(minutes=0), name="ledger_posting_moves_something"),
            models.UniqueConstraint(fields=["transfer", "account"], name="ledger_account_once_per_transfer"),
        ]
