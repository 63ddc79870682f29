"""Place, route, cancel and expire needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hecheng.domains.areas.queries import area_or_refuse
from hecheng.domains.people.actions import notify
from hecheng.domains.people.contacts import clean_phone
from hecheng.domains.people.models import Person
from hecheng.domains.people.permissions import Actor
from hecheng.domains.places.models import Place
from hecheng.domains.services import permissions
from hecheng.domains.services.actions.steps import step
from hecheng.domains.services.models import Dispatch, Need, NeedEvent, Offering, Platform, Session, Signup
from hecheng.kernel import clock
from hecheng.kernel.actions import action, refuse_if_stale
from hecheng.kernel.errors import Conflict, Invalid, NotAllowed

#: how far ahead somebody can ask
LATEST = timedelta(days=180)
#: how long one request lasts
LONGEST = timedelta(hours=24)
WORDS_MAX = 2000
ADDRESS_MAX = 200


@action
def place_need(  # long: half of it is the list of what a need consists of
    *,
    by: Actor,
    offering: Offering,
    area: str,
    starts: datetime,
    ends: datetime,
    form_key: str,
    asked_by: Person | None = None,
    beneficiary: Person | None = None,
    site: Place | None = None,
    words: str = "",
    address: str = "",
    phone: str = "",
    lon: float | None = None,
    lat: float | None = None,
    headcount: int = 1,
    urgency: int = Need.Urgency.SOON,
    risk: str = "",
    channel: str = Need.Channel.WEB,
) -> Need:
    """Place a need for oneself, or, as staff of the area, for `asked_by` who phoned or came in (recorded as such).

    phone: whom to call, if not the number of who asks. The same `form_key` again returns the need it made: a form re-sent
    by the back button makes nothing new; with other contents it is refused, so that no change is lost in silence.
    Raises `Invalid` (time past or reversed, area unknown, text too long), `NotAllowed`, `Conflict` (form used).
    """
    permissions.require_person(by)
    assert by.person is not None
    standing = Need.objects.filter(form_key=form_key).first()
    if standing is not None:
        _require_same(standing, by.person, offering=offering, area=area, starts=starts, ends=ends, words=words)
        return standing
    for_another = asked_by is not None and asked_by.pk != by.person.pk
    if for_another and not by.holds(*permissions.KEEPERS, area=area):
        raise NotAllowed("not_for_another", _("Only the staff of this area can ask for somebody else."))
    area_or_refuse(area)
    _check_window(starts, ends)
    _check_words(words, risk, address)
    need = Need.objects.create(
        area=area,
        offering=offering,
        site=site,
        words=words,
        address=address,
        phone=clean_phone(phone) if phone else "",
        lon=lon if lon is not None else (site.lon if site else None),
        lat=lat if lat is not None else (site.lat if site else None),
        starts=starts,
        ends=ends,
        headcount=headcount,
        urgency=urgency,
        risk=risk,
        asked_by=asked_by or by.person,
        entered_by=by.person if for_another else None,
        beneficiary=beneficiary,
        channel=channel,
        form_key=form_key,
    )
    NeedEvent.objects.create(need=need, went_to=need.state, by=by.person)
    return need


def _require_same(standing: Need, sender: Person, **sent: object) -> None:
    """Raises `Conflict` when a form that was sent before comes from somebody else, or says something else."""
    if sender.pk not in (standing.asked_by_id, standing.entered_by_id):
        raise Conflict("form_used", _("This form was already sent by somebody else. Please open a new one."))
    if any(getattr(standing, field) != value for field, value in sent.items()):
        raise Conflict(
            "form_changed", _("This form was already sent as it was before. Please open a new one for this.")
        )


def _check_window(starts: datetime, ends: datetime) -> None:
    now = clock.now()
    if starts <= now:
        raise Invalid("need_in_past", _("That time has passed. Please choose a later one."), field="starts")
    if ends <= starts:
        raise Invalid("need_ends_before_start", _("The end must be after the start."), field="ends")
    if ends - starts > LONGEST:
        raise Invalid(
            "need_too_long", _("A request lasts at most 24 hours. Please place one for each day."), field="ends"
        )
    if starts > now + LATEST:
        raise Invalid("need_too_far", _("Please choose a day within the next half year."), field="starts")


def _check_words(words: str, risk: str, address: str) -> None:
    if len(words) > WORDS_MAX:
        raise Invalid(
            "words_too_long",
            _("Please keep it to %(most)s characters; you wrote %(count)s. Nothing was lost: shorten it here."),
            field="words",
            most=WORDS_MAX,
            count=len(words),
        )
    if len(risk) > 200:
        raise Invalid("risk_too_long", _("Please keep the risk to 200 characters."), field="risk")
    if len(address) > ADDRESS_MAX:
        raise Invalid("address_too_long", _("Please keep the address to 200 characters."), field="address")


@action
def route_need(
    *, by: Actor, need: Need, platform: Platform | None = None, reason: str = "", seen_version: int | None = None
) -> Need:
    """Send a placed need to a platform so that volunteers can be found. The offering's platform is suggested; another
    one wants a reason. Raises `Missing`, `Conflict`, `Invalid`."""
    need = permissions.found(Need.objects, permissions.needs_kept(by), need.pk, lock=True)
    refuse_if_stale(need.version, seen_version, stale())
    suggested = need.offering.platform
    chosen = platform or suggested
    if chosen.pk != suggested.pk and not reason.strip():
        raise Invalid("route_wants_reason", _("Say in a few words why another platform fits better."), field="reason")
    need.platform, need.route_note = chosen, reason[:200]
    need.save(update_fields=["platform", "route_note"])
    step(need, Need.State.ROUTED, by=by.person, reason=reason)
    return need


@action
def cancel_need(*, by: Actor, need: Need, reason: str = "", seen_version: int | None = None) -> Need:
    """Cancel one's own need, or one of the area as staff. Volunteers who were asked are told and freed."""
    own = Q(asked_by=by.person) | Q(entered_by=by.person) if by.person else Q(pk__in=[])
    need = permissions.found(Need.objects, permissions.needs_kept(by) | own, need.pk, lock=True)
    refuse_if_stale(need.version, seen_version, stale())
    step(need, Need.State.CANCELLED, by=by.person, reason=reason)
    _release(need, "need-cancelled")
    return need


def _release(need: Need, message: str) -> None:
    """End the dispatches, sign-ups and session of a need that will not be served, and tell those who were asked."""
    asked = list(need.dispatches.filter(state__in=["sent", "accepted"]).select_related("person"))
    Dispatch.objects.filter(pk__in=[dispatch.pk for dispatch in asked]).update(state=Dispatch.State.WITHDRAWN)
    session = Session.objects.filter(need=need).first()
    if session is not None:
        Signup.objects.filter(session=session, state__in=["active", "waiting"]).update(
            state=Signup.State.ENDED, seat=None
        )
        session.state = Session.State.CANCELLED
        session.save(update_fields=["state"])
    for dispatch in asked:
        notify(
            dispatch.person,
            kind=f"services.{message}",
            params={"offering": need.offering_id, "starts": need.starts.isoformat()},
            link="/me/",
            dedupe_key=f"{message}:{dispatch.pk}",
        )


@action
def expire_needs(*, by: Actor) -> int:
    """Expire needs whose time came without anybody to serve them; tell those who asked. Returns how many."""
    permissions.require_system(by)
    late = Need.objects.filter(state__in=Need.OPEN, starts__lt=clock.now()).select_for_update(skip_locked=True)
    expired = 0
    for need in late.select_related("asked_by")[:500]:
        step(need, Need.State.EXPIRED, by=None)
        _release(need, "need-expired-volunteer")
        notify(
            need.asked_by,
            kind="services.need-expired",
            params={"offering": need.offering_id, "starts": need.starts.isoformat()},
            link=f"/needs/{need.pk}/",
            dedupe_key=f"need-expired:{need.pk}",
        )
        expired += 1
    return expired


def stale() -> Conflict:
    """Somebody changed it while this person was looking."""
    return Conflict("stale", _("Somebody changed this while you were looking. Here is how it stands now."))
