"""How two names are alike, in words that somebody can check."""

from __future__ import annotations

from functools import lru_cache

from hearback.people.rules.matching.languages.nicknames import NICKNAMES
from hearback.people.rules.matching.names import Name, sound
from hearback.people.rules.matching.traits import is_listed

SAME, MIDDLE, SPELT, NICKNAME, TYPO, INITIAL = "same", "middle", "spelt", "nickname", "typo", "initial"
PART, WORD, CLASH, NOTHING = "part", "word", "clash", "nothing"


@lru_cache(maxsize=65_536)
def likeness(one: Name, other: Name) -> str:
    """Return in what way two names are alike; CLASH: two people's; NOTHING: one says nothing."""
    if not one.words or not other.words:
        return NOTHING
    if one.generation and other.generation and one.generation != other.generation:
        return CLASH
    if len(one.words) == 1 or len(other.words) == 1:
        return _of_one_word(one, other)
    if one.key == other.key and one.is_full:
        rivals = one.middle and other.middle and set(one.middle).isdisjoint(other.middle)
        return CLASH if rivals else SAME
    if one.script != other.script:
        return NOTHING
    if not (one.is_full and other.is_full):
        return INITIAL if _by_initials(one, other) else CLASH
    return _of_full(one, other)


def shared(one: Name, other: Name) -> tuple[str, ...]:
    """Return the words that two names have in common."""
    return tuple(word for word in one.words if word in other.words)


def _of_one_word(one: Name, other: Name) -> str:
    if len(one.words) == len(other.words):
        if one.key == other.key:
            return SAME if one.is_full else WORD
        return CLASH if one.is_full and other.is_full else NOTHING
    short, long = (one, other) if len(one.words) == 1 else (other, one)
    if short.joined == long.joined:
        return SPELT
    return PART if len(short.joined) > 1 and short.joined in long.words else NOTHING


def _of_full(one: Name, other: Name) -> str:
    first, second = set(one.words), set(other.words)
    if len(first & second) > 1 and (first < second or second < first):
        return MIDDLE
    if one.joined == other.joined or _heard(one) == _heard(other):
        return SPELT
    left, right = first - second, second - first
    if not first & second or len(left) != 1 or len(right) != 1:
        return CLASH
    return _of_words(left.pop(), right.pop())


def _heard(name: Name) -> tuple[str, ...]:
    return tuple(sorted(sound(word) for word in name.words))


def _of_words(one: str, other: str) -> str:
    """Return how two words at the same place of a name are alike."""
    if NICKNAMES.get(one, frozenset()) & NICKNAMES.get(other, frozenset()):
        return NICKNAME
    short, long = sorted((one, other), key=len)
    if len(short) > 2 and long.startswith(short) and len(long) - len(short) > 1:
        return NICKNAME
    both_known = is_listed(one) and is_listed(other)
    return TYPO if len(short) > 3 and not both_known and is_slip(one, other) else CLASH


def is_slip(one: str, other: str) -> bool:
    """Say whether one letter was left out, added, changed or swapped with its neighbour."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped


def _by_initials(one: Name, other: Name) -> bool:
    """Say whether the names agree when a letter stands for each word that it begins, and one whole word is shared."""
    left, right = list(one.words), list(other.words)
    whole = [word for word in left if len(word) > 1 and word in right]
    if not whole:
        return False
    for word in whole:
        left.remove(word)
        right.remove(word)
    return all(a[0] == b[0] and 1 in (len(a), len(b)) for a, b in zip(left, right, strict=False))
