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


class Authority(models.Model):
    """A provider where mailboxes are signed in to (an OAuth 2.0 authorization server), and what it knows us by.

    kind: which one it is of those that channels/mail/oauth knows. secrets: the client secret, encrypted.
    """

    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=100)
    authorize_url = models.TextField()
    token_url = models.TextField()
    scope = models.TextField(blank=True, default="")
    client_id = models.TextField(blank=True, default="")
    secrets = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind"], name="one_authority_per_kind")]
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.label


class Grant(models.Model):
    """What a provider lets us in with instead of a password: its tokens, encrypted together.

    good_until: of the access token. trouble: why it is over, one sentence; then a person signs in again.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=320, blank=True, default="")
    secrets = models.BinaryField()
    good_until = models.DateTimeField()
    trouble = models.TextField(blank=True, default="")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.pk}: {self.address}"
