"""Brings what came since last time by Email/changes; where the server lost count, by comparing everything."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import ChannelError, Compared, Fetched, nothing_kept
from hearback.channels.mail.jmap.account import PLACE, Account
from hearback.channels.mail.jmap.asking import Asking, Busy, Refused, trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hearback.channels.mail.settings import MailSettings

# Some call a state that they do not know an argument that makes no sense (Cyrus 3.6).
_LOST = {"cannotCalculateChanges", "invalidArguments"}


def fetch(
    settings: MailSettings,
    *,
    cursors: Mapping[str, Mapping[str, Any]],
    kept: Callable[[str], Sequence[str]] = nothing_kept,
) -> Iterator[Fetched]:
    """Yield what came since the cursor: {"account", "begun", "wanted", "state"}.

    There is no state while the first import is not through. A mail that is not handed over by a server that is well
    becomes an arrival without bytes. Raises ChannelError.
    """
    position = dict(cursors.get(PLACE, {}))
    now = time.time()
    if now < position.pop("not_before", 0):
        raise ChannelError("The mail server asked us to stay away for a while.", lasting=False)
    try:
        for step in _steps(settings, position, kept):
            position = dict(step.position)
            yield step
    except Busy as busy:
        if busy.wait_seconds:
            yield Fetched((), PLACE, {**position, "not_before": int(now) + busy.wait_seconds})
        raise
    except Refused as refused:
        raise trouble(refused) from refused


def compare(
    settings: MailSettings,
    *,
    cursors: Mapping[str, Mapping[str, Any]],
    known: Callable[[Sequence[str]], set[str]],
) -> Iterator[Compared]:
    """Yield what the account holds as of the cursor, held against what is known. Raises ChannelError as `fetch`."""
    position = cursors.get(PLACE, {})
    try:
        account = Account(Asking(settings), settings, begun=str(position.get("begun", "")))
        if position.get("account") != account.id or "state" not in position:
            return
        # The listing first: what changes after it stands among the changes, too.
        listed = account.listed()
        since = account.changed_since(str(position["state"]))
        there = [one for one in listed if one not in since]
        yield Compared(len(there))
        here = account.known_ids(known, there)
        for batch in account.batches([one for one in there if one not in here]):
            yield Compared(0, batch.arrivals, batch.is_history)
    except Refused as refused:
        if refused.kind not in _LOST:
            raise trouble(refused) from refused


def _steps(
    settings: MailSettings, position: Mapping[str, Any], kept: Callable[[str], Sequence[str]]
) -> Iterator[Fetched]:
    asking = Asking(settings)
    if position.get("account") != asking.account:
        position = {}
    begun = str(position.get("begun") or f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    account = Account(asking, settings, begun=begun)
    wanted = sha256(" ".join([settings.since, *sorted(account.chosen.ids)]).encode()).hexdigest()[:16]
    base = {"account": account.id, "begun": begun, "wanted": wanted}
    if "state" in position and position.get("wanted") == wanted:
        try:
            yield from _changed(account, base, str(position["state"]), kept)
        except Refused as refused:
            if refused.kind not in _LOST:
                raise
        else:
            return
    yield from _listed(account, base, kept)


def _changed(
    account: Account, base: Mapping[str, Any], state: str, kept: Callable[[str], Sequence[str]]
) -> Iterator[Fetched]:
    for changes in account.changes(state):
        fresh = [one for one in changes.created if one not in changes.destroyed]
        moved = [one for one in changes.updated if one not in changes.destroyed]
        fresh += [one for one in moved if not account.is_kept(kept, one)]
        for batch in account.batches(fresh):
            yield Fetched(batch.arrivals, PLACE, {**base, "state": state}, None, is_history=batch.is_history)
        gone = account.gone([*changes.destroyed, *moved]) if account.minds_removal else []
        removed = [origin for one in gone for origin in account.origins(kept, one)]
        state = changes.new_state
        yield Fetched((), PLACE, {**base, "state": state}, None, removed=removed)


def _listed(account: Account, base: Mapping[str, Any], kept: Callable[[str], Sequence[str]]) -> Iterator[Fetched]:
    """Yield everything that is not here; the state goes into the last step, so that a broken row is begun anew."""
    # Before the listing: what comes meanwhile is a change after this state.
    state = account.state()
    listed = account.listed()
    here = account.kept_ids(kept)
    missing = [one for one in listed if one not in here]
    left = len(missing)
    for batch in account.batches(missing):
        left -= batch.asked
        yield Fetched(batch.arrivals, PLACE, dict(base), max(0, left), is_history=batch.is_history)
    gone = account.gone(sorted(here - set(listed))) if account.minds_removal else []
    removed = [origin for one in gone for origin in account.origins(kept, one)]
    yield Fetched((), PLACE, {**base, "state": state}, 0, removed=removed)
