"""Companies that send and hand over mail by interfaces of their own, spoken with django-anymail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.sources.providers.known import KNOWN, Provider

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hearback.channels.contract import Receipt
    from hearback.channels.mail.settings import MailSettings

__all__ = ["KNOWN", "Provider", "send"]


def send(
    settings: MailSettings, *, composed: bytes, recipients: Sequence[str], point_of_no_return: Callable[[], None]
) -> Receipt:
    """Hand a mail to the provider of a source, once: as `sending.send`, which takes long to load and few use."""
    from hearback.sources.providers import sending  # noqa: PLC0415

    return sending.send(settings, composed=composed, recipients=recipients, point_of_no_return=point_of_no_return)
