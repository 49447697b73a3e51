"""What an identity shows of who bears it, read once, and the clues under which it is found again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.people.rules.matching.addresses import HOUSE, MACHINE, NO_ADDRESS, Address, plain, read_address
from hearback.people.rules.matching.languages.common import GIVEN, SURNAMES
from hearback.people.rules.matching.names import NO_NAME, Name, folded, read_name, sound
from hearback.people.rules.matching.stops import BOT, SHIPPED, StopList

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = re.compile(r"\d+$")
_SHORTEST_LOGIN = 3


@dataclass(frozen=True, slots=True)
class Told:
    """An identity as somebody tells of it; all but the id may be empty. handle: an address or a handle."""

    id: str
    name: str = ""
    handle: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Traits:
    """An identity, read. login: what it calls itself before the @; "" when many do (info@, root@).

    word: a name of one word, as a handle is; "" for a full name. stop: what it stands for when it is nobody.
    """

    id: str
    name: Name = NO_NAME
    address: Address = NO_ADDRESS
    login: str = ""
    word: str = ""
    stop: str = ""


def read(told: Told, *, stops: StopList = SHIPPED) -> Traits:
    """Return what an identity shows."""
    address = read_address(told.handle, channel=told.channel)
    written = told.name if _is_told(told.name, address) else ""
    name_stop = stops.kind_of_name(written) if written else ""
    is_handle = " " not in written.strip() and any(sign.isdigit() for sign in written)
    name = NO_NAME if name_stop or is_handle else read_name(written)
    stop = stops.kind_of_local(address.local, address.normal) if address.local else ""
    if not stop and name_stop == BOT:
        stop = BOT
    login = address.plain if not stop and len(address.plain) >= _SHORTEST_LOGIN else ""
    word = ""
    if not name_stop and not name.is_full:
        word = plain(folded(_local_of(told.name))) if " " not in told.name.strip() else name.joined
    return Traits(id=told.id, name=name, address=address, login=login, word=word, stop=stop)


def _is_told(name: str, address: Address) -> bool:
    return bool(name.strip()) and name.strip().casefold() not in (address.normal, f"{address.local}@{address.host}")


def _local_of(name: str) -> str:
    return name.strip().strip("\"'<>").lstrip("@").partition("@")[0]


def without_digits(login: str) -> str:
    """Return a login without the number at its end."""
    return _DIGITS.sub("", login) or login


def is_listed(word: str) -> bool:
    """Say whether very many people in the world bear a name."""
    return word in SURNAMES or word in GIVEN


def ends(name: Name) -> tuple[tuple[str, str], ...]:
    """Return a name's first and last word in both orders: which one is the surname is never sure."""
    if len(name.words) < 2:
        return ()
    first, last = name.words[0], name.words[-1]
    return ((first, last), (last, first))


def patterns(name: Name) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return login -> ("whole", "part", "word" or "short"; the words it holds) for what a full name is made into."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    if not name.is_full or len(name.words) < 2:
        return found
    for given, surname in ends(name):
        if len(surname) > 3 and not is_listed(surname):
            found.setdefault(surname, ("word", (surname,)))
        found.setdefault(given[0] + surname, ("part", (surname,)))
        found.setdefault(surname + given[0], ("part", (surname,)))
        if len(given) > 2:
            found.setdefault(given + surname[0], ("short", (given,)))
    initials = "".join(word[0] for word in name.words[:-1])
    if len(initials) > 1:
        found[initials + name.words[-1]] = ("part", name.words[-1:])
    for given, surname in ends(name):
        found[given + surname] = ("whole", (given, surname))
    found[name.joined] = ("whole", name.words)
    return {login: made for login, made in found.items() if len(login) >= _SHORTEST_LOGIN}


def clues(one: Traits) -> Iterator[str]:
    """Yield the keys under which this identity and those like it are found; the first letter is their kind.

    a: address. n: name. s: how it sounds. i: surname and initial. w: login or word. p: what a login could be.
    d: words at a domain.
    """
    if one.address.normal:
        yield f"a:{one.address.normal}"
    calls = {one.login, without_digits(one.login), one.word} - {""}
    yield from (f"w:{call}" for call in sorted(calls))
    yield from _name_clues(one.name)
    if one.address.kind in (HOUSE, MACHINE) and (place := one.address.domain or one.address.host):
        near = {*one.name.words, one.login, one.word} - {""}
        yield from (f"d:{place}|{word}" for word in sorted(near))


def _name_clues(name: Name) -> Iterator[str]:
    if name.is_full:
        yield f"n:{name.key}"
        yield from (f"p:{login}" for login in sorted(patterns(name)))
    found = set()
    for one, other in ends(name):
        if len(one) > 1:
            found.add(f"i:{one}|{other[0]}")
            if len(other) > 1:
                found.update((f"i:{one}|{other[:2]}", f"i:{one}|~{other[-2:]}"))
    if len(name.words) > 1:
        found.add("s:" + " ".join(sorted((sound(name.words[0]), sound(name.words[-1])))))
    yield from sorted(found)
