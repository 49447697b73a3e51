"""Organisations, who belongs to them and since when, and who knows whom there by name."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Lower

from hearback.people.models.importing import Import
from hearback.people.models.persons import Identity, Person
from hearback.staff.models import Colleague

ORGANISATION_WORDS = SearchVector("name", config="simple")


class Organisation(models.Model):
    """A firm, paper, community or office that people belong to.

    kinds: of rules.organisations.KINDS; one may be several. depth: "deep" (one of us knows them one to one), "broad"
    (one to many), "". note: joint goals and whatever else is worth knowing.
    """

    name = models.TextField()
    kinds = ArrayField(models.CharField(max_length=20), default=list)
    depth = models.CharField(max_length=10, blank=True, default="")
    note = models.TextField(blank=True, default="")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    by_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(Lower("name"), "id", name="organisations_by_name"),
            GinIndex(fields=["kinds"], name="organisations_by_kind"),
            GinIndex(ORGANISATION_WORDS, name="words_of_organisations"),
        ]

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """A mail or web domain of an organisation, from a day to a day. name: lower case, punycode as written."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="domains")
    name = models.CharField(max_length=253)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "organisation"], name="a_domain_once_per_organisation"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(until=None), name="a_domain_is_of_one_organisation_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    """Somebody belongs, or belonged, to an organisation.

    identity: the address that shows it, so that it goes where the address goes; null when it was told of the person.
    evidence: "address", "import", "told", "signature". seen_at: when the evidence was seen last (a mail from the
    address). confirmed_at: when a colleague last said that it still holds. until: it ended; null while it lasts.
    bounced_at: when mail to the address last came back. doubt: of rules.affiliations.DOUBTS, "" for none; made again.
    by: null as long as only rules have said something about it; rules then make it again.
    """

    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(Identity, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="affiliations")
    title = models.TextField(blank=True, default="")
    evidence = models.CharField(max_length=20)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    doubt = models.CharField(max_length=12, blank=True, default="", db_default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    by_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity", "organisation"],
                condition=models.Q(identity__isnull=False, removed_at=None),
                name="an_address_belongs_once",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(identity__isnull=False),
                name="somebody_is_affiliated",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-seen_at", "id"],
                condition=models.Q(until=None, removed_at=None) & ~models.Q(doubt=""),
                name="affiliations_in_doubt",
            ),
            models.Index(fields=["organisation", "seen_at", "id"], name="affiliations_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.identity_id}@{self.organisation_id}"


class Counterpart(models.Model):
    """A named person on one of the two sides: a colleague for an organisation, or one of theirs for us.

    part: what they are there for, in words ("account manager", "fallback", "our sponsor there").
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="counterparts")
    colleague = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    part = models.TextField(blank=True, default="")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ models.Q(colleague__isnull=False),
                name="a_counterpart_is_of_one_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.part}"


class Suggestion(models.Model):
    """A domain with several people that no organisation has; counted again and again, but for who said never.

    people: how many speak from there. name: guessed for the organisation. never_at: when a colleague said that it is
    none.
    """

    domain = models.CharField(max_length=253, primary_key=True)
    name = models.TextField()
    people = models.PositiveIntegerField(default=0)
    last_said_at = models.DateTimeField(null=True)
    never_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["-people", "domain"], condition=models.Q(never_at=None), name="suggestions_by_people")
        ]

    def __str__(self) -> str:
        return self.domain
