"""Hands over the mails of a file or folder in steps that are each small enough for one commit."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import ChannelError, Fetched, RawArrival
from hearback.channels.mail.files.mbox import Splitter, begins_mbox, looks_like_mail
from hearback.channels.mail.files.opening import Fault, opened
from hearback.channels.mail.files.walking import Found, order_of, printable, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from hearback.channels.mail.files.mbox import Mail
    from hearback.channels.mail.files.opening import Opened

STEP_MAILS = 500
STEP_BYTES = 8 << 20
_FAULTS_TOLD = 3
_KNOWN = {
    b"PK\x03\x04": "is a zip archive; unpack it and import the folder",
    b"!BDN": "is an Outlook archive (.pst); export it as mbox first",
    b"%PDF": "is a PDF, not a mailbox file",
}


def import_file(path: Path, *, position: Mapping[str, Any]) -> Iterator[Fetched]:
    """Yield the mails of an mbox (also .gz, .zst), a maildir, a mail (.eml), or a folder that holds any of these.

    position: {"file": the last file's name below the path, "offset": where the next mail begins in it, unpacked,
    "mails": how many were handed over, "read_bytes" and "size_bytes": how far that is, and of how much, on disk}.
    A file that no longer has a mail at that offset is read again from its beginning.
    A mail that stands there twice is handed over twice. One that is longer than mbox.LARGEST_MAIL_BYTES, or in which
    the file breaks off, is handed over as far as it goes, and its origin ends with "(cut off)".
    Raises ChannelError: at once when there is no mail at the path; after the last step when parts could not be read.
    """
    if not (path.is_file() or path.is_dir()):
        raise ChannelError(f"There is no file or folder {printable(str(path))}.", lasting=True)
    is_for_another_file = path.is_file() and position.get("file") != printable(path.name)
    yield from _Import(path, {} if is_for_another_file else position).steps()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mail, and the part of the position after it that its file knows."""

    arrival: RawArrival
    file: str
    offset: int
    read_bytes: int


@dataclass(slots=True)
class _Step:
    """What has been gathered for the next commit."""

    arrivals: list[RawArrival] = field(default_factory=list)
    size_bytes: int = 0
    last: _Placed | None = None

    def is_full_before(self, raw: bytes) -> bool:
        return len(self.arrivals) >= STEP_MAILS or (bool(self.arrivals) and self.size_bytes + len(raw) > STEP_BYTES)

    def add(self, placed: _Placed) -> None:
        self.arrivals.append(placed.arrival)
        self.size_bytes += len(placed.arrival.raw)
        self.last = placed


class _Import:
    def __init__(self, path: Path, position: Mapping[str, Any]) -> None:
        self._path = path
        self._is_folder = path.is_dir()
        self._resume_name = str(position.get("file", ""))
        self._resume_offset = int(position.get("offset", 0))
        self._mails = int(position.get("mails", 0))
        self._size_bytes = sum(found.size_bytes for found in walk(path, unlisted=[]))
        self._passed_bytes = 0  # the files before the one that is open
        self._has_mail = False
        self._faults: list[str] = []

    def steps(self) -> Iterator[Fetched]:
        step = _Step()
        for placed in self._all():
            if step.is_full_before(placed.arrival.raw):
                yield self._fetched(step)
                step = _Step()
            step.add(placed)
        if step.arrivals:
            yield self._fetched(step)
        self._complain()

    def _fetched(self, step: _Step) -> Fetched:
        last = step.last
        assert last is not None, "a step is handed over only with mails in it"
        self._mails += len(step.arrivals)
        position = {
            "file": last.file,
            "offset": last.offset,
            "mails": self._mails,
            "read_bytes": last.read_bytes,
            "size_bytes": self._size_bytes,
        }
        left = max(0, self._size_bytes - last.read_bytes)
        remaining = round(self._mails * left / last.read_bytes) if last.read_bytes else None
        return Fetched(step.arrivals, position=position, remaining=remaining)

    def _complain(self) -> None:
        """Raise when something could not be read, or when nothing here was mail."""
        if not (self._faults or self._has_mail):
            self._faults.append(f"The folder {printable(self._path.name)} holds no mail.")
        if self._faults:
            more = len(self._faults) - _FAULTS_TOLD
            told = self._faults[:_FAULTS_TOLD] + ([f"And {more:,} more."] if more > 0 else [])
            raise ChannelError(" ".join(told), lasting=True)

    def _all(self) -> Iterator[_Placed]:
        """Yield each mail, and note what could not be read."""
        for found in walk(self._path, unlisted=self._faults):
            if order_of(found.name) < order_of(self._resume_name):
                self._has_mail = True
            else:
                yield from self._one(found, self._resume_offset if found.name == self._resume_name else 0)
            self._passed_bytes += found.size_bytes

    def _one(self, found: Found, offset: int) -> Iterator[_Placed]:
        try:
            with opened(found.path) as stream:
                splitter = _splitter_at(stream, offset)
                for mail in self._mails_in(found, stream, splitter):
                    fingerprint = sha256(mail.raw).digest()
                    arrival = RawArrival(mail.raw, fingerprint, f"{found.name}{mail.place}")
                    read_bytes = self._passed_bytes + stream.tell_packed(mail.resume_at)
                    yield _Placed(arrival, found.name, mail.resume_at, read_bytes)
                if splitter.fault is not None:
                    raise splitter.fault
        except Fault as fault:
            self._faults.append(f"{found.name} {fault}.")

    def _mails_in(self, found: Found, stream: Opened, splitter: Splitter) -> Iterable[Mail]:
        head = splitter.head()
        is_at_end = not head and (stream.offset > 0 or splitter.fault is not None)
        is_mbox = begins_mbox(head)
        is_mail = found.is_one_mail or looks_like_mail(head, any_header=found.name.lower().endswith(".eml"))
        if not (self._is_folder or is_at_end or is_mbox or is_mail):
            raise Fault(_no_mail(head))
        self._has_mail |= is_at_end or is_mbox or is_mail
        if is_mbox:
            return splitter.mails()
        return (splitter.whole(),) if is_mail and not is_at_end else ()


def _splitter_at(stream: Opened, offset: int) -> Splitter:
    """Return a splitter at the offset, or at the beginning when no mail begins there: the file was written anew."""
    if offset and stream.skip_to(offset):
        splitter = Splitter(stream)
        head = splitter.head()
        if not head or (head.startswith(b"From ") and begins_mbox(head)):
            return splitter
    if offset:
        stream.rewind()
    return Splitter(stream)


def _no_mail(head: bytes) -> str:
    if not head:
        return "is empty"
    known = (told for magic, told in _KNOWN.items() if head.startswith(magic))
    return next(known, "is not a mailbox file: it does not begin like a mail or an mbox archive")
