"""Entries are appended unnumbered in their fact's own transaction; one sequencer numbers them.

A gapless index taken inside the transaction would make every writer wait for every other; so numbering is a row of its
own, written by the sequencer alone, and an entry is never touched again.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hecheng.kernel.rows import SealedRow
from hecheng.kernel.scope import AreaCodeField, ScopedQuerySet

#: kinds that the platform appends; another is shown by its code
KINDS = {
    "hours-confirmed": _("hours confirmed"),
    "hours-reversed": _("hours taken back"),
    "transfer-posted": _("booked in the time bank"),
    "headcount-countersigned": _("headcount counter-signed"),
}


class Entry(SealedRow):
    """A leaf: canonical bytes without personal data; persons appear only as commitments under this entry's salt."""

    kind = models.CharField(_("kind"), max_length=40)
    area = AreaCodeField(_("area"), db_index=True)
    record = models.UUIDField(_("record"))
    at = models.DateTimeField(_("moment"))
    leaf = models.BinaryField(_("leaf bytes"))
    leaf_hash = models.BinaryField(_("leaf hash"))
    salt = models.BinaryField(_("salt"), help_text=_("Given out only to those who may see what it hides."))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "record"], name="entry_once_per_fact"),
            models.CheckConstraint(condition=models.Q(kind__gt=""), name="entry_has_kind"),
        ]
        indexes = [models.Index(fields=["record"], name="entry_record")]

    @property
    def spoken_kind(self) -> str:
        """What happened, in the reader's language."""
        return str(KINDS.get(self.kind, self.kind))


class Numbered(SealedRow):
    """The place of an entry in the log, given by the sequencer: 0, 1, 2 … without a gap (database trigger)."""

    index = models.BigIntegerField(_("index"), unique=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="numbered")


class Waiting(models.Model):
    """An entry without a number: the sequencer's short list, so that it never scans the whole log."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="+")


class Node(models.Model):
    """The hash of a complete subtree: `level` 0 is a leaf, `index` counts subtrees of that level."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="node_once")]


class Checkpoint(SealedRow):
    """A signed statement of the log's size and root, kept by us and by witnesses."""

    size = models.BigIntegerField(_("size"), unique=True)
    root = models.BinaryField(_("root"))
    note = models.TextField(_("signed note"))
    at = models.DateTimeField(_("moment"))
