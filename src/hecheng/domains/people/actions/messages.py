"""The one outbox: a message and its deliveries are rows of the caller's transaction; a job carries them out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from hecheng.domains.people.messages import letter_of
from hecheng.domains.people.models import Delivery, Message, Person
from hecheng.domains.people.permissions import Actor
from hecheng.kernel import clock
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Missing
from hecheng.kernel.jobs import defer

BATCH = 1000


@action
def notify(
    person: Person, *, kind: str, params: Mapping[str, Any], link: str = "", dedupe_key: str | None = None
) -> Message | None:
    """Tell one person something; None when the key shows that they were told already.

    kind: one of the `TEXTS` in some domain's `messages.py`. params: JSON values named in its sentences.
    """
    sent = _send([Message(person=person, kind=kind, params=dict(params), link=link, dedupe_key=dedupe_key or None)])
    return sent[0] if sent else None


@action
def notify_many(
    persons: Iterable[Person], *, kind: str, params: Mapping[str, Any], link: str = "", dedupe_prefix: str = ""
) -> list[Message]:
    """Tell many people the same; each once under a `dedupe_prefix`. The messages that are new."""
    return _send(
        [
            Message(person=person, kind=kind, params=dict(params), link=link, dedupe_key=dedupe_prefix or None)
            for person in {person.pk: person for person in persons}.values()
        ]
    )


def _send(messages: list[Message]) -> list[Message]:
    Message.objects.bulk_create(messages, batch_size=BATCH, ignore_conflicts=True)
    if any(message.dedupe_key for message in messages):
        new = set(Message.objects.filter(pk__in=[message.pk for message in messages]).values_list("pk", flat=True))
        messages = [message for message in messages if message.pk in new]
    for start in range(0, len(messages), BATCH):
        _queue(messages[start : start + BATCH])
    return messages


def _queue(messages: list[Message]) -> None:
    deliveries = [
        Delivery(message=message, channel=channel) for message in messages for channel in settings.MESSAGE_CHANNELS
    ]
    if deliveries:
        Delivery.objects.bulk_create(deliveries)
        defer("people.deliver", messages=[str(message.pk) for message in messages])


@action
def deliver_message(*, message: uuid.UUID) -> bool:
    """Carry out what is still queued or failed of one message; whether nothing is left.

    Its rows stay locked meanwhile, so two workers never send the same twice; what is sent stays sent.
    """
    waiting = (
        Delivery.objects.select_for_update(of=("self",))
        .filter(message=message)
        .exclude(state=Delivery.State.SENT)
        .select_related("message__person__account")
        .order_by("channel")
    )
    done = True
    for delivery in waiting:
        delivery.attempts += 1
        try:
            import_string(delivery.channel)(letter_of(delivery.message))
        except Exception as fault:  # whatever a channel out of the house does wrong, the next one still gets its turn
            delivery.state, delivery.error, done = Delivery.State.FAILED, repr(fault)[:300], False
        else:
            delivery.state, delivery.error, delivery.sent_at = Delivery.State.SENT, "", clock.now()
        delivery.save(update_fields=["state", "attempts", "error", "sent_at"])
    return done


@action
def mark_read(*, by: Actor, message: Message) -> Message:
    """Note that one's own message was read; the first time counts."""
    found = Message.objects.select_for_update().filter(pk=message.pk, person=by.person_id).first()
    if found is None or by.person is None:
        raise Missing
    if found.read_at is None:
        found.read_at = clock.now()
        found.save(update_fields=["read_at"])
    return found


@action
def mark_all_read(*, by: Actor) -> int:
    """Note that all of one's own messages were read; how many were not."""
    if by.person is None:
        return 0
    return Message.objects.filter(person=by.person, read_at=None).update(read_at=clock.now())
