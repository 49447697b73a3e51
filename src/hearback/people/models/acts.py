"""Who did what towards whom, and what follows from it: ties, gestures, introductions."""

from __future__ import annotations

from django.db import models

from hearback.people.models.persons import Identity, Person
from hearback.sources.models import Source
from hearback.staff.models import Colleague


class Act(models.Model):
    """Somebody did something towards somebody. Only added to; what is counted of people is counted from these.

    actor, target: identities, so that nothing is rewritten when persons are found to be one. kind: of rules.acts.KINDS.
    origin: the message that it was read from, or minus the number of the gesture. source: where it was heard; null for
    a gesture. Actor and target are those of a message or a gesture, and are checked there.
    """

    pk = models.CompositePrimaryKey("actor_id", "at", "target_id", "kind", "origin")
    actor = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    target = models.ForeignKey(
        Identity, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    origin = models.BigIntegerField()
    conversation_id = models.BigIntegerField(null=True)
    source = models.ForeignKey(
        Source, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["target", "at"], name="acts_towards_somebody")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.kind} {self.target_id}"


class Tie(models.Model):
    """How two persons stand as of `counted_at`, the smaller number first; made again from acts, never the truth.

    strength: chance that they exchange something within half a year. forth: that `one` does something towards `other`;
    back: the other way. before: the strength a quarter earlier.
    rhythm: days that usually pass until `other` does something again; null with too few to tell. quiet_since: when they
    did last, if they would usually have done something long ago. stood: the strength on that day.
    is_house: `one` is the organisation as a whole (the person of the identity "house"); its rows alone have a rhythm,
    and known_by: how many colleagues have exchanged something with `other`.
    """

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_house = models.BooleanField(default=False)
    strength = models.FloatField()
    forth = models.FloatField()
    back = models.FloatField()
    before = models.FloatField(null=True)
    acts = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    rhythm = models.FloatField(null=True)
    quiet_since = models.DateTimeField(null=True)
    stood = models.FloatField(null=True)
    known_by = models.PositiveSmallIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_tie_for_two_persons")]
        indexes = [
            models.Index(
                fields=["-strength", "id"], condition=models.Q(is_house=True), name="who_is_close_to_the_house"
            ),
            models.Index(
                fields=["-stood", "id"],
                condition=models.Q(is_house=True, quiet_since__isnull=False),
                name="who_fell_silent",
            ),
            models.Index(
                fields=["-strength", "id"],
                condition=models.Q(is_house=True, known_by=1),
                name="who_is_known_by_one_of_us",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id}-{self.other_id}: {self.strength:.2f}"


class Touched(models.Model):
    """A queue: two identities between which something happened since their tie was counted; `other` 0: with anybody."""

    one_id = models.BigIntegerField()
    other_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.one_id}-{self.other_id}"


class TieModel(models.Model):
    """The weights that ties were counted with, and how well they told what came. The newest row counts.

    weights: {"both": [...], "forth": [...]}. trial: the back-test on the later part of our own past; {} when there is
    too little of it.
    """

    at = models.DateTimeField()
    weights = models.JSONField()
    learnt_from = models.PositiveIntegerField(default=0)
    trial = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Gesture(models.Model):
    """Something given or received outside of messages, or in one: thanks, credit, an introduction, a meeting, a gift.

    giver, receiver: identities. kind: of rules.acts.GESTURES. message_id: where it was said, when it was.
    """

    kind = models.CharField(max_length=12)
    giver = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    message_id = models.BigIntegerField(null=True)
    noted_at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.giver_id} {self.kind} {self.receiver_id}"


class Introduction(models.Model):
    """A colleague asked to be made known to somebody, through a colleague who knows them; made only when they agree."""

    ASKED, AGREED, DECLINED, MADE, DROPPED = "asked", "agreed", "declined", "made", "dropped"

    asker = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    through = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, default=ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    gesture = models.ForeignKey(Gesture, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asker", "through", "person"],
                condition=models.Q(state__in=["asked", "agreed"]),
                name="asked_for_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asker_id}>{self.through_id}>{self.person_id}: {self.state}"


class Mailbox(models.Model):
    """Whose mailbox a source is, and whether it takes part in who knows whom. Without a row: everybody's; it does."""

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.CASCADE, related_name="+")
    colleague = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    takes_part = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.source_id)


class Dismissal(models.Model):
    """Somebody decided that a silence or a debt needs nothing. It counts until more happens, and can be taken back.

    what: "silence", "thanks", "promise". seen_at: the last act that was known then.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=10)
    reason = models.TextField()
    seen_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["what", "person"], name="what_needs_nothing")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.what}"
