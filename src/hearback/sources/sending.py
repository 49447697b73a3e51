"""By which way an answer leaves: the first that can be reached, the next one after it, and never two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import ChannelError, Receipt, SendUnsureError
from hearback.channels.mail.settings import MailSettings
from hearback.channels.mail.wire import Unreachable
from hearback.sources import providers
from hearback.sources.queries import channel_of, settings_of

if TYPE_CHECKING:
    from hearback.sources.models import Source


@dataclass(frozen=True, slots=True)
class Way:
    """A way out. name: for people, the server or the provider."""

    name: str
    settings: Any
    send: Callable[..., Receipt]


def ways_out(source: Source) -> tuple[Way, ...]:
    """Return the ways out of a source, the first one first: its SMTP server, its provider, its second SMTP server.

    Raises Refusal when its secrets cannot be opened.
    """
    channel, settings = channel_of(source), settings_of(source)
    if not isinstance(settings, MailSettings):
        return (Way("", settings, channel.send),)
    ways = []
    if settings.smtp_host:
        ways.append(Way(settings.smtp_host, settings, channel.send))
    if settings.provider in providers.KNOWN:
        ways.append(Way(providers.KNOWN[settings.provider].label, settings, providers.send))
    if settings.second_host:
        ways.append(Way(settings.second_host, settings.second_way, channel.send))
    return tuple(ways) or (Way("", settings, channel.send),)


def send(
    ways: Sequence[Way],
    *,
    composed: bytes,
    recipients: Sequence[str],
    point_of_no_return: Callable[[], None],
    nth_try: int = 1,
) -> Receipt:
    """Send through one of the ways out; the receipt says which, where there are several.

    A way that cannot be reached, or has no time, gives place to the next one at once while the mail is certainly with
    nobody; after the point of no return only another try does. Each try begins with another way.
    Raises ChannelError, SendUnsureError.
    """
    door = _Door(point_of_no_return)
    troubles: list[tuple[Way, ChannelError]] = []
    start = (nth_try - 1) % len(ways)
    for way in (*ways[start:], *ways[:start]):
        try:
            receipt = way.send(way.settings, composed=composed, recipients=recipients, point_of_no_return=door)
        except SendUnsureError:
            raise
        except ChannelError as error:
            troubles.append((way, error))
            if door.is_behind or _says_no(way is ways[0], error):
                break
        else:
            return replace(receipt, way=_told_way(way, troubles)) if len(ways) > 1 else receipt
    raise _of_all(troubles, ways)


def _says_no(is_first: bool, error: ChannelError) -> bool:
    """Say whether the first way has refused for good; another way has no better right to the mail then."""
    return is_first and error.lasting and not isinstance(error, Unreachable)


class _Door:
    """The point of no return, and whether it was passed."""

    def __init__(self, passed: Callable[[], None]) -> None:
        self._passed = passed
        self.is_behind = False

    def __call__(self) -> None:
        self._passed()
        self.is_behind = True


def _told_way(way: Way, troubles: Sequence[tuple[Way, ChannelError]]) -> str:
    return f"{way.name} (not {troubles[-1][0].name}: {troubles[-1][1]})" if troubles else way.name


def _of_all(troubles: Sequence[tuple[Way, ChannelError]], ways: Sequence[Way]) -> ChannelError:
    """Return the trouble of all the ways that were tried; it lasts only when no way may be better later."""
    way, last = troubles[-1]
    if len(ways) == 1:
        return last
    sentence = " ".join(f"{way.name}: {error}" for way, error in troubles)
    is_over = len(troubles) == len(ways) and all(error.lasting for _, error in troubles)
    return ChannelError(sentence, lasting=is_over or _says_no(way is ways[0], last))
