"""What people are told: the message is the inbox; a delivery carries it out of the house."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models.person import Person
from hecheng.kernel.rows import Row


class Message(Row):
    """One message to one person; its words are made from `kind` and `params` when it is read, in the reader's language."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=60)
    params: models.JSONField[Any, Any] = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    link = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001  # NULL: any number without a key
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="message_by_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="message_unread"),
        ]
        constraints = [models.UniqueConstraint(fields=["person", "dedupe_key"], name="message_once")]


class Delivery(Row):
    """One message through one channel."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=100)
    state = models.CharField(max_length=6, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="delivery_sent_has_a_moment",
            ),
        ]
