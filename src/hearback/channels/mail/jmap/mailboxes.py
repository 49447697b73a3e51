"""Chooses the mailboxes of a JMAP account that are heard: by name, by pattern, and by what they are for."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.channels.mail.settings import MailSettings

_LEFT_OUT = {"junk", "trash", "drafts"}
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """ids: mailboxes that are heard. sent: those among them with sent mail. counts: name -> how many mails it holds.

    left_out: ids of the others. missing: names that are not there. sent_name: what the one with sent mail is called.
    """

    ids: frozenset[str]
    left_out: frozenset[str] = frozenset()
    sent: frozenset[str] = frozenset()
    sent_name: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def condition(self) -> dict[str, Any]:
        """Return the filter for mail in these mailboxes."""
        if len(self.left_out) < len(self.ids):
            return {"inMailboxOtherThan": sorted(self.left_out)}
        return {"operator": "OR", "conditions": [{"inMailbox": one} for one in sorted(self.ids)]}


def chosen(listed: Sequence[Any], settings: MailSettings) -> Chosen:
    """Return what is heard of the mailboxes that a server lists."""
    boxes = {str(one["id"]): one for one in listed if isinstance(one, dict) and one.get("id")}
    names = {id_: _path(id_, boxes) for id_ in boxes}
    roles = {id_: str(one.get("role") or "").lower() for id_, one in boxes.items()}
    wanted = [name for name in settings.folder_names if name != settings.sent_folder * settings.hear_sent]
    sent = [id_ for id_ in boxes if settings.hear_sent and roles[id_] == "sent"]
    found = {id_ for id_ in boxes if _is_wanted(names[id_], roles[id_], wanted)} | set(sent)
    missing = [name for name in wanted if not any(_fits(names[id_], roles[id_], name) for id_ in boxes)]
    counts = {names[id_]: _count(boxes[id_]) for id_ in boxes if id_ in found}
    return Chosen(
        ids=frozenset(found),
        left_out=frozenset(boxes.keys() - found),
        sent=frozenset(sent),
        sent_name=names[sent[0]] if sent else "",
        counts=counts,
        missing=tuple(name for name in missing if not name.startswith("!") and "*" not in name),
    )


def _is_wanted(name: str, role: str, wanted: Sequence[str]) -> bool:
    if any(_fits(name, role, one[1:]) for one in wanted if one.startswith("!")):
        return False
    if any(_fits(name, role, one) for one in wanted if "*" not in one):
        return True
    return role not in _LEFT_OUT and any(_fits(name, role, one) for one in wanted)


def _fits(name: str, role: str, wanted: str) -> bool:
    if wanted.upper() == "INBOX" and (role == "inbox" or name.upper() == "INBOX"):
        return True
    return fnmatchcase(name, wanted.replace("[", "[[]").replace("?", "[?]"))


def _path(id_: str, boxes: dict[str, Any]) -> str:
    parts: list[str] = []
    while id_ in boxes and len(parts) < _DEEPEST:
        parts.insert(0, str(boxes[id_].get("name", "")))
        id_ = str(boxes[id_].get("parentId") or "")
    return "/".join(parts)


def _count(box: dict[str, Any]) -> int:
    told = box.get("totalEmails")
    return told if isinstance(told, int) else 0
