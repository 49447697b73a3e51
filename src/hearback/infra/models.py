"""The table of the room: what changed, in order, for pages that stay open."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """Something changed. topic is the distribution key; seq rises in the order of commits within a topic."""

    pk = models.CompositePrimaryKey("topic", "seq")
    topic = models.CharField(max_length=60)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    payload = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["seq"], name="events_in_order")]

    def __str__(self) -> str:
        return f"{self.topic}:{self.seq}"
