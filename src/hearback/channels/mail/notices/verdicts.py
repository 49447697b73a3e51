"""Judges from a status and from words whether a mail can arrive later, or never at this address."""

from __future__ import annotations

import re

from hearback.channels.mail.languages import holds_any, lowered, phrases

# Not part of a longer dotted number, which is an IP address or a version.
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d]|\.\d)")
_REPLY_CODE = re.compile(r"(?<![\d.:/-])([45])\d\d(?=[\s\-:;,)]|$)(?!-\d|\s*(?:bytes|kb|mb)\b)", re.IGNORECASE)
_FULL_STATUS = re.compile(r"[45]\.2\.2\Z")
_SAYS_NOTHING = re.compile(r"[245]\.0\.0\Z")
_NO_MAILBOX = phrases("no such mailbox") + phrases("no such domain")
_FULL = phrases("mailbox full")
_FOR_NOW = phrases("for now")
_WORDS_OF_FAILURE = _NO_MAILBOX + _FULL + _FOR_NOW
_LONGEST = 300


def status_in(text: str) -> str:
    """Return the enhanced status (RFC 3463) that a text names; one that says something before one that does not."""
    found = [".".join(groups) for groups in _STATUS.findall(text)]
    return next((status for status in found if not _SAYS_NOTHING.match(status)), found[0] if found else "")


def has_code(line: str) -> bool:
    """Tell whether a server's answer stands in the line."""
    return bool(_STATUS.search(line) or _REPLY_CODE.search(line))


def speaks_of_failure(line: str) -> bool:
    """Tell whether the line says why a mail did not arrive, in any language."""
    return holds_any(lowered(line), _WORDS_OF_FAILURE)


def is_hard(status: str, why: str) -> bool | None:
    """Return True when trying again cannot help, False when it may; None when nothing tells.

    A full mailbox may be emptied, whatever class its server gives it; a plain word for an unknown mailbox stands
    above a status of the fourth class, which servers give when they have grown tired of trying.
    """
    words = lowered(why)
    if _FULL_STATUS.match(status) or holds_any(words, _FULL):
        return False
    is_unknown = holds_any(words, _NO_MAILBOX)
    if status.startswith("5"):
        return is_unknown or not (_SAYS_NOTHING.match(status) and holds_any(words, _FOR_NOW))
    if status.startswith("4"):
        return False
    if is_unknown:
        return True
    if holds_any(words, _FOR_NOW):
        return False
    code = _REPLY_CODE.search(why)
    return code[1] == "5" if code else None


def sentence(text: str) -> str:
    """Return what a server said on one line, not longer than a person reads."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " …"
