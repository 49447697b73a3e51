"""The feed channel: what blogs and other sites publish, asked for again and again; it cannot be answered from here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import Proof, nothing_kept
from hearback.channels.feed import fetching, looking, reading
from hearback.channels.feed.settings import FeedSettings
from hearback.infra.http import Web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hearback.channels.contract import Enclosed, Fetched, HeardMessage, Look


class FeedChannel:
    """Feeds, by the channel contract. now: tells the moment."""

    kind = "feed"
    label = "Feed"
    settings: type[FeedSettings] = FeedSettings
    can_fetch = True
    can_listen = False
    can_answer = False
    can_import = False
    can_compare = False

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now

    def read(self, raw: bytes) -> HeardMessage:
        """Return what the raw bytes of one post say. Pure. Raises Unreadable."""
        return reading.read(raw)

    def enclosed(self, raw: bytes) -> tuple[Enclosed, ...]:  # noqa: ARG002  # the contract's
        """Return nothing: what hangs on a post lies on the web."""
        return ()

    def prove(self, settings: FeedSettings, raw: bytes, *, origin: str, may_ask: bool) -> Proof:  # noqa: ARG002  # the contract's
        """Leave it open: a feed says what its owner lets it say."""
        return Proof()

    def look(self, settings: FeedSettings) -> Look:
        """Say what the feed at the address, or the one its page names, would bring. Raises ChannelError."""
        return looking.look(settings.address, web=Web(allowed=settings.allowed))

    def fetch(
        self,
        settings: FeedSettings,
        *,
        cursors: Mapping[str, Mapping[str, Any]],
        kept: Callable[[str], Sequence[str]] = nothing_kept,  # noqa: ARG002  # feeds drop old entries as a rule
    ) -> Iterator[Fetched]:
        """Yield the feed's entries when it changed since the cursor; the place is always "". Raises ChannelError."""
        web = Web(allowed=settings.allowed)
        return fetching.fetch(settings.address, position=cursors.get("", {}), web=web, now=self._now())


CHANNEL = FeedChannel()
