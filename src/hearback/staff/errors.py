"""The room's own refusals, where a page wants to show them beside a field."""

from hearback.infra.errors import Refusal


class WrongPassword(Refusal):
    """The current password is another one."""


class WeakPassword(Refusal):
    """A new password is too easy to guess; the text says why."""
