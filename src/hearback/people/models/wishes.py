"""What people agreed to, how often they want to be written to, and what went to them unasked."""

from __future__ import annotations

from django.db import models

from hearback.people.models.persons import Identity
from hearback.staff.models import Colleague


class Consent(models.Model):
    """One line of the ledger: somebody agreed to a purpose, or did not. Never changed; the newest line counts.

    wording: what was agreed to, word for word. way: how we know ("link", "one click", "told us", "import").
    proof: what shows it, in words. by: the colleague who noted it; null when the person did so themselves.
    """

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    is_given = models.BooleanField()
    wording = models.TextField()
    way = models.CharField(max_length=20)
    proof = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["identity", "id"], name="consents_of_an_identity")]

    def __str__(self) -> str:
        return f"{self.identity_id}: {self.purpose}"


class Rhythm(models.Model):
    """How often somebody wants to be written to: so many days between two letters. The newest line counts.

    days: null for as often as there is a reason, 0 for never.
    """

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField(null=True)
    way = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["identity", "id"], name="rhythms_of_an_identity")]

    def __str__(self) -> str:
        return f"{self.identity_id}: {self.days}"


class Unasked(models.Model):
    """A letter that nobody asked for went to somebody. origin: what sent it; one line for an origin and an identity."""

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    origin = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["identity", "origin"], name="one_letter_is_counted_once")]
        indexes = [models.Index(fields=["identity", "at"], name="letters_to_an_identity")]

    def __str__(self) -> str:
        return f"{self.identity_id}: {self.origin}"


class Ask(models.Model):
    """Somebody asked, by their link, for what is held about them, for a correction, or to be forgotten.

    answer: what was done about it, in the words of the colleague who did.
    """

    COPY, CORRECTION, FORGETTING = "copy", "correction", "forgetting"

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    words = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity", "what"], condition=models.Q(done_at=None), name="asked_once_until_it_is_done"
            )
        ]

    def __str__(self) -> str:
        return f"{self.identity_id}: {self.what}"
