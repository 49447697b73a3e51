"""Reads the people in From, To and Cc, written by the rules or not, in time that grows with the length only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from hearback.channels.contract import HeardIdentity
from hearback.channels.mail.reading.words import decoded

_ADDRESS = r"[^\"(),:;<>@\\\s]++@[^\"(),:;<>@\\\s]++"
# The two ways in which nearly every entry is written.
_ANGLED = re.compile(rf"(?:\"([^\"\\]*+)\"|([^\"(),:;<>@\[\]\\]*+))\s*+<({_ADDRESS})>\Z")
_BARE = re.compile(rf"{_ADDRESS}\Z")

_QUOTED = r'"(?:[^"\\]|\\.)*+"?'
_ENCODED = r"=\?[^?\s]++\?[bBqQ]\?[^?]*+\?="
_COMMENT = r"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)"
_ENTRY = re.compile(rf"(?:{_QUOTED}|<[^<>]*+>?|{_ENCODED}|{_COMMENT}|[^\",;])++|[,;]", re.DOTALL)
_PLAIN_LIST = re.compile(r"[^\"(;:=\\]*+\Z")
_TOKEN = re.compile(
    rf"""(?P<local>{_QUOTED}@[^\s<>,;:()]++)
    | (?P<quoted>{_QUOTED})
    | <(?P<angled>(?:"(?:[^"\\]|\\.)*+"|[^<>"])*+)>?
    | (?P<comment>{_COMMENT})
    | (?P<group>:)
    | (?P<word>{_ENCODED}|[^\s"<(:=]++|\S)
    | (?P<space>\s++)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_QUOTED_LOCAL = re.compile(r'\s*"((?:[^"\\]|\\.)*+)"\s*(@.*)\Z', re.DOTALL)
# Python's own library encodes a comma as a word of its own, where it folds a field.
_ENCODED_COMMA = re.compile(r"(?<=\s)=\?[^?\s]++\?[qQbB]\?(?:=2[cC]|LA==)\?=(?=\s)")
_DOT_ATOM = re.compile(r"[^\s\"(),:;<>@\[\]\\]+\Z")
_LOCAL_NAME = re.compile(r"\s*+<?([a-z0-9_.+-]{1,64})>?\s*\Z")
_ROUTE = re.compile(r"\s*@[^:]*+:")
_SPACED_AT = re.compile(r"\s++@\s*+|@\s++")
# It begins where a word does, so that a word of any length without an @ is looked through once.
_FOUND = re.compile(r"(?<![^\s<>()\[\],;:\"@])[^\s<>()\[\],;:\"@]++@[^\s<>()\[\],;:\"@]++")
_MOST_HELD = 4
_CACHED_LENGTH = 300


def identities(value: str) -> Sequence[HeardIdentity]:
    """Return everybody a From, To or Cc field names, in order; groups give their members, broken entries nothing."""
    return _kept(value) if len(value) < _CACHED_LENGTH else _everybody(value)


def _everybody(value: str) -> Sequence[HeardIdentity]:
    entries = value.split(",") if _PLAIN_LIST.match(value) else _entries(value)
    found: list[HeardIdentity] = []
    held: list[str] = []
    for entry in entries:
        if "@" in entry:
            whole = f"{','.join(held)},{entry}" if held else entry
            found.extend(_people(whole.strip()))
            held = []
        elif entry == ";":
            held = []
        elif entry != ",":
            # An entry without an address is the beginning of the next one's name: Doe, John <john@example.org>
            held = [*held[-_MOST_HELD:], entry]
    return tuple(found or _rescued(value))


_kept = lru_cache(maxsize=16_384)(_everybody)  # the same few people write to each other again and again


def handle_of(address: str) -> str:
    """Return an address in the form in which two are the same exactly when they are equal."""
    quoted = _QUOTED_LOCAL.match(address) if '"' in address else None
    if quoted:
        local = quoted[1] if _DOT_ATOM.match(quoted[1]) else f'"{quoted[1]}"'
        handle = local.lower() + "".join(quoted[2].split()).lower().rstrip(".")
    else:
        handle = "".join(address.split()).lower().removeprefix("mailto:").rstrip(".")
    return handle if handle.isascii() else unicodedata.normalize("NFC", handle)


def _entries(value: str) -> Iterator[str]:
    for found in _ENTRY.finditer(value):
        yield found.group()


def _people(entry: str) -> list[HeardIdentity]:
    """Return whom one entry of an address list names: several, where a program lost the commas between them."""
    if angled := _ANGLED.match(entry):
        quoted, bare, address = angled.groups()
        one = _named(decoded(quoted or bare or ""), address)
    elif _BARE.match(entry):
        one = _named("", entry)
    else:
        pieces = _ENCODED_COMMA.split(entry) if "=?" in entry else [entry]
        if not all("@" in piece for piece in pieces):
            pieces = [entry]
        return [one for piece in pieces if (one := _from_tokens(_SPACED_AT.sub("@", piece)))]
    return [one] if one else []


def _named(name: str, address: str) -> HeardIdentity | None:
    handle = handle_of(address)
    local, _, domain = handle.rpartition("@")
    if not local or not domain:
        return None
    name = name.strip("'\" ")
    return HeardIdentity("mail", handle, "" if name.lower() == handle else name, address)


def _from_tokens(entry: str) -> HeardIdentity | None:
    """Return who an entry with comments, groups, routes or mistakes names."""
    name: list[str] = []
    comments: list[str] = []
    address = local = ""
    for token in _TOKEN.finditer(entry):
        way, written = token.lastgroup, token.group()
        if way == "angled":
            address = address or _ROUTE.sub("", token["angled"], count=1).strip()
        elif way == "comment":
            comments.append(_ESCAPED.sub(r"\1", written[1:-1]))
        elif way == "group":
            name = [] if [part.lower() for part in name[-1:]] != ["mailto"] else name[:-1]
        elif way == "local" or (way == "word" and "@" in written.strip("@")):
            local = written
        else:
            name.append(_ESCAPED.sub(r"\1", written.strip('"')) if way == "quoted" else written)
    if "@" not in address and not local:
        return _hidden(entry)
    if "@" in address and local:
        name.append(local)
    return _named(decoded("".join(name)) or decoded(" ".join(comments)), address if "@" in address else local)


def _hidden(entry: str) -> HeardIdentity | None:
    """Return who stands in an entry that was encoded as a whole, address included."""
    text = decoded(entry)
    found = _FOUND.search(text)
    return _named(text[: found.start()].strip(" <("), found.group()) if found else None


def _rescued(value: str) -> list[HeardIdentity]:
    """Return the bare addresses in a value that makes no sense otherwise, as after a quote that never ends."""
    if "@" not in value and "=?" not in value:
        return []
    text = decoded(value)
    hidden = _hidden(text) if "@" not in value else None
    named = [hidden] if hidden else [_named("", written) for written in _FOUND.findall(text)]
    return [identity for identity in named if identity]


def local_identity(value: str) -> HeardIdentity | None:
    """Return the sender of a mail that never left its machine ("root"); None when it is more than one word."""
    found = _LOCAL_NAME.match(value)
    return HeardIdentity("mail", found[1], "", found[1]) if found else None
