"""Brings what came since last time, folder by folder, in steps; by UID, never by flags or dates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from hearback.channels.contract import ChannelError, Compared, Fetched, nothing_kept
from hearback.channels.mail.imap.cursors import position_in
from hearback.channels.mail.imap.folders import heard_folders
from hearback.channels.mail.imap.opened import OpenFolder
from hearback.channels.mail.imap.session import Refused, session
from hearback.channels.mail.imap.wishes import Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hearback.channels.mail.imap.cursors import Position
    from hearback.channels.mail.imap.session import Examined, Session
    from hearback.channels.mail.settings import MailSettings

Step = TypeVar("Step")


def fetch(
    settings: MailSettings,
    *,
    cursors: Mapping[str, Mapping[str, Any]],
    kept: Callable[[str], Sequence[str]] = nothing_kept,
) -> Iterator[Fetched]:
    """Yield what came since the cursors (folder -> cursors.Position), and what went where the settings mind that.

    A folder whose UIDVALIDITY has changed, or that went back in time, is taken again from its beginning. A mail that
    the server lists and will not hand over becomes an arrival without bytes, as soon as a later mail shows that the
    server is well. Raises ChannelError; for a folder that is not there, after the other folders.
    """
    wish = _wish(settings, cursors, kept)
    with session(settings) as connected:
        heard = heard_folders(connected, settings)
        can_resync = wish.minds_removal and connected.enable_resync()

        def steps(name: str, troubles: list[ChannelError]) -> Iterator[Fetched]:
            position, standing = position_in(cursors.get(name, {})), heard.standings.get(name)
            if position and standing and position.is_at_rest(standing, wish.today, wish.minds_removal):
                return
            folder = _opened(connected, name, position if can_resync else None)
            opened = OpenFolder(connected, folder, wish, all_mail=heard.all_mail, troubles=troubles)
            yield from opened.steps(position)

        yield from _of_each(heard.names, steps)


def compare(
    settings: MailSettings,
    *,
    cursors: Mapping[str, Mapping[str, Any]],
    known: Callable[[Sequence[str]], set[str]],
) -> Iterator[Compared]:
    """Yield what the folders hold up to their cursors, held against what is known. Raises ChannelError as `fetch`."""
    wish = _wish(settings, cursors, nothing_kept)
    with session(settings) as connected:
        heard = heard_folders(connected, settings)

        def stretches(name: str, troubles: list[ChannelError]) -> Iterator[Compared]:
            folder = connected.examine(name)
            opened = OpenFolder(connected, folder, wish, all_mail=heard.all_mail, troubles=troubles)
            yield from opened.compared(position_in(cursors.get(name, {})), known)

        yield from _of_each(heard.names, stretches)


def _wish(
    settings: MailSettings, cursors: Mapping[str, Mapping[str, Any]], kept: Callable[[str], Sequence[str]]
) -> Wish:
    return Wish(
        since=settings.since_day,
        is_from_now_on=settings.is_from_now_on,
        begun=min((str(cursor["begun"]) for cursor in cursors.values() if cursor.get("begun")), default=""),
        today=datetime.now(UTC).date().isoformat(),
        sent_folder=settings.sent_folder * settings.hear_sent,
        minds_removal=settings.when_removed != "keep",
        kept=kept,
    )


def _opened(connected: Session, name: str, position: Position | None) -> Examined:
    """Open a folder; where a position is given, ask what went since. A server that cannot say is asked plainly."""
    if position is not None and position.modseq > 0 and position.uid:
        asked = b" (QRESYNC (%d %d 1:%d))" % (position.uidvalidity, position.modseq, position.uid)
        try:
            return connected.examine(name, asked=asked)
        except Refused:
            return connected.examine(name)
    return connected.examine(name)


def _of_each(names: Sequence[str], ask: Callable[[str, list[ChannelError]], Iterator[Step]]) -> Iterator[Step]:
    troubles: list[ChannelError] = []
    for name in names:
        try:
            yield from ask(name, troubles)
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
