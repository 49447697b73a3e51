"""Shows the small Markdown of our own SETUP.md files: headings, paragraphs, lists, tables, code, links; no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.safestring import SafeString

_FENCE = "```"
_DEEPEST = 4  # of headings; the page around it has the first
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BULLET = re.compile(r"\s*(?:[-*]|\d+[.)])\s+(.*)")
_NUMBERED = re.compile(r"\s*\d+[.)]\s")
_RULED = re.compile(r"[|:\s-]+")
_INLINE = re.compile(r"`([^`]+)`|(\*{1,3})(\S[^*]*)\2|\[([^\]]+)\]\((https?://[^\s)]+)\)|<(https?://[^\s>]+)>")


def prose(markdown: str) -> SafeString:
    """Return HTML for a text; whatever is no markup of this small kind is shown as it was typed."""
    return format_html_join("", "{}", ((block,) for block in _blocks(markdown.splitlines())))


def _blocks(lines: list[str]) -> Iterator[SafeString]:
    while lines:
        if not lines[0].strip():
            lines = lines[1:]
            continue
        taken = _size(lines)
        yield _block(lines[:taken])
        lines = lines[taken:]


def _size(lines: list[str]) -> int:
    """Return how many lines the block that begins here has."""
    if lines[0].startswith(_FENCE):
        return next((number for number, line in enumerate(lines[1:], 2) if line.startswith(_FENCE)), len(lines))
    if _HEADING.match(lines[0]):
        return 1
    return next((number for number, line in enumerate(lines) if _ends(line, first=lines[0], number=number)), len(lines))


def _ends(line: str, *, first: str, number: int) -> bool:
    """Say whether a paragraph or list is over before this line."""
    if number == 0 or not line.strip():
        return number > 0
    begins_list = bool(_BULLET.match(line)) and not _BULLET.match(first)
    begins_table = line.startswith("|") != first.startswith("|")
    return begins_list or begins_table or bool(_HEADING.match(line)) or line.startswith(_FENCE)


def _block(lines: list[str]) -> SafeString:
    if lines[0].startswith(_FENCE):
        return format_html("<pre><code>{}</code></pre>", "\n".join(line for line in lines[1:] if line != _FENCE))
    if heading := _HEADING.match(lines[0]):
        level = min(len(heading[1]) + 1, _DEEPEST)
        return format_html("<h{}>{}</h{}>", level, _inline(heading[2]), level)
    if _BULLET.match(lines[0]):
        return _list(lines)
    if lines[0].startswith("|"):
        return _table(lines)
    return format_html("<p>{}</p>", _inline(" ".join(line.strip() for line in lines)))


def _list(lines: list[str]) -> SafeString:
    points: list[str] = []
    for line in lines:
        if bullet := _BULLET.match(line):
            points.append(bullet[1])
        else:
            points[-1] += f" {line.strip()}"
    inside = format_html_join("", "<li>{}</li>", ((_inline(point),) for point in points))
    shape = "<ol>{}</ol>" if _NUMBERED.match(lines[0]) else "<ul>{}</ul>"
    return format_html(shape, inside)


def _table(lines: list[str]) -> SafeString:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    has_head = len(lines) > 1 and bool(_RULED.fullmatch(lines[1]))
    head, body = (rows[:1], rows[2:]) if has_head else ([], rows)
    shown = format_html_join("", "<tr>{}</tr>", ((_cells(row, "<td>{}</td>"),) for row in body))
    named = format_html_join("", "<tr>{}</tr>", ((_cells(row, "<th>{}</th>"),) for row in head))
    return format_html("<table>{}{}</table>", named, shown)


def _cells(row: list[str], shape: str) -> SafeString:
    return format_html_join("", shape, ((_inline(cell),) for cell in row))


def _inline(text: str) -> SafeString:
    parts, end = [], 0
    for found in _INLINE.finditer(text):
        parts += [text[end : found.start()], _marked(found)]
        end = found.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, text[end:]]))


def _marked(found: re.Match[str]) -> SafeString:
    code, stars, stressed, words, link, bare = found.groups()
    if code:
        return format_html("<code>{}</code>", code)
    if stars:
        return format_html("<em>{}</em>" if stars == "*" else "<strong>{}</strong>", stressed)
    return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', link or bare, words or bare)
