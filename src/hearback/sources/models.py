"""The table of the room: where we listen and answer."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from hearback.staff.models import Colleague


class Source(models.Model):
    """One connected place: a mailbox, a feed, an imported file.

    kind: the folder's name below channels/. address: who we are there ("" where we are nobody).
    settings: the channel's settings without its secrets; secrets: those, encrypted, b"" when there are none.
    trouble: why the last try failed, one sentence; "" when it went well.
    """

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=320, blank=True, default="")
    settings = models.JSONField(default=dict)
    secrets = models.BinaryField(default=b"")
    is_paused = models.BooleanField(default=False)
    promise_hours = models.PositiveSmallIntegerField(default=24)
    connected_at = models.DateTimeField(default=timezone.now)
    connected_by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    last_tried_at = models.DateTimeField(null=True, blank=True)
    last_heard_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True, default="")
    is_trouble_lasting = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="one_source_per_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
