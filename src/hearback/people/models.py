"""The tables of the room: persons and the addresses and handles they speak from."""

from __future__ import annotations

from django.db import models


class Person(models.Model):
    """Somebody, over all channels. A merge points at the person kept; nothing is lost."""

    name = models.TextField(blank=True, default="")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    first_met_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """One address or handle of a person. `handle` is normalised: equal exactly when it is the same one.

    spoke_at: when it was first heard as an author; null while it was only written to.
    """

    namespace = models.CharField(max_length=20)
    handle = models.TextField()
    shown = models.TextField()
    name = models.TextField(blank=True, default="")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    first_met_at = models.DateTimeField()
    spoke_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["namespace", "handle"], name="one_owner_per_handle")]

    def __str__(self) -> str:
        return self.shown
