"""Reads what the other side says: a word, a path, and what it adds to it. Nothing here knows of connections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_PATH = 1_000
_PATH = re.compile(
    r"""\s*:\s*<
        (?:@[^<>\s:]+:)?                                   # a route, which nobody is to follow (RFC 5321, 3.6.1)
        (?P<address> (?: "(?:[^"\\\r\n]|\\.)*" | [^\s<>@"]+ ) (?: @ [^\s<>@]+ )? )?
        >(?P<rest>(?:[ ].*)?)\Z""",
    re.VERBOSE,
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\udc80-\udcff]")


class BadWords(Exception):
    """What was said cannot be understood. The text is the answer to give."""


@dataclass(frozen=True, slots=True)
class Path:
    """An address of an envelope, "" for nobody, with the parameters behind it, their names in capitals."""

    address: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def words_of(line: bytes) -> tuple[str, str]:
    """Return the word a line begins with, in capitals, and the rest."""
    word, _, rest = line.decode("utf-8", "surrogateescape").strip(" ").partition(" ")
    return word.upper(), rest.strip()


def path_in(rest: str, *, before: str) -> Path:
    """Return the path of MAIL or RCPT. before: "FROM" or "TO". Raises BadWords."""
    if rest[: len(before)].upper() != before:
        raise BadWords(f"501 5.5.4 {before}:<address> is what belongs here")
    found = _PATH.match(rest[len(before) :])
    if found is None or _UNPRINTABLE.search(rest) or len(found["address"] or "") > LONGEST_PATH:
        raise BadWords("501 5.1.3 That is no address that mail can go to or come from")
    parameters = {}
    for one in found["rest"].split():
        name, _, value = one.partition("=")
        parameters[name.upper()] = value
    return Path(found["address"] or "", parameters)


def size_in(path: Path) -> int:
    """Return how many bytes are announced; 0 when nothing is. Raises BadWords."""
    told = path.parameters.get("SIZE", "0")
    if not told.isascii() or not told.isdigit() or len(told) > 20:
        raise BadWords("501 5.5.4 SIZE is a number of bytes")
    return int(told)
