"""How far a folder has been heard, as it is kept between two looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hearback.channels.mail.imap.folders import Standing
    from hearback.channels.mail.imap.session import Examined


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder has been heard.

    uid: the last one taken. first: the last one that lay there when hearing began: up to it, what is wanted
    of the past counts. begun: the day on which hearing the source began; "" when nobody noted it.
    next_uid, count, modseq: how the folder stood when it was last looked through, -1 for what is not known.
    checked: the day of that.
    """

    uidvalidity: int
    uid: int
    first: int
    begun: str = ""
    next_uid: int = -1
    count: int = -1
    modseq: int = -1
    checked: str = ""

    @property
    def cursor(self) -> dict[str, Any]:
        """Return this as it is stored."""
        told = {"begun": self.begun, "next": self.next_uid, "count": self.count, "modseq": self.modseq}
        known = {name: value for name, value in told.items() if value not in {"", -1}}
        return {
            "uidvalidity": self.uidvalidity,
            "uid": self.uid,
            "first": self.first,
            **known,
            **({"checked": self.checked} if self.checked else {}),
        }

    def taken(self, uid: int) -> Position:
        """Return the position after a mail was taken; of how the folder stands nothing is known then."""
        return replace(self, uid=uid, next_uid=-1, checked="")

    def looked_through(self, folder: Examined, *, today: str) -> Position:
        """Return the position after everything was taken that the folder had when it was opened."""
        return replace(
            self, next_uid=folder.next_uid or -1, count=folder.count, modseq=folder.modseq or -1, checked=today
        )

    def is_at_rest(self, standing: Standing, today: str, minds_removal: bool) -> bool:
        """Say whether a folder need not be opened: nothing came since it was looked through today.

        Once a day each folder is opened whatever the server tells of it: some tell it wrong.
        """
        if (self.uidvalidity, self.next_uid, self.checked) != (standing.uidvalidity, standing.next_uid, today):
            return False
        if self.count != standing.count:
            return False
        return not minds_removal or not standing.modseq or self.modseq == standing.modseq


def position_in(cursor: Mapping[str, Any]) -> Position | None:
    """Return the position that a cursor holds; None for one that holds none."""
    if "uidvalidity" not in cursor:
        return None
    uid = int(cursor["uid"])
    return Position(
        uidvalidity=int(cursor["uidvalidity"]),
        uid=uid,
        first=int(cursor.get("first", uid)),
        begun=str(cursor.get("begun", "")),
        next_uid=int(cursor.get("next", -1)),
        count=int(cursor.get("count", -1)),
        modseq=int(cursor.get("modseq", -1)),
        checked=str(cursor.get("checked", "")),
    )
