"""Writes the headers of a mail, line by line; nothing a person typed can begin a header of its own.

Written by hand, because the standard library folds a long Message-ID in References as encoded words, and mail
programs then lose the thread.
"""

from __future__ import annotations

import re
from base64 import b64encode
from contextlib import suppress
from typing import TYPE_CHECKING

from hearback.channels.contract import ChannelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hearback.channels.contract import HeardIdentity

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@]+@[^\s<>(),;\\\"@]+")
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~ -]+", re.ASCII)
_WEB_ADDRESS = re.compile(r"https?://[!-;=?-~]{1,900}")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,900}")
# "Re:" in the languages mail programs write it in, also counted, as in Re[2]:.
_ANSWER_WORDS = "re|aw|sv|antw|odp|vs|rif|rv|res|ynt|ответ|απ|回复|回覆|答复|답장"
_ANSWER_PREFIXES = re.compile(rf"\A(?:\s*(?:{_ANSWER_WORDS})\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：])+\s*", re.IGNORECASE)
_LINE = 76
# As an encoded word these are 60 characters at most, which leaves room for a header's name on the line.
_WORD_BYTES = 36
_LAST_REFERENCES = 20
_LONGEST_NAME = 400


def one_line(text: str) -> str:
    """Return the text without anything that could end a header line."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def answer_subject(subject: str) -> str:
    """Return the subject with exactly one "Re: " in front, whatever stood there in whatever language."""
    return f"Re: {_ANSWER_PREFIXES.sub('', one_line(subject))}".rstrip()


def folded(name: str, words: Iterable[str]) -> str:
    """Return a header whose words are spread over lines; words must not contain line ends."""
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > _LINE and lines[-1].strip() != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines) + "\r\n"


def text_words(text: str) -> list[str]:
    """Return the words of free text as a header carries them: as they are when ASCII, else encoded (RFC 2047)."""
    text = one_line(text)
    if text.isascii() and "=?" not in text and all(len(word) < _LINE for word in text.split()):
        return text.split()
    return encoded_words(text)


def mailbox_words(name: str, address: str) -> list[str]:
    """Return the words of "Name <address>". Raises ChannelError when the address is none."""
    if _ADDRESS.fullmatch(address) is None or _CONTROLS.search(address):
        raise ChannelError(f"{one_line(address)!r} is not a mail address.", lasting=True)
    name = one_line(name)
    if not name:
        return [sendable(address)]
    return [*_phrase(name), f"<{sendable(address)}>"]


def mailboxes_header(name: str, identities: Sequence[HeardIdentity]) -> str:
    """Return a header that lists people. Raises ChannelError when one has no address."""
    words: list[str] = []
    for position, identity in enumerate(identities):
        mailbox = mailbox_words(identity.name, address_of(identity))
        mailbox[-1] += "," * (position + 1 < len(identities))
        words += mailbox
    return folded(name, words)


def address_of(identity: HeardIdentity) -> str:
    """Return the address as its owner writes it; the normalised one when that is not an address."""
    return identity.shown if _ADDRESS.fullmatch(identity.shown) else identity.handle


def sendable(address: str) -> str:
    """Return the address with its domain in ASCII, as mail servers want it."""
    local, _, domain = address.rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return f"{local}@{domain}"


def thread_headers(answers: str, references: Sequence[str]) -> str:
    """Return In-Reply-To and References; of a long thread its first message and the last ones."""
    parent = _message_ids([answers])
    before = _message_ids([*references, answers])
    if len(before) > _LAST_REFERENCES:
        before = [before[0], *before[-_LAST_REFERENCES:]]
    in_reply_to = folded("In-Reply-To", parent) if parent else ""
    return in_reply_to + (folded("References", before) if before else "")


def stopping_headers(address: str) -> str:
    """Return List-Unsubscribe and, where it is encrypted, RFC 8058's promise of one click; nothing without an address.

    Raises ChannelError for what is no address of the web.
    """
    if not address:
        return ""
    if not _WEB_ADDRESS.fullmatch(address):
        raise ChannelError(f"{one_line(address)!r} is no address where letters can be stopped.", lasting=True)
    one_click = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" if address.startswith("https:") else ""
    return f"List-Unsubscribe: <{address}>\r\n{one_click}"


def message_id(key: str) -> str:
    """Return the key in angle brackets. Raises ChannelError when it cannot be one."""
    if not (ids := _message_ids([key])):
        raise ChannelError(f"{one_line(key)!r} cannot be a Message-ID.", lasting=True)
    return ids[0]


def _message_ids(keys: Iterable[str]) -> list[str]:
    """Return the keys that can stand in a header, each once where it came last, in angle brackets."""
    usable = [key for key in keys if _MESSAGE_ID.fullmatch(key)]
    return [f"<{key}>" for key in reversed(dict.fromkeys(reversed(usable)))]


def _phrase(name: str) -> list[str]:
    if not name.isascii() or "=?" in name or len(name) > _LONGEST_NAME:
        return encoded_words(name)
    if _ATOMS.fullmatch(name) is None:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return [f'"{escaped}"']
    return name.split()


def encoded_words(text: str) -> list[str]:
    """Return the text in encoded words; each ends with a word of the text where one ends in time."""
    words, start = [], 0
    while start < len(text):
        end = start + 1
        while end < len(text) and len(text[start : end + 1].encode()) <= _WORD_BYTES:
            end += 1
        if end < len(text):
            end = text.rfind(" ", start, end) + 1 or end
        words.append(f"=?utf-8?b?{b64encode(text[start:end].encode()).decode()}?=")
        start = end
    return words
