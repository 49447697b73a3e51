"""The tables of the room: what was said, to whom, and how it reached us.

The large tables (message, its text, delivery, participant) carry `conversation` in every unique key and
every query: it is their distribution key. A message therefore stays for ever in the conversation that it
was placed in; when two conversations turn out to be one, the younger points at the elder (`merged_into`).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.functional import cached_property

from hearback.people.models import Identity
from hearback.sources.models import Source


class Conversation(models.Model):
    """An exchange, over however many channels. Its columns are kept up as messages are placed.

    identity: who outside spoke last; null while only we spoke. source: where it was heard first.
    last_outside_at: when they did.
    last_asked_at: when the newest message that is owed an answer was said; last_answered_at: our newest.
    """

    subject = models.TextField(blank=True, default="")
    preview = models.TextField(blank=True, default="")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(Identity, null=True, on_delete=models.PROTECT, related_name="+")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    message_count = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    last_said_at = models.DateTimeField()
    last_outside_at = models.DateTimeField(null=True)
    last_asked_at = models.DateTimeField(null=True)
    last_answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.subject

    @cached_property
    def parts(self) -> list[int]:
        """Return the numbers of this conversation and of those that went into it: where its messages are kept."""
        return [self.pk, *Conversation.objects.filter(merged_into=self).values_list("pk", flat=True)]


class Apart(models.Model):
    """Two conversations that mail does not join, because a stranger used the names of one, or a person parted them.

    conversation: the one that may belong to the other. is_decided: a person keeps them apart; until then we ask.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    is_decided = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "other"], name="two_are_parted_once")]

    def __str__(self) -> str:
        return f"{self.conversation_id}|{self.other_id}"


class Message(models.Model):
    """One thing said. The same thing heard twice is one message with two deliveries.

    identity_key: digest of what the channel calls it and of what it says; equal for the same message.
    key: the channel's name for it (a Message-ID, a guid). author: null when nobody is named.
    author_name: as this message writes it (behind one address of ours there are many humans).
    recipients: [[role, name, handle], ...] as addressed. attachments: [[part, name, type, bytes], ...].
    is_owed, why: whether an answer is owed to it, and the rule or person that says so.
    proof: what proves that it comes from its author, in the words of rules.proofs; "" when nobody knows.
    has_html: whether it came with HTML, which its arrival keeps.
    notice: what a machine says of other mails (rules.notices); null when a person speaks.
    removed_at: when the last place it was heard from had deleted it. erased_at: when its words went from here, too.
    """

    pk = models.CompositePrimaryKey("conversation_id", "id")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    id = models.BigIntegerField()
    identity_key = models.UUIDField()
    key = models.TextField()
    kind = models.CharField(max_length=20)
    author = models.ForeignKey(Identity, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.TextField(blank=True, default="")
    is_ours = models.BooleanField()
    is_owed = models.BooleanField()
    why = models.TextField(blank=True, default="")
    said_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    subject = models.TextField(blank=True, default="")
    preview = models.TextField(blank=True, default="")
    link = models.TextField(blank=True, default="")
    recipients = models.JSONField(default=list)
    attachments = models.JSONField(default=list)
    has_html = models.BooleanField(default=False, db_default=False)
    proof = models.TextField(blank=True, default="", db_default="")
    notice = models.JSONField(null=True)
    removed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identity_key", "conversation"], name="heard_twice_is_one_message")
        ]
        indexes = [
            models.Index(fields=["conversation", "said_at", "id"], name="a_conversation_in_order"),
            models.Index(fields=["key"], condition=models.Q(is_ours=True), name="what_we_said"),
        ]

    def __str__(self) -> str:
        return self.subject


class Text(models.Model):
    """The words of a message, whole: `words` are its new stretches and `rest` all others, each in order.

    spans: [[kind, start, end, confidence, name, address], ...] over the text that the two make together
    (rules.texts.whole); the last two where it is known whom the stretch quotes.
    search: what it is found by, the words of subject and new stretches (rules.wording), without places.
    answers: keys of the messages before it, oldest first.
    """

    pk = models.CompositePrimaryKey("conversation_id", "message_id")
    # Written in one transaction with its message, whose conversation is checked.
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    message_id = models.BigIntegerField()
    words = models.TextField()
    rest = models.TextField(blank=True, default="")
    spans = models.JSONField(default=list)
    answers = ArrayField(models.TextField(), default=list)
    search = SearchVectorField()

    class Meta:
        # A longer pending list makes an import a tenth cheaper; a search reads it through, 16 MB at most.
        indexes = [GinIndex(fields=["search"], name="words_of_messages", gin_pending_list_limit=16_384)]

    def __str__(self) -> str:
        return self.words[:60]


class Delivery(models.Model):
    """One way in which a message reached us. arrival_id: the raw arrival it was read from.

    Conversation and source are those of its message and its arrival, and are checked there.
    removed_at: when its source was seen to have deleted it.
    """

    pk = models.CompositePrimaryKey("arrival_id", "conversation_id")
    arrival_id = models.BigIntegerField()
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    message_id = models.BigIntegerField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    heard_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["conversation", "message_id"], name="deliveries_of_a_message")]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.arrival_id}"


class Participant(models.Model):
    """Somebody who spoke or was spoken to in a conversation."""

    pk = models.CompositePrimaryKey("conversation_id", "identity_id")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["identity", "conversation"], name="conversations_of_somebody")]

    def __str__(self) -> str:
        return f"{self.conversation_id}:{self.identity_id}"


class ThreadKey(models.Model):
    """Which conversation a channel's message key belongs to, whether or not that message was heard yet.

    key: digest of a Message-ID or guid; it is the table's own distribution key.
    author_id: identity of who used the key first for a message of theirs (0: nobody was named); null while it
    was only mentioned.
    """

    key = models.UUIDField(primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    author_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.key)
