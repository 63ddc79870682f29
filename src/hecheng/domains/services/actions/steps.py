"""The one place where a need changes its state: allowed steps, version, history."""

from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Person
from hecheng.domains.services.models import Need, NeedEvent
from hecheng.kernel.errors import Conflict

S = Need.State

ALLOWED: dict[str, tuple[str, ...]] = {
    S.PLACED: (S.ROUTED, S.CANCELLED, S.EXPIRED),
    S.ROUTED: (S.ROUTED, S.DISPATCHED, S.ACCEPTED, S.CANCELLED, S.EXPIRED),
    S.DISPATCHED: (S.ROUTED, S.ACCEPTED, S.CANCELLED, S.EXPIRED),
    S.ACCEPTED: (S.ROUTED, S.SERVING, S.CANCELLED, S.EXPIRED),
    S.SERVING: (S.DONE,),
    S.DONE: (S.RATED,),
}


def step(need: Need, to: str, *, by: Person | None, reason: str = "") -> None:
    """Move a need (whose row the caller has locked) and write its history.

    Raises `Conflict` when the need is no longer where this step starts from.
    """
    if to not in ALLOWED.get(need.state, ()):
        raise Conflict(
            "need_moved_on",
            _("This request is already “%(state)s”, so this cannot be done any more."),
            state=Need.State(need.state).label,
        )
    NeedEvent.objects.create(need=need, came_from=need.state, went_to=to, by=by, reason=reason)
    need.state = to
    need.version += 1
    need.save(update_fields=["state", "version"])
