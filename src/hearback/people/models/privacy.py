"""What people may ask of a house that knows them: a copy, peace, to be forgotten; and how long things are kept."""

from __future__ import annotations

from django.db import models

from hearback.people.models.persons import Identity, Person
from hearback.sources.models import Source
from hearback.staff.models import Colleague


class Erased(models.Model):
    """The stop list: an address of somebody who was erased, as a keyed digest that leads back to nobody.

    digest: HMAC of namespace and handle (queries.privacy.digest_of). identity: what stands in its place.
    again_at: when they last wrote by themselves after that, and were heard anew.
    """

    digest = models.BinaryField(unique=True)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    again_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class Restriction(models.Model):
    """What is held about a person stays and is not used, until it is lifted.

    by: null when they wrote again after they had been erased, so that a rule restricts them.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(lifted_at=None), name="restricted_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Dossier(models.Model):
    """Everything held about a person, being put into one file or ready to be fetched until `good_until`.

    path: below MEDIA_ROOT; "" before it is ready and after it was removed. total, done: messages.
    """

    WAITING, RUNNING, READY, FAILED, GONE = "waiting", "running", "ready", "failed", "gone"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=WAITING)
    path = models.TextField(blank=True, default="")
    size_bytes = models.PositiveBigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    good_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state__in=["waiting", "running"]), name="one_dossier_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"


class Erasure(models.Model):
    """Somebody is being erased, conversation by conversation; after a crash it goes on where it was.

    reached: the last conversation that was dealt with. counts: what went, by kind.
    """

    RUNNING, DONE = "running", "done"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=RUNNING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="running"), name="erased_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"


class Retention(models.Model):
    """After how many days what a source brought goes by itself; null: it stays. Without a row all of it stays."""

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.CASCADE, related_name="+")
    messages_days = models.PositiveIntegerField(null=True)
    attachments_days = models.PositiveIntegerField(null=True)
    arrivals_days = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.source_id)
