"""The tables of the room: whose turn it is, what we are writing, what left the house."""

from __future__ import annotations

from django.db import models

from hearback.conversations.models import Conversation
from hearback.sources.models import Source
from hearback.staff.models import Colleague


class Turn(models.Model):
    """Whose turn a conversation is. Ours has a promise (answer_due) and an assignee, or visibly nobody.

    answer_due: the promise; of a turn that is not ours any more, the last one it had.
    moved_at: when the state last changed or something was last said; the order of theirs and settled.
    reason: why it is settled, in the words of whoever decided; settled_by null: a rule decided.
    """

    OURS, THEIRS, SETTLED = "ours", "theirs", "settled"

    conversation = models.OneToOneField(Conversation, primary_key=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)
    assignee = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    answer_due = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    settled_by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer_due__isnull=False) | ~models.Q(state="ours"),
                name="a_turn_of_ours_has_a_promise",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="") | ~models.Q(state="settled"), name="a_settled_turn_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "answer_due", "conversation"], name="turns_by_promise"),
            models.Index(fields=["state", "-moved_at", "-conversation"], name="turns_by_move"),
            models.Index(fields=["state", "source", "answer_due", "conversation"], name="turns_of_a_source"),
            models.Index(fields=["state", "assignee", "answer_due", "conversation"], name="turns_of_a_colleague"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}:{self.state}"


class Counter(models.Model):
    """How many turns stand in a state, per source and assignee (0: nobody). Kept by a trigger on turns."""

    state = models.CharField(max_length=10)
    source_id = models.BigIntegerField()
    assignee_id = models.BigIntegerField()
    turns = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state", "source_id", "assignee_id"], name="one_counter_per_corner")
        ]

    def __str__(self) -> str:
        return f"{self.state}:{self.turns}"


class Draft(models.Model):
    """An answer that a colleague is writing. recipients: [to, cc] as typed; null: as computed."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True, default="")
    recipients = models.JSONField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "colleague"], name="one_draft_per_colleague_and_conversation"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Outbound(models.Model):
    """One answer on its way out, written before the first try. `key` is its Message-ID: stable over all tries.

    press: what makes the send button's second press the same as its first.
    leaves_at: not before; until then it can be taken back. Null: at once.
    composed: as it leaves; is_parted: without its large files, which are contents (infra.parting).
    state: queued -> sending -> sent, failed (why in `trouble`) or unsure (the line broke: a person decides).
    """

    QUEUED, SENDING, SENT, FAILED, UNSURE, DROPPED = "queued", "sending", "sent", "failed", "unsure", "dropped"

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    press = models.UUIDField(unique=True)
    key = models.TextField(unique=True)
    recipients = models.JSONField(default=list)
    text = models.TextField()
    composed = models.BinaryField()
    is_parted = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=10, default=QUEUED)
    trouble = models.TextField(blank=True, default="")
    remark = models.TextField(blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    leaves_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["conversation", "id"], name="attempts_of_a_conversation")]

    def __str__(self) -> str:
        return f"{self.key}:{self.state}"


class Unreached(models.Model):
    """Somebody whom an answer did not reach, or perhaps not; it stands in a list until a colleague has seen it.

    key: the answer's Message-ID. address: "" where nobody is named, or where it reached nobody. source: by which the
    answer left, or we were told. writer: null when unknown. what: RETURNED when the other side said so later, REFUSED
    when it took the answer for others only, FAILED when the answer never left, UNSURE when nobody knows.
    is_hard: trying again cannot help. status: as in channels.contract.Failure, or "".
    """

    RETURNED, REFUSED, FAILED, UNSURE = "returned", "refused", "failed", "unsure"

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    writer = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.TextField()
    address = models.TextField(blank=True, default="")
    what = models.CharField(max_length=10)
    is_hard = models.BooleanField(default=False)
    status = models.CharField(max_length=20, blank=True, default="")
    why = models.TextField(blank=True, default="")
    told_at = models.DateTimeField()
    seen_by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "address"], name="it_did_not_reach_somebody_once")]
        indexes = [models.Index(fields=["-told_at", "-id"], condition=models.Q(seen_at=None), name="unreached_unseen")]

    def __str__(self) -> str:
        return f"{self.key}:{self.address}"


class Letterhead(models.Model):
    """The name and the signature under which answers leave through a source, with placeholders (rules.letterheads).

    signature: "" for the colleague's own.
    """

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    signature = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Content(models.Model):
    """What is in a file that goes with answers, kept once however often it is added.

    digest: blake2b, 32 bytes, as in infra.parting. packing: as in infra.packing. kept_at: when it was last added.
    """

    digest = models.BinaryField(unique=True)
    size_bytes = models.PositiveIntegerField()
    packing = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class File(models.Model):
    """A file of a colleague's draft in a conversation, and later of the attempt with which it left.

    removed_at: when it was taken out of the draft; for a while it can be put back.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Outbound, null=True, on_delete=models.PROTECT, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    media_type = models.CharField(max_length=200)
    size_bytes = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["conversation", "colleague"], name="files_of_a_conversation")]

    def __str__(self) -> str:
        return self.name
