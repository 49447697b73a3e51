"""Finds whose mailbox the words of a bounce speak of; every mail server has its own way of saying it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from hearback.channels.mail.notices.verdicts import has_code, speaks_of_failure
from hearback.channels.mail.reading.addresses import handle_of

_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){0,8}[\w-]{1,63}"
_ANY = re.compile(rf"(?<![\w.@-])({_ADDRESS})")
_BY_TYPE = re.compile(r"^(?:smtp|rfc-?822)=", re.I)  # as X.400 writes it
_MARKS = r"[ \t>|]*+(?:[-*•·]++[ \t]++|\d{1,3}[.)][ \t]++)?"
_OPENING = r"[<\"'(\[]{0,3}(?:(?:mailto|smtp|rfc822|e-?mail)[:;] ?)?"
# A line that begins with <cem@example.net>: or cem@example.net... or 'Cem' <cem@example.net>, or has nothing else.
_AT_BEGINNING = re.compile(
    rf"^{_MARKS}(?:(?:[\"'][^\"'\n]{{1,80}}[\"']|[^\W\d_][\w. ]{{0,40}}?)?[ \t]*(?=[<(]))?{_OPENING}({_ADDRESS})"
    r"(?=[>\"')\],;:. \t]*(?:$|[:(\[]|\.\.\.|-{1,2}[ >]|[ \t]{2,}|[ \t]on |[ \t]\d\d\d[ -]|>[ \t]|:))",
    re.M,
)
_LABEL = (
    r"(?:final[ -]recipient|original[ -]recipient|failed (?:recipient|address)|recipients?(?: address(?:es)?)?"
    r"|rcpt(?: to)?|to|for|user|account|mailbox|address(?:ee)?|e-?mail(?: address)?|intended recipient|undeliverable to"
    r"|destinataires?|empfänger(?:adresse)?|destinatari[oa]s?|ontvanger|geadresseerde|mottagare|modtager|mottaker"
    r"|vastaanottaja|odbiorca|adresat|příjemce|címzett|получатель|адресат|кому|отримувач|alıcı|παραλήπτης"
    r"|宛先|受信者|收件人|收件者|받는 사람|수신자|an|à|para|a|aan|till|til|do)"
)
_LABELLED = re.compile(
    rf"(?:^|[\s(>]){_LABEL}(?![a-z0-9.+_-])(?:\(s\))?[ \t]*[:=：]?[ \t]*\n?[ \t]*{_OPENING}({_ADDRESS})", re.I | re.M
)
# Exchange and its like name the mail first, whose "To:" is no recipient of theirs, and then who did not get it.
_SUCH = re.compile(
    r"(?:\b(?:following|these) (?:\w+ ){0,2}(?:recipients?|address(?:es)?|users?|mailbox(?:es)?)(?:\(e?s\))?"
    r"|\bfolgende[nr]?(?:\(n\))? empfänger|\bdestinataires?(?:\(s\))? suivants?(?:\(s\))?"
    r"|\b(?:siguientes?|seguintes?) destinat[aá]rios?|\bvolgende geadresseerden?)[^\n]{0,60}:[ \t]*$",
    re.I | re.M,
)
_IN_PLACE_OF = re.compile(rf"\((?:generated|expanded) from:? {_OPENING}({_ADDRESS})", re.I)
_QUOTED_BY_SERVER = re.compile(rf"(?:\b[45]\d\d[ -][^\n]{{0,120}}?|rcpt to:[ \t]?)<({_ADDRESS})>", re.I)
_NOT_ADDRESSED = re.compile(
    r"(?:postmaster|mailer-?daemon|mail-?daemon|abuse|no-?reply|do-?not-?reply|support|helpdesk|hostmaster|mdaemon"
    r"|microsoftexchange)[\w.+-]*@",
    re.I,
)
_NAMES_A_MAIL = re.compile(
    r"(?:message-?id|references|in-reply-to|return-path|reply-to|^[ \t>]*(?:from|von|de|sender|cc)[ \t]*:"
    r"|mail from|contact|assistance|reply to|e?smtp id|x-[\w-]+:|expanded from|generated from|on behalf of)[^@\n]*\Z",
    re.I | re.M,
)
_HASH_LIKE = re.compile(r"[\w.+=-]{45,}@|[0-9a-f]{20,}@|\d{10,}\.", re.I)
_VERP = re.compile(
    r"[\w.-]+[+-]([^=+@\s]+(?:\+[^=@\s]+)?)=([^@=\s]+\.[a-z]{2,24})(?:[+-][\w.-]*)?@|"
    r"[\w.]+\+([^=+@\s]+)=([^@=\s]+\.[a-z]{2,24})@",
    re.I,
)
_MOST = 200


class Named(NamedTuple):
    """An address in a text: where its line's words about it begin."""

    address: str
    end: int


def in_text(text: str, *, not_these: Iterable[str]) -> list[Named]:
    """Return whom a bounce's words name, by the surest of the ways in which one of them is found.

    not_these: addresses that cannot be meant, such as the one it came to, unless no other is named.
    """
    ours = {handle_of(address) for address in not_these}
    such = _SUCH.search(text)
    for strangers_only in (True, False):
        without = ours if strangers_only else set()
        found = (_by_surest(text, such.end(), without) if such else []) or _by_surest(text, 0, without)
        if found:
            return found
    return _found(_IN_PLACE_OF, text, 0, without=ours, in_any_place=True)


def _by_surest(text: str, start: int, without: set[str]) -> list[Named]:
    for way in (_AT_BEGINNING, _QUOTED_BY_SERVER, _LABELLED, _ANY):
        found = _found(way, text, start, without=without)
        if way is _ANY:
            found = _on_telling_lines(text, found) or found[:1]
        if found:
            return found
    return []


def _found(
    way: re.Pattern[str], text: str, start: int, *, without: set[str], in_any_place: bool = False
) -> list[Named]:
    found: dict[str, Named] = {}
    for match in way.finditer(text, start):
        address = _BY_TYPE.sub("", match[1]).rstrip(".'-").lstrip("'=-")
        handle = handle_of(address)
        if handle in found or handle in without or handle.startswith("@"):
            continue
        line_start = text.rfind("\n", 0, match.start(1)) + 1
        if not in_any_place and _is_no_recipient(address, before=text[line_start : match.start(1)]):
            continue
        found[handle] = Named(address, match.end(1))
        if len(found) >= _MOST:
            break
    return list(found.values())


def _is_no_recipient(address: str, *, before: str) -> bool:
    return bool(_NOT_ADDRESSED.match(address) or _HASH_LIKE.match(address) or _NAMES_A_MAIL.search(before[-200:]))


def _on_telling_lines(text: str, found: list[Named]) -> list[Named]:
    """Return those that stand on a line which says why, too."""
    telling = []
    for named in found:
        start, end = text.rfind("\n", 0, named.end) + 1, text.find("\n", named.end)
        line = text[start : end if end >= 0 else len(text)]
        if has_code(line) or speaks_of_failure(line):
            telling.append(named)
    return telling


def in_envelope(addresses: Iterable[str]) -> str:
    """Return the recipient that the sender wrote into the address for bounces (VERP); "" when none."""
    for address in addresses:
        if not address.startswith(("srs0", "srs1", "prvs=")) and (found := _VERP.match(address)):
            return f"{found[1] or found[3]}@{found[2] or found[4]}"
    return ""
