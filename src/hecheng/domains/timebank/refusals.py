"""What the ledger's constraints say to a person."""

from django.utils.translation import gettext_lazy as _

from hecheng.kernel.errors import Conflict, Invalid, on_constraint

on_constraint(
    "ledger_balance_not_below_zero",
    lambda: Conflict("balance_too_small", _("There are not enough minutes in the time bank for this.")),
)
on_constraint(
    "ledger_transfer_balances",
    lambda: Invalid("transfer_unbalanced", _("The legs of a transfer must add up to zero. Nothing was booked.")),
)
on_constraint(
    "timebank_transfer_reverses_id_key",
    lambda: Conflict("already_reversed", _("This booking has already been reversed.")),
)
on_constraint(
    "timebank_transfer_idempotency_key_key",
    lambda: Conflict("already_booked", _("This has just been booked. Nothing was booked twice.")),
)
