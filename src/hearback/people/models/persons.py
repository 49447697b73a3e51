"""Persons, and the addresses and handles they speak from."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Case, F, Func, Value, When
from django.db.models.functions import Collate, Left, Lower

from hearback.staff.models import Colleague

# Where a person stands in the list by name: those without one come last.
NAME_KEY = Case(
    When(name="", then=Value("\U0010fffd")), default=Left(Lower("name"), 100), output_field=models.TextField()
)
NAME_WORDS = SearchVector("name", config="simple")
# The host of an address from its end, so that one range holds a domain and all below it: "elpmaxe.emca.liam".
HOST_BACKWARDS = Func(Func(F("handle"), Value("@"), Value(-1), function="split_part"), function="reverse")


class Person(models.Model):
    """Somebody, over all channels. A merge points at the person kept; nothing is lost.

    What is told of a person (a note, a role) stays with the row it was told of; who is shown is that row and
    all that were merged into it (queries.family).
    first_met_at: the first thing they said that we know of, else when we first heard their name.
    last_said_at: when they last said something; null while they were only spoken to.
    """

    name = models.TextField(blank=True, default="")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    first_met_at = models.DateTimeField()
    last_said_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["last_said_at", "id"], name="people_by_last_words"),
            models.Index(NAME_KEY, "id", name="people_by_name"),
            GinIndex(NAME_WORDS, name="words_of_names"),
        ]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """One address or handle of a person. `handle` is normalised: equal exactly when it is the same one.

    person: who it is today. home: whose it is when every merge is undone; merges never change it, splits do.
    spoke_at: when it was first heard as an author; null while it was only written to.
    last_said_at: when it last said something. is_matched: it was compared with those like it, under its present name.
    """

    namespace = models.CharField(max_length=20)
    handle = models.TextField()
    shown = models.TextField()
    name = models.TextField(blank=True, default="")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    home = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    first_met_at = models.DateTimeField()
    spoke_at = models.DateTimeField(null=True)
    last_said_at = models.DateTimeField(null=True)
    is_matched = models.BooleanField(db_default=False, default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["namespace", "handle"], name="one_owner_per_handle")]
        indexes = [
            models.Index(fields=["handle"], name="handles_by_their_start", opclasses=["text_pattern_ops"]),
            models.Index(fields=["id"], condition=models.Q(is_matched=False), name="identities_to_match"),
            models.Index(
                Collate(HOST_BACKWARDS, "C"),
                condition=models.Q(namespace="mail"),
                name="identities_by_host",
            ),
        ]

    def __str__(self) -> str:
        return self.shown


class ShownPictures(models.Model):
    """A colleague decided that pictures from elsewhere are shown in what this identity sends."""

    identity = models.OneToOneField(Identity, primary_key=True, on_delete=models.PROTECT, related_name="+")
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.identity_id)
