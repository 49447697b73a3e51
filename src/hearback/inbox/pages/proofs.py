"""What a message's head says about whether its author is who it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hearback.conversations.rules.proofs import read_back

if TYPE_CHECKING:
    from hearback.conversations.queries import ReadMessage


def proof_of(said: ReadMessage) -> dict[str, str] | None:
    """Return the mark of a message whose author is proven or in doubt; None where nobody knows."""
    proof = read_back(said.message.proof)
    if proof.verdict == "proven":
        return {"state": "proven", "words": _("Proven to come from %s") % proof.domain}
    if proof.was_checked:
        names = {"address": said.author.shown if said.author else proof.domain, "domain": proof.domain}
        words = _("It says that it is from %(address)s, but nothing proves it. It may be from somebody else.") % names
        if proof.verdict == "failed":
            words += " " + _("The owner of %(domain)s asks not to believe such mail.") % names
        return {"state": "failed", "words": words}
    return None
