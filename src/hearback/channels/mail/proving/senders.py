"""Whether a server may send for a domain (SPF, RFC 7208)."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from typing import Any

from hearback.channels.mail.proving.names import Names, NamesDown

with warnings.catch_warnings():
    # Its docstrings hold escapes that newer Pythons warn of when they compile them.
    warnings.simplefilter("ignore")
    import spf

MOST_SECONDS = 10.0


class _Question(spf.query):  # type: ignore[misc]  # spf has no types
    """An SPF check that asks our names."""

    def __init__(self, names: Names, *, client: str, sender: str, helo: str) -> None:
        super().__init__(i=client, s=sender, h=helo)
        self._names = names
        self._until = time.monotonic() + MOST_SECONDS

    def dns(
        self,
        name: str,
        qtype: str,
        cnames: Mapping[str, str] | None = None,  # noqa: ARG002  # as spf calls it
        ignore_void: bool = False,
    ) -> Any:
        """Return the answers to one question; too many without an answer are an error of the domain."""
        if time.monotonic() > self._until:
            raise spf.TempError("It took too long.")
        try:
            answers = self._names(str(name), qtype)
        except NamesDown as error:
            raise spf.TempError(str(error)) from error
        if not answers and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("Too many names that are not there.")
        return answers


def may_send(names: Names, *, client: str, sender: str, helo: str) -> bool:
    """Say whether a server may send mail of a sender's domain. Raises NamesDown."""
    outcome, _, _ = _Question(names, client=client, sender=sender, helo=helo).check()
    if outcome == "temperror":
        raise NamesDown("The sender's servers could not be looked up.")
    return bool(outcome == "pass")
