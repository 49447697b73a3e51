"""Where the channel asks for the token of a grant; who keeps grants says so when the program starts."""

from __future__ import annotations

from typing import Protocol

from hearback.channels.contract import ChannelError


class Keys(Protocol):
    """Keeps grants, and gives a token for each that is good now."""

    def token(self, grant: str, *, refused: str = "") -> str:
        """Return a token. refused: one that was given before and that a server did not take. Raises ChannelError."""


class NoKeys:
    """Keeps none."""

    def token(self, grant: str, *, refused: str = "") -> str:  # noqa: ARG002  # the protocol's
        """Raise ChannelError."""
        raise ChannelError("Nobody keeps the sign-in of this mailbox: sign in again.", lasting=True)


class _Kept:
    keys: Keys = NoKeys()


def use(keys: Keys) -> Keys:
    """Ask these keys from now on; returns those that were asked before."""
    before, _Kept.keys = _Kept.keys, keys
    return before


def token(grant: str, *, refused: str = "") -> str:
    """Return a token for a grant. Raises ChannelError."""
    return _Kept.keys.token(grant, refused=refused)
