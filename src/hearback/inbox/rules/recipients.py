"""To whom an answer goes, computed from the message that is answered and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import getaddresses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_SPECIALS = re.compile(r"[()<>\[\]:;@\\,.\"]")
_QUOTED_OR_SEPARATOR = re.compile(r'"(?:[^"\\]|\\.)*"|[;\n]')
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.?[^@\s<>,;:\"()\[\]\\.]")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody by name and address; name "" when none is known."""

    name: str
    address: str

    def __str__(self) -> str:
        """Return it as a line of an address field, such that `parsed` gives the same again."""
        if not self.name:
            return self.address
        escaped = self.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" <{self.address}>' if _SPECIALS.search(self.name) else f"{self.name} <{self.address}>"


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that is answered. recipients: (role, addressee) as it named them."""

    author: Addressee | None
    is_ours: bool
    recipients: Sequence[tuple[str, Addressee]]


def addressees(answered: Answered, *, ours: Collection[str]) -> tuple[list[Addressee], list[Addressee]]:
    """Return (to, cc): whoever wants replies, and all others whom the message named, without ourselves.

    A message of our own is followed up to those it went to. ours: our addresses, lower case.
    """
    named = {role: [one for kind, one in answered.recipients if kind == role] for role in ("to", "cc", "reply_to")}
    if answered.is_ours:
        to, rest = named["to"], named["cc"]
    else:
        author = [answered.author] if answered.author else []
        to, rest = named["reply_to"] or author, [*named["to"], *named["cc"]]
    chosen = _once(to, without=ours)
    return chosen, _once(rest, without={*ours, *(one.address.lower() for one in chosen)})


def _once(people: Sequence[Addressee], *, without: Collection[str]) -> list[Addressee]:
    seen = set(without)
    kept = []
    for one in people:
        if _bare(one.address) not in seen:
            seen.add(_bare(one.address))
            kept.append(one)
    return kept


def _bare(address: str) -> str:
    """Return an address without capitals; a reply address of ours counts as the address it belongs to."""
    local, at, domain = address.lower().rpartition("@")
    return f"{local.split('+r.')[0]}{at}{domain}"


def parsed(line: str) -> tuple[list[Addressee], list[str]]:
    """Return (addressees, pieces that are no address) of what a person typed with commas between."""
    good, bad = [], []
    with_commas = _QUOTED_OR_SEPARATOR.sub(lambda found: found[0] if found[0][0] == '"' else ",", line)
    for name, address in getaddresses([with_commas]):
        if _ADDRESS.fullmatch(address):
            good.append(Addressee(name, address))
        elif name or address:
            bad.append(address or name)
    if line.strip(" ,;\n") and not good and not bad:
        bad.append(line.strip())
    return good, bad
