"""What the composer tells about those an answer goes to, and those it does not."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearback.inbox.rules.doubts import DOUBTS, Around, Mark, left_out, marks, nearly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.inbox.rules.recipients import Addressee

MOST_TOLD, MOST_MARKS = 8, 2
_SHORT = {
    Mark.BOUNCED: gettext_lazy("bounced"),
    Mark.NEARLY: gettext_lazy("look closely"),
    Mark.UNPROVEN: gettext_lazy("not proven"),
    Mark.ELSEWHERE: gettext_lazy("elsewhere"),
    Mark.UNREAD: gettext_lazy("unread"),
    Mark.LIST: gettext_lazy("list"),
    Mark.NEW: gettext_lazy("new"),
    Mark.LEAVES: gettext_lazy("outside"),
    Mark.OUTSIDE: gettext_lazy("outside"),
}
_SENTENCES = {
    Mark.NEARLY: gettext_lazy("%(who)s is nearly at %(known)s, and is not."),
    Mark.UNPROVEN: gettext_lazy("Nothing proves that the message you answer is from %(who)s."),
    Mark.ELSEWHERE: gettext_lazy("%(author)s wants replies at %(who)s, which is elsewhere."),
    Mark.UNREAD: gettext_lazy("Nobody reads mail to %(who)s, as it says itself."),
    Mark.LIST: gettext_lazy("%(who)s is a mailing list: everybody on it reads your answer."),
    Mark.NEW: gettext_lazy("%(who)s is new in this conversation."),
    Mark.LEAVES: gettext_lazy("%(who)s is outside; so far only colleagues took part."),
}


def chip_marks(one: Addressee, *, known: Around, everybody: Sequence[Addressee]) -> list[dict[str, Any]]:
    """Return the marks on a recipient: a word each, and whether it is a doubt."""
    found = marks(one, around=known, everybody=everybody)[:MOST_MARKS]
    return [{"words": _SHORT[mark], "is_doubt": mark in DOUBTS} for mark in found]


def told(number: int, everybody: Sequence[Addressee], *, known: Around) -> dict[str, Any]:
    """Return the sentences about the recipients of an answer, doubts first. number: of the conversation."""
    lines = [
        {"tone": "doubt" if mark in DOUBTS else "new", "mark": _SHORT[mark], "words": _sentence(one, mark, known)}
        for one in everybody
        for mark in _worth_telling(marks(one, around=known, everybody=everybody))
    ]
    lines.sort(key=lambda line: line["tone"] != "doubt")
    gone = [
        {"tone": "gone", "mark": _("left out"), "words": _("%s was addressed and gets no answer.") % (one.name or one)}
        for one in left_out(everybody, around=known)
    ]
    shown = [*lines, *gone]
    return {
        "url": reverse("recipients", args=[number]),
        "lines": shown[:MOST_TOLD],
        "more": max(len(shown) - MOST_TOLD, 0),
    }


def _worth_telling(found: Sequence[Mark]) -> Sequence[Mark]:
    """Return the marks that a sentence is due to: of somebody in doubt it is no news that they are new."""
    doubts = [mark for mark in found if mark in DOUBTS]
    return doubts or [mark for mark in found if mark is not Mark.OUTSIDE]


def _sentence(one: Addressee, mark: Mark, known: Around) -> str:
    address = one.address.lower()
    if mark is Mark.BOUNCED:
        day = date_format(localtime(datetime.fromisoformat(known.bounced[address])), "j F")
        return _("Mail to %(who)s did not arrive on %(day)s.") % {"who": one.address, "day": day}
    return _SENTENCES[mark] % {"who": one.address, "known": nearly(address, around=known), "author": known.author}
