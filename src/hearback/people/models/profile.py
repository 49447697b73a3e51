"""What colleagues know of a person beside what was said: roles, tags, notes, where they are, what they speak."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from hearback.people.models.importing import Import
from hearback.people.models.persons import Person
from hearback.staff.models import Colleague


class Role(models.Model):
    """What somebody is to us, from a day to a day. Roles overlap, end and come again; none is ever overwritten.

    kind: one of rules.roles.KINDS. since, until: null when nobody knows, or while it lasts.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    by_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "person"], name="people_by_role")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"


class Tag(models.Model):
    """A word that colleagues sort people by."""

    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="one_tag_per_word")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag was put on a person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    by_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "person"], name="a_tag_is_put_on_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.tag_id}"


class Note(models.Model):
    """What a colleague wrote down about a person. A personal one is its writer's alone until they release it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    is_personal = models.BooleanField(default=False)
    released_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True)
    by_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.words[:60]


class Trait(models.Model):
    """A fact about a person, with where it is from: a place, a language, a phone, a link, a time zone.

    kind: one of rules.traits.KINDS. value: as shown; a language is its BCP 47 tag. source: how we know, in words.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    value = models.TextField()
    source = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    by_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("kind", Lower("value"), name="people_by_trait")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class Picture(models.Model):
    """A picture of a person that a colleague uploaded; small, and re-encoded so that it is nothing but a picture."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="picture")
    content = models.BinaryField()
    type = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.person_id)


class Segment(models.Model):
    """A filter over people that a colleague named and kept. asked: the filter, as the list's address carries it."""

    name = models.CharField(max_length=100)
    asked = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("by", Lower("name"), name="one_segment_per_name")]

    def __str__(self) -> str:
        return self.name
