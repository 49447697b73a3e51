"""Says what a mailbox would bring whose mail is handed to us, and finds whose an address is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.channels.contract import Look
from hearback.channels.mail.reading.addresses import handle_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hearback.channels.mail.settings import MailSettings


def look(settings: MailSettings) -> Look:
    """Return what is taken; there is nothing to try, for nobody is asked."""
    taken = " and ".join(one.replace("*@", "anybody at ") for one in sorted(settings.handed_addresses))
    sentence = f"Whatever your mail server hands to `hearback listen-mail` for {taken} is taken; nothing came so far."
    return Look(sentence, 0, settings.address)


def home_among(homes: Mapping[str, int], address: str) -> int | None:
    """Return the mailbox of an address: its own, that of its name without +anything, or that of its domain.

    homes: address in small letters, or *@domain -> mailbox.
    """
    handle = handle_of(address)
    local, _, domain = handle.rpartition("@")
    forms = (handle, f"{local.partition('+')[0]}@{domain}", f"*@{domain}")
    return next((homes[form] for form in forms if form in homes), None)
