"""What a server says of the mails of an open folder: which there are, how large, and their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hearback.channels.mail.imap.names import from_imap
from hearback.channels.mail.imap.session import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from hearback.channels.mail.imap.session import Session

STEP_MAILS = 200
STEP_BYTES = 8 << 20
LARGEST_MAIL_BYTES = 128 << 20
_HIGHEST_UID = (1 << 32) - 1
# Of those that Gmail gives every mail, those that say nothing.
_NO_LABELS = frozenset({"\\Important", "\\Starred"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail the server lists. number: its place in the folder, which shifts when mails are removed."""

    uid: int
    number: int
    size_bytes: int
    labels: tuple[str, ...] = ()


class Lister:
    """Asks about the mails of the folder that is open. left_out: labels of mails that are none of ours."""

    def __init__(self, connected: Session, *, left_out: frozenset[str] = frozenset()) -> None:
        self._session = connected
        self._left_out = left_out
        self._has_labels = connected.can(b"X-GM-EXT-1")

    def listed(self, uids: bytes, *, after: int = 0, up_to: int = _HIGHEST_UID) -> list[Listed]:
        """Return what the server lists of these; "n:*" always lists the last mail, even when it is before n.

        A size that is not told, or told wrong, is no reason to leave a mail out. Raises Refused, ChannelError.
        """
        found: dict[int, Listed] = {}
        for number, named in self._fetched(uids, b"RFC822.SIZE"):
            uid, size = named[b"UID"], named.get(b"RFC822.SIZE")
            size_bytes = int(size) if isinstance(size, bytes) and size.isdigit() else 0
            if after < uid <= up_to and (size_bytes or uid not in found):
                found[uid] = Listed(uid, number, size_bytes, _labels(named))
        wanted = (one for one in found.values() if not self._left_out & set(one.labels))
        return sorted(wanted, key=lambda one: one.uid)

    def present(self, uids: bytes) -> set[int]:
        """Return which of these UIDs are there. Raises Refused, ChannelError."""
        return self.search(b"UID " + uids)

    def search(self, words: bytes) -> set[int]:
        """Return the UIDs of what a search finds. Raises Refused, ChannelError."""
        answers = self._session.stream(b"UID SEARCH " + words)
        found = [answer.words.split()[1:] for answer in answers if answer.condition == b"SEARCH"]
        return {int(uid) for uids in found for uid in uids if uid.isdigit()}

    def raws(self, batch: Sequence[Listed]) -> dict[int, bytes | None]:
        """Return uid -> raw bytes, None where the server keeps them back; removed mails are left out."""
        raws: dict[int, bytes | None] = {}
        wanted = {listed.uid for listed in batch}
        try:
            for _, named in self._fetched(uid_set(wanted), _body(batch)):
                raw = next((value for name, value in named.items() if name.startswith(b"BODY[]")), None)
                if isinstance(raw, bytes) and named[b"UID"] in wanted:
                    raws[named[b"UID"]] = raw
        except Refused:
            if len(batch) > 1:
                return {uid: raw for listed in batch for uid, raw in self.raws([listed]).items()}
        absent = wanted - raws.keys()
        if absent:
            raws |= {listed.uid: None for listed in self.listed(uid_set(absent)) if listed.uid in absent}
        return raws

    def _fetched(self, uids: bytes, asked: bytes) -> Iterator[tuple[int, dict[bytes, Any]]]:
        """Yield number and values of each mail told with its UID; servers also tell what nobody asked."""
        if self._has_labels and asked == b"RFC822.SIZE":
            asked += b" X-GM-LABELS"
        for answer in self._session.stream(b"UID FETCH %s (UID %s)" % (uids, asked)):
            number = answer.number_before(b"FETCH")
            named = answer.pairs() if number is not None else {}
            uid = named.get(b"UID")
            if number is not None and isinstance(uid, bytes) and uid.isdigit():
                yield number, {**named, b"UID": int(uid)}


def batches(listed: Sequence[Listed]) -> Iterator[list[Listed]]:
    """Yield the mails in lists of bounded count and size; a mail that is too large for any stands alone."""
    batch: list[Listed] = []
    size_bytes = 0
    for mail in listed:
        if batch and (len(batch) >= STEP_MAILS or size_bytes + mail.size_bytes > STEP_BYTES):
            yield batch
            batch, size_bytes = [], 0
        batch.append(mail)
        size_bytes += mail.size_bytes
    if batch:
        yield batch


def uid_set(uids: Collection[int]) -> bytes:
    """Return UIDs as IMAP wants them, neighbours as stretches: b"1:3,7"."""
    parts: list[list[int]] = []
    for uid in sorted(uids):
        if parts and parts[-1][1] == uid - 1:
            parts[-1][1] = uid
        else:
            parts.append([uid, uid])
    return b",".join(b"%d:%d" % (first, last) if last > first else b"%d" % first for first, last in parts)


def in_sets(uids: Collection[int], sets: Sequence[bytes]) -> set[int]:
    """Return which UIDs lie in sets such as b"3,5:9", as a server wrote them; what is no set holds none."""
    found: set[int] = set()
    for part in b",".join(sets).split(b","):
        ends = part.split(b":")
        if all(end.isdigit() for end in ends):
            low, high = sorted((int(ends[0]), int(ends[-1])))
            found |= {uid for uid in uids if low <= uid <= high}
    return found


def _labels(named: dict[bytes, Any]) -> tuple[str, ...]:
    told = named.get(b"X-GM-LABELS")
    labels = (from_imap(label) for label in told if isinstance(label, bytes)) if isinstance(told, list) else ()
    return tuple(label for label in labels if label not in _NO_LABELS)


def _body(batch: Sequence[Listed]) -> bytes:
    """Return what to ask for; of a mail that is larger than anything we keep, the beginning."""
    if batch[0].size_bytes > LARGEST_MAIL_BYTES:
        return b"BODY.PEEK[]<0.%d>" % LARGEST_MAIL_BYTES
    return b"BODY.PEEK[]"
