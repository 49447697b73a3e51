"""Asks the net's names (DNS) for keys and policies: in bounded time, and each answer kept for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Any

import dns.exception
import dns.name
import dns.resolver

from hearback.channels.mail.proving.organisations import organisation_of

PER_QUESTION_SECONDS = 4.0
KEPT_SECONDS = 600.0
REST_SECONDS = 60.0
SILENT_IN_A_ROW = 3
_MOST_KEPT = 5_000
_NO_NAMES = (dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel, dns.name.BadEscape, UnicodeError)

# (name, type) -> answers: TXT as tuples of bytes, A and AAAA as text, MX as (preference, host), PTR as host.
# Nothing there is []. Raises NamesDown.
Names = Callable[[str, str], list[Any]]
_EVERYBODY = ""


class NamesDown(Exception):
    """The names could not be asked, which says nothing about the mail."""


def ask_names(name: str, kind: str) -> list[Any]:
    """Return what the machine's resolver answers; a name that cannot be one holds nothing. Raises NamesDown."""
    try:
        whole = dns.name.from_text(name)
        answers = dns.resolver.resolve(whole, kind, lifetime=PER_QUESTION_SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, *_NO_NAMES):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise NamesDown(str(error)) from error
    return [_plain(one, kind) for one in answers]


def _plain(answer: Any, kind: str) -> Any:
    if kind in {"TXT", "SPF"}:
        return tuple(answer.strings)
    if kind == "MX":
        return answer.preference, answer.exchange.to_text(omit_final_dot=True)
    return answer.target.to_text(omit_final_dot=True) if kind == "PTR" else answer.to_text()


class KeptNames:
    """Names with a memory.

    After a question that went unanswered its organisation is left in peace for a while, and after several in a row
    everybody is: mail does not wait, and nobody's broken servers speak against others.
    """

    def __init__(self, ask: Names = ask_names, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[float, list[Any]]] = {}
        self._rest_until: dict[str, float] = {}
        self._silent = 0
        self._lock = Lock()

    def __call__(self, name: str, kind: str) -> list[Any]:
        """Return the answers, kept ones while they are fresh. Raises NamesDown."""
        asked, now = (name.lower().rstrip("."), kind), self._clock()
        owner = organisation_of(asked[0])
        with self._lock:
            until, answers = self._kept.get(asked, (float("-inf"), []))
            if now < until:
                return answers
            if now < max(self._rest_until.get(one, now) for one in (owner, _EVERYBODY)):
                raise NamesDown("The names did not answer a moment ago.")
        return self._asked(asked, owner)

    def _asked(self, asked: tuple[str, str], owner: str) -> list[Any]:
        try:
            answers = self._ask(*asked)
        except NamesDown:
            self._note_silence(owner)
            raise
        with self._lock:
            self._silent = 0
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[asked] = self._clock() + KEPT_SECONDS, answers
        return answers

    def _note_silence(self, owner: str) -> None:
        with self._lock:
            if len(self._rest_until) >= _MOST_KEPT:
                self._rest_until.clear()
            self._silent += 1
            rests = owner if self._silent < SILENT_IN_A_ROW else _EVERYBODY
            self._rest_until[rests] = self._clock() + REST_SECONDS
