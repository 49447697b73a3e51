"""What the numbers on the pages mean, in one place, so that they mean the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_ARRIVING = (
    (_("Arrival"), _("What a source handed us once, as it came. The same bytes from the same source count once.")),
    (
        _("Message"),
        _(
            "One thing that somebody said. The same message through two mailboxes, or out of two archives, is one"
            " message; two mails that bear the same Message-ID and say different things are two."
        ),
    ),
    (
        _("Here before"),
        _("Mails of an import that we had already: the same bytes, or the same message by another way."),
    ),
    (_("Unreadable"), _("Arrivals that no message could be read from. Their bytes are kept, and can be read again.")),
    (
        _("Accounted for"),
        _("Mails in a file = new messages + here before + unreadable. While an import goes on: + still to be read."),
    ),
)
_TURNS = (
    (
        _("Conversation"),
        _("Messages that answer each other by their own references. A subject alone never joins anything."),
    ),
    (
        _("Ours"),
        _("Conversations in which somebody outside said something that is owed an answer, after our last one."),
    ),
    (_("Theirs"), _("Conversations in which we spoke last.")),
    (_("Settled"), _("Conversations that need nothing more; each says who decided it, or which rule, and why.")),
    (_("Promise"), _("The hours of the source after we heard the question; Saturdays and Sundays (UTC) do not count.")),
)
_PEOPLE = (
    (_("Person"), _("Somebody outside, over all their addresses. Addresses of ours and of colleagues are left out.")),
    (
        _("First heard"),
        _("People who had not said anything before that import; being written to is not speaking."),
    ),
    (
        _("Last heard"),
        _("When they last said something, by the date on it; a date in the future counts as when it came."),
    ),
)
_PARTS = (
    ("arriving", _("What arrives"), _ARRIVING),
    ("turns", _("Whose turn it is"), _TURNS),
    ("people", _("People"), _PEOPLE),
)


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Show the definitions."""
    parts = [
        {"id": name, "title": title, "terms": [{"term": term, "words": words} for term, words in terms]}
        for name, title, terms in _PARTS
    ]
    return render(request, "site/numbers.html", {"parts": parts})
