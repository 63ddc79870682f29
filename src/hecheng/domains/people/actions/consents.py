"""Consent: given to one version of a text, withdrawn at any time."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Consent, ConsentText, Person
from hecheng.domains.people.permissions import Actor, Role, on_own_or_kept
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Invalid, Missing


@action
def publish_consent_text(*, by: Actor, kind: str, zh: str, en: str) -> ConsentText:
    """A new version of a text; what was agreed before stays agreed to the old one."""
    by.require(Role.ADMINISTRATOR, area="")
    if not zh.strip() or not en.strip():
        raise Invalid("consent_text_empty", _("A consent text is needed in both languages."))
    last = ConsentText.objects.filter(kind=kind).order_by("-version").first()
    return ConsentText.objects.create(kind=kind, version=last.version + 1 if last else 1, zh=zh, en=en)


@action
def give_consent(*, by: Actor, person: Person, kind: str) -> Consent:
    """Agree to the newest text of a kind, oneself or through a clerk who takes it down. Agreeing twice changes nothing."""
    on_own_or_kept(by, person)
    text = ConsentText.objects.filter(kind=kind).order_by("-version").first()
    if text is None:
        raise Missing
    return record_consent(person, text, recorded_by=None if by.is_person(person) else by.person)


def record_consent(person: Person, text: ConsentText, recorded_by: Person | None = None) -> Consent:
    consent, _made = Consent.objects.get_or_create(
        person=person, text=text, withdrawn_at=None, defaults={"recorded_by": recorded_by}
    )
    return consent


@action
def withdraw_consent(*, by: Actor, person: Person, kind: str) -> int:
    """Take back every consent of a kind, at once; how many there were."""
    on_own_or_kept(by, person)
    standing = Consent.objects.filter(person=person, text__kind=kind, withdrawn_at=None)
    return standing.update(withdrawn_at=clock.now())
