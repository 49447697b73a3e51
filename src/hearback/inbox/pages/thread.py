"""What a conversation's time line shows: messages, what machines said, attempts to send, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearback.channels.contract import Kind
from hearback.inbox.answering import name_of
from hearback.inbox.models import Outbound
from hearback.inbox.pages.carried import LARGEST_SEEN, file_icon, strip
from hearback.inbox.pages.deleted import deleted_of
from hearback.inbox.pages.faces import Faces, source_mark
from hearback.inbox.pages.proofs import proof_of
from hearback.inbox.pages.told import is_calm, title_of, told_of
from hearback.inbox.pages.words import spans
from hearback.inbox.queries.answerable import NOT_ANSWERED
from hearback.inbox.queries.reading import NEWEST
from hearback.inbox.rules.recipients import parsed
from hearback.infra.filetypes import PDF, PICTURES
from hearback.infra.showing import listed, size_words, when
from hearback.staff.showing import face_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest

    from hearback.conversations.models import Message
    from hearback.conversations.queries import ReadMessage
    from hearback.inbox.pages.place import Place
    from hearback.inbox.pages.told import Told
    from hearback.inbox.queries.reading import Thread
    from hearback.sources.models import Source
    from hearback.staff.models import AuditLine, Colleague

MOST_NAMES = 2
STEP = 50
MOST_MESSAGES = 2_000  # on one page, however often somebody asks for more


def lines(thread: Thread, *, colleagues: Sequence[Colleague], home: Source, now: datetime) -> list[dict[str, Any]]:
    """Return the lines of a time line, oldest first; the identities of its people are loaded.

    home: the source of what came through no other.
    """
    shower, shown = _Shower(Faces(colleagues), thread, home, now, told_of(thread.said)), []
    for moment in thread.moments:
        if moment.message:
            shown.append(shower.said(moment.message, sent=moment.sent))
        elif moment.attempt:
            shown.append(shower.attempt(moment.attempt))
        else:
            assert moment.decision, "a moment is one of three"
            shown.append(shower.decision(moment.decision))
    _mark_latest(shown)
    _mark_first(shown)
    if thread.folded:
        shown.insert(1, {"kind": "earlier", "count": thread.folded})
    return shown


def _mark_first(shown: Sequence[dict[str, Any]]) -> None:
    """Offer no split at the first message, before which nothing would stay."""
    first = next((line for line in shown if line["kind"] in {"message", "thin"}), {})
    first["split_url"] = ""


def _mark_latest(shown: Sequence[dict[str, Any]]) -> None:
    """Say of the last message, which may be an answer on its way, that it is the one to look at."""
    last = next((line for line in reversed(shown) if line["kind"] == "message"), None)
    if last:
        last["latest"] = True


def newest_of(request: HttpRequest) -> int:
    """Return how many of the newest messages an address asks for."""
    asked = request.GET.get("newest", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else NEWEST
    return min(max(number, NEWEST), MOST_MESSAGES)


def addresses(number: int, place: Place, *, newest: int) -> dict[str, str]:
    """Return where the time line is fetched again, and where more of it is had: as a page, and as a fragment."""
    more = {"newest": str(newest + STEP)}
    return {
        "thread_url": place.address("thread", number, newest=str(newest)),
        "earlier_url": place.address("conversation", number, **more),
        "earlier_fragment": place.address("thread", number, **more),
    }


@dataclass(frozen=True, slots=True)
class _Shower:
    """What all lines of one time line have in common."""

    faces: Faces
    thread: Thread
    home: Source
    now: datetime
    told: Told

    def said(self, said: ReadMessage, *, sent: Outbound | None) -> dict[str, Any]:
        """Return a message, or the thin line of what a machine said."""
        message = said.message
        source, arrival = next(iter(self.thread.ways_in.get(message.id, ())), (self.home, 0))
        shown = {
            "when": when(message.said_at, now=self.now),
            "spans": spans(said.text, said.spans),
            "original_url": "" if message.erased_at else _original_url(source, arrival),
        }
        if message.kind in NOT_ANSWERED:
            return shown | _thin(said)
        return shown | {
            "kind": "message",
            "id": message.id,
            "ours": message.is_ours,
            "face": self.faces.of(said),
            "proof": proof_of(said),
            "deleted": deleted_of(message),
            "source": source_mark(source),
            "to": _addressed(message.recipients),
            "split_url": reverse("split", args=[message.conversation_id]),
            "move_url": reverse("move", args=[message.conversation_id]),
            "attachments": self._went_with(sent, arrival) or _attachments(message, source, arrival),
            "as_sent": _as_sent(message, source, arrival),
            "link": message.link,
            "link_words": _("Read it at %s") % urlsplit(message.link).hostname if message.link else "",
            "outbound": self.told.get(message.key) or (_sent(sent) if sent else None) if message.is_ours else None,
        }

    def _went_with(self, sent: Outbound | None, arrival: int) -> list[dict[str, str]]:
        """Return the files of an answer of ours that was not heard back yet."""
        return strip(self.thread.files.get(sent.pk, ())) if sent and not arrival else []

    def attempt(self, attempt: Outbound) -> dict[str, Any]:
        """Return an answer of ours that has not left the house for certain."""
        to: list[tuple[str, str]] = attempt.recipients
        return {
            "kind": "message",
            "id": f"attempt-{attempt.pk}",
            "ours": True,
            "face": face_of(attempt.colleague),
            "when": when(attempt.queued_at, now=self.now),
            "source": source_mark(self.home),
            "to": _addressed([(role, one.name, one.address) for role, line in to for one in parsed(line)[0]]),
            "spans": [{"kind": "new", "text": attempt.text.strip()}],
            "attachments": strip(self.thread.files.get(attempt.pk, ())),
            "outbound": _on_its_way(attempt, now=self.now),
        }

    def decision(self, line: AuditLine) -> dict[str, Any]:
        """Return what a colleague decided."""
        icon, words = _decided(line)
        who = line.colleague.name if line.colleague else ""
        return {"kind": "event", "icon": icon, "who": who, "words": words, "when": when(line.at, now=self.now)}


def _thin(said: ReadMessage) -> dict[str, Any]:
    kind = said.message.kind
    titles = {Kind.BOUNCE: _("Not delivered."), Kind.AUTO_REPLY: _("Automatic reply."), Kind.RECEIPT: _("Receipt.")}
    icons = {Kind.BOUNCE: "bounce", Kind.AUTO_REPLY: "robot", Kind.RECEIPT: "check"}
    return {
        "kind": "thin",
        "icon": icons[Kind(kind)],
        "failed": kind == Kind.BOUNCE and not is_calm(said),
        "title": title_of(said) or titles[Kind(kind)],
        "words": f"{name_of(said)} · {said.message.why}",
    }


def _addressed(recipients: Sequence[Sequence[str]]) -> dict[str, Any] | None:
    """Return to whom something was said: a few words, and everybody by role. recipients: (role, name, address)."""
    labels = {"to": _("To"), "cc": _("Cc"), "bcc": _("Bcc"), "reply_to": _("Replies to"), "via": _("Via")}
    if not recipients:
        return None
    of_role = {role: [one for one in recipients if one[0] == role] for role in labels}
    reached = [name or shown for role, name, shown in recipients if role not in {"reply_to", "via"}]
    roles = [
        {
            "label": labels[role],
            "names": ", ".join(f"{name} <{shown}>" if name else shown for _role, name, shown in some),
        }
        for role, some in of_role.items()
        if some
    ]
    words = _("to %s") % listed(reached, most=MOST_NAMES) if reached else _("to nobody named")
    if via := [name or shown for role, name, shown in recipients if role == "via"]:
        words = _("%(to)s, via %(whom)s") % {"to": words, "whom": listed(via, most=MOST_NAMES)}
    return {"words": words, "roles": roles}


def _as_sent(message: Message, source: Source, arrival: int) -> dict[str, str] | None:
    """Return where a message is seen as it was sent, as a page and as a fragment; None where it is words only."""
    if not (message.has_html and arrival):
        return None
    where = [source.pk, arrival]
    return {"url": reverse("as-sent", args=where), "fragment": reverse("sheet", args=where)}


def _attachments(message: Message, source: Source, arrival: int) -> list[dict[str, str]]:
    """Return what came with a message; what we sent from here is not kept part by part, so it has no address.

    Pictures that are seen come last.
    """
    shown = []
    for part, name, media_type, size in message.attachments:
        where = [source.pk, arrival, part]
        is_seen = arrival and name and media_type in PICTURES and size <= LARGEST_SEEN
        shown.append({
            "name": name,
            "size": size_words(size),
            "url": reverse("attached", args=where) if arrival else "",
            "picture_url": reverse("attached-seen", args=where) if is_seen else "",
            "look_url": reverse("attached-seen", args=where) if arrival and media_type == PDF else "",
            "icon": file_icon(media_type),
        })  # fmt: skip
    return sorted(shown, key=lambda one: bool(one["picture_url"]))


def _original_url(source: Source, arrival: int) -> str:
    """Return where a message can be had as it came; "" for what we sent from here."""
    return reverse("original", args=[source.pk, arrival]) if arrival else ""


def _sent(attempt: Outbound) -> dict[str, Any]:
    if attempt.trouble:
        return {"state": "partly", "words": attempt.trouble}
    return {"state": "sent", "when": None, "words": _way_of(attempt)}


def _way_of(attempt: Outbound) -> str:
    """Return by which way an answer left; "" where there was only one."""
    first = attempt.remark.partition("\n")[0]
    return first if first.startswith("By ") else ""


def _on_its_way(attempt: Outbound, *, now: datetime) -> dict[str, Any]:
    tried = ngettext("Tried once: %(why)s", "Tried %(count)d times: %(why)s", attempt.tries)
    words = tried % {"count": attempt.tries, "why": attempt.trouble} if attempt.trouble else ""
    drop_url = reverse("decide", args=[attempt.pk, "drop"])
    return {
        "state": attempt.state,
        "when": None,
        "words": words if attempt.state == Outbound.QUEUED else attempt.trouble,
        "again_url": reverse("decide", args=[attempt.pk, "again"]),
        "arrived_url": reverse("decide", args=[attempt.pk, "arrived"]),
        "drop_url": drop_url,
        "cancel_url": drop_url,
        "leaves": when(attempt.leaves_at, now=now) if attempt.leaves_at and attempt.leaves_at > now else None,
        "now_url": reverse("decide", args=[attempt.pk, "now"]),
    }


def _decided(line: AuditLine) -> tuple[str, str]:
    """Return the icon and the words of a decision."""
    if line.verb == "assign":
        return _assigned(line)
    if line.verb == "settle":
        return "settled", _("settled this: %s") % line.detail["reason"]
    if line.verb == "reopen":
        return "reopen", _("made this our turn again")
    return {
        "decide now": ("send", _("let the answer leave at once")),
        "decide again": ("send", _("had the answer sent again")),
        "decide arrived": ("check", _("knows that the answer arrived")),
    }.get(line.verb, ("edit", _("took the answer back to a draft")))


def _assigned(line: AuditLine) -> tuple[str, str]:
    to, name = line.detail["to"], line.detail["name"]
    if to is None:
        return "nobody", _("left this to nobody")
    if to == line.colleague_id:
        return "person", _("took this on")
    return "person", _("gave this to %s") % name
