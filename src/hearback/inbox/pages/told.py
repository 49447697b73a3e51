"""What machines said of our answers after they were sent, in words for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hearback.conversations.rules.notices import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hearback.channels.contract import Failure, Notice
    from hearback.conversations.queries import ReadMessage

    Told = Mapping[str, dict[str, Any]]

LATE, SOON, CALM = "late", "soon", ""


def told_of(said: Sequence[ReadMessage]) -> Told:
    """Return, by the name of a mail of ours, how far it got as far as machines told; see components/outbound.html."""
    lines: dict[str, list[dict[str, str]]] = {}
    for one in said:
        if one.message.notice:
            notice = told(one.message.notice)
            for key in one.message.notice["about"][:1]:
                lines.setdefault(key, []).extend(_lines(notice))
    return {key: _outbound(some) for key, some in lines.items() if some}


def is_calm(said: ReadMessage) -> bool:
    """Say whether what a machine said is no failure."""
    return said.message.notice is not None and said.message.notice["what"] != "failed"


def title_of(said: ReadMessage) -> str:
    """Return what a machine said in two words; "" when its kind says as much."""
    titles = {"delayed": _("Delayed."), "complaint": _("Complaint."), "delivered": _("Delivered.")}
    return titles.get(said.message.notice["what"], "") if said.message.notice else ""


def _outbound(lines: Sequence[dict[str, str]]) -> dict[str, Any]:
    tones = {line["tone"] for line in lines}
    state = "unreached" if tones & {LATE, SOON} else "told"
    return {"state": state, "looks": "failed" if LATE in tones else "partly", "lines": lines}


def _lines(notice: Notice) -> list[dict[str, str]]:
    if notice.what in {"failed", "delayed"}:
        return [_line(notice, one) for one in notice.failures] or [{"tone": SOON, "words": _unnamed(notice)}]
    return [{"tone": SOON if notice.what == "complaint" else CALM, "words": _calm(notice)}]


def _line(notice: Notice, failure: Failure) -> dict[str, str]:
    why = failure.why or _("no reason given")
    known = f" ({failure.status})" if failure.status and failure.status not in failure.why else ""
    names = {"who": failure.recipient, "why": f"{why}{known}"}
    if notice.what == "delayed":
        return {"tone": SOON, "words": _("Not yet at %(who)s: %(why)s") % names}
    return {"tone": LATE if failure.is_hard else SOON, "words": _("Did not reach %(who)s: %(why)s") % names}


def _unnamed(notice: Notice) -> str:
    return _("It is delayed.") if notice.what == "delayed" else _("It did not reach somebody.")


def _calm(notice: Notice) -> str:
    who = ", ".join(one.recipient for one in notice.failures)
    if notice.what == "away" and notice.until:
        return _("Away until %s.") % date_format(notice.until, "j F")
    words = {
        "delivered": _("Delivered to %s.") % who,
        "expanded": _("Passed on to everybody at %s.") % who,
        "complaint": _("%s called it a nuisance.") % (who or _("Somebody")),
        "away": _("Away at the moment."),
        "read": _("Opened by %s.") % who,
        "not_read": _("Deleted unread by %s.") % who,
    }
    return words.get(notice.what, _("Answered by a machine."))
