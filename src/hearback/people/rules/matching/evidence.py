"""What speaks for two identities being one person's, what speaks against it, and when that is certain.

Weights are logarithms of odds. Those of the plain cases were measured on public histories (the share of pairs that was
right with this and nothing else); the others stand between them. Certain needs two things that do not follow from each
other, or one that nobody else can have.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.people.rules.matching.addresses import HANDLE, MACHINE
from hearback.people.rules.matching.likeness import (
    CLASH,
    INITIAL,
    MIDDLE,
    NICKNAME,
    NOTHING,
    PART,
    SAME,
    SPELT,
    TYPO,
    WORD,
    likeness,
    shared,
)
from hearback.people.rules.matching.rarity import COMMON, RARE, UNCOMMON, is_seldom_here, rarity
from hearback.people.rules.matching.stops import BOT, SHARED
from hearback.people.rules.matching.traits import is_listed, patterns, without_digits

if TYPE_CHECKING:
    from hearback.people.rules.matching.names import Name
    from hearback.people.rules.matching.rarity import Known
    from hearback.people.rules.matching.traits import Traits

Reason = tuple[str, str]
_BY_SURNAME = (INITIAL, NICKNAME, TYPO, MIDDLE, SPELT)

# Way of being alike -> weight when what is shared is common, uncommon, rare.
_NAMES = {
    SAME: (1.8, 3.2, 4.5),
    MIDDLE: (0.5, 2.0, 3.0),
    SPELT: (-0.5, 2.0, 3.0),
    NICKNAME: (-1.2, 1.0, 2.2),
    TYPO: (-0.5, 1.0, 1.8),
    INITIAL: (-1.5, 0.3, 1.4),
    PART: (-3.0, -1.2, 0.3),
    WORD: (-1.8, 0.8, 2.0),
    NOTHING: (-3.0, -3.0, -3.0),
    CLASH: (-5.0, -5.0, -5.0),
}
_WORDS = {
    SAME: "the same name",
    MIDDLE: "the same name but for one in the middle",
    SPELT: "the same name, spelt in another way",
    NICKNAME: "a short form of the same name",
    TYPO: "the same name but for one letter",
    INITIAL: "a name and its initials",
    PART: "a part of the name",
    WORD: "the same name of one word",
}
_FITS = {"short": (0.5, 0.8, 1.5), "whole": (3.8, 4.6, 5.5), "part": (1.5, 3.0, 4.0), "word": (0.0, 1.8, 2.8)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of two identities. weight: logarithm of the odds; reasons: (kind, words), for and against."""

    weight: float
    reasons: tuple[Reason, ...]
    is_certain: bool = False
    is_clash: bool = False

    @property
    def chance(self) -> float:
        """Return how likely it is that they are one, 0.0 to 1.0."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.weight))))


@dataclass(slots=True)
class _Pair:
    """Two identities while they are compared."""

    one: Traits
    other: Traits
    known: Known
    alike: str
    rarity: int
    is_same_address: bool
    is_same_login: bool
    is_login_of_name: bool
    is_login_told: bool
    place: str
    near: int
    is_rival: bool
    is_clash: bool
    words: tuple[str, ...]


def compare(one: Traits, other: Traits, *, known: Known) -> Evidence:
    """Return what speaks for and against two identities being one person's."""
    pair = _paired(one, other, known)
    weight = _NAMES[pair.alike][pair.rarity]
    if pair.alike in _BY_SURNAME and pair.rarity == COMMON and is_seldom_here(pair.words, known=known):
        weight += 1.1
    reasons: list[Reason] = []
    if pair.alike in _WORDS:
        how = (
            ""
            if pair.rarity == COMMON
            else " that few bear"
            if pair.rarity == UNCOMMON
            else " that hardly anybody bears"
        )
        reasons.append((f"name {pair.alike}", _WORDS[pair.alike] + how))
    for more, reason in (*_of_addresses(pair), *_of_places(pair), *_against(pair)):
        weight += more
        reasons.append(reason)
    return Evidence(weight, tuple(reasons), is_certain=_is_certain(pair), is_clash=pair.is_clash or pair.is_rival)


def is_clash(one: Traits, other: Traits, alike: str | None = None) -> bool:
    """Say whether two identities bear the names of two people; a new surname at the same address is no such thing."""
    if (alike or likeness(one.name, other.name)) != CLASH:
        return False
    is_same = bool(one.address.normal) and one.address.normal == other.address.normal
    return not (is_same and one.name.words[0] == other.name.words[0] and one.name.generation == other.name.generation)


def _paired(one: Traits, other: Traits, known: Known) -> _Pair:
    alike = likeness(one.name, other.name)
    if alike == NOTHING and one.word and one.word == other.word:
        alike = WORD
    words = shared(one.name, other.name)
    if alike in (SPELT, TYPO, NICKNAME, MIDDLE, SAME):
        words = words if words and alike != SPELT else max(one.name.words, other.name.words, key=len)
    elif alike == WORD:
        words = (one.word or one.name.joined,)
    address, second = one.address, other.address
    place = (address.domain or address.host) if address.kind not in (HANDLE,) or address.host else ""
    is_same_place = (
        bool(place) and place == (second.domain or second.host) and address.kind == second.kind != "provider"
    )
    is_same_login = bool(one.login) and one.login == other.login
    return _Pair(
        one=one,
        other=other,
        known=known,
        alike=alike,
        rarity=rarity(words, known=known),
        is_same_address=bool(address.normal) and address.normal == second.normal and not (one.stop or other.stop),
        is_same_login=is_same_login,
        is_login_of_name=is_same_login and _is_of_name(one.login, one.name, other.name),
        is_login_told=is_same_login and _is_telling(one.login, known),
        place=place if is_same_place else "",
        near=known.neighbours(place) if is_same_place else 0,
        is_rival=_are_rivals(one, other, alike),
        is_clash=is_clash(one, other, alike),
        words=words,
    )


def _is_of_name(login: str, *names: Name) -> bool:
    bare = without_digits(login)
    return any(bare in patterns(name) or bare in name.words for name in names)


def _is_telling(login: str, known: Known) -> bool:
    """Say whether a login is one that strangers would hardly choose too."""
    return len(login) > 4 and not is_listed(without_digits(login)) and known.callers(login) <= 2


def _are_rivals(one: Traits, other: Traits, alike: str) -> bool:
    """Say whether both have accounts of one kind that differ, or numbered logins in one house, as namesakes have."""
    mine, yours = one.address, other.address
    if mine.account and yours.account and mine.account != yours.account:
        return mine.account.partition(":")[0] == yours.account.partition(":")[0] != "handle"
    is_house = alike == SAME and mine.host == yours.host != "" and mine.plain != yours.plain
    return (
        is_house
        and without_digits(mine.plain) == without_digits(yours.plain)
        and mine.kind not in (MACHINE, "provider")
    )


def _of_addresses(pair: _Pair) -> list[tuple[float, Reason]]:
    one, other = pair.one, pair.other
    if pair.is_same_address:
        kind = "account" if one.address.account else "address"
        return [(8.0, (kind, f"the same {kind}: {one.address.normal}"))]
    if pair.is_same_login:
        return [(_login_weight(pair), ("login", f"“{one.login}” in both addresses"))]
    fit = max(_fitting(one, other, pair), _fitting(other, one, pair))
    if fit[0] > 0 and pair.alike not in (SAME, CLASH):
        return [(fit[0], ("fits", fit[1]))]
    bare = without_digits(one.login)
    if len(bare) > 4 and bare == without_digits(other.login):
        return [
            (
                0.5 if _is_of_name(bare, one.name, other.name) else 2.0,
                ("login alike", f"“{one.login}” and “{other.login}”"),
            )
        ]
    return []


def _login_weight(pair: _Pair) -> float:
    login = pair.one.login
    if pair.one.address.host and pair.one.address.host == pair.other.address.host:
        return 6.0  # differs by a tag alone, in a house of which it is not known whether it reads tags
    if pair.known.callers(login) > 2 or is_listed(login):
        return 0.6
    if pair.is_login_of_name and pair.alike not in (NOTHING, CLASH):
        return 0.7 if pair.rarity == COMMON else 1.2
    return 4.6 if len(login) > 4 else 3.4 if len(login) == 4 else 2.0


def _fitting(caller: Traits, bearer: Traits, pair: _Pair) -> tuple[float, str]:
    """Return how well what one calls itself is made of the other's name."""
    if caller.name.is_full and pair.alike != NOTHING:
        return (0.0, "")
    made = patterns(bearer.name)
    best = (0.0, "")
    for call in {caller.login, without_digits(caller.login), caller.word} - {
        "",
        *(caller.name.words if pair.alike != NOTHING else ()),
    }:
        if call in made:
            part, words = made[call]
            weight = _FITS[part][rarity(words, known=pair.known)]
            if part == "short" and pair.alike == PART:
                weight += 2.0
            best = max(best, (min(weight, 0.6) if pair.alike == INITIAL else weight, f"“{call}” is made of the name"))
    return best


def _of_places(pair: _Pair) -> list[tuple[float, Reason]]:
    if not pair.place or pair.is_same_address:
        return []
    weight = 3.0 if pair.near <= 3 else 2.0 if pair.near <= 10 else 1.2 if pair.near <= 50 else 0.6
    if pair.alike == PART and pair.near <= 50:
        weight += 1.0  # of a few dozen people hardly two have one given name
    if pair.alike in (NOTHING, CLASH):
        weight = min(weight, 1.0)
    return [(weight, ("place", f"both at {pair.place}"))]


def _against(pair: _Pair) -> list[tuple[float, Reason]]:
    found: list[tuple[float, Reason]] = []
    if pair.is_clash:
        found.append((0.0, ("clash", "two different names")))
    if pair.is_rival:
        found.append((-2.5, ("rival", "two different accounts of one kind")))
    stops = {pair.one.stop, pair.other.stop} - {""}
    if stops:
        found.append((-9.0 if BOT in stops else -1.5, ("stop", f"an address of many: {sorted(stops)[0]}")))
    return found


def _is_certain(pair: _Pair) -> bool:
    one, other = pair.one, pair.other
    if pair.is_clash or pair.is_rival or bool(one.name.generation) != bool(other.name.generation):
        return False
    if pair.is_same_address:
        return one.address.kind != MACHINE or pair.alike != NOTHING or pair.is_login_told
    if one.stop or other.stop:
        is_backed = pair.alike == SAME and pair.rarity == RARE and bool(pair.place)
        return is_backed and not {one.stop, other.stop} & {BOT, SHARED}
    if pair.alike == SAME:
        return _is_certain_namesake(pair)
    return _is_certain_otherwise(pair)


def _is_certain_namesake(pair: _Pair) -> bool:
    """Say whether the same full name is backed by something that a namesake would not share.

    A name alone never is, however seldom it is: of pairs that shared nothing else one in twenty-five was two people.
    """
    if pair.is_login_told and not pair.is_login_of_name:
        return True
    if pair.rarity == RARE:
        return bool(pair.place) or pair.is_same_login
    if pair.rarity == UNCOMMON:
        return bool(pair.place) or (pair.is_same_login and len(pair.one.login) > 4)
    return bool(pair.place) and pair.near <= 10


def _is_certain_otherwise(pair: _Pair) -> bool:
    """Say whether names that are alike are backed by a login or a place that few share."""
    if pair.alike in (SPELT, MIDDLE, NICKNAME):
        if pair.is_same_login and (pair.is_login_told or pair.place):
            return pair.rarity == RARE or not pair.is_login_of_name
        return pair.rarity == RARE and bool(pair.place) and pair.near <= 50
    is_told = pair.is_login_told and not pair.is_login_of_name
    return is_told and len(pair.one.login) > 5 and pair.alike in (TYPO, INITIAL, WORD, PART)
