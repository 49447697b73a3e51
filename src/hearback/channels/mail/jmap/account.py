"""A mail account as JMAP shows it: what lies in the mailboxes that are heard, what changed, and the mails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import ChannelError, RawArrival
from hearback.channels.mail.jmap.asking import LARGEST_MAIL_BYTES, Refused
from hearback.channels.mail.jmap.mailboxes import chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hearback.channels.mail.jmap.asking import Asking
    from hearback.channels.mail.settings import MailSettings

PLACE = "JMAP"
STEP_BYTES = 8 << 20
_AT_ONCE = 4  # what every server allows (RFC 8620, 2: maxConcurrentRequests)
_WITHHELD = " (withheld by the server)"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened between two states, by the ids of mails."""

    created: list[str]
    updated: list[str]
    destroyed: set[str]
    new_state: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some mails. asked: how many were asked for. is_history: they came before anybody listened."""

    arrivals: list[RawArrival]
    asked: int
    is_history: bool


class Account:
    """One account. begun: the moment hearing began, as JMAP writes it; "" before that."""

    def __init__(self, asking: Asking, settings: MailSettings, *, begun: str) -> None:
        """Learn the mailboxes. Raises Refused, ChannelError."""
        self._asking, self._settings, self._begun = asking, settings, begun
        self.id = asking.account
        self.chosen = chosen(_list(asking.ask("Mailbox/get", ids=None), "list"), settings)
        if self.chosen.missing:
            names = ", ".join(self.chosen.missing)
            raise ChannelError(f"{names}: not on the mail server; was it renamed or removed?", lasting=True)
        self.minds_removal = settings.when_removed != "keep"
        day = settings.since_day
        self._floor = begun if settings.is_from_now_on else f"{day}T00:00:00Z" if day else ""

    def state(self) -> str:
        """Return the state of all mail now."""
        return str(self._asking.ask("Email/get", ids=[], properties=["id"]).get("state", ""))

    def listed(self) -> list[str]:
        """Return the ids of all mail that is wanted, the oldest first. Raises Refused, ChannelError."""
        for _ in range(_TRIES - 1):
            try:
                return self._listed()
            except Refused as refused:
                # The mail we were at went while we were reading.
                if refused.kind != "anchorNotFound":
                    raise
        return self._listed()

    def total(self, floor: str) -> int:
        """Return how many mails came since a moment; "" for ever."""
        told = self._asking.ask("Email/query", filter=self._filter(floor), calculateTotal=True, limit=1).get("total")
        return told if isinstance(told, int) else sum(self.chosen.counts.values())

    def changes(self, state: str) -> Iterator[Changes]:
        """Yield what happened since a state, in steps. Raises Refused, ChannelError."""
        while True:
            told = self._asking.ask("Email/changes", sinceState=state, maxChanges=self._asking.at_once)
            created, updated, destroyed = (_ids(told, name) for name in ("created", "updated", "destroyed"))
            new_state = str(told.get("newState", ""))
            if new_state in {state, ""}:
                return
            state = new_state
            yield Changes(created, updated, set(destroyed), state)
            if told.get("hasMoreChanges") is not True:
                return

    def changed_since(self, state: str) -> set[str]:
        """Return the ids of all that changed since a state."""
        return {one for step in self.changes(state) for one in (*step.created, *step.updated, *step.destroyed)}

    def batches(self, ids: Sequence[str]) -> Iterator[Batch]:
        """Yield the mails of these ids that are wanted, in steps of bounded size. Raises Refused, ChannelError."""
        for emails, asked in self._emails(ids):
            step: list[dict[str, Any]] = []
            wanted = sorted(filter(self._is_wanted, emails), key=lambda one: str(one.get("receivedAt", "")))
            for email in wanted:
                if step and (_size(step) + _size([email]) > STEP_BYTES or self._is_old(step[0]) != self._is_old(email)):
                    yield Batch(self._arrivals(step), 0, self._is_old(step[0]))
                    step = []
                step.append(email)
            yield Batch(self._arrivals(step), asked, bool(step) and self._is_old(step[0]))

    def gone(self, ids: Sequence[str]) -> list[str]:
        """Return which of these are not in any mailbox that is heard, or not there at all."""
        there = {str(one["id"]) for emails, _ in self._emails(ids) for one in emails if self._is_heard(one)}
        return [one for one in ids if one not in there]

    def kept_ids(self, kept: Callable[[str], Sequence[str]]) -> set[str]:
        """Return the ids of all mails that are here."""
        return {origin.rpartition(";")[2].removesuffix(_WITHHELD) for origin in self.origins(kept, "")}

    def is_kept(self, kept: Callable[[str], Sequence[str]], email: str) -> bool:
        """Say whether a mail is here."""
        return bool(self.origins(kept, email))

    def origins(self, kept: Callable[[str], Sequence[str]], email: str) -> list[str]:
        """Return the origins under which a mail is kept; those of all mails for ""."""
        found = [origin for name in self._names() for origin in kept(f"{name};{self.id};{email}")]
        wanted = {"", email}
        return [one for one in found if not email or one.rpartition(";")[2].removesuffix(_WITHHELD) in wanted]

    def known_ids(self, known: Callable[[Sequence[str]], set[str]], ids: Sequence[str]) -> set[str]:
        """Return which of some mails are here as a whole; what was withheld is asked for again."""
        asked = {f"{name};{self.id};{one}": one for name in self._names() for one in ids}
        return {asked[origin] for origin in known(list(asked)) if origin in asked}

    def _names(self) -> list[str]:
        return list(dict.fromkeys(filter(None, [PLACE, self._settings.sent_folder, self.chosen.sent_name])))

    def _listed(self) -> list[str]:
        found: dict[str, None] = {}
        sort = [{"property": "receivedAt", "isAscending": True}]
        begin: dict[str, Any] = {"position": 0}
        while True:
            told = self._asking.ask("Email/query", filter=self._filter(self._floor), sort=sort, limit=5_000, **begin)
            ids = [one for one in _ids(told, "ids") if one not in found]
            if not ids:
                return list(found)
            found |= dict.fromkeys(ids)
            begin = {"anchor": ids[-1], "anchorOffset": 1}

    def _filter(self, floor: str) -> dict[str, Any]:
        if not floor:
            return self.chosen.condition
        return {"operator": "AND", "conditions": [self.chosen.condition, {"after": floor}]}

    def _emails(self, ids: Sequence[str]) -> Iterator[tuple[list[dict[str, Any]], int]]:
        """Yield what the server tells of mails, with how many were asked for."""
        width = self._asking.at_once
        start = 0
        while start < len(ids):
            some = list(ids[start : start + width])
            properties = ["id", "blobId", "mailboxIds", "size", "receivedAt"]
            try:
                told = self._asking.ask("Email/get", ids=some, properties=properties)
            except Refused as refused:
                if refused.kind != "requestTooLarge" or width == 1:
                    raise
                width = max(1, width // 2)
                continue
            yield [one for one in _list(told, "list") if isinstance(one, dict) and one.get("id")], len(some)
            start += len(some)

    def _is_heard(self, email: dict[str, Any]) -> bool:
        boxes = email.get("mailboxIds")
        return isinstance(boxes, dict) and any(boxes[one] for one in boxes.keys() & self.chosen.ids)

    def _is_wanted(self, email: dict[str, Any]) -> bool:
        return self._is_heard(email) and str(email.get("receivedAt", "~")) >= self._floor and bool(email.get("blobId"))

    def _is_old(self, email: dict[str, Any]) -> bool:
        return bool(self._begun) and str(email.get("receivedAt", "~")) < self._begun

    def _arrivals(self, emails: Sequence[dict[str, Any]]) -> list[RawArrival]:
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            raws = list(threads.map(self._raw, emails))
        withheld = [email for email, raw in zip(emails, raws, strict=True) if raw is None]
        if withheld:
            self._asking.ask("Core/echo")  # raises where the server is not well, so that it is asked again
        still = [str(one["id"]) for some, _ in self._emails([str(one["id"]) for one in withheld]) for one in some]
        arrivals = []
        for email, raw in zip(emails, raws, strict=True):
            origin = self._origin(email)
            if raw is not None:
                arrivals.append(RawArrival(raw, sha256(raw).digest(), origin))
            elif str(email["id"]) in still:
                fingerprint = sha256(f"withheld {origin}".encode()).digest()
                arrivals.append(RawArrival(b"", fingerprint, origin + _WITHHELD))
        return arrivals

    def _raw(self, email: dict[str, Any]) -> bytes | None:
        return self._asking.raw(str(email["blobId"])) if _size([email]) <= LARGEST_MAIL_BYTES else None

    def _origin(self, email: dict[str, Any]) -> str:
        is_sent = bool(email["mailboxIds"].keys() & self.chosen.sent)
        place = (self._settings.sent_folder or self.chosen.sent_name) if is_sent else PLACE
        return f"{place};{self.id};{email['id']}"


def _list(told: dict[str, Any], name: str) -> list[Any]:
    found = told.get(name)
    return found if isinstance(found, list) else []


def _ids(told: dict[str, Any], name: str) -> list[str]:
    return [one for one in _list(told, name) if isinstance(one, str)]


def _size(emails: Sequence[dict[str, Any]]) -> int:
    return sum(size for one in emails if isinstance(size := one.get("size"), int))
