"""Taking a seat: the role's row is locked for a moment, the database refuses what slips through."""

from __future__ import annotations

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Person, Volunteer
from hecheng.domains.services.codes import new_secret
from hecheng.domains.services.models import Need, Offering, SeatRole, Session, Signup
from hecheng.kernel import clock
from hecheng.kernel.errors import Conflict, Missing, NotAllowed


def session_for(need: Need) -> Session:
    """The session in which a need is served, made at its first dispatch with seats for its headcount."""
    session, made = Session.objects.get_or_create(
        need=need,
        defaults={
            "area": need.area,
            "place": need.site,
            "offering_id": need.offering_id,
            "lon": need.lon,
            "lat": need.lat,
            "starts": need.starts,
            "ends": need.ends,
            "check_secret": new_secret(),
        },
    )
    if made:
        SeatRole.objects.create(session=session, zh="服务志愿者", en="Volunteer", seats=need.headcount)
    return session


def locked_role(session: Session, role: SeatRole | None) -> SeatRole:
    """The role asked for, or the first one; its row locked until the transaction ends."""
    rows = SeatRole.objects.select_for_update().filter(session=session)
    found = rows.filter(pk=role.pk).first() if role else rows.order_by("created_at", "id").first()
    if found is None:
        raise Missing
    return found


def free_seat(role: SeatRole) -> int | None:
    """The lowest free seat of a locked role; None when it is full."""
    taken = set(Signup.objects.filter(role=role, state=Signup.State.ACTIVE).values_list("seat", flat=True))
    return next((seat for seat in range(1, role.seats + 1) if seat not in taken), None)


def seat_person(session: Session, role: SeatRole, person: Person, *, entered_by: Person | None = None) -> Signup:
    """Give the lowest free seat of a locked role, or a place on the waiting list.

    Raises `Conflict` when the person is already on it or serves elsewhere at that time (exclusion constraint).
    """
    standing = Signup.objects.filter(session=session, person=person, state__in=["active", "waiting"]).first()
    if standing is not None:
        raise Conflict("already_signed_up", _("This person is already signed up here."))
    seat = free_seat(role)
    return Signup.objects.create(
        session=session,
        role=role,
        person=person,
        area=session.area,
        seat=seat,
        state=Signup.State.ACTIVE if seat else Signup.State.WAITING,
        during=DateTimeTZRange(session.starts, session.ends),
        entered_by=entered_by,
    )


def require_fit(person: Person, offering: Offering, role: SeatRole | None = None) -> Volunteer:
    """The volunteer behind a person, if fit for this work: registered, skilled, cleared.

    Raises `NotAllowed` with what is missing.
    """
    volunteer = Volunteer.objects.filter(person=person, until=None).first()
    if volunteer is None:
        raise NotAllowed("not_a_volunteer", _("Please register as a volunteer first; it takes a minute."))
    wanted = {skill.pk: skill for skill in offering.skills.all()}
    if role is not None:
        wanted |= {skill.pk: skill for skill in role.skills.all()}
    today = clock.today()
    valid = Q(until=None) | Q(until__gte=today)
    held = set(volunteer.skills.filter(valid).values_list("skill_id", flat=True)) if wanted else set()
    lacking = [str(skill) for pk, skill in wanted.items() if pk not in held]
    if lacking:
        raise NotAllowed("skill_lacking", _("This work needs: %(skills)s."), skills="、".join(lacking))
    cleared = person.clearances.filter(kind=offering.safeguarding, until__gte=today)
    if offering.safeguarding != Offering.Safeguarding.NONE and not cleared.exists():
        raise NotAllowed(
            "clearance_lacking", _("This work needs a safeguarding clearance. Your centre can arrange it.")
        )
    return volunteer
