"""How mail programs quote: above, below, in blocks or not at all, each in its user's language."""

from __future__ import annotations

import html
import re
import textwrap
from datetime import datetime

from hearback.site.demo.said import Said
from hearback.site.demo.tongues import Tongue, tongue, working_day

WIDTH = 76
DEEPEST = 3  # levels of "> " that people let stand
RULE = "_" * 32
STYLES = {
    "gmail": "above",
    "apple": "above",
    "hearback": "above",
    "outlook": "block",
    "thunderbird": "bottom",
    "old": "bottom",
}
FORMATTED = ("gmail", "outlook", "hearback")
PLACE = re.compile(r"\[(weekday|date)([+-]\d+)\]|\[(promised)\]")


def filled(text: str, *, moment: datetime, language: str, promised: str) -> tuple[str, str]:
    """Return the text with its days named, and the last day it promised ("" or `promised` when it names none)."""
    words = tongue(language)

    def named(match: re.Match[str]) -> str:
        nonlocal promised
        if match[3]:
            return promised
        after = int(match[2])
        if match[1] == "date":
            return words.date(working_day(moment, after=after))
        promised = words.day(moment, after=after)
        return promised

    return PLACE.sub(named, text), promised


def signed(words: str, *, client: str, signature: str, language: str) -> str:
    """Return the words with what the author's program puts under them."""
    if client == "phone":
        return f"{words}\n\n{tongue(language).lines['phone']}".strip()
    if not signature:
        return words
    words = _without(words, signature)
    # Outlook's users have a signature, but no line that says where it begins.
    return f"{words}\n\n{signature}" if client == "outlook" else f"{words}\n\n-- \n{signature}"


def _without(words: str, signature: str) -> str:
    """Return the words without a name at their end that the signature says anyway."""
    lines = words.rstrip().splitlines()
    while lines and lines[-1].strip() in signature.splitlines():
        lines.pop()
    return "\n".join(lines).rstrip()


def style_of(client: str, *, wish: str) -> str:
    """Return where the author quotes: above, block, bottom, or none."""
    return wish if wish in ("bottom", "none", "inline") else STYLES.get(client, "none")


def whole(words: str, *, client: str, style: str, parent: Said | None, language: str) -> str:
    """Return the plain text of a mail: the words and the quote of its parent."""
    words = wrapped(words) if client in ("thunderbird", "old") else words
    if parent is None or style in ("none", "inline"):
        return words
    if style == "block":
        return f"{words}\n\n{RULE}\n{block(parent, language=language)}\n\n{_pruned_blocks(parent.full)}"
    opening = introduction(parent, client=client, language=language)
    if style == "bottom":
        return f"{opening}\n{quoted(parent.words)}\n\n{words}"
    return f"{words}\n\n{opening}\n\n{quoted(parent.full)}"


def formatted(words: str, *, client: str, style: str, parent: Said | None, language: str) -> str:
    """Return the same mail as HTML; "" for programs that send none."""
    if client not in FORMATTED:
        return ""
    way = ' dir="rtl"' if language == "ar" else ' dir="ltr"'
    body = f"<div{way}>{paragraphs(words)}</div>"
    if parent is None or style in ("none", "inline"):
        return f"<html><body>{body}</body></html>"
    if style == "block":
        head = block(parent, language=language).replace("\n", "\n\n")
        rest = f'<div class="WordSection1">{body}</div><hr><div id="divRplyFwdMsg">{paragraphs(head)}</div>'
        return f"<html><body>{rest}<div>{paragraphs(_pruned_blocks(parent.full))}</div></body></html>"
    opening = html.escape(introduction(parent, client=client, language=language))
    quote = f'<blockquote class="gmail_quote" type="cite">{paragraphs(parent.words)}</blockquote>'
    tail = f'<div class="gmail_quote"><div class="gmail_attr">{opening}</div>{quote}</div>'
    return f"<html><body>{body}<br>{tail}</body></html>"


def introduction(parent: Said, *, client: str, language: str) -> str:
    """Return the line above a quote, such as "On ... wrote:"."""
    words = tongue(language)
    kind = {"old": "thunderbird", "hearback": "apple"}.get(client, client)
    line = words.lines.get(kind, words.lines["apple"])
    return _told(words, line, parent)


def block(parent: Said, *, language: str) -> str:
    """Return the four lines above what Outlook quotes."""
    words = tongue(language)
    labels = words.lines["outlook"].split("|")
    to = "; ".join(address.display_name or address.addr_spec for address in parent.to)
    sender = f"{parent.author.display_name} <{parent.author.addr_spec}>"
    values = [sender, _told(words, words.lines["long"], parent), to, parent.subject]
    return "\n".join(f"{label}: {value}" for label, value in zip(labels, values, strict=True))


def quoted(text: str) -> str:
    """Return the text behind "> ", without what lies too deep."""
    lines = [f">{'' if line.startswith('>') else ' '}{line}".rstrip() for line in wrapped(text).splitlines()]
    return "\n".join(line for line in lines if not line.startswith(">" * (DEEPEST + 1)))


def wrapped(text: str) -> str:
    """Return the text in lines of mail width; quoted lines stay as they are."""
    lines: list[str] = []
    for line in text.splitlines():
        fits = len(line) <= WIDTH or line.startswith(">")
        lines += [line] if fits else textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines)


def paragraphs(text: str) -> str:
    """Return plain text as HTML paragraphs."""
    parts = [html.escape(part, quote=False).replace("\n", "<br>\n") for part in text.split("\n\n")]
    return "\n".join(f"<p>{part}</p>" for part in parts)


def _pruned_blocks(text: str) -> str:
    return f"\n{RULE}\n".join(text.split(f"\n{RULE}\n")[:2]).strip()


def _told(words: Tongue, line: str, parent: Said) -> str:
    # A moment of another zone is shown in the parent's; real programs show the reader's, but no reader counts hours.
    name = parent.author.display_name or parent.author.addr_spec
    return words.told(line, parent.sent_at, name=name, address=parent.author.addr_spec).strip()
