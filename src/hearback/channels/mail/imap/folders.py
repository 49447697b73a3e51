"""Chooses the folders to hear, and learns how far each is without opening it: mailboxes may have thousands."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import ChannelError
from hearback.channels.mail.imap.called import LEFT_OUT, is_called
from hearback.channels.mail.imap.names import from_imap, to_imap
from hearback.channels.mail.imap.session import Refused, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hearback.channels.mail.imap.answers import Answer
    from hearback.channels.mail.imap.session import Session
    from hearback.channels.mail.settings import MailSettings

_ALL = b"\\ALL"
_NOT_TO_OPEN = frozenset({b"\\NOSELECT", b"\\NONEXISTENT"})
_WILD = re.compile(r"[*%]")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a folder is, as the server says without opening it."""

    count: int
    uidvalidity: int
    next_uid: int
    modseq: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A folder as a server lists it. flags: in upper case; separator: between the parts of its name, "" for none."""

    name: str
    flags: frozenset[bytes] = frozenset()
    separator: str = ""

    @property
    def last_part(self) -> str:
        """Return the end of its name."""
        return self.name.rpartition(self.separator)[2] if self.separator else self.name

    @property
    def is_left_out(self) -> bool:
        """Say whether it holds what nobody is asked: drafts, spam, what was deleted, or other folders' mail again."""
        return bool(self.flags & LEFT_OUT.keys()) or any(is_called(self.last_part, use) for use in LEFT_OUT.values())


@dataclass(frozen=True, slots=True)
class Heard:
    """The folders to hear, in order, with how far each is where that is known; and those left out of a pattern."""

    names: tuple[str, ...]
    standings: dict[str, Standing]
    left_out: tuple[str, ...] = ()
    all_mail: str = ""  # the one that holds what all the others hold


def listed_folders(connected: Session) -> list[Listed]:
    """Return the folders that can be opened. Raises Refused, ChannelError."""
    return _listed(connected)[0]


def heard_folders(connected: Session, settings: MailSettings) -> Heard:
    """Return the folders that a source hears, by their names or by patterns. Raises ChannelError."""
    wanted = settings.folder_names
    if not any(map(_is_pattern, wanted)):
        standings = _standings(connected, wanted) if len(wanted) > 1 else {}
        return Heard(wanted, standings)
    try:
        found, standings = _listed(connected, with_standings=True)
    except Refused as refused:
        raise ChannelError(f"The mail server does not tell which folders it has: {refused}", lasting=False) from refused
    names, left_out, all_mail = _chosen(found, settings, is_gmail=connected.can(b"X-GM-EXT-1"))
    if not names:
        raise ChannelError(f"No folder of the mail server fits {settings.folders}.", lasting=True)
    missing = [name for name in names if name not in standings]
    return Heard(names, standings | _standings(connected, missing), left_out, all_mail)


def _is_pattern(name: str) -> bool:
    return name.startswith("!") or _WILD.search(name) is not None


def _chosen(
    found: Sequence[Listed], settings: MailSettings, *, is_gmail: bool
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return what is heard, what is left out though a pattern holds it, and the folder of all mail among the heard."""
    named = [name for name in settings.folder_names if not _is_pattern(name)]
    without = [name[1:] for name in settings.folder_names if name.startswith("!")]
    patterns = [name for name in settings.folder_names if _is_pattern(name) and not name.startswith("!")]
    held = [one for one in found if _fits(one, patterns) and not _fits(one, without) and one.name not in named]
    all_mail = next((one.name for one in found if _ALL in one.flags), "") if is_gmail and "*" in patterns else ""
    if all_mail:
        # Each label is a folder there, and each mail lies in the folder of all mail once.
        kept, left_out = [all_mail], [one.name for one in held if one.is_left_out and one.name != all_mail]
    else:
        out = {one.name for one in held if one.is_left_out}
        out |= {one.name for one in held if any(one.name.startswith(f"{name}{one.separator or '/'}") for name in out)}
        kept = [one.name for one in held if one.name not in out]
        left_out = sorted(out)
    sent = settings.sent_folder * settings.hear_sent
    names = [name for name in named if name != sent] + [name for name in kept if name != sent]
    return tuple(dict.fromkeys(filter(None, [*names, sent]))), tuple(left_out), all_mail


def _fits(folder: Listed, patterns: Iterable[str]) -> bool:
    return any(_as_expression(pattern, folder.separator).fullmatch(folder.name) for pattern in patterns)


def _as_expression(pattern: str, separator: str) -> re.Pattern[str]:
    within = f"[^{re.escape(separator)}]*" if separator else ".*"
    parts = (
        ".*" if part == "*" else within if part == "%" else re.escape(part) for part in re.split("([*%])", pattern)
    )
    return re.compile("".join(parts), re.DOTALL | (re.IGNORECASE if pattern.upper() == "INBOX" else 0))


def _listed(connected: Session, *, with_standings: bool = False) -> tuple[list[Listed], dict[str, Standing]]:
    wanted = []
    if connected.can(b"SPECIAL-USE") and connected.can(b"LIST-EXTENDED"):
        wanted.append(b"SPECIAL-USE")
    if with_standings and connected.can(b"LIST-STATUS"):
        wanted.append(b"STATUS " + _asked(connected))
    found: dict[str, Listed] = {}
    standings: dict[str, Standing] = {}
    returned = b" RETURN (%s)" % b" ".join(wanted) if wanted else b""
    for answer in connected.stream(b'LIST "" "*"' + returned):
        if (one := _folder(answer)) is not None:
            found[one.name] = one
        standings |= _standing(answer)
    return list(found.values()), standings


def _folder(answer: Answer) -> Listed | None:
    match answer.values():
        case [listed, [*flags], separator, bytes(name), *_] if listed == b"LIST":
            upper = frozenset(flag.upper() for flag in flags if isinstance(flag, bytes))
            between = separator.decode("ascii", "replace") if isinstance(separator, bytes) else ""
            return None if upper & _NOT_TO_OPEN else Listed(from_imap(name), upper, between)
    return None


def _standings(connected: Session, names: Sequence[str]) -> dict[str, Standing]:
    """Return how far folders are; one that the server does not tell of is opened to see. Raises ChannelError."""
    found: dict[str, Standing] = {}
    asked = _asked(connected)
    for said in connected.pipelined([b"STATUS " + quoted(to_imap(name)) + b" " + asked for name in names]):
        for answer in said if isinstance(said, list) else ():
            found |= _standing(answer)
    return found


def _asked(connected: Session) -> bytes:
    return b"(MESSAGES UIDNEXT UIDVALIDITY%s)" % (b" HIGHESTMODSEQ" * connected.can(b"CONDSTORE"))


def _standing(answer: Answer) -> dict[str, Standing]:
    """Return {name: how far it is} of a STATUS answer; {} of another one, or one that leaves something out."""
    match answer.values():
        case [status, bytes(name), [*_]] if status == b"STATUS":
            told = answer.pairs()
            with suppress(KeyError, ValueError, TypeError):
                count, uidvalidity, next_uid = (int(told[word]) for word in (b"MESSAGES", b"UIDVALIDITY", b"UIDNEXT"))
                return {from_imap(name): Standing(count, uidvalidity, next_uid, _number(told.get(b"HIGHESTMODSEQ")))}
    return {}


def _number(told: Any) -> int:
    return int(told) if isinstance(told, bytes) and told.isdigit() else 0
