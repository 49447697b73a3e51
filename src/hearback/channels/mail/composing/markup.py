"""Makes clean HTML from plain text: paragraphs, lists, links, quotations; everything a person typed is escaped."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from hearback.channels.mail.composing.flowing import quote_depth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?'*_"
_ENTRY_MARK = re.compile(r"\A\s*(?:[-*\u2022]|(\d{1,3})[.)])\s+(?=\S)")
_DEEPEST_QUOTE = 20
_LINE_BREAK = "<br>\n"
_QUOTE_STYLE = "margin:0 0 0 0.8ex;border-left:2px solid #bbb;padding-left:1ex"
_PICTURE_STYLE = "max-width:100%;height:auto"
_NONE: Mapping[str, str] = MappingProxyType({})


def page(
    text: str, *, attribution: str, quoted: str, pictures: Mapping[str, str] = _NONE
) -> tuple[str, frozenset[str]]:
    """Return the HTML part of a tidy text, with what is answered as a quotation below it; "" for no tail.

    pictures: mark in the text -> Content-ID of the picture that goes there. Returned with it: those that stand in it.
    """
    body, placed = _with_pictures(_blocks(text.split("\n")), pictures)
    if quoted:
        tail = [f"> {line}" for line in quoted.split("\n")]
        body += f"<p>{_inline(attribution)}</p>\n{_blocks(tail)}"
    html = f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n{body}</body>\n</html>\n'
    return html, placed


def _with_pictures(body: str, pictures: Mapping[str, str]) -> tuple[str, frozenset[str]]:
    """Return a body with pictures in place of their marks, which have a space and so never stand within a link."""
    marks = {escape(mark): cid for mark, cid in pictures.items()}
    placed = set()

    def picture(found: re.Match[str]) -> str:
        placed.add(cid := marks[found[0]])
        return f'<img src="cid:{escape(cid)}" alt="{found[0]}" style="{_PICTURE_STYLE}">'

    if marks:
        longest_first = sorted(marks, key=len, reverse=True)
        body = re.sub("|".join(map(re.escape, longest_first)), picture, body)
    return body, frozenset(placed)


def _blocks(lines: Sequence[str], *, depth: int = 0) -> str:
    """Return the lines as blocks; lines with quote marks become a quotation of the lines without them."""
    html = []
    for is_quoted, grouped in groupby(lines, key=lambda line: line.startswith(">")):
        group = list(grouped)
        if is_quoted:
            inner = [_less_quoted(line, is_deep=depth >= _DEEPEST_QUOTE) for line in group]
            quotation = _blocks(inner, depth=depth + 1)
            html.append(f'<blockquote type="cite" style="{_QUOTE_STYLE}">\n{quotation}</blockquote>\n')
        else:
            html += _paragraphs(group)
    return "".join(html)


def _less_quoted(line: str, *, is_deep: bool) -> str:
    return quote_depth(line)[1] if is_deep else line[1:].removeprefix(" ")


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Yield paragraphs and lists; empty lines stand between them."""
    for tag, grouped in groupby(lines, key=_tag):
        group = list(grouped)
        if tag == "p":
            yield f"<p>{_LINE_BREAK.join(map(_inline, group))}</p>\n"
        elif tag:
            start = "".join(f' start="{number}"' for number in _ENTRY_MARK.findall(group[0]) if number)
            yield f"<{tag}{start}>\n{''.join(map(_entry, group))}</{tag}>\n"


def _tag(line: str) -> str:
    """Return the element a line belongs in; "" for an empty line."""
    if not line.strip():
        return ""
    mark = _ENTRY_MARK.match(line)
    if mark is None:
        return "p"
    return "ol" if mark[1] else "ul"


def _entry(line: str) -> str:
    return f"<li>{_inline(_ENTRY_MARK.sub('', line))}</li>\n"


def _inline(line: str) -> str:
    """Return one line escaped, its links made to work and its indent kept."""
    text = line.lstrip(" ")
    html, end = ["&nbsp;" * (len(line) - len(text))], 0
    for found in _LINK.finditer(text):
        link = _trimmed(found[0])
        address = escape(link)
        html += (escape(text[end : found.start()]), f'<a href="{address}">{address}</a>')
        end = found.start() + len(link)
    return "".join((*html, escape(text[end:])))


def _trimmed(link: str) -> str:
    """Return a link without the punctuation of the sentence around it."""
    link = link.rstrip(_AFTER_LINK)
    while link.endswith(")") and link.count(")") > link.count("("):
        link = link[:-1].rstrip(_AFTER_LINK)
    return link
