"""Finds which mails a mail answers, from headers that half of the world writes wrongly."""

from __future__ import annotations

import re
from base64 import b64decode
from hashlib import blake2b

from hearback.channels.mail.reading.headers import Fields
from hearback.channels.mail.reading.words import decoded

_ID = re.compile(r"<([^<>]++)>")
# More than any real conversation needs; the first and the last ones are what joins.
_MOST = 200
_LONGEST = 900
_INDEX_HEAD, _INDEX_CHILD = 22, 5  # bytes of a Thread-Index: of the first mail, and of each answer more


def key_of(fields: Fields) -> str:
    """Return the Message-ID without its brackets; "" when there is none."""
    written = fields.raw("message-id").strip()
    found = _ids(written)
    if found:
        return found[0]
    return _clean(written.strip("<>"))


def answers_of(fields: Fields) -> tuple[str, ...]:
    """Return the ids of the mails before this one, oldest first, its parent last; its own is never among them.

    In-Reply-To adds a parent that References leaves out, and stands alone where there are none (RFC 5256 takes
    it only then; some programs cut References and name the parent in In-Reply-To alone).
    """
    before = _ids(fields.raw("references"))
    parent = _ids(fields.raw("in-reply-to"))[:1]
    if not before and not parent:
        return ()
    own = key_of(fields)
    chain = dict.fromkeys(before)
    if parent and parent[0] not in chain:
        chain[parent[0]] = None
    chain.pop(own, None)
    found = tuple(chain)
    return found if len(found) <= _MOST else found[: _MOST // 2] + found[-_MOST // 2 :]


def threads_of(fields: Fields) -> tuple[str, ...]:
    """Return the name of an exchange between Outlook and Exchange; () where there is none.

    Every Thread-Index of an exchange begins with the same 16 random bytes (MS-OXOMSG 2.2.1.3), also where the ids of
    the mails before were lost on the way. Programs that send to many copy it from mail to mail: so there has to be
    a topic, and the same one, which replies keep.
    """
    topic = " ".join(fields.text("thread-topic").split()).casefold()
    if not topic:
        return ()
    try:
        index = b64decode("".join(fields.raw("thread-index").split()), validate=True)
    except ValueError:
        return ()
    if len(index) < _INDEX_HEAD or (len(index) - _INDEX_HEAD) % _INDEX_CHILD:
        return ()
    name = blake2b(index[6:_INDEX_HEAD] + topic.encode("utf-8", "replace"), digest_size=16)
    return (f"thread-index:{name.hexdigest()}",)


def _ids(value: str) -> list[str]:
    if "=?" in value:
        value = decoded(value)
    return [clean for written in _ID.findall(value) if (clean := _clean(written))]


def _clean(written: str) -> str:
    return "".join(written.split())[:_LONGEST]
