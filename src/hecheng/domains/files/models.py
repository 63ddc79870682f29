"""A stored file and its renditions. The bytes lie in private storage and are opened only by expiring links."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hecheng.kernel.rows import Row


class StoredFile(Row):
    """A picture as kept: re-encoded without metadata. Hashes are SHA-256, 32 bytes.

    `captured_*` hold what the camera wrote, and only where evidence needs it. `owner` is a person's id: people stand above
    files, so no foreign key points up.
    """

    sha256 = models.BinaryField(_("hash as kept"), max_length=32, db_index=True)
    original_sha256 = models.BinaryField(_("hash as sent"), max_length=32)
    name = models.CharField(_("name"), max_length=120, blank=True)
    path = models.CharField(max_length=120, unique=True)
    media_type = models.CharField(_("type"), max_length=40)
    bytes = models.PositiveIntegerField(_("size, bytes"))
    width = models.PositiveIntegerField(_("width, pixels"))
    height = models.PositiveIntegerField(_("height, pixels"))
    captured_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    captured_lon = models.FloatField(_("taken at longitude"), null=True, blank=True)
    captured_lat = models.FloatField(_("taken at latitude"), null=True, blank=True)
    owner = models.UUIDField(_("owner"), null=True, blank=True, db_index=True)
    purpose = models.CharField(_("purpose"), max_length=40)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(
                condition=Q(captured_lon__isnull=True, captured_lat__isnull=True)
                | Q(captured_lon__gte=-180, captured_lon__lte=180, captured_lat__gte=-90, captured_lat__lte=90),
                name="file_taken_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)


class Rendition(Row):
    """A smaller copy in WebP; `edge` is the most pixels of its longer side."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="renditions")
    edge = models.PositiveSmallIntegerField(_("longer side, pixels"))
    path = models.CharField(max_length=120, unique=True)
    bytes = models.PositiveIntegerField(_("size, bytes"))
    width = models.PositiveIntegerField(_("width, pixels"))
    height = models.PositiveIntegerField(_("height, pixels"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "edge"], name="rendition_once_per_size")]
