"""What to know about somebody before an answer goes to them: new, outside, left out, or in doubt, and why."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from hearback.conversations.rules.strangers import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from hearback.inbox.rules.recipients import Addressee


class Mark(StrEnum):
    """Why somebody is marked; those before NEW are doubts."""

    BOUNCED = "bounced"
    NEARLY = "nearly"
    UNPROVEN = "unproven"
    ELSEWHERE = "elsewhere"
    UNREAD = "unread"
    LIST = "list"
    NEW = "new"
    LEAVES = "leaves"
    OUTSIDE = "outside"


DOUBTS = frozenset({Mark.BOUNCED, Mark.NEARLY, Mark.UNPROVEN, Mark.ELSEWHERE, Mark.UNREAD, Mark.LIST})
_UNREAD = re.compile(
    r"(?:^|[._+-])(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|not?-?answer|nicht-?antworten|keine-?antwort|ne-?pas-?repondre"
    r"|no-?responder|nao-?responda|non-?rispondere|geen-?antwoord|mailer-daemon|postmaster-noreply|bounces?)(?:$|[._+=@-])"
)
# Digits, and letters of other alphabets (Cyrillic, Armenian, Greek), as they look at a glance.
_LOOKS = str.maketrans(
    "01358\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0501\u051b\u0578\u04cf\u03b1\u03bf\u03c1\u03bd",
    "olesbaeopcyxisdqnlaopv",
)
_SHORTEST = 5  # of a domain that can look like another
_SHORTEST_MEANT = 8  # of one that a slip leads away from; shorter ones are all one letter apart


@dataclass(frozen=True, slots=True)
class Around:
    """What is known when an answer is written. Addresses and domains are lower case.

    ours: our addresses. there: those who take part in the conversation. computed: to whom the answer goes by itself.
    author: of the message answered; is_unproven: nothing proves it. reply_to: where it wants replies.
    lists: mailing lists by which it came. bounced: addresses that mail did not reach lately.
    """

    ours: Collection[str]
    there: Collection[str]
    computed: Sequence[Addressee] = ()
    author: str = ""
    is_unproven: bool = False
    reply_to: Collection[str] = ()
    lists: Collection[str] = ()
    bounced: Mapping[str, str] = field(default_factory=dict)

    @property
    def our_domains(self) -> frozenset[str]:
        """Return the domains at which everybody is one of us."""
        return frozenset(map(domain_of, self.ours)) - PROVIDERS

    def is_ours(self, address: str) -> bool:
        """Say whether an address is one of ours, or a colleague's who has no account here."""
        return address in self.ours or domain_of(address) in self.our_domains

    @property
    def is_among_us(self) -> bool:
        """Say whether only we have taken part so far."""
        return bool(self.there) and all(map(self.is_ours, self.there))


def domain_of(address: str) -> str:
    """Return what stands after the @, lower case."""
    return address.rpartition("@")[2].lower().rstrip(".")


def marks(one: Addressee, *, around: Around, everybody: Iterable[Addressee]) -> list[Mark]:
    """Return why somebody should be looked at twice, the gravest first; [] for nothing. everybody: all recipients."""
    address = one.address.lower()
    found = {
        Mark.BOUNCED: address in around.bounced,
        Mark.NEARLY: bool(nearly(address, around=around)),
        Mark.UNPROVEN: around.is_unproven and address == around.author,
        Mark.ELSEWHERE: _is_elsewhere(address, around),
        Mark.UNREAD: bool(_UNREAD.search(address.rpartition("@")[0])),
        Mark.LIST: address in around.lists,
        Mark.NEW: address not in around.there,
        **_outside(address, around, everybody),
    }
    return [mark for mark, holds in found.items() if holds]


def left_out(chosen: Iterable[Addressee], *, around: Around) -> list[Addressee]:
    """Return who was in the message that is answered, and gets no answer."""
    kept = {one.address.lower() for one in chosen}
    return [one for one in around.computed if one.address.lower() not in kept]


def _is_elsewhere(address: str, around: Around) -> bool:
    """Say whether an author wants replies at a domain that is not their own."""
    wanted = address in around.reply_to and address not in around.lists and around.author
    return bool(wanted) and domain_of(address) != domain_of(around.author) and not around.is_ours(address)


def _outside(address: str, around: Around, everybody: Iterable[Addressee]) -> dict[Mark, bool]:
    """Return whether an answer leaves the house for the first time with somebody, or goes to them beside colleagues."""
    is_outside = not around.is_ours(address)
    leaves = is_outside and around.is_among_us
    beside = any(around.is_ours(other.address.lower()) for other in everybody)
    return {Mark.LEAVES: leaves, Mark.OUTSIDE: is_outside and beside and not leaves}


def nearly(address: str, *, around: Around) -> str:
    """Return the known domain that an address's domain is one slip, or one glance, away from; "" when there is none."""
    domain = domain_of(address)
    known = {*around.our_domains, *PROVIDERS}
    if address not in around.there:
        known |= set(map(domain_of, around.there))
    if domain in known or domain in set(map(domain_of, around.ours)) or len(domain) < _SHORTEST:
        return ""
    look = _look(domain)
    return next((one for one in sorted(known) if _look(one) == look or _is_one_slip(domain, one)), "")


def _look(domain: str) -> str:
    """Return a domain as it looks at a glance."""
    with_letters = domain
    if "xn--" in domain:
        with_letters = _decoded(domain)
    plain = unicodedata.normalize("NFKD", with_letters)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return plain.translate(_LOOKS).replace("rn", "m").replace("vv", "w").replace("-", "")


def _decoded(domain: str) -> str:
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def _is_one_slip(typed: str, meant: str) -> bool:
    """Say whether one letter too many, too few, wrong or swapped makes one of the other."""
    if typed == meant or abs(len(typed) - len(meant)) > 1 or len(meant) < _SHORTEST_MEANT:
        return False
    start = next((n for n, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    rest, other = typed[start:], meant[start:]
    is_swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:] and len(rest) > 1
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or is_swapped
