"""The tables of the room: what came in, as it came, and how far we have heard."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hearback.sources.models import Source
from hearback.staff.models import Colleague

PARTED = 2  # of Arrival.packing, beside those of infra.packing


class Arrival(models.Model):
    """What a channel handed us, as it came. Written once, before anybody reads it. `source` is the distribution key.

    fingerprint, nth: the same bytes again from the same source are the same arrival; nth tells apart copies
    that lie in one file together. packing: 0 raw as it is, 1 Zstandard, 2 Zstandard without its
    large attachments, which are pieces. size_bytes: before packing.
    erased_at: when its bytes went, because its source had deleted them and is set to be followed; the row stays, so
    that nothing brings them back.
    """

    pk = models.CompositePrimaryKey("source_id", "id")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    id = models.BigIntegerField()
    fingerprint = models.BinaryField()
    nth = models.PositiveIntegerField(default=0)
    origin = models.TextField()
    arrived_at = models.DateTimeField()
    size_bytes = models.PositiveIntegerField()
    packing = models.PositiveSmallIntegerField()
    raw = models.BinaryField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "fingerprint", "nth"], name="an_arrival_comes_once")]
        # Mails of a mailbox lie at "folder;UIDVALIDITY;UID"; what was imported from a file is not asked for by place.
        indexes = [
            models.Index(
                fields=["source", "origin"], condition=models.Q(origin__contains=";"), name="arrivals_by_place"
            )
        ]

    def __str__(self) -> str:
        return self.origin


class Copy(models.Model):
    """Where an arrival lies in its source, of sources that keep what they hand over. `source` is the distribution key.

    The same mail may lie in several folders, and is one arrival with several copies. labels: what the source files it
    under there. state: "here" in the source; "gone" from it; "asked": gone with so many others that a person is
    asked; "kept": gone, and a person keeps it here. gone_at: when that was noticed.
    """

    HERE, GONE, ASKED, KEPT = "here", "gone", "asked", "kept"

    pk = models.CompositePrimaryKey("source_id", "origin")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    origin = models.TextField()
    arrival_id = models.BigIntegerField()
    labels = ArrayField(models.TextField(), default=list, db_default=[])
    state = models.CharField(max_length=5, default=HERE, db_default=HERE)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["source", "arrival_id"], name="copies_of_an_arrival"),
            models.Index(fields=["source", "state"], condition=~models.Q(state="here"), name="copies_that_went"),
        ]

    def __str__(self) -> str:
        return self.origin


class Piece(models.Model):
    """A large attachment, kept once for a source however often it came. `source` is the distribution key.

    digest: of the content, 32 bytes. packing: as of an arrival, 0 or 1. size_bytes: before packing.
    """

    pk = models.CompositePrimaryKey("source_id", "digest")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    digest = models.BinaryField()
    size_bytes = models.PositiveIntegerField()
    packing = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class Unheard(models.Model):
    """An arrival that is stored and not read yet. The row goes in the commit that reads it.

    Its source is the arrival's, and is checked there. is_history: it lay there before anybody listened.
    """

    arrival_id = models.BigIntegerField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    is_history = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return str(self.arrival_id)


class Unreadable(models.Model):
    """An arrival that no message could be read from, and why. Its bytes stay and can be read again."""

    arrival_id = models.BigIntegerField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason


class Cursor(models.Model):
    """How far we have heard a place of a source, in the protocol's own terms."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    place = models.TextField(blank=True, default="")
    position = models.JSONField(default=dict)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "place"], name="one_cursor_per_place")]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.place}"


class Comparison(models.Model):
    """What the last comparison of a source with its server found.

    there: how many the server has; missing: how many of them were not here, and were brought then.
    sentence: why it broke off; "" when it came to its end.
    """

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True, related_name="+")
    compared_at = models.DateTimeField()
    there = models.PositiveBigIntegerField()
    missing = models.PositiveBigIntegerField()
    sentence = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.source_id}: {self.missing} of {self.there}"


class Run(models.Model):
    """One import or one fetch, with what it brought: arrivals = messages + duplicates + unreadable.

    seen: what the outside showed; already_here: of these, what earlier runs had brought.
    share: 0.0 to 1.0 of the way; null when the end is unknown.
    """

    WAITING, RUNNING, DONE, FAILED, STOPPED = "waiting", "running", "done", "failed", "stopped"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    path = models.TextField(blank=True, default="")  # what is imported; "" for a fetch
    state = models.CharField(max_length=10, default=WAITING)
    position = models.JSONField(default=dict)
    share = models.FloatField(null=True)
    seen = models.PositiveBigIntegerField(default=0)
    already_here = models.PositiveBigIntegerField(default=0)
    arrivals = models.PositiveBigIntegerField(default=0)
    messages = models.PositiveBigIntegerField(default=0)
    duplicates = models.PositiveBigIntegerField(default=0)
    unreadable = models.PositiveBigIntegerField(default=0)
    conversations = models.BigIntegerField(default=0)  # joining halves takes some away
    people = models.PositiveBigIntegerField(default=0)
    sentence = models.TextField(blank=True, default="")
    is_stop_wanted = models.BooleanField(default=False)
    settle_before = models.DateTimeField(null=True)
    started_by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["source", "-id"], name="runs_of_a_source")]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.state}"
