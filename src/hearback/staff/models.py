"""The tables of the room: who works here, who was invited, who did what."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class Colleagues(BaseUserManager["Colleague"]):
    """Finds colleagues by address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Colleague:
        """Return the colleague with that address. Raises Colleague.DoesNotExist."""
        return self.get(email__iexact=username)


class Colleague(AbstractBaseUser):
    """Somebody who works here and answers with a name of their own."""

    ADMIN = "admin"
    COLLEAGUE = "colleague"
    ROLES = ((ADMIN, "Admin"), (COLLEAGUE, "Colleague"))

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=ROLES, default=COLLEAGUE)
    is_active = models.BooleanField(default=True)
    signature = models.TextField(blank=True, default="")
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Colleagues] = Colleagues()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_colleague_per_address")]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_admin(self) -> bool:
        """Whether this colleague may connect sources and invite others."""
        return self.role == self.ADMIN


class Invitation(models.Model):
    """A way in for somebody who is not a colleague yet. Only the digest of its token is kept."""

    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Colleague.ROLES, default=Colleague.COLLEAGUE)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email


class AuditLine(models.Model):
    """One line for one action: who did what to which row, when. Never changed."""

    at = models.DateTimeField(default=timezone.now)
    colleague = models.ForeignKey(Colleague, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)  # "conversation:12"
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="audit_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
