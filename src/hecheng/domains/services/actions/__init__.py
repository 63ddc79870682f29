"""The verbs of the journey. Each is one transaction, checks its permission, and leaves its trace."""

from hecheng.domains.services.actions.activities import (
    NewRole,
    add_sessions,
    cancel_activity,
    cancel_session,
    draft_activity,
    publish_activity,
)
from hecheng.domains.services.actions.addresses import reveal_address
from hecheng.domains.services.actions.attendance import check_in, check_out, close_missed_checkouts
from hecheng.domains.services.actions.contacts import Contact, see_contact
from hecheng.domains.services.actions.dispatches import accept_dispatch, decline_dispatch, take_need
from hecheng.domains.services.actions.feedback import give_feedback, rate_need
from hecheng.domains.services.actions.hours import Confirmation, confirm_attendances, confirm_hours, reverse_hours
from hecheng.domains.services.actions.menu import load_menu
from hecheng.domains.services.actions.needs import cancel_need, expire_needs, place_need, route_need
from hecheng.domains.services.actions.plans import (
    change_line,
    discard_plan,
    lock_line,
    propose_plan,
    request_plan,
    send_plan,
)
from hecheng.domains.services.actions.presence import attest_headcount, countersign_headcount, tap_presence
from hecheng.domains.services.actions.signups import sign_up, withdraw_signup

__all__ = [
    "Confirmation",
    "Contact",
    "NewRole",
    "accept_dispatch",
    "add_sessions",
    "attest_headcount",
    "cancel_activity",
    "cancel_need",
    "cancel_session",
    "change_line",
    "check_in",
    "check_out",
    "close_missed_checkouts",
    "confirm_attendances",
    "confirm_hours",
    "countersign_headcount",
    "decline_dispatch",
    "discard_plan",
    "draft_activity",
    "expire_needs",
    "give_feedback",
    "load_menu",
    "lock_line",
    "place_need",
    "propose_plan",
    "publish_activity",
    "rate_need",
    "request_plan",
    "reveal_address",
    "reverse_hours",
    "route_need",
    "see_contact",
    "send_plan",
    "sign_up",
    "take_need",
    "tap_presence",
    "withdraw_signup",
]
