"""Takes somebody's names and addresses out of words that others keep; plain values."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GONE = "[erased]"
_BETWEEN = r"[\s>,._-]{1,8}"  # words of a name, also across the lines of a quote
_WORD = re.compile(r"\w[\w'\u2019-]*")
_AT = r"\s*(?:@|%40|\(at\)|\[at\]|\bat\b)\s*"
_UNSPACED = re.compile("[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LEAST = 6  # letters of another fact (a phone, a link) that is told from anything else
# Names that are everyday words, too: they go only where they are written like a name.
_EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        "al an april art august ben bill chance da dawn de dean del den der di do drew du el faith frank fried grace"
        " grant gross gut hope iris jack jean joy juli june king klein kurz la lang le lee long mai mark max may mike"
        " miles olive page pat pearl penny ray rich rob rose ruby rusty sein sky stone sue summer van victor von will"
        " wolf wood young",
    )
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A text without somebody. starts, ends, shifts: where a stretch was taken out, and how much shorter it is by."""

    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    shifts: Sequence[int] = ()

    def moved(self, place: int) -> int:
        """Return where a place of the text before is now; inside of what went: behind what stands there now."""
        number = bisect_right(self.starts, place) - 1
        if number < 0 or place == self.starts[number]:
            return place + (self.shifts[number - 1] if number > 0 else 0)
        return max(place, self.ends[number]) + self.shifts[number]


@dataclass(frozen=True)
class Redaction:
    """What is taken out. names: whole names; addresses: of mail or handles; facts: phones, links and the like.

    shared: those of the names that others bear, too; where the person takes no part, such a name is somebody else's.
    """

    names: tuple[str, ...]
    addresses: tuple[str, ...]
    facts: tuple[str, ...] = ()
    shared: frozenset[str] = frozenset()

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """Return what a row has to hold to be looked at: addresses, and the longest word of each whole name."""
        words = [max(_WORD.findall(name), key=len) for name in self.names if _is_whole(name)]
        return tuple(dict.fromkeys([*self.addresses, *words, *self._facts]))

    @cached_property
    def _facts(self) -> tuple[str, ...]:
        return tuple(fact for fact in self.facts if len(fact) >= _LEAST)

    @cached_property
    def outside(self) -> Within:
        """Return what goes where they take no part: addresses, facts, and whole names that nobody else bears."""
        return Within(self._certain([one for one in self.names if one not in self.shared]), re.compile(r"(?!)"))

    def _certain(self, names: Iterable[str]) -> re.Pattern[str]:
        sought = sorted({*map(_address, self.addresses), *map(re.escape, self._facts)}, key=len, reverse=True)
        return re.compile("|".join([*sought, *_whole_names(names)]) or r"(?!)", re.IGNORECASE)

    def within(self, *, others: Iterable[str] = ()) -> Within:
        """Return what goes in a conversation of theirs. others: names of those who take part, whose words stay."""
        kept = {word.casefold() for name in others for word in _WORD.findall(name)}
        words = {word for name in self.names for word in _WORD.findall(name) if word.casefold() not in kept}
        words |= {local for one in self.addresses if (local := _telling(one)) and local.casefold() not in kept}
        return Within(self._certain(self.names), _single(words))


@dataclass(frozen=True, slots=True)
class Within:
    """What goes in a conversation of theirs: what always goes, and single words of the name."""

    certain: re.Pattern[str]
    single: re.Pattern[str]

    def hidden(self, text: str) -> str:
        """Return a text without them."""
        return self.edit(text).text if text else text

    def edit(self, text: str, *, gone: Sequence[tuple[int, int]] = ()) -> Edit:
        """Return a text without them. gone: stretches that go whole (their signatures), in order."""
        found = sorted(
            {*gone, *(one.span() for sought in (self.certain, self.single) for one in sought.finditer(text))},
            key=lambda span: (span[0], -span[1]),
        )
        pieces: list[str] = []
        starts, ends, shifts, at, shift = [], [], [], 0, 0
        for start, end in found:
            if start < at or start == end:
                continue
            pieces += text[at:start], GONE
            at, shift = end, shift + len(GONE) - (end - start)
            starts.append(start)
            ends.append(end)
            shifts.append(shift)
        return Edit("".join([*pieces, text[at:]]), starts, ends, shifts) if starts else Edit(text)


def hidden_in(value: Any, hide: Within) -> Any:
    """Return a value as JSON holds it, every text in it without them."""
    if isinstance(value, str):
        return hide.hidden(value)
    if isinstance(value, list):
        return [hidden_in(one, hide) for one in value]
    if isinstance(value, dict):
        return {hide.hidden(key): hidden_in(one, hide) for key, one in value.items()}
    return value


def _is_whole(name: str) -> bool:
    """Say whether a name tells somebody from others: two words, or two letters of a script without spaces."""
    return len(_WORD.findall(name)) > 1 or len(_UNSPACED.findall(name)) > 1


def _whole_names(names: Iterable[str]) -> list[str]:
    found = set()
    for name in filter(_is_whole, names):
        words = [re.escape(word) for word in _WORD.findall(name)]
        orders = [words, [*words[-1:], *words[:-1]]]
        for order in orders:
            written = _BETWEEN.join(order)
            found.add(written if _UNSPACED.search(name) else rf"\b{written}\b")
    return sorted(found, key=len, reverse=True)


def _address(address: str) -> str:
    local, at, host = address.rpartition("@")
    return f"{re.escape(local)}{_AT}{re.escape(host)}" if at and local else re.escape(address)


def _telling(address: str) -> str:
    """Return the local part of an address when it tells who it is: "eve.ito"; "" for one like "info"."""
    local = address.rpartition("@")[0]
    return local if re.search(r"\w[._-]\w", local) else ""


def _single(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds single words of a name: everyday words only where they are written like a name."""
    long = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    rare = [re.escape(word) for word in long if word.casefold() not in _EVERYDAY]
    common = [
        re.escape(one)
        for word in long
        if word.casefold() in _EVERYDAY and len(word) > 2
        for one in (word.capitalize(), word.upper())
    ]
    sought = ([f"(?i:{'|'.join(rare)})"] if rare else []) + common
    return re.compile(rf"(?<!\w)(?:{'|'.join(sought)})(?!\w)" if sought else r"(?!)")
