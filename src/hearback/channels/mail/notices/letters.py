"""Reads bounces that are written for people only, whatever program wrote them and in what language."""

from __future__ import annotations

import re

from hearback.channels.contract import Failure
from hearback.channels.mail.notices import addresses, originals, verdicts
from hearback.channels.mail.notices.addresses import Named
from hearback.channels.mail.notices.told import Told

_LONGEST = 60_000
# Where the mail that came back begins; what it says is no longer about its way.
_COPY = re.compile(
    r"^[ \t>]*+(?:received[ \t]*:|return-path[ \t]*:|mime-version[ \t]*:|dkim-signature[ \t]*:"
    r"|[-=_*][-=_* ]{1,100}+[^\n]{0,60}?(?:copy of|below this line|original me?s|unsent message|returned me?s"
    r"|message header|message text|the header|original header|message follows|included message|ursprüng|nachricht folgt"
    r"|d'origine|mensaje original|mensagem original|messaggio originale|oorspronkelijk|исходн"
    r"|оригинал|元のメッセージ|原始邮件)"
    r"|(?:a copy of )?(?:your|the) original message (?:follows|is (?:attached|included|below))"
    r"|original message headers?[ \t]*:|the message that was sent|message headers? follow)",
    re.I | re.M,
)
_LINES_READ = 60
_PARAGRAPH = 400


def failures_of(told: Told) -> tuple[Failure, ...]:
    """Return whom a bounce without a machine-readable report speaks of, and why; () when it names nobody."""
    notice = before_copy(told)
    named = _in_head(told) or addresses.in_text(notice, not_these=(*told.addressed, told.author))
    reasons = _reasons(notice, named)
    if not named:
        named = _elsewhere(told)
        reasons = [_telling(f"{told.subject}\n{notice}")] * len(named)
    return tuple(map(_failure, named, reasons))


def before_copy(told: Told) -> str:
    """Return what the server says, without the mail that came back below it."""
    text = told.text[:_LONGEST]
    copy = _COPY.search(text)
    return text[: copy.start()] if copy and text[: copy.start()].strip() else text


def _in_head(told: Told) -> list[Named]:
    """Return the recipients in the field that Exim and others write, with where the text speaks of each."""
    written = " ".join(told.fields.every("x-failed-recipients")).replace(",", " ").split()
    text = told.text[:_LONGEST].lower()
    named = []
    for address in dict.fromkeys(one.strip("<>;") for one in written if "@" in one):
        at = text.find(address.lower())
        named.append(Named(address, at + len(address) if at >= 0 else 0))
    return named


def _elsewhere(told: Told) -> list[Named]:
    """Return whom the envelope names, or the head of the mail that came back."""
    if address := addresses.in_envelope(told.addressed):
        return [Named(address, 0)]
    own = {*told.addressed}
    for fields in originals.returned(told.part):
        for name in ("x-failed-recipients", "x-original-to", "delivered-to", "to"):
            found = addresses.in_text("\n".join(fields.every(name)), not_these=own)
            if found:
                return [Named(one.address, 0) for one in found]
    copy = re.search(r"^[ \t>]*to[ \t]*:[^\n]*", told.text[:_LONGEST], re.I | re.M)
    return [Named(one.address, 0) for one in addresses.in_text(copy.group(), not_these=own)] if copy else []


def _reasons(notice: str, named: list[Named]) -> list[str]:
    """Return why, for each address: from the words behind it up to the next one, else from the whole."""
    ends = sorted(one.end for one in named)
    reasons = []
    for one in named:
        following = next((end for end in ends if end > one.end), len(notice))
        line_start = notice.rfind("\n", 0, one.end) + 1
        own = notice[line_start : max(notice.rfind("\n", 0, following), one.end)]
        reasons.append(_behind(own, one.address) or _telling(notice))
    return reasons


def _behind(own: str, address: str) -> str:
    """Return why, from the words that begin with an address; its own paragraph, where that says it."""
    first, newline, rest = own.partition("\n")
    kept = first.partition(address)[2].lstrip(">:\"')]., \t")
    if kept:
        paragraph = " ".join(f"{kept}{newline}{rest}".partition("\n\n")[0].split())
        if len(paragraph) <= _PARAGRAPH and (verdicts.has_code(paragraph) or verdicts.speaks_of_failure(paragraph)):
            return paragraph
    return _telling(f"{kept}{newline}{rest}" if kept or not verdicts.has_code(first) else own)


def _telling(words: str) -> str:
    """Return the line that says why, with the one it goes on in; "" when no line does."""
    lines = [line for written in words.split("\n") if (line := written.strip(" \t").lstrip(">|< \t"))][:_LINES_READ]
    for tells in (_is_answer, verdicts.has_code, verdicts.speaks_of_failure):
        for place, line in enumerate(lines):
            if tells(line):
                return _whole(lines, place)
    return ""


def _is_answer(line: str) -> bool:
    """Tell whether a line carries a server's answer and the words for it."""
    return verdicts.has_code(line) and verdicts.speaks_of_failure(line)


def _whole(lines: list[str], place: int) -> str:
    """Return a line and, when it ends in the middle, the next one."""
    line = lines[place]
    goes_on = place + 1 < len(lines) and not line.endswith((".", ")", "!", ":")) and lines[place + 1][:1].islower()
    return f"{line} {lines[place + 1]}" if goes_on else line


def _failure(named: Named, reason: str) -> Failure:
    status = verdicts.status_in(reason)
    return Failure(named.address, status, verdicts.is_hard(status, reason), verdicts.sentence(reason))
