"""A folder that is opened for reading: what came, what is there, and what went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from hearback.channels.contract import ChannelError, Compared, Fetched, RawArrival
from hearback.channels.mail.imap.cursors import Position
from hearback.channels.mail.imap.listed import Lister, batches, in_sets, uid_set
from hearback.channels.mail.imap.session import Refused
from hearback.channels.mail.imap.wishes import search_since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hearback.channels.mail.imap.listed import Listed
    from hearback.channels.mail.imap.session import Examined, Session
    from hearback.channels.mail.imap.wishes import Wish

# UIDs may have gaps of any width; the stretch asked for widens while it comes back nearly empty.
_STRETCH = 1_000
_STRETCH_GROWTH = 8
_LONGEST_SET = 4_000  # bytes of a command; servers take 8,000 at least
_WITHHELD = " (withheld by the server)"


@dataclass(frozen=True, slots=True)
class _Past:
    """What is wanted of the mails that lay there when hearing began. chosen: of them; None for all."""

    first: int
    chosen: frozenset[int] | None

    def has(self, uid: int) -> bool:
        return uid > self.first or self.chosen is None or uid in self.chosen

    def begins_after(self, uid: int) -> int:
        """Return the UID after which there is something wanted, from a UID on."""
        if self.chosen is None or uid >= self.first:
            return uid
        return min((one for one in self.chosen if uid < one <= self.first), default=self.first + 1) - 1


class OpenFolder:
    """A folder that is opened for reading; what it keeps back goes to the troubles."""

    def __init__(
        self, connected: Session, folder: Examined, wish: Wish, *, all_mail: str, troubles: list[ChannelError]
    ) -> None:
        self._folder = folder
        self._wish = wish
        left_out = {"\\Draft", "\\Sent"} if wish.sent_folder else {"\\Draft"}
        self._lister = Lister(connected, left_out=frozenset(left_out if folder.name == all_mail else ()))
        self._troubles = troubles
        self._withheld: list[RawArrival] = []

    def steps(self, known: Position | None) -> Iterator[Fetched]:
        """Yield what came after the position, and at the end what went and how the folder was left."""
        goes_on = known is not None and self._goes_on_from(known)
        position = known if known is not None and goes_on else self._start()
        past, came = self._past(position), 0
        is_doubted = goes_on and position.checked not in {"", self._wish.today}
        for listed in self._stretches(past.begins_after(position.uid), is_doubted=is_doubted):
            came += len(listed)
            for batch in _in_time([one for one in listed if past.has(one.uid)], position.first):
                for step in self._step(batch, position):
                    position = position.taken(int(step.position["uid"]))
                    yield step
        if self._withheld:
            sentence = f"The mail server does not hand over {len(self._withheld)} of the mails in {self._folder.name}."
            self._troubles.append(ChannelError(sentence, lasting=False))
            return
        removed = self._removed(known, came) if known is not None and goes_on and self._wish.minds_removal else []
        end = replace(position, uid=max(position.uid, position.first))
        end = end.looked_through(self._folder, today=self._wish.today)
        if removed or end != known:
            yield Fetched((), self._folder.name, end.cursor, 0, removed=removed)

    def compared(self, known_to: Position | None, known: Callable[[Sequence[str]], set[str]]) -> Iterator[Compared]:
        """Yield what lies here up to the position, and the mails whose origins nobody knows.

        Nothing where the position is of another UIDVALIDITY: the next fetch takes that folder again as a whole.
        """
        if known_to is None or not self._goes_on_from(known_to):
            return
        past = self._past(replace(known_to, uid=0))
        for listed in self._stretches(past.begins_after(0)):
            there = [one for one in listed if one.uid <= known_to.uid and past.has(one.uid)]
            yield Compared(len(there))
            here = known([f"{self._origin(one.uid)}{mark}" for one in there for mark in ("", _WITHHELD)])
            unknown = [one for one in there if not {self._origin(one.uid), self._origin(one.uid) + _WITHHELD} & here]
            for batch in _in_time(unknown, past.first):
                yield from (Compared(0, step.arrivals, step.is_history) for step in self._step(batch, known_to))

    def _goes_on_from(self, position: Position) -> bool:
        """Say whether a position still means something: the folder is the same, and did not go back in time.

        A server that was restored from a backup gives UIDs again that it gave before.
        """
        if position.uidvalidity != self._folder.uidvalidity:
            return False
        return self._folder.next_uid is None or self._folder.next_uid > position.uid or self._highest() >= position.uid

    def _highest(self) -> int:
        """Return the UID of the last mail; 0 when there is none."""
        return max((one.uid for one in self._lister.listed(b"*")), default=0) if self._folder.count else 0

    def _start(self) -> Position:
        """Return where a folder begins that was not heard before, or is another one under the same name."""
        begun = self._wish.begun
        last = self._highest() if self._folder.next_uid is None else self._folder.next_uid - 1
        if begun and self._folder.count:
            # The house was listening already: what came since is news. A day more, for servers know their own day.
            news = self._lister.search(search_since(date.fromisoformat(begun) - timedelta(days=1)))
            last = min(news, default=last + 1) - 1
        return Position(self._folder.uidvalidity, 0, last, begun or self._wish.today)

    def _past(self, position: Position) -> _Past:
        if self._wish.is_from_now_on:
            return _Past(position.first, frozenset())
        if self._wish.since is None or position.uid >= position.first:
            return _Past(position.first, None)
        return _Past(position.first, frozenset(self._lister.search(search_since(self._wish.since))))

    def _stretches(self, last: int, *, is_doubted: bool = False) -> Iterator[list[Listed]]:
        """Yield what the server lists after a UID, by UID, in lists of bounded length.

        is_doubted: what the server tells of its next UID is not believed this time.
        """
        if self._folder.next_uid is None or is_doubted:
            yield self._lister.listed(b"%d:*" % (last + 1), after=last)
            return
        width = _STRETCH
        while last + 1 < self._folder.next_uid:
            end = min(last + width, self._folder.next_uid - 1)
            listed = self._lister.listed(b"%d:%d" % (last + 1, end), after=last, up_to=end)
            yield listed
            width = _STRETCH if len(listed) > _STRETCH else width * _STRETCH_GROWTH
            last = end

    def _step(self, batch: Sequence[Listed], position: Position) -> Iterator[Fetched]:
        arrivals: list[RawArrival] = []
        last = batch[-1].uid
        labels = {one.uid: one.labels for one in batch}
        for uid, raw in sorted(self._lister.raws(batch).items()):
            if raw is None:
                origin = self._origin(uid)
                fingerprint = sha256(f"withheld {origin}".encode()).digest()
                self._withheld.append(RawArrival(b"", fingerprint, f"{origin}{_WITHHELD}"))
                continue
            arrivals += (*self._withheld, RawArrival(raw, sha256(raw).digest(), self._origin(uid), labels[uid]))
            self._withheld.clear()
            last = uid
        if arrivals:
            reached = position.taken(last if self._withheld else batch[-1].uid)
            remaining = max(0, self._folder.count - batch[-1].number)
            is_history = batch[-1].uid <= position.first
            yield Fetched(tuple(arrivals), self._folder.name, reached.cursor, remaining, is_history=is_history)

    def _removed(self, known: Position, came: int) -> list[str]:
        """Return the origins of mails that were taken from here and are gone now.

        Whatever a server says, a mail that it still lists is not gone.
        """
        vanished = self._folder.vanished
        if not vanished and self._folder.count == known.count + came:
            return []
        kept = {_uid_in(origin): origin for origin in self._wish.kept(self._origin_start)}
        missed = {uid for uid in kept if uid <= known.uid}
        if vanished:
            missed = in_sets(missed, vanished)
        if not missed:
            return []
        asked = uid_set(missed)
        try:
            present = self._lister.present(asked if len(asked) < _LONGEST_SET else b"1:%d" % known.uid)
        except Refused:
            return []
        return [kept[uid] for uid in sorted(missed - present)]

    @property
    def _origin_start(self) -> str:
        return f"{self._folder.name};{self._folder.uidvalidity};"

    def _origin(self, uid: int) -> str:
        return f"{self._origin_start}{uid}"


def _uid_in(origin: str) -> int:
    uid = origin.rpartition(";")[2].partition(" ")[0]
    return int(uid) if uid.isdigit() else 0


def _in_time(listed: Sequence[Listed], first: int) -> Iterator[list[Listed]]:
    """Yield the mails in batches, none of which holds both what lay there and what came."""
    yield from batches([one for one in listed if one.uid <= first])
    yield from batches([one for one in listed if one.uid > first])
