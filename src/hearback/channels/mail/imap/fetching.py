"""Brings what came since last time, folder by folder, in steps; by UID, never by flags or dates."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from hearback.channels.contract import ChannelError, Compared, Fetched, RawArrival
from hearback.channels.mail.days import imap_day
from hearback.channels.mail.imap.session import Refused, session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from hearback.channels.mail.imap.session import Examined, Session
    from hearback.channels.mail.settings import MailSettings

STEP_MAILS = 200
STEP_BYTES = 8 << 20
LARGEST_MAIL_BYTES = 128 << 20
# UIDs may have gaps of any width; the stretch asked for widens while it comes back nearly empty.
_STRETCH = 1_000
_STRETCH_GROWTH = 8
_HIGHEST_UID = (1 << 32) - 1
Step = TypeVar("Step")
_WITHHELD = " (withheld by the server)"


def fetch(settings: MailSettings, *, cursors: Mapping[str, Mapping[str, Any]]) -> Iterator[Fetched]:
    """Yield what came since the cursors: folder -> {"uidvalidity": ..., "uid": the last one taken}.

    A folder whose UIDVALIDITY has changed is taken again from its beginning. A mail that the server lists and
    will not hand over becomes an arrival without bytes, as soon as a later mail shows that the server is well.
    Raises ChannelError; for a folder that is not there, after the other folders.
    """
    yield from _of_each_folder(settings, lambda name, folder: folder.steps(cursors.get(name, {}), settings.since_day))


def compare(
    settings: MailSettings,
    *,
    cursors: Mapping[str, Mapping[str, Any]],
    known: Callable[[Sequence[str]], set[str]],
) -> Iterator[Compared]:
    """Yield what the folders hold up to their cursors, held against what is known. Raises ChannelError as `fetch`."""
    since = settings.since_day
    yield from _of_each_folder(settings, lambda name, folder: folder.compared(cursors.get(name, {}), since, known))


def _of_each_folder(settings: MailSettings, ask: Callable[[str, OpenFolder], Iterator[Step]]) -> Iterator[Step]:
    troubles: list[ChannelError] = []
    with session(settings) as connected:
        for name in settings.folder_names:
            try:
                yield from ask(name, OpenFolder(connected, connected.examine(name), troubles))
            except Refused as refused:
                troubles.append(about_folder(name, refused))
    if troubles:
        sentence = " ".join(dict.fromkeys(map(str, troubles)))
        raise ChannelError(sentence, lasting=all(trouble.lasting for trouble in troubles))


def about_folder(name: str, refused: Refused) -> ChannelError:
    """Return the error for a folder that the server would not open or list."""
    if refused.is_for_now:
        return ChannelError(f"The folder {name} cannot be read just now: {refused}", lasting=False)
    return ChannelError(f"The folder {name} is not on the mail server; was it renamed or removed?", lasting=True)


def search_since(day: date) -> bytes:
    """Return the search for mails that came on a day or later."""
    return b"SINCE " + imap_day(day).encode()


@dataclass(frozen=True, slots=True)
class _Listed:
    """A mail the server lists. number: its place in the folder, which shifts when mails are removed."""

    uid: int
    number: int
    size_bytes: int


class OpenFolder:
    """A folder that is opened for reading; what it keeps back goes to the troubles."""

    def __init__(self, connected: Session, folder: Examined, troubles: list[ChannelError]) -> None:
        self._session = connected
        self._folder = folder
        self._troubles = troubles
        self._withheld: list[RawArrival] = []

    def steps(self, cursor: Mapping[str, Any], since: date | None) -> Iterator[Fetched]:
        """Yield what came after the cursor."""
        for listed in self._stretches(self._last_taken(cursor, since)):
            for batch in _batches(listed):
                yield from self._step(batch)
        if self._withheld:
            sentence = f"The mail server does not hand over {len(self._withheld)} of the mails in {self._folder.name}."
            self._troubles.append(ChannelError(sentence, lasting=False))

    def compared(
        self, cursor: Mapping[str, Any], since: date | None, known: Callable[[Sequence[str]], set[str]]
    ) -> Iterator[Compared]:
        """Yield what lies here up to the cursor, and the mails whose origins nobody knows.

        Nothing where the cursor is of another UIDVALIDITY: the next fetch takes that folder again as a whole.
        """
        if cursor.get("uidvalidity") != self._folder.uidvalidity:
            return
        for listed in self._stretches(self._last_taken({}, since)):
            there = [one for one in listed if one.uid <= int(cursor["uid"])]
            yield Compared(len(there))
            here = known([f"{self._origin(one.uid)}{mark}" for one in there for mark in ("", _WITHHELD)])
            unknown = [one for one in there if not {self._origin(one.uid), self._origin(one.uid) + _WITHHELD} & here]
            for batch in _batches(unknown):
                yield from (Compared(0, step.arrivals) for step in self._step(batch))

    def _last_taken(self, cursor: Mapping[str, Any], since: date | None) -> int:
        """Return the UID after which to begin."""
        if cursor.get("uidvalidity") == self._folder.uidvalidity:
            return int(cursor["uid"])
        if since is None:
            return 0
        answers = self._session.stream(b"UID SEARCH " + search_since(since))
        found = [uid for answer in answers if answer.condition == b"SEARCH" for uid in answer.words.split()[1:]]
        first = min(map(int, found), default=self._folder.next_uid or _HIGHEST_UID)
        return first - 1

    def _stretches(self, last: int) -> Iterator[list[_Listed]]:
        """Yield what the server lists after a UID, by UID, in lists of bounded length."""
        if self._folder.next_uid is None:
            yield self._listed(b"%d:*" % (last + 1), after=last)
            return
        width = _STRETCH
        while last + 1 < self._folder.next_uid:
            end = min(last + width, self._folder.next_uid - 1)
            listed = self._listed(b"%d:%d" % (last + 1, end), after=last)
            yield listed
            width = _STRETCH if len(listed) > _STRETCH else width * _STRETCH_GROWTH
            last = end

    def _listed(self, uids: bytes, *, after: int = 0) -> list[_Listed]:
        """Return what the server lists of these; "n:*" always lists the last mail, even when it is before n."""
        found = {}
        for number, named in self._fetched(uids, b"RFC822.SIZE"):
            size = named.get(b"RFC822.SIZE")
            if named[b"UID"] > after and isinstance(size, bytes) and size.isdigit():
                found[named[b"UID"]] = _Listed(named[b"UID"], number, int(size))
        return sorted(found.values(), key=lambda listed: listed.uid)

    def _fetched(self, uids: bytes, wanted: bytes) -> Iterator[tuple[int, dict[bytes, Any]]]:
        """Yield number and values of each mail told with its UID; servers also tell what nobody asked."""
        for answer in self._session.stream(b"UID FETCH %s (UID %s)" % (uids, wanted)):
            number = answer.number_before(b"FETCH")
            named = answer.pairs() if number is not None else {}
            uid = named.get(b"UID")
            if number is not None and isinstance(uid, bytes) and uid.isdigit():
                yield number, {**named, b"UID": int(uid)}

    def _step(self, batch: Sequence[_Listed]) -> Iterator[Fetched]:
        arrivals: list[RawArrival] = []
        last = batch[-1].uid
        for uid, raw in sorted(self._raws(batch).items()):
            if raw is None:
                origin = self._origin(uid)
                fingerprint = sha256(f"withheld {origin}".encode()).digest()
                self._withheld.append(RawArrival(b"", fingerprint, f"{origin}{_WITHHELD}"))
                continue
            arrivals += (*self._withheld, RawArrival(raw, sha256(raw).digest(), self._origin(uid)))
            self._withheld.clear()
            last = uid
        if arrivals:
            position = {"uidvalidity": self._folder.uidvalidity, "uid": last if self._withheld else batch[-1].uid}
            remaining = max(0, self._folder.count - batch[-1].number)
            yield Fetched(tuple(arrivals), self._folder.name, position, remaining)

    def _raws(self, batch: Sequence[_Listed]) -> dict[int, bytes | None]:
        """Return uid -> raw bytes, None where the server keeps them back; removed mails are left out."""
        raws: dict[int, bytes | None] = {}
        try:
            for _, named in self._fetched(_uids(batch), _body(batch)):
                raw = next((value for name, value in named.items() if name.startswith(b"BODY[]")), None)
                if isinstance(raw, bytes):
                    raws[named[b"UID"]] = raw
        except Refused:
            if len(batch) > 1:
                return {uid: raw for listed in batch for uid, raw in self._raws([listed]).items()}
        absent = [listed for listed in batch if listed.uid not in raws]
        if absent:
            raws |= {listed.uid: None for listed in self._listed(_uids(absent))}
        return raws

    def _origin(self, uid: int) -> str:
        return f"{self._folder.name};{self._folder.uidvalidity};{uid}"


def _batches(listed: Sequence[_Listed]) -> Iterator[list[_Listed]]:
    """Yield the mails in lists of bounded count and size; a mail that is too large for any stands alone."""
    batch: list[_Listed] = []
    size_bytes = 0
    for mail in listed:
        if batch and (len(batch) >= STEP_MAILS or size_bytes + mail.size_bytes > STEP_BYTES):
            yield batch
            batch, size_bytes = [], 0
        batch.append(mail)
        size_bytes += mail.size_bytes
    if batch:
        yield batch


def _uids(batch: Sequence[_Listed]) -> bytes:
    return b",".join(b"%d" % listed.uid for listed in batch)


def _body(batch: Sequence[_Listed]) -> bytes:
    """Return what to ask for; of a mail that is larger than anything we keep, the beginning."""
    if batch[0].size_bytes > LARGEST_MAIL_BYTES:
        return b"BODY.PEEK[]<0.%d>" % LARGEST_MAIL_BYTES
    return b"BODY.PEEK[]"
