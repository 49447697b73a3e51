"""What the IMAP server of the tests knows of folders, searches and changes, by the extensions it is told to offer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any


class Extensions:
    """The part of a session that lists, searches and tells what changed."""

    state: Any
    folder: Any

    def do_list(self, tag: bytes, command: bytes) -> None:
        for name, folder in list(self.state.folders.items()):
            self.say(b'* LIST (%s) "/" "%s"\r\n' % (folder.flags.encode(), name.encode()))
            if b"STATUS" in command:
                self.say_status(name, folder, command)
        self.done(tag)

    def do_status(self, tag: bytes, command: bytes) -> None:
        name = re.findall(rb'"(.*)"', command)[0].decode()
        if name not in self.state.folders:
            self.done(tag, b"NO [NONEXISTENT] no such folder")
            return
        self.say_status(name, self.state.folders[name], command)
        self.done(tag)

    def say_status(self, name: str, folder: Any, command: bytes) -> None:
        known = {
            b"MESSAGES": len(folder.mails),
            b"UIDNEXT": folder.next_uid,
            b"UIDVALIDITY": folder.uidvalidity,
            b"HIGHESTMODSEQ": folder.modseq,
        }
        asked = [word for word in re.findall(rb"[A-Z]+", command.rpartition(b"(MESSAGES")[2]) if word in known]
        if not folder.tells_next_uid:
            asked = [word for word in asked if word != b"UIDNEXT"]
        told = b" ".join(b"%s %d" % (word, known[word]) for word in [b"MESSAGES", *asked])
        self.say(b'* STATUS "%s" (%s)\r\n' % (name.encode(), told))

    def do_enable(self, tag: bytes, _: bytes) -> None:
        self.say(b"* ENABLED QRESYNC\r\n")
        self.done(tag)

    def say_changes(self, folder: Any, command: bytes) -> None:
        """Say how far the folder's changes go, and which mails went, where that was asked."""
        if "CONDSTORE" in self.state.capabilities:
            self.say(b"* OK [HIGHESTMODSEQ %d] so far\r\n" % folder.modseq)
        asked = re.search(rb"QRESYNC \((\d+) (\d+)", command)
        if asked and int(asked[1]) == folder.uidvalidity:
            gone = [uid for uid, modseq in folder.removed.items() if modseq > int(asked[2])]
            if gone:
                self.say(b"* VANISHED (EARLIER) %s\r\n" % ",".join(map(str, sorted(gone))).encode())

    def do_uid_search(self, tag: bytes, command: bytes) -> None:
        if b"SINCE" in command:
            since = _day(command.rpartition(b" ")[2].decode())
            found = [uid for uid, day in self.folder.days.items() if not day or _day(day) >= since]
        else:
            found = [uid for uid in self.folder.mails if self.is_wanted(uid, command.rpartition(b" ")[2])]
        self.say(b"* SEARCH%s\r\n" % "".join(f" {uid}" for uid in found).encode())
        self.done(tag)


def _day(told: str) -> datetime:
    return datetime.strptime(told.strip(), "%d-%b-%Y").replace(tzinfo=UTC)
