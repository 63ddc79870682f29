"""Feedback (评单): five stars and words, from the resident and from the volunteer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import permissions
from hecheng.domains.services.actions.steps import step
from hecheng.domains.services.models import Feedback, Need, Session
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Conflict, Invalid, Missing, NotAllowed

WORDS_MAX = 1000


def _check(stars: int, words: str) -> None:
    if not 1 <= stars <= 5:
        raise Invalid("stars_off", _("Please give one to five stars."), field="stars")
    if len(words) > WORDS_MAX:
        raise Invalid(
            "words_too_long",
            _("Please keep it to %(most)s characters; you wrote %(count)s. Nothing was lost: shorten it here."),
            field="words",
            most=WORDS_MAX,
            count=len(words),
        )


@action
def rate_need(*, by: Actor, need: Need, stars: int, words: str = "") -> Feedback:
    """The resident (or the clerk who entered it for them) rates a need that was served. Once."""
    permissions.require_person(by)
    _check(stars, words)
    rows = Need.objects.select_for_update(of=("self",)).filter(pk=need.pk)
    found = rows.select_related("session").first()
    if found is None or by.person is None:
        raise Missing
    if by.person.pk not in (found.asked_by_id, found.entered_by_id, found.beneficiary_id):
        raise Missing
    if found.state == Need.State.RATED:
        raise Conflict("already_rated", _("You have already rated this. Thank you!"))
    step(found, Need.State.RATED, by=by.person)
    return Feedback.objects.create(
        session=found.session,
        area=found.area,
        person_id=found.asked_by_id,
        side=Feedback.From.RESIDENT,
        stars=stars,
        words=words,
    )


@action
def give_feedback(*, by: Actor, session: Session, stars: int, words: str = "") -> Feedback:
    """A volunteer who came, or somebody of the audience, says how a session was. Once."""
    person = permissions.require_person(by)
    _check(stars, words)
    if session.attendances.filter(person=person).exists():
        side = Feedback.From.VOLUNTEER
    elif session.presences.filter(person=person).exists():
        side = Feedback.From.RESIDENT
    else:
        raise NotAllowed("not_there", _("Only somebody who was there can rate a session."))
    return Feedback.objects.create(
        session=session, area=session.area, person=person, side=side, stars=stars, words=words
    )
