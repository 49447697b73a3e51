"""Reads display names in any script and order into words that can be compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from functools import lru_cache

from hearback.people.rules.matching.languages import words

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћџђ",
        (
            *("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t"),
            *("u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "i", "yi", "ye", "g", "u"),
            *("j", "lj", "nj", "c", "dz", "dj"),
        ),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        (
            *("a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s"),
            *("t", "y", "f", "ch", "ps", "o"),
        ),
        strict=True,
    )
)
_LETTERS = str.maketrans(
    {**_CYRILLIC, **_GREEK, "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "a", "œ": "o", "ð": "d", "þ": "th", "ı": "i"}
)
_UMLAUTS = re.compile(r"([aou])e(?=[^aeiou]|$)")
_TITLES = words(
    """
    dr prof professor mr mrs ms miss mister sir madam herr frau ing dipl dipling mag phd msc bsc mba md esq ir hon rev
    fr monsieur madame mme mlle sr sra don dona eng cpa cissp drs lic
    """
)
_GENERATIONS = frozenset(["jr", "junior", "senior", "ii", "iii", "iv", "jnr", "snr"])
_AROUND = " \t\"'“”„«»‘’`*_~=.,;:"
_BRACKETS = re.compile(r"\"[^\"]*\"|“[^”]*”|\([^)]*\)|\[[^\]]*\]|\{[^}]*\}|<[^>]*>|（[^）]*）|【[^】]*】")
_VIA = re.compile(
    r"\s+(?:via|through|on behalf of|über|par)\s+.*$|\s+[|/•–—]\s+.*$|\s+-\s+.*$|\s+@\s*\S.*$", re.IGNORECASE
)
_COMPANY = re.compile(r"\b(?:inc|gmbh|ltd|llc|ag|corp|co|s\.?a|b\.?v)\.?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’`´ʼ][^\W\d_]+)*")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])")
_MOJIBAKE = re.compile(r"[ÃÂÐÑÅÄ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Name:
    """A display name, read. words: folded, without titles, in the order given, surname last where that is told.

    key: equal for the same name in any order; "" when it is no name. is_full: a given name and a surname, whole.
    initials: how many words are one letter. generation: "jr", "ii", ...; "" for none.
    joined: all words in one, as in a handle. script: "latin" once written in Latin letters, else "other".
    middle: the initials between the first and the last word.
    """

    words: tuple[str, ...] = ()
    key: str = ""
    is_full: bool = False
    joined: str = ""
    generation: str = ""
    script: str = "latin"
    middle: tuple[str, ...] = ()


NO_NAME = Name()


def read_name(text: str) -> Name:
    """Return what a display name says of who bears it; NO_NAME for an address, signs or nothing."""
    words, generation = _words(_cleaned(text))
    words = [word for word in words if word not in _TITLES] or words
    if not words:
        return NO_NAME
    if all(_NO_SPACES.match(word) for word in words):
        return _without_spaces(words, generation)
    middle = tuple(word for word in words[1:-1] if len(word) == 1)
    kept = tuple(word for place, word in enumerate(words) if len(word) > 1 or place in (0, len(words) - 1))
    return Name(
        words=kept,
        key=" ".join(sorted(kept)),
        is_full=len(kept) > 1 and all(len(word) > 1 for word in kept),
        joined="".join(kept),
        generation=generation,
        script="latin" if all(word.isascii() for word in kept) else "other",
        middle=middle,
    )


@lru_cache(maxsize=131_072)
def folded(word: str) -> str:
    """Return a word in small Latin letters without accents, where that is possible; other scripts as they are."""
    small = unicodedata.normalize("NFKC", word).casefold().translate(_LETTERS)
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", small) if not unicodedata.combining(sign))
    bare = unicodedata.normalize("NFC", bare).translate(_LETTERS)
    return _UMLAUTS.sub(r"\1", bare) if bare.isascii() else bare


@lru_cache(maxsize=131_072)
def sound(word: str) -> str:
    """Return a word as it may be heard: the same for Sergey and Sergei, Philipp and Filip, Schmidt and Schmid."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    kept = [sign for place, sign in enumerate(word) if place == 0 or sign != word[place - 1]]
    return "".join(kept)


_SOUNDS = (
    *(("shch", "s"), ("sch", "s"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("ck", "k")),
    *(("zh", "z"), ("dt", "t"), ("w", "v"), ("ij", "i"), ("y", "i"), ("cz", "c"), ("sz", "s"), ("ts", "c")),
    *(
        ("tz", "c"),
        ("q", "k"),
        ("x", "ks"),
        ("ou", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("ei", "i"),
        ("ie", "i"),
        ("ii", "i"),
    ),
)


def _cleaned(text: str) -> str:
    text = unicodedata.normalize("NFKC", _decoded(text[:200]))
    if "@" in text and " " not in text.strip():
        return ""
    outer = text.strip(_AROUND)
    bare = (_BRACKETS.sub(" ", outer).strip(_AROUND)) or outer
    bare = _VIA.sub("", bare)
    left, comma, right = bare.partition(",")
    if comma and right.strip() and "," not in right and not _is_suffix(right):
        return f"{right} {left}"
    return bare if _is_generation(right) else left


def _decoded(text: str) -> str:
    """Undo what mailers did to a name: encoded words left as they were, UTF-8 read as Latin-1."""
    if "=?" in text:
        try:
            text = str(make_header(decode_header(text)))
        except (HeaderParseError, LookupError, ValueError):
            return text
    for wrong in ("cp1252", "latin-1") if _MOJIBAKE.search(text) else ():
        try:
            return text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _is_generation(right: str) -> bool:
    return right.strip(" .").casefold() in {*_GENERATIONS, ""}


def _is_suffix(right: str) -> bool:
    words = [one.casefold() for one in _WORD.findall(right.replace(".", ""))]
    return bool(_COMPANY.search(right.strip())) or all(word in _TITLES or word in _GENERATIONS for word in words)


def _words(text: str) -> tuple[list[str], str]:
    if " " not in text.strip():
        text = _CAMEL.sub(" ", text)
    found = [folded(word.translate(_APOSTROPHES)) for word in _WORD.findall(text)]
    found = [word for word in found if word]
    ends = [word for word in found[1:] if word in _GENERATIONS]
    generation = "jr" if ends and ends[-1] in ("junior", "jnr") else ends[-1] if ends else ""
    return [found[0], *(word for word in found[1:] if word not in _GENERATIONS)] if found else [], generation


_APOSTROPHES = str.maketrans("", "", "'’`´ʼ")


def _without_spaces(given: list[str], generation: str) -> Name:
    """Return a name of a script that needs no spaces; the order of its parts is told by nothing."""
    whole = "".join(given)
    return Name(
        words=(whole,),
        key=whole,
        is_full=len(whole) > 1,
        joined=whole,
        generation=generation,
        script="other",
    )
