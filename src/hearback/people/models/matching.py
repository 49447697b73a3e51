"""Who may be whom: clues under which identities are found again, questions with their answers, and the stop lists."""

from __future__ import annotations

from django.db import models

from hearback.people.models.linking import Merge
from hearback.people.models.persons import Identity
from hearback.staff.models import Colleague


class Clue(models.Model):
    """A key under which an identity and those like it are found; made again from its name and address."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["identity", "key"], name="a_clue_is_noted_once")]
        indexes = [models.Index(fields=["key", "identity"], name="identities_by_clue")]

    def __str__(self) -> str:
        return self.key


class Likeness(models.Model):
    """Two identities that may be one person's, the smaller number first, and what was decided about them.

    kind: the reason that weighs most. weight: logarithm of the odds. decided_by: null while no colleague has decided;
    a rule that joined the two leaves SAME with its merge and no decider. put_off_at: somebody wants to look later.
    """

    OPEN, SAME, DIFFERENT = "open", "same", "different"

    one = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    reasons = models.JSONField(default=list)
    weight = models.FloatField(default=0.0)
    usefulness = models.FloatField(default=0.0)
    state = models.CharField(max_length=10, default=OPEN)
    is_by_rule = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    put_off_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    merge = models.ForeignKey(Merge, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_question_for_two_identities"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="the_smaller_identity_first"),
        ]
        indexes = [
            models.Index(fields=["-usefulness", "id"], condition=models.Q(state="open"), name="questions_by_their_use"),
            models.Index(
                fields=["state", "kind"], condition=models.Q(decided_at__isnull=False), name="what_was_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id}~{self.other_id}: {self.state}"


class StopWord(models.Model):
    """A name or address that stands for nobody in particular, or that does so no more, as colleagues decided.

    kind: "placeholder", "role", "bot" or "shared"; "" when it is somebody's here after all.
    """

    word = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.word
