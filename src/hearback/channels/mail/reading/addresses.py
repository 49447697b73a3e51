"""Reads the people in From, To and Cc, written by the rules or not, in time that grows with the length only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from hearback.channels.contract import HeardIdentity
from hearback.channels.mail.reading.words import decoded

# The two ways in which nearly every mailbox is written.
_ANGLED = re.compile(
    r"\s*+(?:\"([^\"\\]*+)\"|([^\"(),:;<>@\[\]\\=]*+))\s*+<([^\"(),:;<>@\\\s]++@[^\"(),:;<>@\\\s]++)>\s*+\Z"
)
_BARE = re.compile(r"\s*+([^\"(),:;<>@\[\]\\=\s]++@[^\"(),:;<>@\\\s]++)\s*+\Z")

_TOKEN = re.compile(
    r"""\s++
    | "((?:[^"\\]|\\.)*+)"?     # a quoted name
    | <((?:"(?:[^"\\]|\\.)*+"|[^<>"])*+)>?  # an address in brackets
    | (\()                      # a comment begins; they nest
    | ([,;:])
    | (=\?[^?\s]*+\?[^?\s]*+\?[^?]*+\?=)  # an encoded word, whatever stands in it
    | ([^\s"<(,;:=]++|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PARENTHESIS = re.compile(r"\\.|[()]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ROUTE = re.compile(r"@[^:]*+:")
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
_FOUND = re.compile(r"[^\s<>()\[\],;:\"]++@[^\s<>()\[\],;:\"]++")


def identities(value: str) -> list[HeardIdentity]:
    """Return everybody a From, To or Cc field names, in order; groups give their members, broken entries nothing."""
    simple = _simple(value)
    if simple:
        return [simple]
    found = []
    for mailbox in _mailboxes(value):
        identity = mailbox.identity()
        if identity:
            found.append(identity)
    return found


@lru_cache(maxsize=4096)
def _simple(value: str) -> HeardIdentity | None:
    if angled := _ANGLED.match(value):
        quoted, bare, address = angled.groups()
        return _identity(decoded(quoted) if quoted else " ".join(bare.split()) if bare else "", address)
    if bare_only := _BARE.match(value):
        return _identity("", bare_only[1])
    return None


def handle_of(address: str) -> str:
    """Return an address in the form in which two are the same exactly when they are equal."""
    handle = "".join(address.split()).lower()
    return _MAILTO.sub("", handle, count=1) if handle.startswith("mailto:") else handle


def _identity(name: str, address: str) -> HeardIdentity:
    name = name.strip("'") if name.startswith("'") and name.endswith("'") else name
    return HeardIdentity(namespace="mail", handle=handle_of(address), name=name, shown=address)


@dataclass(slots=True)
class _Mailbox:
    """One entry between commas, in the pieces it is written in."""

    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    address: str = ""
    is_spaced: bool = True

    def add(self, piece: str) -> None:
        """Add a piece of the name; pieces that touch in the source touch here."""
        if self.is_spaced or not self.words:
            self.words.append(piece)
        else:
            self.words[-1] += piece
        self.is_spaced = False

    def identity(self) -> HeardIdentity | None:
        """Return who it is; None when there is no address."""
        address, words = self.address, self.words
        if not address:
            at = next((place for place in range(len(words) - 1, -1, -1) if "@" in words[place].strip("@")), None)
            if at is None:
                return _hidden(words)
            address, words = words[at], words[:at] + words[at + 1 :]
        name = decoded(" ".join(words)) or decoded(" ".join(self.comments))
        return _identity(name, address)


def _hidden(words: list[str]) -> HeardIdentity | None:
    """Return who stands in an entry that was encoded as a whole, address included."""
    written = " ".join(words)
    text = decoded(written)
    found = _FOUND.search(text) if "=?" in written else None
    if not found:
        return None
    return _identity(text[: found.start()].strip(" <\"'"), found.group())


def _mailboxes(value: str) -> Iterator[_Mailbox]:
    """Yield the entries of an address list.

    A name with a bare comma ("Doe, John <j@...>") comes out whole: an entry without an address
    is taken as the beginning of the next one's name.
    """
    mailbox, position, end = _Mailbox(), 0, len(value)
    while position < end:
        token = _TOKEN.match(value, position)
        if not token:
            break
        position = token.end()
        quoted, angled, comment, mark, encoded, word = token.groups()
        if comment:
            position = _comment_end(value, position)
            mailbox.comments.append(_ESCAPED.sub(r"\1", value[token.end() : position - 1]))
        elif mark:
            if mark == ":":
                mailbox = _Mailbox()
            elif mailbox.address or any("@" in written for written in mailbox.words) or mark == ";":
                yield mailbox
                mailbox = _Mailbox()
            else:
                mailbox.add(",") if mailbox.words else None
                mailbox.is_spaced = True
        elif angled is not None:
            mailbox.address = mailbox.address or _route_free(angled)
        elif quoted is not None:
            mailbox.add(_ESCAPED.sub(r"\1", quoted))
        elif encoded or word:
            mailbox.add(encoded or word)
        else:
            mailbox.is_spaced = True
    yield mailbox


def _route_free(written: str) -> str:
    address = _ROUTE.sub("", written.strip(), count=1) if written.lstrip().startswith("@") else written.strip()
    return address if "@" in address else ""


def _comment_end(value: str, position: int) -> int:
    depth = 1
    for found in _PARENTHESIS.finditer(value, position):
        if found.group() == "(":
            depth += 1
        elif found.group() == ")":
            depth -= 1
            if not depth:
                return found.end()
    return len(value) + 1
