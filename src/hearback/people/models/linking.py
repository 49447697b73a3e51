"""Which persons were found to be one, which identities were taken apart, by whom and why."""

from __future__ import annotations

from django.db import models

from hearback.people.models.persons import Identity, Person
from hearback.staff.models import Colleague


class Merge(models.Model):
    """Two persons were found to be one: `gone` points at `kept` until it is undone.

    by: null when a rule made it. reasons: [[kind, words], ...], what spoke for it.
    named: the name that `kept` took over from `gone`, "" for none.
    """

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)
    named = models.TextField(blank=True, default="")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at=None), name="gone_into_one_person_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["at", "id"], name="merges_in_order")]

    def __str__(self) -> str:
        return f"{self.gone_id}->{self.kept_id}"


class Split(models.Model):
    """One identity was taken off a person and stands for somebody of its own, until it is undone."""

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    taken_from = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    home = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["at", "id"], name="splits_in_order")]

    def __str__(self) -> str:
        return f"{self.identity_id}: {self.taken_from_id}->{self.home_id}"
