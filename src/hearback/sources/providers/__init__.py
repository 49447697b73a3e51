"""Companies that send and hand over mail by interfaces of their own, spoken with django-anymail."""

from hearback.sources.providers import hooks
from hearback.sources.providers.known import KNOWN, Provider
from hearback.sources.providers.sending import send

__all__ = ["KNOWN", "Provider", "hooks", "send"]
