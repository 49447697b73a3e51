"""People brought from a file, line by line, so that all of it can be taken back."""

from __future__ import annotations

from django.db import models

from hearback.people.models.persons import Identity, Person
from hearback.staff.models import Colleague


class Import(models.Model):
    """A file of people. content: the file as uploaded, b"" once it was read to its end and is not needed.

    kind: "csv", "xlsx", "vcard", "mail". columns: what each column means. reached: the last line that was dealt with.
    lines: how many there are; null while nobody counted.
    """

    PREPARED, RUNNING, DONE, FAILED, UNDONE = "prepared", "running", "done", "failed", "undone"

    name = models.TextField()
    kind = models.CharField(max_length=10)
    content = models.BinaryField(default=b"")
    columns = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=PREPARED)
    trouble = models.TextField(blank=True, default="")
    lines = models.PositiveIntegerField(null=True)
    reached = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """What became of one line. outcome: "new", "known", "likely", "wrong", "stopped".

    trouble: why nothing became of it. added: what it added beside the rows that name their import, for the undo:
    {"identities": [...], "renamed": [...]}.
    """

    by_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)
    trouble = models.TextField(blank=True, default="")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(Identity, null=True, on_delete=models.PROTECT, related_name="+")
    added = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by_import", "line"], name="a_line_is_dealt_with_once")]
        indexes = [models.Index(fields=["by_import", "outcome", "line"], name="lines_by_what_became")]

    def __str__(self) -> str:
        return f"{self.by_import_id}:{self.line}"
